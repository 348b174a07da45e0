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
  - C(bootbook apply) names releases alike and keeps them in the same place, so both work beside each other. A release that
    it has on trial is left alone.
  - Where dnsmasq is installed it reads the new config before the swap. What it does not take does not go live.
  - Answers with secrets, below C(srv/private), are readable for root and the group of nginx, and no diff shows them.
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
  keep:
    description: How many releases stay, the current one among them.
    type: int
    default: 5
  files:
    description: What the release consists of. The controller's half fills it in.
    type: list
    elements: dict
  made:
    description: The time of the release, which its name begins with. The controller's half fills it in.
    type: str
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
  sample: 20261123T042100Z-1a2b3c4d5e6f
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

import fcntl
import glob
import grp
import hashlib
import os
import shutil
import tarfile
import time

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.text.converters import to_text

# Longer files, and those that are not text, are named in a diff and not shown.
SHOWN_BYTES = 65536
# Files with secrets in them, and the group of nginx, which reads them: of the Debian family, and of the RHEL family.
PRIVATE = "srv/private"
GROUPS = ("www-data", "nginx")
# What was there before the first release of `bootbook apply`.
BEFORE = "before-bootbook"
# Seconds to wait for somebody else who changes releases.
PATIENCE = 30


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


def ending_of(files):
    """How the name of a release ends: with the beginning of the SHA-256 of its list."""
    return "-" + next(each["sha256"] for each in files if each["path"] == "SHA256SUMS")[:12]


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


def compare(current, files):
    """What is different between the current release and the wanted one, and what of it has to be sent."""
    wanted = dict((each["path"], each) for each in files)
    there = set(paths_below(current))
    same = set(path for path in there if path in wanted and is_same(os.path.join(current, path), wanted[path]))
    altered = sorted(path for path in there if path in wanted and path not in same)
    return dict(
        added=sorted(set(wanted) - there),
        altered=altered,
        removed=sorted(there - set(wanted)),
        missing=sorted(set(wanted) - same),
        before=dict(
            (path, shown(os.path.join(current, path)))
            for path in altered + sorted(there - set(wanted))
            if not path.startswith(PRIVATE + "/")
        ),
    )


def install(module, dest, current, files, archive, name):
    """Builds the release beside the others, checks it, and makes it the current one by one rename."""
    # Until everything has its own mode, nobody else reads any of it.
    os.umask(0o077)
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
    close_private(os.path.join(part, PRIVATE))
    check(module, part)
    final = os.path.join(releases, name)
    if os.path.lexists(final):
        # Made in the same second, and changed in place since.
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


def close_private(folder):
    """Leaves files with secrets to root and to nginx, as far as there is its group and we may."""
    if not os.path.isdir(folder):
        return
    known = [each.gr_gid for each in grp.getgrall() if each.gr_name in GROUPS]
    for where, _folders, names in os.walk(folder):
        os.chmod(where, 0o750)
        for place in [where] + [os.path.join(where, each) for each in names]:
            if known and os.geteuid() == 0:
                os.chown(place, 0, known[0])


def check(module, part):
    """Lets dnsmasq read the new config, where it is installed already."""
    dnsmasq = module.get_bin_path("dnsmasq", opt_dirs=["/usr/sbin", "/sbin"])
    for config in sorted(glob.glob(os.path.join(part, "etc/dnsmasq.d/*.conf"))) if dnsmasq else []:
        status, _out, says = module.run_command([dnsmasq, "--test", "--conf-file=" + config])
        if status != 0:
            shutil.rmtree(part, ignore_errors=True)
            module.fail_json(msg="dnsmasq does not take its config; the release before still serves. %s" % says.strip())


def lock(module, dest):
    """Keeps others from changing releases, `bootbook apply` among them, for as long as this process lives."""
    file = open(os.path.join(dest, ".lock"), "a")
    for _second in range(PATIENCE):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except (IOError, OSError):
            time.sleep(1)
    else:
        module.fail_json(msg="Somebody else is changing the releases of this boot server.")
    try:
        with open(os.path.join(dest, "pending")) as pending:
            tried = pending.read().split(" ")[0]
    except (IOError, OSError):
        return file
    module.fail_json(msg="%s is on trial; whoever applied it confirms it or takes it back. Then run this again." % tried)


def point(link, target):
    """Lets a symbolic link point elsewhere by one rename, so that it is never missing."""
    fresh = link + ".bootbook-new"
    if os.path.lexists(fresh):
        os.remove(fresh)
    os.symlink(target, fresh)
    os.rename(fresh, link)


def prune(dest, name, keep):
    """Removes the oldest releases, and what runs that were cut off left behind. Names begin with their time."""
    releases = os.path.join(dest, "releases")
    names = [each for each in os.listdir(releases) if each not in (name, BEFORE)]
    old = sorted(each for each in names if not each.startswith("."))
    for each in [each for each in names if each.startswith(".")] + old[: max(0, len(old) - (keep - 1))]:
        shutil.rmtree(os.path.join(releases, each), ignore_errors=True)


def main():
    module = AnsibleModule(
        argument_spec=dict(
            src=dict(type="path", required=True),
            dest=dict(type="path", required=True),
            keep=dict(type="int", default=5),
            files=dict(type="list", elements="dict"),
            made=dict(type="str"),
            archive=dict(type="path"),
        ),
        supports_check_mode=True,
    )
    dest, files, archive = (module.params[key] for key in ("dest", "files", "archive"))
    if files is None:
        module.fail_json(msg="bootbook.pxe.tree works through its action plugin only.")
    ending = ending_of(files)
    current = os.path.join(dest, "current")
    serves = os.path.basename(os.readlink(current)) if os.path.islink(current) else ""
    result = compare(current, files)
    changed = bool(result["missing"] or result["removed"]) or not serves.endswith(ending)
    name = module.params["made"] + ending if changed else serves
    if archive is None or module.check_mode or not changed:
        module.exit_json(changed=changed, release=name, **result)
    held = lock(module, dest)
    install(module, dest, current, files, archive, name)
    if serves.endswith(ending) and serves != name:
        # Somebody has changed it in place.
        shutil.rmtree(os.path.join(dest, "releases", serves), ignore_errors=True)
    prune(dest, name, module.params["keep"])
    held.close()
    module.exit_json(changed=True, release=name, **result)


if __name__ == "__main__":
    main()
