#!/bin/sh
# Run by mmdebstrap with the root of the new system, after its packages were installed.
set -eu
root=$1

# Any network card gets its address by DHCP. With the root on NFS, the initrd has seen to that.
cat >"$root/etc/systemd/network/80-dhcp.network" <<'END'
[Match]
Type=ether
KernelCommandLine=!boot=nfs

[Network]
DHCP=yes
END
chroot "$root" systemctl --quiet enable systemd-networkd.service
chroot "$root" systemctl --quiet disable systemd-networkd-wait-online.service
# What waits at first boot only, or for a network, keeps nobody from logging in.
cat >"$root/etc/systemd/system/ssh-host-keys.service" <<'END'
[Unit]
Description=Make the SSH host keys of this machine
Before=ssh.service
ConditionPathIsReadWrite=/etc
ConditionPathExists=!/etc/ssh/ssh_host_ed25519_key

[Service]
Type=oneshot
ExecStart=/usr/bin/ssh-keygen -A

[Install]
WantedBy=multi-user.target
END
chroot "$root" systemctl --quiet enable ssh-host-keys.service

mkdir -p "$root/etc/default/grub.d"
cat >"$root/etc/default/grub" <<'END'
GRUB_DEFAULT=0
GRUB_TIMEOUT=1
GRUB_DISTRIBUTOR=Debian
GRUB_CMDLINE_LINUX=""
GRUB_DISABLE_OS_PROBER=true
END

# One image is many machines: nothing of one may be in it. systemd makes the machine id at first boot (machine-id(5)).
echo localhost >"$root/etc/hostname"
: >"$root/etc/machine-id"
rm -f "$root"/var/lib/dbus/machine-id "$root"/etc/ssh/ssh_host_*
# Nobody's password, and what only tells when and where it was made.
chroot "$root" passwd --quiet --lock root
rm -rf "$root"/var/log/apt "$root"/var/cache/apt/*.bin "$root"/var/lib/apt/lists/*_* "$root"/var/cache/ldconfig
rm -f "$root"/var/log/*.log "$root"/var/cache/debconf/*-old "$root"/var/lib/dpkg/*-old "$root"/etc/*-
