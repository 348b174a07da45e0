# SPDX-License-Identifier: MIT
"""The half of bootbook.pxe.tree that runs on the controller: it knows the bundle, and sends what is missing."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import hashlib
import io
import os
import re
import tarfile
import tempfile
import time

from ansible import constants as C
from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

# Longer files, and those that are not text, are named in a diff and not shown.
SHOWN_BYTES = 65536
# What of a bundle stays on the controller, as a line of its SHA256SUMS; `bootbook apply` leaves out the same.
STAYS = re.compile("^[0-9a-f]{64}  ansible/")
# What serves once an arming has ended, with the time of that.
AFTER = re.compile("^[0-9a-f]{64}  after/([0-9]{8}T[0-9]{6}Z)/", re.MULTILINE)
# Files with secrets in them, which no diff shows.
PRIVATE = "srv/private/"
SUMS = "SHA256SUMS"


class ActionModule(ActionBase):
    """Compares a bundle with what the boot server has, and installs it as a release."""

    TRANSFERS_FILES = True

    def run(self, tmp=None, task_vars=None):
        result = super(ActionModule, self).run(tmp, task_vars)
        args = self._task.args
        src = os.path.expanduser(str(args.get("src", "")))
        listed = self._listed(src)
        files = self._files(src, listed)
        asked = dict(args, src=src, files=files, made=time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()))
        found = self._execute_module("bootbook.pxe.tree", asked, task_vars=task_vars)
        if found.get("failed") or not found.get("changed"):
            return self._told(result, found, src)
        if self._task.check_mode:
            return self._told(result, found, src)
        archive = self._archive(src, files, found["missing"], listed)
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
            result["diff"] = [self._diff(src, path, before.get(path)) for path in found["removed"] + missing if path != SUMS]
        return result

    def _listed(self, src):
        """The list of the release: that of the bundle without what stays here."""
        try:
            with io.open(os.path.join(src, SUMS), encoding="utf-8", newline="") as lines:
                listed = "".join(line for line in lines if not STAYS.match(line))
        except (IOError, OSError) as error:
            raise AnsibleActionFail("There is no bundle at %s: %s. Build it: npx bootbook build" % (src, error))
        now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        for end in AFTER.findall(listed):
            if end <= now:
                raise AnsibleActionFail(
                    "The bundle at %s arms a host until %s, and that is over. Nothing was sent; build it anew: npx bootbook build"
                    % (src, end)
                )
        return listed

    def _files(self, src, listed):
        """The files of the release, its list among them. Their bytes are looked at when they are sent."""
        files = [dict(path=SUMS, sha256=hashlib.sha256(listed.encode("utf-8")).hexdigest(), mode="0644")]
        for line in listed.splitlines():
            if line.startswith("#"):
                continue
            sha256, path = line.split("  ", 1)
            try:
                mode = "%04o" % (os.stat(os.path.join(src, path)).st_mode & 0o777)
            except (IOError, OSError) as error:
                raise AnsibleActionFail("The bundle lacks %s: %s. Build it anew: npx bootbook build" % (path, error))
            files.append(dict(path=path, sha256=sha256, mode=mode))
        return files

    def _archive(self, src, files, missing, listed):
        """The missing files as a tar, each compared with its checksum while it is read."""
        sums = dict((each["path"], each["sha256"]) for each in files)
        handle, name = tempfile.mkstemp(suffix=".tar", dir=C.DEFAULT_LOCAL_TMP)
        with os.fdopen(handle, "wb") as out, tarfile.open(fileobj=out, mode="w") as tar:
            for path in missing:
                if path == SUMS:
                    self._add_text(tar, path, listed.encode("utf-8"))
                    continue
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

    @staticmethod
    def _add_text(tar, path, data):
        member = tarfile.TarInfo(path)
        member.size = len(data)
        tar.addfile(member, io.BytesIO(data))

    def _diff(self, src, path, before):
        """One file for `--diff`: texts are shown, everything else is named."""
        if path.startswith(PRIVATE):
            return dict(prepared="%s: it has a secret in it, and is not shown\n" % path)
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
