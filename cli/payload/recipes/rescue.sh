#!/bin/busybox sh
# /init of the rescue system: network by DHCP on the interface that booted, SSH for the keys of the inventory, and a shell
# on each console. The disks are left alone.
. /usr/share/bootbook/ram-system.sh
mount_kernel_file_systems
say "rescue system starts"
load_drivers

# Hosts' keys are made anew at every boot: a key inside of an image that anybody can fetch would be no secret.
host_key=/etc/dropbear/dropbear_ed25519_host_key
fingerprint=$(/usr/bin/dropbearkey -t ed25519 -f $host_key 2>/dev/null | sed -n 's/^Fingerprint: //p')

open_ssh() {
    keys=$(argument bootbook.keys)
    if [ -z "$keys" ]; then
        say "no bootbook.keys= on the command line: nobody can log in by SSH"
        return 1
    fi
    if ! fetch "$keys" /root/.ssh/authorized_keys; then
        say "the keys could not be fetched from $keys: nobody can log in by SSH"
        return 1
    fi
    # -s: no passwords; -j -k: no forwarding of ports.
    /usr/sbin/dropbear -s -j -k -r $host_key
    say "host key ED25519 $fingerprint"
    say "rescue system ready: ssh root@$(address_of "$interface")"
}

start_network && open_ssh

# Where a person sits: PATH and a prompt that says which machine this is.
cat >/etc/profile <<'END'
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
PS1='rescue@\h:\w# '
END

for console in $(cat /sys/class/tty/console/active); do
    [ "$console" = tty0 ] && console=tty1
    echo "$console::askfirst:-/bin/bash"
done >/etc/inittab
echo '::ctrlaltdel:/sbin/reboot' >>/etc/inittab
exec /bin/busybox init
