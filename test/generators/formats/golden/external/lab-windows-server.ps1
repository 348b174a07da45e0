# Network lab (10.1.0.0/24), for the DHCP server of Windows Server 2012 R2 or newer.
# Run it as an administrator of the DHCP server. It can be run again.
# Options 66 and 67 are all there is for siaddr and file of the BOOTP header: 66 fills siaddr
# (https://docs.2pintsoftware.com/ipxe-anywhere/2pxe-server/dhcp-configuration).
$ErrorActionPreference = 'Stop'
$scope = '10.1.0.0'

# What an earlier run has added
Get-DhcpServerv4Policy -ScopeId $scope -ErrorAction SilentlyContinue | Where-Object Name -Like 'bootbook lab:*' | Remove-DhcpServerv4Policy
Get-DhcpServerv4Reservation -ScopeId $scope -ErrorAction SilentlyContinue | Where-Object Description -EQ 'bootbook lab' | Remove-DhcpServerv4Reservation

# The network
if (-not (Get-DhcpServerv4Scope -ScopeId $scope -ErrorAction SilentlyContinue)) { Add-DhcpServerv4Scope -Name 'lab' -StartRange '10.1.0.100' -EndRange '10.1.0.199' -SubnetMask '255.255.255.0' }
Set-DhcpServerv4Scope -ScopeId $scope -Description 'Lab'
Set-DhcpServerv4Scope -ScopeId $scope -LeaseDuration (New-TimeSpan -Seconds 172800)
Set-DhcpServerv4OptionValue -ScopeId $scope -Router '10.1.0.1'
Set-DhcpServerv4OptionValue -ScopeId $scope -DnsServer '10.1.0.53', '10.2.0.53' -Force
Set-DhcpServerv4OptionValue -ScopeId $scope -DnsDomain 'lab.example.net'
Set-DhcpServerv4OptionValue -ScopeId $scope -OptionId 42 -Value '10.1.0.54'

# Kinds of clients
if (-not (Get-DhcpServerv4Class -Type Vendor | Where-Object Name -EQ 'PXEClient:Arch:00000')) { Add-DhcpServerv4Class -Type Vendor -Name 'PXEClient:Arch:00000' -Data 'PXEClient:Arch:00000' }
if (-not (Get-DhcpServerv4Class -Type Vendor | Where-Object Name -EQ 'PXEClient:Arch:00007')) { Add-DhcpServerv4Class -Type Vendor -Name 'PXEClient:Arch:00007' -Data 'PXEClient:Arch:00007' }
if (-not (Get-DhcpServerv4Class -Type Vendor | Where-Object Name -EQ 'PXEClient:Arch:00009')) { Add-DhcpServerv4Class -Type Vendor -Name 'PXEClient:Arch:00009' -Data 'PXEClient:Arch:00009' }
if (-not (Get-DhcpServerv4Class -Type Vendor | Where-Object Name -EQ 'PXEClient:Arch:00011')) { Add-DhcpServerv4Class -Type Vendor -Name 'PXEClient:Arch:00011' -Data 'PXEClient:Arch:00011' }
if (-not (Get-DhcpServerv4Class -Type Vendor | Where-Object Name -EQ 'HTTPClient:Arch:00016')) { Add-DhcpServerv4Class -Type Vendor -Name 'HTTPClient:Arch:00016' -Data 'HTTPClient:Arch:00016' }
if (-not (Get-DhcpServerv4Class -Type User | Where-Object Name -EQ 'iPXE')) { Add-DhcpServerv4Class -Type User -Name 'iPXE' -Data 'iPXE' }
if (-not (Get-DhcpServerv4OptionDefinition -OptionId 60 -ErrorAction SilentlyContinue)) { Add-DhcpServerv4OptionDefinition -OptionId 60 -Name 'Vendor class identifier' -Type String }

# Any machine, by its kind. iPXE comes first.
# NOT EXPRESSED: interfaces that do not boot get these boot files too, as a policy cannot
# leave out reservations (https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-server-2012-R2-and-2012/dn425039(v=ws.11)).
Add-DhcpServerv4Policy -ScopeId $scope -Name 'bootbook lab: iPXE on Secure Boot x64, shim and GRUB over TFTP' -Condition AND -UserClass EQ, 'iPXE' -VendorClass EQ, 'PXEClient:Arch:00007*', 'PXEClient:Arch:00009*'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook lab: iPXE on Secure Boot x64, shim and GRUB over TFTP' -OptionId 66 -Value '10.1.0.2'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook lab: iPXE on Secure Boot x64, shim and GRUB over TFTP' -OptionId 67 -Value 'http://10.1.0.2/boot.ipxe'
Add-DhcpServerv4Policy -ScopeId $scope -Name 'bootbook lab: BIOS, PXELINUX over TFTP' -Condition OR -VendorClass EQ, 'PXEClient:Arch:00000*'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook lab: BIOS, PXELINUX over TFTP' -OptionId 66 -Value '10.1.0.2'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook lab: BIOS, PXELINUX over TFTP' -OptionId 67 -Value 'pxelinux.0'
Add-DhcpServerv4Policy -ScopeId $scope -Name 'bootbook lab: Secure Boot x64, shim and GRUB over TFTP' -Condition OR -VendorClass EQ, 'PXEClient:Arch:00007*', 'PXEClient:Arch:00009*'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook lab: Secure Boot x64, shim and GRUB over TFTP' -OptionId 66 -Value '10.1.0.2'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook lab: Secure Boot x64, shim and GRUB over TFTP' -OptionId 67 -Value 'shimx64.efi'
Add-DhcpServerv4Policy -ScopeId $scope -Name 'bootbook lab: Secure Boot arm64, shim and GRUB over TFTP' -Condition OR -VendorClass EQ, 'PXEClient:Arch:00011*'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook lab: Secure Boot arm64, shim and GRUB over TFTP' -OptionId 66 -Value '10.1.0.2'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook lab: Secure Boot arm64, shim and GRUB over TFTP' -OptionId 67 -Value 'shimaa64.efi'
Add-DhcpServerv4Policy -ScopeId $scope -Name 'bootbook lab: UEFI x64 HTTP Boot, iPXE' -Condition OR -VendorClass EQ, 'HTTPClient:Arch:00016*'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook lab: UEFI x64 HTTP Boot, iPXE' -OptionId 66 -Value '10.1.0.2'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook lab: UEFI x64 HTTP Boot, iPXE' -OptionId 67 -Value 'http://10.1.0.2/snponly.efi'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook lab: UEFI x64 HTTP Boot, iPXE' -OptionId 60 -Value 'HTTPClient'

# Hosts. Options of a reservation count before those of policies and scope
# (https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-2000-server/cc958939(v=technet.10), a text from before there were policies: check the first boots).
Add-DhcpServerv4Reservation -ScopeId $scope -IPAddress '10.1.0.11' -ClientId '52-54-00-00-00-01' -Name 'bios' -Description 'bootbook lab'
Set-DhcpServerv4OptionValue -ReservedIP '10.1.0.11' -OptionId 66 -Value '10.1.0.2'
Set-DhcpServerv4OptionValue -ReservedIP '10.1.0.11' -OptionId 67 -Value 'pxelinux.0'
Add-DhcpServerv4Reservation -ScopeId $scope -IPAddress '10.1.0.12' -ClientId '52-54-00-00-00-02' -Name 'uefi-1' -Description 'bootbook lab'
Set-DhcpServerv4OptionValue -ReservedIP '10.1.0.12' -OptionId 66 -Value '10.1.0.2'
Set-DhcpServerv4OptionValue -ReservedIP '10.1.0.12' -OptionId 67 -Value 'grubx64.efi'
Add-DhcpServerv4Reservation -ScopeId $scope -IPAddress '10.1.0.13' -ClientId '52-54-00-00-00-03' -Name 'secure-1' -Description 'bootbook lab'
Set-DhcpServerv4OptionValue -ReservedIP '10.1.0.13' -OptionId 66 -Value '10.1.0.2'
Set-DhcpServerv4OptionValue -ReservedIP '10.1.0.13' -OptionId 67 -Value 'shimx64.efi'
Add-DhcpServerv4Reservation -ScopeId $scope -IPAddress '10.1.0.14' -ClientId '52-54-00-00-00-04' -Name 'arm-1' -Description 'bootbook lab'
Set-DhcpServerv4OptionValue -ReservedIP '10.1.0.14' -OptionId 66 -Value '10.1.0.2'
Set-DhcpServerv4OptionValue -ReservedIP '10.1.0.14' -OptionId 67 -Value 'grubaa64.efi'
Add-DhcpServerv4Reservation -ScopeId $scope -IPAddress '10.1.0.15' -ClientId '52-54-00-00-00-05' -Name 'bios-ipxe' -Description 'bootbook lab'
Set-DhcpServerv4OptionValue -ReservedIP '10.1.0.15' -OptionId 66 -Value '10.1.0.2'
Set-DhcpServerv4OptionValue -ReservedIP '10.1.0.15' -OptionId 67 -Value 'undionly.kpxe'
Set-DhcpServerv4OptionValue -ReservedIP '10.1.0.15' -UserClass 'iPXE' -OptionId 67 -Value 'http://10.1.0.2/boot.ipxe'
Add-DhcpServerv4Reservation -ScopeId $scope -IPAddress '10.1.0.16' -ClientId '52-54-00-00-00-06' -Name 'uefi-ipxe' -Description 'bootbook lab'
Set-DhcpServerv4OptionValue -ReservedIP '10.1.0.16' -OptionId 66 -Value '10.1.0.2'
Set-DhcpServerv4OptionValue -ReservedIP '10.1.0.16' -OptionId 67 -Value 'snponly.efi'
Set-DhcpServerv4OptionValue -ReservedIP '10.1.0.16' -UserClass 'iPXE' -OptionId 67 -Value 'http://10.1.0.2/boot.ipxe'
Add-DhcpServerv4Reservation -ScopeId $scope -IPAddress '10.1.0.26' -ClientId '52-54-00-00-00-16' -Name 'uefi-ipxe.52-54-00-00-00-16' -Description 'bootbook lab'
Add-DhcpServerv4Reservation -ScopeId $scope -IPAddress '10.1.0.17' -ClientId '52-54-00-00-00-07' -Name 'http-1' -Description 'bootbook lab'
Set-DhcpServerv4OptionValue -ReservedIP '10.1.0.17' -OptionId 66 -Value '10.1.0.2'
Set-DhcpServerv4OptionValue -ReservedIP '10.1.0.17' -OptionId 67 -Value 'http://10.1.0.2/snponly.efi'
Set-DhcpServerv4OptionValue -ReservedIP '10.1.0.17' -OptionId 60 -Value 'HTTPClient'
Set-DhcpServerv4OptionValue -ReservedIP '10.1.0.17' -UserClass 'iPXE' -OptionId 67 -Value 'http://10.1.0.2/boot.ipxe'
# NOT EXPRESSED: no-address has no address in the inventory, and only an address can be reserved.
# https://learn.microsoft.com/en-us/powershell/module/dhcpserver/add-dhcpserverv4reservation
