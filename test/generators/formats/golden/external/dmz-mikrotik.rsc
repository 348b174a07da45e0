# Network dmz (10.20.40.0/24), for RouterOS 7.4 or newer.
# Set the name of your DHCP server on the next line, then: /import mikrotik.rsc
:global bootbookServer "dhcp1"

# What an earlier run has added
/ip dhcp-server lease remove [find comment~"^bootbook-dmz:"]
/ip dhcp-server matcher remove [find name~"^bootbook-dmz:"]
/ip dhcp-server option sets remove [find name~"^bootbook-dmz:"]
/ip dhcp-server option remove [find name~"^bootbook-dmz:"]

:if ([:len [/ip dhcp-server network find address=10.20.40.0/24]] = 0) do={ /ip dhcp-server network add address=10.20.40.0/24 }
/ip dhcp-server network set [find address=10.20.40.0/24] comment="Amsterdam 1"
/ip dhcp-server network set [find address=10.20.40.0/24] gateway=10.20.40.1
/ip dhcp-server network set [find address=10.20.40.0/24] dns-server=10.20.0.53
/ip dhcp-server network set [find address=10.20.40.0/24] domain="ams1.example.net"
/ip dhcp-server network set [find address=10.20.40.0/24] ntp-server=10.20.0.53
/ip dhcp-server network set [find address=10.20.40.0/24] next-server=10.20.40.2

# Any machine, by its architecture (option 93)
# Option 67 only: shim takes its folder from the header, and an empty one means the TFTP root.
# A matcher looks at one option only, so iPXE gets its script whatever it runs on.
/ip dhcp-server option add name="bootbook-dmz:ipxe" code=67 value="s'http://10.20.40.2/boot.ipxe'"
/ip dhcp-server option sets add name="bootbook-dmz:ipxe" options="bootbook-dmz:ipxe"
/ip dhcp-server matcher add name="bootbook-dmz:ipxe" server=$bootbookServer address-pool=[/ip dhcp-server get [find name=$bootbookServer] address-pool] code=77 matching-type=exact value="iPXE" option-set="bootbook-dmz:ipxe"
/ip dhcp-server option add name="bootbook-dmz:any-bios-amd64-tftp-pxelinux" code=67 value="s'pxelinux.0'"
/ip dhcp-server option sets add name="bootbook-dmz:any-bios-amd64-tftp-pxelinux" options="bootbook-dmz:any-bios-amd64-tftp-pxelinux"
/ip dhcp-server matcher add name="bootbook-dmz:arch-0" server=$bootbookServer address-pool=[/ip dhcp-server get [find name=$bootbookServer] address-pool] code=93 matching-type=exact value="0x0000" option-set="bootbook-dmz:any-bios-amd64-tftp-pxelinux"
/ip dhcp-server option add name="bootbook-dmz:any-uefi-secure-boot-amd64-tftp-grub" code=67 value="s'shimx64.efi'"
/ip dhcp-server option sets add name="bootbook-dmz:any-uefi-secure-boot-amd64-tftp-grub" options="bootbook-dmz:any-uefi-secure-boot-amd64-tftp-grub"
/ip dhcp-server matcher add name="bootbook-dmz:arch-7" server=$bootbookServer address-pool=[/ip dhcp-server get [find name=$bootbookServer] address-pool] code=93 matching-type=exact value="0x0007" option-set="bootbook-dmz:any-uefi-secure-boot-amd64-tftp-grub"
/ip dhcp-server matcher add name="bootbook-dmz:arch-9" server=$bootbookServer address-pool=[/ip dhcp-server get [find name=$bootbookServer] address-pool] code=93 matching-type=exact value="0x0009" option-set="bootbook-dmz:any-uefi-secure-boot-amd64-tftp-grub"
/ip dhcp-server option add name="bootbook-dmz:any-uefi-secure-boot-arm64-tftp-grub" code=67 value="s'shimaa64.efi'"
/ip dhcp-server option sets add name="bootbook-dmz:any-uefi-secure-boot-arm64-tftp-grub" options="bootbook-dmz:any-uefi-secure-boot-arm64-tftp-grub"
/ip dhcp-server matcher add name="bootbook-dmz:arch-11" server=$bootbookServer address-pool=[/ip dhcp-server get [find name=$bootbookServer] address-pool] code=93 matching-type=exact value="0x000b" option-set="bootbook-dmz:any-uefi-secure-boot-arm64-tftp-grub"
/ip dhcp-server option add name="bootbook-dmz:any-uefi-amd64-http-boot-ipxe" code=67 value="s'http://10.20.40.2/snponly.efi'"
/ip dhcp-server option add name="bootbook-dmz:any-uefi-amd64-http-boot-ipxe-class" code=60 value="s'HTTPClient'" force=yes
/ip dhcp-server option sets add name="bootbook-dmz:any-uefi-amd64-http-boot-ipxe" options="bootbook-dmz:any-uefi-amd64-http-boot-ipxe,bootbook-dmz:any-uefi-amd64-http-boot-ipxe-class"
/ip dhcp-server matcher add name="bootbook-dmz:arch-16" server=$bootbookServer address-pool=[/ip dhcp-server get [find name=$bootbookServer] address-pool] code=93 matching-type=exact value="0x0010" option-set="bootbook-dmz:any-uefi-amd64-http-boot-ipxe"

# The manual does not say whether the set of a lease or that of a matcher counts more: check the first boots.
# https://help.mikrotik.com/docs/spaces/ROS/pages/24805500/DHCP

# UEFI x64, GRUB over TFTP
/ip dhcp-server option add name="bootbook-dmz:uefi-amd64-tftp-grub" code=67 value="s'grubx64.efi'"
/ip dhcp-server option sets add name="bootbook-dmz:uefi-amd64-tftp-grub" options="bootbook-dmz:uefi-amd64-tftp-grub"
/ip dhcp-server lease add mac-address=E4:43:4B:20:9C:01 address=10.20.40.11 server=$bootbookServer dhcp-option-set="bootbook-dmz:uefi-amd64-tftp-grub" comment="bootbook-dmz: mail01"

# BIOS, PXELINUX over TFTP
/ip dhcp-server option add name="bootbook-dmz:bios-amd64-tftp-pxelinux" code=67 value="s'pxelinux.0'"
/ip dhcp-server option sets add name="bootbook-dmz:bios-amd64-tftp-pxelinux" options="bootbook-dmz:bios-amd64-tftp-pxelinux"
/ip dhcp-server lease add mac-address=00:24:E8:5A:40:01 address=10.20.40.12 server=$bootbookServer dhcp-option-set="bootbook-dmz:bios-amd64-tftp-pxelinux" comment="bootbook-dmz: proxy01"

/system script environment remove [find name="bootbookServer"]
