/**
 * Users and groups that systems of RPM have from the start, and Flatcar's as well. A user of such a name would not be a new one.
 * Source: https://access.redhat.com/documentation/en-us/red_hat_enterprise_linux/5/html/deployment_guide/s1-users-groups-standard-groups
 * and https://github.com/flatcar/flatcar-docs/blob/e0411428c378f4c20c4da6cc31b15abba627f95f/docs/setup/customization/adding-users.md
 */
export const takenNames: ReadonlySet<string> = new Set(
  'bin daemon sys adm tty disk lp mem kmem wheel mail news uucp man games ftp lock nobody users utmp floppy dbus sshd sudo docker'.split(
    ' ',
  ),
);
