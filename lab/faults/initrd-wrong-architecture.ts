import type { Fault } from './fault.ts';

export const initrdWrongArchitecture: Fault = {
  id: 'initrd-wrong-architecture',
  title: 'The initrd is of another architecture',
  summary:
    "The initrd of arm64 lies where that of amd64 belongs. It is unpacked without a complaint, but the kernel cannot run the programs in it, and panics. The same happens with somebody else's initrd that has no /init.",
  stage: 'initrd',
  scenario: 'bios-pxelinux-rescue',
  break: [
    'mv /srv/tftp/$INITRD /run/initrd',
    'cp /srv/tftp/images/debian-12-installer-arm64/initrd.gz /srv/tftp/$INITRD',
  ],
  mend: ['cp /run/initrd /srv/tftp/$INITRD'],
  symptoms: [
    {
      id: 'kernel-init-exec-format',
      where: 'console',
      says: /Failed to execute \/init \(error -8\)/,
    },
    {
      id: 'kernel-panic-no-init',
      where: 'console',
      says: /Kernel panic - not syncing: No working init found\./,
    },
  ],
  patience: 90,
  regular: false,
};
