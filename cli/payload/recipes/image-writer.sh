#!/bin/busybox sh
# /init of the image writer: writes an image from the boot server onto the disk that the command line names, and starts the
# machine anew. It writes only for an armed host, and once for each arming.
set -o pipefail
. /usr/share/bootbook/ram-system.sh
mount_kernel_file_systems
say "image writer starts"

# Nobody can be asked, so the machine waits, and then looks what the boot server says by then.
give_up() {
    say "image writer stops: $*"
    say "this machine starts anew in 5 minutes"
    sleep 300
    reboot -f
}

url=$(argument bootbook.write)
form=$(argument bootbook.form)
disk=$(argument bootbook.disk)
armed=$(argument bootbook.armed)
[ -n "$url" ] && [ -n "$form" ] && [ -n "$disk" ] || give_up "the command line lacks bootbook.write=, bootbook.form= or bootbook.disk="
[ -n "$armed" ] || give_up "this host is not armed"

load_drivers
tries=0
while [ ! -b "$disk" ] && [ $tries -lt 100 ]; do
    usleep 100000
    tries=$((tries + 1))
done
[ -b "$disk" ] || give_up "there is no disk $disk; there are: $(ls /sys/block | xargs)"

# The note of what was written lies in the last sector before the first partition, which starts at 1 MiB: neither GPT (up to
# sector 33) nor GRUB's image in the gap of an MBR disk reaches that far.
NOTE_SECTOR=2047
note="bootbook wrote $url armed until $armed"
written=$(dd if="$disk" bs=512 skip=$NOTE_SECTOR count=1 2>/dev/null | tr -d '\000' | head -n 1)
if [ "$written" = "$note" ]; then
    say "disk $disk left alone: it was written under this arming (until $armed)"
    give_up "disarm the host, or boot its disk"
fi

start_network || give_up "no network"
dd if=/dev/zero of="$disk" bs=512 seek=$NOTE_SECTOR count=1 conv=notrunc 2>/dev/null || give_up "$disk cannot be written to"
say "writing $url onto $disk"

case $disk in
    *[0-9]) part=${disk}p ;;
    *) part=$disk ;;
esac

write_raw() {
    wget -q -O - "$url" | /usr/bin/zstd -dcq | dd of="$disk" bs=4M iflag=fullblock conv=notrunc 2>/dev/null
}

# Partitions for either firmware: where GRUB's core lies for BIOS, where UEFI looks, and the rest.
write_tar() {
    /sbin/sfdisk -q --wipe always --wipe-partitions always "$disk" <<END || return 1
label: gpt
size=1MiB, type=21686148-6449-6E6F-744E-656564454649
size=64MiB, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B
type=0FC63DAF-8483-4772-8E79-3D69D8477DE4
END
    mdev -s
    sleep 1
    /sbin/mkfs.fat -n ESP "${part}2" >/dev/null || return 1
    /sbin/mke2fs -q -t ext4 -F -L root "${part}3" || return 1
    mount -t ext4 "${part}3" /mnt || return 1
    say "file systems ready"
    wget -q -O - "$url" | /usr/bin/zstd -dcq | tar -x -f - -C /mnt || return 1
    say "files unpacked"
    mkdir -p /mnt/boot/efi
    mount -t vfat "${part}2" /mnt/boot/efi || return 1
    printf 'LABEL=root / ext4 errors=remount-ro 0 1\nLABEL=ESP /boot/efi vfat umask=0077 0 1\n' >/mnt/etc/fstab
    own_settings
    install_boot_loader
}

# What is this machine's own: its name, its consoles, and who may log in.
own_settings() {
    hostname >/mnt/etc/hostname
    keys=$(argument bootbook.keys)
    if [ -n "$keys" ]; then
        mkdir -p -m 700 /mnt/root/.ssh
        fetch "$keys" /mnt/root/.ssh/authorized_keys || say "the keys could not be fetched from $keys"
    fi
    consoles=
    for each in $(cat /proc/cmdline); do
        case $each in
            console=*) consoles="$consoles $each" ;;
        esac
    done
    serial=$(argument console | sed -n 's/^ttyS\([0-9]\),\([0-9]*\).*/--unit=\1 --speed=\2/p')
    mkdir -p /mnt/etc/default/grub.d
    {
        echo "GRUB_CMDLINE_LINUX=\"${consoles# }\""
        [ -n "$serial" ] && echo 'GRUB_TERMINAL="console serial"' && echo "GRUB_SERIAL_COMMAND=\"serial $serial\""
        :
    } >/mnt/etc/default/grub.d/bootbook.cfg
}

install_boot_loader() {
    for each in dev proc sys; do mount -o bind /$each /mnt/$each; done
    mount -t tmpfs tmpfs /mnt/run
    if [ -d /sys/firmware/efi ]; then
        # The removable path as well, because the firmware's own list of boot entries is left as it is.
        chroot /mnt grub-install --target=x86_64-efi --efi-directory=/boot/efi --uefi-secure-boot --force-extra-removable --no-nvram || return 1
    else
        chroot /mnt grub-install --target=i386-pc "$disk" || return 1
    fi
    chroot /mnt update-grub || return 1
    say "boot loader installed"
    umount /mnt/run /mnt/sys /mnt/proc /mnt/dev /mnt/boot/efi /mnt
}

case $form in
    raw) write_raw || give_up "$url could not be written onto $disk" ;;
    tar) write_tar || give_up "$url could not be written onto $disk" ;;
    *) give_up "there is no form $form" ;;
esac
sync
printf '%s\n' "$note" | dd of="$disk" bs=512 seek=$NOTE_SECTOR count=1 conv=notrunc,sync 2>/dev/null
sync
say "image written: $disk holds $url"
sleep 2
reboot -f
