#!/bin/busybox sh
# What udhcpc runs when a lease comes, is renewed or is lost. Source: busybox, examples/udhcp/simple.script
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
case $1 in
    deconfig)
        ip -4 addr flush dev "$interface"
        ;;
    bound | renew)
        ip addr replace "$ip/${mask:-24}" dev "$interface"
        for each in $router; do
            ip route replace default via "$each" dev "$interface"
            break
        done
        : >/etc/resolv.conf
        [ -n "$domain" ] && echo "search $domain" >>/etc/resolv.conf
        for each in $dns; do echo "nameserver $each" >>/etc/resolv.conf; done
        [ -n "$hostname" ] && hostname "$hostname"
        ;;
esac
exit 0
