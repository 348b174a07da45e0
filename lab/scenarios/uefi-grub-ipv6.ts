import type { Scenario } from './scenario.ts';

export const uefiGrubIpv6: Scenario = {
  id: 'uefi-grub-ipv6',
  title: 'UEFI by IPv6 alone, GRUB over TFTP',
  regular: true,
  host: 'app04',
  expect: {
    files: [
      'tftp grubx64.efi',
      'tftp debian-installer/amd64/grub/grub.cfg',
      'tftp grub/grub.cfg-01-e4-43-4b-20-7a-04',
      'tftp images/debian-12-installer-amd64/linux',
      'tftp images/debian-12-installer-amd64/initrd.gz',
    ],
    console: [
      '>>Start PXE over IPv6',
      // One of the four addresses that the inventory keeps for it.
      /Station IP address is 2001:DB8:20:0:0:0:0:2[4-7]$/,
      'Server IP address is 2001:DB8:20:0:0:0:0:2',
      'BOOTIF=01-e4-43-4b-20-7a-04',
    ],
    log: [
      /DHCPREPLY\(eno1\) 2001:db8:20::2[4-7] \S+:e4:43:4b:20:7a:04 app04$/,
      / sent size: +\d+ option: 59 bootfile-url +tftp:\/\/\[2001:db8:20::2\]\/grubx64\.efi$/,
      /sent \/srv\/tftp\/images\/debian-12-installer-amd64\/linux to 2001:db8:20::2[4-7]$/,
    ],
    never: ['DHCPDISCOVER', 'no addresses available'],
  },
};
