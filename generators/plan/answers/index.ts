import type { AnswersName } from '../../inventory/install-schema.ts';
import { agama } from './agama.ts';
import { autoinstall } from './autoinstall.ts';
import { autoyast } from './autoyast.ts';
import { fedoraCoreos, flatcar } from './ignition.ts';
import type { Installer } from './installer.ts';
import { kickstart } from './kickstart.ts';
import { preseed } from './preseed.ts';

/** Every installer that reads answers, by the name that an inventory gives it. */
export const installers: Readonly<Record<AnswersName, Installer>> = {
  preseed,
  kickstart,
  autoinstall,
  autoyast,
  agama,
  'fedora-coreos': fedoraCoreos,
  flatcar,
};
