# What the systems in RAM have in common: sourced by their /init. Busybox is the shell and most of the programs; where it has
# an applet of the same name as a real program, the real one is called by its path.

export PATH=/usr/sbin:/usr/bin:/sbin:/bin

# Words for people, on every console that the kernel talks to.
say() {
    read -r uptime _ </proc/uptime
    for console in $(cat /sys/class/tty/console/active); do
        echo "bootbook: $* ($uptime s)" >"/dev/$console"
    done
}

# The value of a kernel argument: `argument bootbook.keys`. The last one counts.
argument() {
    for each in $(cat /proc/cmdline); do
        case $each in
            "$1="*) echo "${each#*=}" ;;
        esac
    done | tail -n 1
}

mount_kernel_file_systems() {
    busybox mkdir -p /proc /sys /dev /run /tmp /mnt
    busybox mount -t proc proc /proc
    busybox mount -t sysfs sysfs /sys
    busybox mount -t devtmpfs dev /dev
    busybox --install -s
    uncover_programs
    mkdir -p /dev/pts /dev/shm
    mount -t devpts -o mode=620 devpts /dev/pts
    mount -t tmpfs tmpfs /run
    chmod 1777 /tmp
    [ -d /sys/firmware/efi ] && modprobe -q efivarfs && mount -t efivarfs efivarfs /sys/firmware/efi/efivars
    :
}

# Takes busybox's links away where the real program lies in another folder.
uncover_programs() {
    for path in /bin/* /sbin/* /usr/bin/* /usr/sbin/*; do
        [ -L "$path" ] && continue
        for folder in /bin /sbin /usr/bin /usr/sbin; do
            [ -L "$folder/${path##*/}" ] && rm "$folder/${path##*/}"
        done
    done
}

# Drivers for what the machine has. A driver may bring a bus with further devices, hence the rounds.
load_drivers() {
    modprobe -q crc32c_generic
    for module in ext4 vfat nls_cp437 nls_ascii sd_mod; do modprobe -q $module; done
    before=
    for round in 1 2 3 4 5; do
        found=$(find /sys/devices -name modalias -exec cat {} + | sort -u)
        [ "$found" = "$before" ] && break
        modprobe -qa $found
        before=$found
        usleep 200000
    done
}

# The name of the interface that booted, by BOOTIF=01-aa-bb-cc-dd-ee-ff; without one, the first that has a carrier.
boot_interface() {
    mac=$(argument BOOTIF | sed 's/^01-//;s/-/:/g' | tr A-F a-f)
    tries=0
    while [ $tries -lt 100 ]; do
        for path in /sys/class/net/*; do
            name=${path##*/}
            [ "$name" = lo ] && continue
            if [ -n "$mac" ]; then
                [ "$(cat "$path/address")" = "$mac" ] && echo "$name" && return
            else
                ip link set "$name" up
                [ "$(cat "$path/carrier" 2>/dev/null)" = 1 ] && echo "$name" && return
            fi
        done
        tries=$((tries + 1))
        usleep 100000
    done
    return 1
}

# Gives the interface that booted its address by DHCP. The client stays, and renews the lease.
start_network() {
    interface=$(boot_interface) || {
        say "no network interface is the one that booted ($(argument BOOTIF)); there are: $(ls /sys/class/net | xargs)"
        return 1
    }
    ip link set lo up
    ip link set "$interface" up
    udhcpc -i "$interface" -s /usr/share/bootbook/dhcp.sh -t 10 -T 3 -n >/dev/null 2>&1 || {
        say "no answer by DHCP on $interface"
        return 1
    }
    say "network $interface has $(address_of "$interface")"
}

address_of() {
    ip -4 -o addr show dev "$1" | sed -n 's/.* inet \([0-9.]*\).*/\1/p' | head -n 1
}

# Fetches a URL into a file, and tries again while the server does not answer. Busybox 1.35 crashes at wget's own -T.
fetch() {
    for try in 1 2 3 4 5; do
        timeout 20 wget -q -O "$2" "$1" && return 0
        sleep 2
    done
    return 1
}
