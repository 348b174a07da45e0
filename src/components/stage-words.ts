import type { StageId } from '../../generators/plan/stages.ts';

/** What one sees when a machine stops at a stage, in the fewest words: the way in from the front page. */
export const shortOf: Readonly<Record<StageId, string>> = {
  firmware: 'no boot device',
  link: 'no carrier, spanning tree',
  dhcp: 'no offer, wrong file',
  nbp: 'timeouts, refusals',
  menu: 'no config found',
  kernel: 'missing, truncated',
  initrd: 'no driver, no route',
  root: 'NFS, installer',
  handoff: 'installs again',
};
