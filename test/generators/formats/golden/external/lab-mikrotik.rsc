# Network lab (10.1.0.0/24), for RouterOS 7.4 or newer.
# Set the name of your DHCP server on the next line, then: /import mikrotik.rsc
:global bootbookServer "dhcp1"

# What an earlier run has added
/ip dhcp-server lease remove [find comment~"^bootbook-lab:"]
/ip dhcp-server matcher remove [find name~"^bootbook-lab:"]
/ip dhcp-server option sets remove [find name~"^bootbook-lab:"]
/ip dhcp-server option remove [find name~"^bootbook-lab:"]

:if ([:len [/ip dhcp-server network find address=10.1.0.0/24]] = 0) do={ /ip dhcp-server network add address=10.1.0.0/24 }
/ip dhcp-server network set [find address=10.1.0.0/24] comment="Lab"
/ip dhcp-server network set [find address=10.1.0.0/24] gateway=10.1.0.1
/ip dhcp-server network set [find address=10.1.0.0/24] dns-server=10.1.0.53,10.2.0.53
/ip dhcp-server network set [find address=10.1.0.0/24] domain="lab.example.net"
/ip dhcp-server network set [find address=10.1.0.0/24] ntp-server=10.1.0.54
/ip dhcp-server network set [find address=10.1.0.0/24] next-server=10.1.0.2

# Any machine, by its architecture (option 93)
# Option 67 only: shim takes its folder from the header, and an empty one means the TFTP root.
# A matcher looks at one option only, so iPXE gets its script whatever it runs on.
/ip dhcp-server option add name="bootbook-lab:ipxe" code=67 value="s'http://10.1.0.2/boot.ipxe'"
/ip dhcp-server option sets add name="bootbook-lab:ipxe" options="bootbook-lab:ipxe"
/ip dhcp-server matcher add name="bootbook-lab:ipxe" server=$bootbookServer address-pool=[/ip dhcp-server get [find name=$bootbookServer] address-pool] code=77 matching-type=exact value="iPXE" option-set="bootbook-lab:ipxe"
/ip dhcp-server option add name="bootbook-lab:any-bios-amd64-tftp-pxelinux" code=67 value="s'pxelinux.0'"
/ip dhcp-server option sets add name="bootbook-lab:any-bios-amd64-tftp-pxelinux" options="bootbook-lab:any-bios-amd64-tftp-pxelinux"
/ip dhcp-server matcher add name="bootbook-lab:arch-0" server=$bootbookServer address-pool=[/ip dhcp-server get [find name=$bootbookServer] address-pool] code=93 matching-type=exact value="0x0000" option-set="bootbook-lab:any-bios-amd64-tftp-pxelinux"
/ip dhcp-server option add name="bootbook-lab:any-uefi-secure-boot-amd64-tftp-grub" code=67 value="s'shimx64.efi'"
/ip dhcp-server option sets add name="bootbook-lab:any-uefi-secure-boot-amd64-tftp-grub" options="bootbook-lab:any-uefi-secure-boot-amd64-tftp-grub"
/ip dhcp-server matcher add name="bootbook-lab:arch-7" server=$bootbookServer address-pool=[/ip dhcp-server get [find name=$bootbookServer] address-pool] code=93 matching-type=exact value="0x0007" option-set="bootbook-lab:any-uefi-secure-boot-amd64-tftp-grub"
/ip dhcp-server matcher add name="bootbook-lab:arch-9" server=$bootbookServer address-pool=[/ip dhcp-server get [find name=$bootbookServer] address-pool] code=93 matching-type=exact value="0x0009" option-set="bootbook-lab:any-uefi-secure-boot-amd64-tftp-grub"
/ip dhcp-server option add name="bootbook-lab:any-uefi-secure-boot-arm64-tftp-grub" code=67 value="s'shimaa64.efi'"
/ip dhcp-server option sets add name="bootbook-lab:any-uefi-secure-boot-arm64-tftp-grub" options="bootbook-lab:any-uefi-secure-boot-arm64-tftp-grub"
/ip dhcp-server matcher add name="bootbook-lab:arch-11" server=$bootbookServer address-pool=[/ip dhcp-server get [find name=$bootbookServer] address-pool] code=93 matching-type=exact value="0x000b" option-set="bootbook-lab:any-uefi-secure-boot-arm64-tftp-grub"
/ip dhcp-server option add name="bootbook-lab:any-uefi-amd64-http-boot-ipxe" code=67 value="s'http://10.1.0.2/snponly.efi'"
/ip dhcp-server option add name="bootbook-lab:any-uefi-amd64-http-boot-ipxe-class" code=60 value="s'HTTPClient'" force=yes
/ip dhcp-server option sets add name="bootbook-lab:any-uefi-amd64-http-boot-ipxe" options="bootbook-lab:any-uefi-amd64-http-boot-ipxe,bootbook-lab:any-uefi-amd64-http-boot-ipxe-class"
/ip dhcp-server matcher add name="bootbook-lab:arch-16" server=$bootbookServer address-pool=[/ip dhcp-server get [find name=$bootbookServer] address-pool] code=93 matching-type=exact value="0x0010" option-set="bootbook-lab:any-uefi-amd64-http-boot-ipxe"

# The manual does not say whether the set of a lease or that of a matcher counts more: check the first boots.
# https://help.mikrotik.com/docs/spaces/ROS/pages/24805500/DHCP

# BIOS, PXELINUX over TFTP
/ip dhcp-server option add name="bootbook-lab:bios-amd64-tftp-pxelinux" code=67 value="s'pxelinux.0'"
/ip dhcp-server option sets add name="bootbook-lab:bios-amd64-tftp-pxelinux" options="bootbook-lab:bios-amd64-tftp-pxelinux"
/ip dhcp-server lease add mac-address=52:54:00:00:00:01 address=10.1.0.11 server=$bootbookServer dhcp-option-set="bootbook-lab:bios-amd64-tftp-pxelinux" comment="bootbook-lab: bios"
/ip dhcp-server lease add mac-address=52:54:00:00:00:08 address=0.0.0.0 server=$bootbookServer dhcp-option-set="bootbook-lab:bios-amd64-tftp-pxelinux" comment="bootbook-lab: no-address"

# UEFI x64, GRUB over TFTP
/ip dhcp-server option add name="bootbook-lab:uefi-amd64-tftp-grub" code=67 value="s'grubx64.efi'"
/ip dhcp-server option sets add name="bootbook-lab:uefi-amd64-tftp-grub" options="bootbook-lab:uefi-amd64-tftp-grub"
/ip dhcp-server lease add mac-address=52:54:00:00:00:02 address=10.1.0.12 server=$bootbookServer dhcp-option-set="bootbook-lab:uefi-amd64-tftp-grub" comment="bootbook-lab: uefi-1"

# Secure Boot x64, shim and GRUB over TFTP
/ip dhcp-server option add name="bootbook-lab:uefi-secure-boot-amd64-tftp-grub" code=67 value="s'shimx64.efi'"
/ip dhcp-server option sets add name="bootbook-lab:uefi-secure-boot-amd64-tftp-grub" options="bootbook-lab:uefi-secure-boot-amd64-tftp-grub"
/ip dhcp-server lease add mac-address=52:54:00:00:00:03 address=10.1.0.13 server=$bootbookServer dhcp-option-set="bootbook-lab:uefi-secure-boot-amd64-tftp-grub" comment="bootbook-lab: secure-1"

# UEFI arm64, GRUB over TFTP
/ip dhcp-server option add name="bootbook-lab:uefi-arm64-tftp-grub" code=67 value="s'grubaa64.efi'"
/ip dhcp-server option sets add name="bootbook-lab:uefi-arm64-tftp-grub" options="bootbook-lab:uefi-arm64-tftp-grub"
/ip dhcp-server lease add mac-address=52:54:00:00:00:04 address=10.1.0.14 server=$bootbookServer dhcp-option-set="bootbook-lab:uefi-arm64-tftp-grub" comment="bootbook-lab: arm-1"

# BIOS, iPXE over HTTP
# NOT EXPRESSED: these hosts should get undionly.kpxe, and iPXE then its script.
# A lease has one option set for every request, so iPXE would load itself for ever.
# Until the network says `loader: ipxe`, the matchers above give them what any machine gets.
# Source: https://help.mikrotik.com/docs/spaces/ROS/pages/24805500/DHCP
/ip dhcp-server lease add mac-address=52:54:00:00:00:05 address=10.1.0.15 server=$bootbookServer comment="bootbook-lab: bios-ipxe"

# UEFI x64, iPXE over HTTP
# NOT EXPRESSED: these hosts should get snponly.efi, and iPXE then its script.
# A lease has one option set for every request, so iPXE would load itself for ever.
# Until the network says `loader: ipxe`, the matchers above give them what any machine gets.
# Source: https://help.mikrotik.com/docs/spaces/ROS/pages/24805500/DHCP
/ip dhcp-server lease add mac-address=52:54:00:00:00:06 address=10.1.0.16 server=$bootbookServer comment="bootbook-lab: uefi-ipxe"

# UEFI x64 HTTP Boot, iPXE
# These get iPXE and its script from the matchers above.
/ip dhcp-server lease add mac-address=52:54:00:00:00:07 address=10.1.0.17 server=$bootbookServer comment="bootbook-lab: http-1"

# Interfaces that do not boot
# NOT EXPRESSED: the matchers above cannot leave them out, so they get the boot file of their kind.
# Source: https://help.mikrotik.com/docs/spaces/ROS/pages/24805500/DHCP
/ip dhcp-server lease add mac-address=52:54:00:00:00:16 address=10.1.0.26 server=$bootbookServer comment="bootbook-lab: uefi-ipxe.52-54-00-00-00-16"

/system script environment remove [find name="bootbookServer"]
