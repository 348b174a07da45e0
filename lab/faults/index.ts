import { bootFileMissing } from './boot-file-missing.ts';
import { ldlinuxMissing } from './ldlinux-missing.ts';
import { pxelinuxNoConfig } from './pxelinux-no-config.ts';
import { shimByIpxeRom } from './shim-by-ipxe-rom.ts';
import { unsignedNbp } from './unsigned-nbp.ts';
import type { Fault } from './fault.ts';

/** Every fault that the lab can make, in the order of the boot chain. */
export const faults: readonly Fault[] = [
  bootFileMissing,
  ldlinuxMissing,
  unsignedNbp,
  shimByIpxeRom,
  pxelinuxNoConfig,
];
