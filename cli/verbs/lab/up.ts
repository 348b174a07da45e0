import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { HostPlan, Plan } from '../../../generators/plan/plan.ts';
import { LabClient } from '../../../lab/keep/client.ts';
import { labSite } from '../../../lab/keep/site.ts';
import { needFree, startLab } from '../../../lab/keep/start.ts';
import { findHost } from '../../find-host.ts';
import { exitText } from '../../exit-text.ts';
import { Mistake } from '../../mistake.ts';
import { addSiteOptions, openSite, type OpenSite, type SiteOptions } from '../../site-options.ts';
import { plural, write, writeJson } from '../../terminal.ts';
import { checkBundle } from './check-bundle.ts';
import { asToldMistake, checkName } from './with-lab.ts';

interface UpOptions extends SiteOptions {
  readonly bundle: string;
  readonly server?: string;
  readonly name: string;
  readonly powerOn?: boolean;
}

/** `bootbook lab up` */
export function registerUp(lab: Command): void {
  addSiteOptions(lab.command('up'))
    .description('bring up a boot server with its machines, and keep them until `lab down`')
    .argument('[host...]', 'the machines (default: all hosts of the boot server)')
    .option('--server <id>', 'the boot server (default: that of the hosts, or the only one)')
    .option('--name <name>', 'what to call it; labs of different names do not meet', 'lab')
    .option('--power-on', 'switch all machines on at once')
    .option('--bundle <dir>', 'what `bootbook build` has written', 'bundle')
    .addHelpText(
      'after',
      `
Real dnsmasq and nginx run with the bundle's files, on a virtual wire that leads nowhere else; machines are plugged in and
off. Other verbs work on it: list, power, console, shell, log, server, fault, publish, capture. A process in the background
keeps it; when that ends, also by kill -9, everything in the lab has ended.

${exitText({ fine: 'it is up', problem: 'the inventory has errors, or it cannot be brought up' })}

Examples:
  bootbook build && bootbook lab up web01 web02
  bootbook lab power web01 on && bootbook lab console web01
  bootbook lab up --server boot2 --name dmz`,
    )
    .action(up);
}

async function up(wanted: string[], options: UpOptions): Promise<void> {
  checkName(options.name);
  const site = await openSite(options);
  if (site === undefined) return;
  const { plan, hosts } = choose(site, wanted, options.server);
  const bundle = join(resolve(options.bundle), plan.server.id);
  checkBundle(plan, bundle, options.bundle, site.root);
  try {
    await needFree(options.name);
    await startLab(labSite({ name: options.name, plan, hosts, bundle }));
    const client = (await LabClient.find(options.name))!;
    if (options.powerOn)
      for (const { host } of hosts) await client.ask({ ask: 'power', machine: host.id, to: 'on' });
    const status = await client.status();
    client.close();
    if (options.json) await writeJson(status);
    else
      await write(
        process.stdout,
        `The lab ${status.name} is up: ${status.server} with ${plural(hosts.length, 'machine')} (${status.accelerator}).\n`,
      );
  } catch (error) {
    throw asToldMistake(error);
  }
}

/** The boot server that is meant, and its hosts. */
function choose(
  site: OpenSite,
  wanted: readonly string[],
  server: string | undefined,
): { plan: Plan; hosts: readonly HostPlan[] } {
  if (wanted.length === 0) {
    const plan = planOf(site, server);
    if (plan.hosts.length === 0)
      throw new Mistake(`No host boots from ${plan.server.id}.`, 'Name another boot server.');
    return { plan, hosts: plan.hosts };
  }
  const found = [...new Set(wanted)].map((each) => findHost(site, each));
  const plan = server === undefined ? found[0]!.plan : planOf(site, server);
  const other = found.find((each) => each.plan !== plan);
  if (other !== undefined)
    throw new Mistake(
      `${other.host.host.id} boots from ${other.plan.server.id}, not from ${plan.server.id}.`,
      'A lab has one boot server. Bring up the other one beside it, with another --name.',
    );
  return { plan, hosts: [...new Set(found.map(({ host }) => host))] };
}

function planOf({ plans }: OpenSite, server: string | undefined): Plan {
  const ids = plans.map((plan) => plan.server.id);
  const found =
    server === undefined && plans.length === 1
      ? plans[0]
      : plans.find((plan) => plan.server.id === server);
  if (found !== undefined) return found;
  throw new Mistake(
    server === undefined
      ? `There are several boot servers: ${ids.join(', ')}.`
      : `There is no boot server ${server}.`,
    `Name one with --server (${ids.join(', ')}), or hosts.`,
  );
}
