import { dnsmasqConfig } from './dnsmasq-config.ts';
import type { Fault } from './fault.ts';

export const uefiFileToBios: Fault = {
  id: 'uefi-file-to-bios',
  title: 'A BIOS machine gets a UEFI program',
  summary:
    'The answer for BIOS machines names an EFI program: the rule does not look at the client architecture. The PXE ROM starts it all the same and hangs.',
  stage: 'nbp',
  scenario: 'local-bios',
  ...dnsmasqConfig('s/(tag:bios-amd64-tftp-pxelinux,tag:bios),pxelinux.0/\\1,snponly.efi/'),
  symptoms: [
    {
      id: 'ipxe-efi-on-bios',
      where: 'console',
      says: /snponly\.efi : \d+ bytes \[PXE-NBP \(may be EFI\?\)\]/,
    },
  ],
  patience: 60,
};
