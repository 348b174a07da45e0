import type { Command } from 'commander';
import { registerFault } from './lab-fault.ts';
import { registerBoot } from './lab/boot.ts';
import { registerBreak } from './lab/break.ts';
import { registerCapture } from './lab/capture.ts';
import { registerConsole } from './lab/console.ts';
import { registerDown } from './lab/down.ts';
import { registerInstall } from './lab/install.ts';
import { registerList } from './lab/list.ts';
import { registerLog } from './lab/log.ts';
import { registerOpen } from './lab/open.ts';
import { registerPower } from './lab/power.ts';
import { registerPublish } from './lab/publish.ts';
import { registerServer } from './lab/server.ts';
import { registerShell } from './lab/shell.ts';
import { registerUp } from './lab/up.ts';

/** `bootbook lab …` */
export function register(program: Command): void {
  const lab = program
    .command('lab')
    .description('try the bundle on virtual machines, before a real one gets it');
  for (const registerVerb of [
    registerBoot,
    registerFault,
    registerInstall,
    registerUp,
    registerList,
    registerPower,
    registerConsole,
    registerShell,
    registerLog,
    registerServer,
    registerBreak,
    registerPublish,
    registerCapture,
    registerOpen,
    registerDown,
  ])
    registerVerb(lab);
}
