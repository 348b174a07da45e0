# Network dmz (10.20.40.0/24), for the DHCP server of Windows Server 2012 R2 or newer.
# Run it as an administrator of the DHCP server. It can be run again.
# Options 66 and 67 are all there is for siaddr and file of the BOOTP header: 66 fills siaddr
# (https://docs.2pintsoftware.com/ipxe-anywhere/2pxe-server/dhcp-configuration).
$ErrorActionPreference = 'Stop'
$scope = '10.20.40.0'

# What an earlier run has added
Get-DhcpServerv4Policy -ScopeId $scope -ErrorAction SilentlyContinue | Where-Object Name -Like 'bootbook dmz:*' | Remove-DhcpServerv4Policy
Get-DhcpServerv4Reservation -ScopeId $scope -ErrorAction SilentlyContinue | Where-Object Description -EQ 'bootbook dmz' | Remove-DhcpServerv4Reservation

# The network
# The inventory has no range for this network: the scope has to be there already.
Set-DhcpServerv4Scope -ScopeId $scope -Description 'Amsterdam 1'
Set-DhcpServerv4Scope -ScopeId $scope -LeaseDuration (New-TimeSpan -Seconds 3600)
Set-DhcpServerv4OptionValue -ScopeId $scope -Router '10.20.40.1'
Set-DhcpServerv4OptionValue -ScopeId $scope -DnsServer '10.20.0.53' -Force
Set-DhcpServerv4OptionValue -ScopeId $scope -DnsDomain 'ams1.example.net'
Set-DhcpServerv4OptionValue -ScopeId $scope -OptionId 42 -Value '10.20.0.53'

# Kinds of clients
if (-not (Get-DhcpServerv4Class -Type Vendor | Where-Object Name -EQ 'PXEClient:Arch:00000')) { Add-DhcpServerv4Class -Type Vendor -Name 'PXEClient:Arch:00000' -Data 'PXEClient:Arch:00000' }
if (-not (Get-DhcpServerv4Class -Type Vendor | Where-Object Name -EQ 'PXEClient:Arch:00007')) { Add-DhcpServerv4Class -Type Vendor -Name 'PXEClient:Arch:00007' -Data 'PXEClient:Arch:00007' }
if (-not (Get-DhcpServerv4Class -Type Vendor | Where-Object Name -EQ 'PXEClient:Arch:00009')) { Add-DhcpServerv4Class -Type Vendor -Name 'PXEClient:Arch:00009' -Data 'PXEClient:Arch:00009' }
if (-not (Get-DhcpServerv4Class -Type Vendor | Where-Object Name -EQ 'PXEClient:Arch:00011')) { Add-DhcpServerv4Class -Type Vendor -Name 'PXEClient:Arch:00011' -Data 'PXEClient:Arch:00011' }
if (-not (Get-DhcpServerv4Class -Type Vendor | Where-Object Name -EQ 'HTTPClient:Arch:00016')) { Add-DhcpServerv4Class -Type Vendor -Name 'HTTPClient:Arch:00016' -Data 'HTTPClient:Arch:00016' }
if (-not (Get-DhcpServerv4Class -Type User | Where-Object Name -EQ 'iPXE')) { Add-DhcpServerv4Class -Type User -Name 'iPXE' -Data 'iPXE' }
if (-not (Get-DhcpServerv4OptionDefinition -OptionId 60 -ErrorAction SilentlyContinue)) { Add-DhcpServerv4OptionDefinition -OptionId 60 -Name 'Vendor class identifier' -Type String }

# Any machine, by its kind. iPXE comes first.
Add-DhcpServerv4Policy -ScopeId $scope -Name 'bootbook dmz: iPXE on Secure Boot x64, shim and GRUB over TFTP' -Condition AND -UserClass EQ, 'iPXE' -VendorClass EQ, 'PXEClient:Arch:00007*', 'PXEClient:Arch:00009*'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook dmz: iPXE on Secure Boot x64, shim and GRUB over TFTP' -OptionId 66 -Value '10.20.40.2'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook dmz: iPXE on Secure Boot x64, shim and GRUB over TFTP' -OptionId 67 -Value 'http://10.20.40.2/boot.ipxe'
Add-DhcpServerv4Policy -ScopeId $scope -Name 'bootbook dmz: BIOS, PXELINUX over TFTP' -Condition OR -VendorClass EQ, 'PXEClient:Arch:00000*'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook dmz: BIOS, PXELINUX over TFTP' -OptionId 66 -Value '10.20.40.2'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook dmz: BIOS, PXELINUX over TFTP' -OptionId 67 -Value 'pxelinux.0'
Add-DhcpServerv4Policy -ScopeId $scope -Name 'bootbook dmz: Secure Boot x64, shim and GRUB over TFTP' -Condition OR -VendorClass EQ, 'PXEClient:Arch:00007*', 'PXEClient:Arch:00009*'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook dmz: Secure Boot x64, shim and GRUB over TFTP' -OptionId 66 -Value '10.20.40.2'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook dmz: Secure Boot x64, shim and GRUB over TFTP' -OptionId 67 -Value 'shimx64.efi'
Add-DhcpServerv4Policy -ScopeId $scope -Name 'bootbook dmz: Secure Boot arm64, shim and GRUB over TFTP' -Condition OR -VendorClass EQ, 'PXEClient:Arch:00011*'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook dmz: Secure Boot arm64, shim and GRUB over TFTP' -OptionId 66 -Value '10.20.40.2'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook dmz: Secure Boot arm64, shim and GRUB over TFTP' -OptionId 67 -Value 'shimaa64.efi'
Add-DhcpServerv4Policy -ScopeId $scope -Name 'bootbook dmz: UEFI x64 HTTP Boot, iPXE' -Condition OR -VendorClass EQ, 'HTTPClient:Arch:00016*'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook dmz: UEFI x64 HTTP Boot, iPXE' -OptionId 66 -Value '10.20.40.2'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook dmz: UEFI x64 HTTP Boot, iPXE' -OptionId 67 -Value 'http://10.20.40.2/snponly.efi'
Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'bootbook dmz: UEFI x64 HTTP Boot, iPXE' -OptionId 60 -Value 'HTTPClient'

# Hosts. Options of a reservation count before those of policies and scope
# (https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-2000-server/cc958939(v=technet.10), a text from before there were policies: check the first boots).
Add-DhcpServerv4Reservation -ScopeId $scope -IPAddress '10.20.40.11' -ClientId 'e4-43-4b-20-9c-01' -Name 'mail01' -Description 'bootbook dmz'
Set-DhcpServerv4OptionValue -ReservedIP '10.20.40.11' -OptionId 66 -Value '10.20.40.2'
Set-DhcpServerv4OptionValue -ReservedIP '10.20.40.11' -OptionId 67 -Value 'grubx64.efi'
Add-DhcpServerv4Reservation -ScopeId $scope -IPAddress '10.20.40.12' -ClientId '00-24-e8-5a-40-01' -Name 'proxy01' -Description 'bootbook dmz'
Set-DhcpServerv4OptionValue -ReservedIP '10.20.40.12' -OptionId 66 -Value '10.20.40.2'
Set-DhcpServerv4OptionValue -ReservedIP '10.20.40.12' -OptionId 67 -Value 'pxelinux.0'
