# SPDX-License-Identifier: MIT
"""The half of bootbook.pxe.tree that runs on the controller: it knows the bundle, and sends what is missing."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import hashlib
import os
import tarfile
import tempfile

from ansible import constants as C
from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

# Longer files, and those that are not text, are named in a diff and not shown.
SHOWN_BYTES = 65536


class ActionModule(ActionBase):
    """Compares a bundle with what the boot server has, and installs it as a release."""

    TRANSFERS_FILES = True

    def run(self, tmp=None, task_vars=None):
        result = super(ActionModule, self).run(tmp, task_vars)
        args = self._task.args
        src = os.path.expanduser(str(args.get("src", "")))
        only = args.get("only", ["etc", "srv", "snippets"])
        files = self._files(src, only)
        asked = dict(args, src=src, files=files)
        found = self._execute_module("bootbook.pxe.tree", asked, task_vars=task_vars)
        if found.get("failed") or not found.get("changed"):
            return self._told(result, found, src)
        if self._task.check_mode:
            return self._told(result, found, src)
        archive = self._archive(src, files, found["missing"])
        try:
            sent = self._connection._shell.join_path(self._connection._shell.tmpdir or self._make_tmp_path(), "files.tar")
            self._transfer_file(archive, sent)
            self._fixup_perms2((self._connection._shell.tmpdir, sent))
            done = self._execute_module("bootbook.pxe.tree", dict(asked, archive=sent), task_vars=task_vars)
        finally:
            os.remove(archive)
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return self._told(result, dict(found, **done), src)

    def _told(self, result, found, src):
        """What the task reports, without the contents of files."""
        before = found.pop("before", {})
        missing = found.pop("missing", None)
        result.update(found)
        result.pop("invocation", None)
        if self._play_context.diff and missing is not None and found.get("changed"):
            result["diff"] = [self._diff(src, path, before.get(path)) for path in found["removed"] + missing]
        return result

    def _files(self, src, only):
        """The files of the bundle that are to be installed. Their bytes are looked at when they are sent."""
        sums = os.path.join(src, "SHA256SUMS")
        try:
            with open(sums) as lines:
                pairs = [line.rstrip("\n").split("  ", 1) for line in lines if not line.startswith("#")]
        except (IOError, OSError) as error:
            raise AnsibleActionFail("There is no bundle at %s: %s. Build it: npx bootbook build" % (src, error))
        files = []
        for sha256, path in pairs:
            if path.split("/", 1)[0] not in only:
                continue
            try:
                mode = "%04o" % (os.stat(os.path.join(src, path)).st_mode & 0o777)
            except (IOError, OSError) as error:
                raise AnsibleActionFail("The bundle lacks %s: %s. Build it anew: npx bootbook build" % (path, error))
            files.append(dict(path=path, sha256=sha256, mode=mode))
        return files

    def _archive(self, src, files, missing):
        """The missing files as a tar, each compared with its checksum while it is read."""
        sums = dict((each["path"], each["sha256"]) for each in files)
        handle, name = tempfile.mkstemp(suffix=".tar", dir=C.DEFAULT_LOCAL_TMP)
        with os.fdopen(handle, "wb") as out, tarfile.open(fileobj=out, mode="w") as tar:
            for path in missing:
                place = os.path.join(src, path)
                total = hashlib.sha256()
                with open(place, "rb") as file:
                    for piece in iter(lambda: file.read(1 << 20), b""):
                        total.update(piece)
                if total.hexdigest() != sums[path]:
                    raise AnsibleActionFail(
                        "%s is not what SHA256SUMS says. Nothing was sent; build the bundle anew: npx bootbook build" % place
                    )
                tar.add(place, arcname=path, recursive=False)
        return name

    def _diff(self, src, path, before):
        """One file for `--diff`: texts are shown, everything else is named."""
        after = self._shown(os.path.join(src, path))
        header = dict(before_header=path, after_header=path)
        if after is None and before is None:
            return dict(prepared="%s: another content, not shown\n" % path)
        return dict(header, before=before or "", after=after or "")

    @staticmethod
    def _shown(path):
        try:
            if os.path.getsize(path) > SHOWN_BYTES:
                return None
            with open(path, "rb") as file:
                data = file.read()
        except (IOError, OSError):
            return None
        return None if b"\0" in data else data.decode("utf-8", "replace")
