#!/usr/bin/python
# SPDX-License-Identifier: MIT
"""The half of bootbook.pxe.tree that runs on the boot server."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
---
module: tree
short_description: Installs the files of a bundle as a release, and swaps releases by one rename
version_added: 1.0.0
description:
  - Sends those files of a bundle that the boot server does not have yet, all at once, into a folder of their own, and
    points C(current) to it by one rename. A machine that is in the middle of its boot keeps the files that it has opened.
  - Every file is compared with the bundle's C(SHA256SUMS), on the controller before it is sent and on the boot server
    before the swap. A file that was changed on the boot server is noticed at the next run and comes back.
  - Check mode tells what would change, and diff mode shows it.
options:
  src:
    description: The bundle of one boot server on the controller, the folder that holds C(SHA256SUMS).
    type: path
    required: true
  dest:
    description: The folder on the boot server that holds C(releases/) and C(current).
    type: path
    required: true
  only:
    description: The top folders of the bundle that are installed.
    type: list
    elements: str
    default: [etc, srv, snippets]
  keep:
    description: How many releases stay, the current one among them.
    type: int
    default: 5
  files:
    description: What the release consists of. The controller's half fills it in.
    type: list
    elements: dict
  archive:
    description: The files that were missing, as a tar on the boot server. The controller's half fills it in.
    type: path
author:
  - The authors of Bootbook (@bootbook)
attributes:
  check_mode:
    description: Tells what would change.
    support: full
  diff_mode:
    description: Shows changed text files as a unified diff.
    support: full
"""

EXAMPLES = r"""
- name: Install the bundle
  bootbook.pxe.tree:
    src: /home/operator/runbook/bundle/boot1
    dest: /srv/bootbook
"""

RETURN = r"""
release:
  description: The name of the release that is the current one after this task.
  returned: always
  type: str
  sample: 4f0c1e2d9a77b3c1
added:
  description: Paths that the release has and the one before had not.
  returned: always
  type: list
  elements: str
altered:
  description: Paths whose content or mode is another one.
  returned: always
  type: list
  elements: str
removed:
  description: Paths that the release before had and this one has not.
  returned: always
  type: list
  elements: str
"""

import hashlib
import os
import shutil
import tarfile

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.text.converters import to_text

# Longer files, and those that are not text, are named in a diff and not shown.
SHOWN_BYTES = 65536


def digest(path):
    """The SHA-256 of a file, or None if there is no such file."""
    total = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            for piece in iter(lambda: file.read(1 << 20), b""):
                total.update(piece)
    except (IOError, OSError):
        return None
    return total.hexdigest()


def release_of(files):
    """The name of a release: the same files, the same name."""
    lines = ["%(sha256)s %(mode)s %(path)s\n" % each for each in sorted(files, key=lambda each: each["path"])]
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()[:16]


def paths_below(folder):
    """The paths of all files below a folder, and nothing if there is no such folder."""
    for where, _folders, names in os.walk(folder):
        for name in names:
            yield os.path.relpath(os.path.join(where, name), folder)


def is_same(path, each):
    """Whether a file is what the bundle says. A symbolic link is not."""
    if os.path.islink(path) or not os.path.isfile(path):
        return False
    return "%04o" % (os.stat(path).st_mode & 0o7777) == each["mode"] and digest(path) == each["sha256"]


def shown(path):
    """A short text file as text; None for anything else."""
    try:
        if os.path.getsize(path) > SHOWN_BYTES:
            return None
        with open(path, "rb") as file:
            data = file.read()
    except (IOError, OSError):
        return None
    if b"\0" in data:
        return None
    return to_text(data, errors="surrogate_or_replace")


def compare(current, files, name):
    """What is different between the current release and the wanted one, and what of it has to be sent."""
    wanted = dict((each["path"], each) for each in files)
    there = set(paths_below(current))
    same = set(path for path in there if path in wanted and is_same(os.path.join(current, path), wanted[path]))
    altered = sorted(path for path in there if path in wanted and path not in same)
    return dict(
        release=name,
        added=sorted(set(wanted) - there),
        altered=altered,
        removed=sorted(there - set(wanted)),
        missing=sorted(set(wanted) - same),
        before=dict((path, shown(os.path.join(current, path))) for path in altered + sorted(there - set(wanted))),
    )


def install(module, dest, current, files, archive, name):
    """Builds the release beside the others, checks it, and makes it the current one by one rename."""
    releases = os.path.join(dest, "releases")
    part = os.path.join(releases, ".%s.part" % name)
    shutil.rmtree(part, ignore_errors=True)
    wanted = dict((each["path"], each) for each in files)
    for path in wanted:
        folder = os.path.dirname(os.path.join(part, path))
        if not os.path.isdir(folder):
            os.makedirs(folder)
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.name not in wanted or not member.isfile():
                module.fail_json(msg="The archive holds %s, which is no file of this release." % member.name)
            with open(os.path.join(part, member.name), "wb") as file:
                shutil.copyfileobj(tar.extractfile(member), file)
            os.chmod(os.path.join(part, member.name), int(wanted[member.name]["mode"], 8))
    for path, each in sorted(wanted.items()):
        place = os.path.join(part, path)
        if not os.path.exists(place):
            # Another name of the same bytes: an unchanged kernel is neither sent nor stored twice.
            os.link(os.path.join(current, path), place)
        if not is_same(place, each):
            module.fail_json(msg="%s did not arrive as the bundle has it; the release before still serves." % path)
    for where, folders, _names in os.walk(part):
        for folder in [where] + [os.path.join(where, each) for each in folders]:
            os.chmod(folder, 0o755)
    final = os.path.join(releases, name)
    if os.path.lexists(final):
        # Somebody has changed it in place, or it is an older one that is wanted again.
        spoilt = os.path.join(releases, ".%s.spoilt" % name)
        shutil.rmtree(spoilt, ignore_errors=True)
        os.rename(final, spoilt)
        os.rename(part, final)
        shutil.rmtree(spoilt, ignore_errors=True)
    else:
        os.rename(part, final)
    os.utime(final, None)
    os.sync()
    point(os.path.join(dest, "current"), os.path.join("releases", name))


def point(link, target):
    """Lets a symbolic link point elsewhere by one rename, so that it is never missing."""
    fresh = link + ".new"
    if os.path.lexists(fresh):
        os.remove(fresh)
    os.symlink(target, fresh)
    os.rename(fresh, link)


def prune(dest, name, keep):
    """Removes the oldest releases, and what runs that were cut off left behind."""
    releases = os.path.join(dest, "releases")
    names = [each for each in os.listdir(releases) if each != name]
    old = sorted((each for each in names if not each.startswith(".")), key=lambda each: os.path.getmtime(os.path.join(releases, each)))
    for each in [each for each in names if each.startswith(".")] + old[: max(0, len(old) - (keep - 1))]:
        shutil.rmtree(os.path.join(releases, each), ignore_errors=True)


def main():
    module = AnsibleModule(
        argument_spec=dict(
            src=dict(type="path", required=True),
            dest=dict(type="path", required=True),
            only=dict(type="list", elements="str", default=["etc", "srv", "snippets"]),
            keep=dict(type="int", default=5),
            files=dict(type="list", elements="dict"),
            archive=dict(type="path"),
        ),
        supports_check_mode=True,
    )
    dest, files, archive = (module.params[key] for key in ("dest", "files", "archive"))
    if files is None:
        module.fail_json(msg="bootbook.pxe.tree works through its action plugin only.")
    name = release_of(files)
    current = os.path.join(dest, "current")
    pointed = os.path.islink(current) and os.path.basename(os.readlink(current)) == name
    result = compare(current, files, name)
    changed = bool(result["missing"] or result["removed"]) or not pointed
    if archive is None or module.check_mode or not changed:
        module.exit_json(changed=changed, **result)
    install(module, dest, current, files, archive, name)
    prune(dest, name, module.params["keep"])
    module.exit_json(changed=True, **result)


if __name__ == "__main__":
    main()
