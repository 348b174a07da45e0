import { dnsmasqConfig } from './dnsmasq-config.ts';
import type { Fault } from './fault.ts';

export const biosFileToUefi: Fault = {
  id: 'bios-file-to-uefi',
  title: 'A UEFI machine gets a BIOS program',
  summary:
    'The answer for UEFI machines names the boot program for BIOS. The firmware fetches it, cannot start it, and goes on with its boot order.',
  stage: 'nbp',
  scenario: 'local-uefi',
  ...dnsmasqConfig('s/(tag:uefi-amd64-tftp-grub,tag:uefi-x64),grubx64.efi/\\1,pxelinux.0/'),
  symptoms: [
    {
      id: 'uefi-bds-not-found',
      where: 'console',
      says: /^BdsDxe: failed to load Boot\d{4} "UEFI PXEv4 .*: Not Found$/,
    },
  ],
  patience: 90,
};
