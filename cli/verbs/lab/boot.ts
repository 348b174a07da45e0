import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { printable } from '../../../generators/inventory/problem.ts';
import type { HostPlan, Plan } from '../../../generators/plan/plan.ts';
import { stages, type StageId } from '../../../generators/plan/stages.ts';
import { bootHost } from '../../../lab/boot.ts';
import { failureText, type BootResult } from '../../../lab/result.ts';
import { exitCodes } from '../../exit-codes.ts';
import { exitText } from '../../exit-text.ts';
import { findHost } from '../../find-host.ts';
import { addSiteOptions, openSite, type SiteOptions } from '../../site-options.ts';
import { painted, write, writeJson } from '../../terminal.ts';
import { parseSeconds, stageText } from '../lab-words.ts';
import { checkBundle } from './check-bundle.ts';
import { asToldMistake } from './with-lab.ts';

interface BootVerbOptions extends SiteOptions {
  readonly bundle: string;
  readonly until?: StageId;
  readonly timeout?: number;
}

/** `bootbook lab boot` */
export function registerBoot(lab: Command): void {
  addSiteOptions(lab.command('boot'))
    .description(
      'switch a host on as a virtual machine, with the real servers and the emitted files',
    )
    .argument('<host>', 'its id, or the MAC or address of one of its interfaces')
    .option('--bundle <dir>', 'what `bootbook build` has written', 'bundle')
    .addOption(
      new Option(
        '--until <stage>',
        'stop at this stage (default: what its profile promises)',
      ).choices(stages.map(({ id }) => id)),
    )
    .option(
      '--timeout <seconds>',
      'time limit from power-on (default: by the measured speed of this machine)',
      parseSeconds,
    )
    .addHelpText(
      'after',
      `
dnsmasq and nginx run with the bundle's files, on a virtual wire that leads nowhere else. The machine has the host's MACs,
firmware (SeaBIOS, OVMF, OVMF with Secure Boot, AAVMF) and serial console, and a local disk that says so when it starts.
Each stage of the boot chain is told when its first sign is seen on the console or in a log.

What must be reached: the local disk for a host that is to boot it; the installer or rescue system for one of these. There
the kernel must also have printed all of the plan's arguments on the console, in their order. With the argument quiet it
prints none: then the installer must fetch its preseed file, whose address is one of the arguments.

No root is needed where the kernel allows user namespaces. Nothing is left behind, not even after kill -9.

${exitText({ fine: 'reached', problem: 'not reached, or it could not be tried' })}

Examples:
  bootbook build && bootbook lab boot web02
  bootbook lab boot db02 --until kernel
  bootbook lab boot web02 --json | jq -r .commandLine`,
    )
    .action(boot);
}

async function boot(wanted: string, options: BootVerbOptions): Promise<void> {
  const site = await openSite(options);
  if (site === undefined) return;
  const { plan, host } = findHost(site, wanted);
  const bundle = join(resolve(options.bundle), plan.server.id);
  checkBundle(plan, bundle, options.bundle, site.root);
  const result = await tried(plan, host, bundle, options);
  if (options.json) await writeJson({ ...result, capture: undefined });
  else await write(process.stdout, resultText(result));
  process.exitCode = result.ok ? exitCodes.fine : exitCodes.problem;
}

async function tried(
  plan: Plan,
  host: HostPlan,
  bundle: string,
  { until, timeout, json }: BootVerbOptions,
): Promise<BootResult> {
  const tell = (line: string): void => {
    if (!json) process.stdout.write(`${line}\n`);
  };
  tell(`${host.host.id}: ${host.route.value.title}; ${host.profile.value.label}`);
  try {
    return await bootHost({
      plan,
      host,
      bundle,
      until,
      timeout,
      onPower: ({ accelerator, limit }) =>
        tell(`Switched on (${accelerator}); time limit ${limit} s.`),
      onStage: (stage) => tell(stageText(stage)),
    });
  } catch (error) {
    throw asToldMistake(error);
  }
}

function resultText(result: BootResult): string {
  if (!result.ok) return `${painted('red', 'Failed.', process.stdout)} ${failureText(result)}\n`;
  const lines = [
    `${painted('green', 'Booted.', process.stdout)} ${result.host} reached ${result.until} after ${result.seconds.toFixed(1)} s.`,
  ];
  if (result.commandLine !== undefined)
    lines.push(`The kernel says it was told: ${printable(result.commandLine)}`);
  return `${lines.join('\n')}\n`;
}
