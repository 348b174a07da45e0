import type { Fault } from './fault.ts';

export const shimByIpxeRom: Fault = {
  id: 'shim-by-ipxe-rom',
  title: 'shim is fetched by an iPXE ROM',
  summary:
    "An iPXE in the card's ROM fetches shim, which starts. For the file that shim then asks for, this iPXE tells it the size of its buffer instead of that of the file, and shim refuses what it takes for a damaged GRUB. The firmware's own PXE client has no such trouble.",
  stage: 'nbp',
  scenario: 'local-uefi-secure-boot',
  break: [],
  mend: [],
  machine: { rom: 'ipxe' },
  symptoms: [
    {
      id: 'shim-malformed-binary',
      where: 'console',
      says: /Malformed binary after Attribute Certificate Table/,
    },
    {
      id: 'shim-verification-failed',
      where: 'console',
      says: /Verification failed: \(0x2\) Invalid Parameter/,
    },
  ],
  patience: 60,
};
