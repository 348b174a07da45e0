import type { StageId } from '../plan/stages.ts';

/**
 * How long a machine may take from one stage to the next, in seconds: three times what was measured in the lab under
 * software emulation (recorded boots in test/lab/recorded), and for the firmware what servers take to test themselves.
 */
export const USUAL: Record<StageId, number> = {
  firmware: 300,
  link: 20,
  dhcp: 60,
  nbp: 60,
  menu: 60,
  kernel: 60,
  initrd: 90,
  root: 900,
  handoff: Infinity,
};
