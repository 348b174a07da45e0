import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Plan } from '../../generators/plan/plan.ts';
import type { Act, Drill } from '../../lab/drills/drill.ts';
import { LabClient } from '../../lab/keep/client.ts';
import type { KeptEvent } from '../../lab/keep/event.ts';
import { Lab, type LabStatus } from '../../lab/keep/lab.ts';
import { labSocket } from '../../lab/keep/place.ts';
import { serveLab } from '../../lab/keep/serve.ts';
import { labSite } from '../../lab/keep/site.ts';
import { needFree } from '../../lab/keep/start.ts';
import { timeLimit } from '../../lab/limit.ts';
import type { Ran } from '../../lab/room.ts';
import { changed, type Changes } from '../../lab/scenarios/changes.ts';
import { needTools } from '../../lab/tools.ts';
import { Unable } from '../../lab/unable.ts';
import { publish, type Published } from '../lab-publish.ts';
import { INVENTORY, readSources } from '../load-site.ts';
import { obtainPayload } from '../payload/obtain.ts';
import { plansWith, type ScenarioSource } from '../scenario-plans.ts';
import { withScenarioSite } from '../scenario-site.ts';
import { Progress } from '../terminal.ts';
import { hasReached } from './has-reached.ts';

/** What a drill is played with. */
export interface DrillOptions {
  readonly source: ScenarioSource;
  readonly drill: Drill;
  /** Its machines; a replay may do with fewer. */
  readonly hosts: readonly string[];
  /** The name of its lab. */
  readonly name: string;
}

/** What ends a drill early; the key that was made for it goes all the same. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Where the private key lies on the boot server of a drill. */
const KEY = '/run/lab/key';

/** On a boot server of a drill, `ssh root@…` just works: machines are made anew all the time, and so are their keys. */
const SSH_CONFIG = `Host *
  IdentityFile ${KEY}
  StrictHostKeyChecking no
  UserKnownHostsFile /dev/null
  LogLevel ERROR
  ConnectTimeout 60
`;

/**
 * Brings the site of a drill up, healthy and switched off, and takes everything away when it is over.
 * @throws Unable if the lab cannot do that here
 */
export async function withDrill<T>(
  options: DrillOptions,
  use: (session: DrillSession) => Promise<T>,
): Promise<T> {
  const { source, drill, hosts, name } = options;
  needTools(drill.tools ?? []);
  await needFree(name);
  const folder = mkdtempSync(join(tmpdir(), 'bootbook-drill-'));
  const stopped = (): void => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(1);
  };
  for (const signal of SIGNALS) process.once(signal, stopped);
  try {
    const key = drill.ssh === true ? makeKey(folder) : undefined;
    const changes = {
      ...drill.changes,
      ...(key === undefined ? {} : { 'sites.ams1.sshKeys': [key.publicKey] }),
    };
    const inventory = join(folder, 'inventory');
    await copyInventory(source, inventory, changes);
    const own = { ...source, inventory };
    return await withScenarioSite(own, undefined, async ({ plans, bundle }) => {
      const plan = planOf(plans, hosts);
      const chosen = plan.hosts.filter(({ host }) => hosts.includes(host.id));
      const site = labSite({
        name,
        plan,
        hosts: chosen,
        bundle: join(bundle, plan.server.id),
        machine: () => drill.machine,
      });
      const lab = await Lab.open(site);
      const socket = labSocket(name);
      const server = await serveLab(lab, socket, () => void lab.close());
      try {
        const client = (await LabClient.find(name))!;
        const session = new DrillSession({ ...options, source: own }, lab, client);
        if (key !== undefined) await session.giveKey(key.privateKey);
        const used = await use(session);
        client.close();
        return used;
      } finally {
        server.close();
        rmSync(socket, { force: true });
        await lab.close();
      }
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, stopped);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A drill that is being played. */
export class DrillSession {
  readonly drill: Drill;
  readonly hosts: readonly string[];
  /** The inventory of this drill, for the person to edit: an absolute path. */
  readonly inventory: string;
  readonly client: LabClient;
  readonly #source: ScenarioSource;
  readonly #lab: Lab;

  constructor({ drill, hosts, source }: DrillOptions, lab: Lab, client: LabClient) {
    this.drill = drill;
    this.hosts = hosts;
    this.inventory = source.inventory!;
    this.client = client;
    this.#source = source;
    this.#lab = lab;
  }

  get status(): LabStatus {
    return this.#lab.status;
  }

  /** What scripts of the drill find in their environment: ids and addresses, which hold no quotes. */
  get variables(): { HOSTS: string; ADDRESSES: string } {
    const addresses = this.#lab.site.machines.map((machine) => machine.addresses[0] ?? '');
    return { HOSTS: this.hosts.join(' '), ADDRESSES: addresses.join(' ') };
  }

  /** Seconds that something may take here which takes at most as many on the machine on which limits were set. */
  get limit(): number {
    return timeLimit('amd64', 0) * this.status.speed;
  }

  /** Sees everything that has happened and will. */
  follow(see: (event: KeptEvent) => void): () => void {
    return this.#lab.follow(see);
  }

  /** What is said at the end, should the lab end before. */
  get broken(): Promise<never> {
    return this.#lab.broken;
  }

  /** Puts a private key where the boot server's ssh finds it. */
  async giveKey(privateKey: string): Promise<void> {
    await this.#run(
      `mkdir -p /etc/ssh
(umask 077; cat >${KEY} <<'END'
${privateKey.trimEnd()}
END
)
cat >/etc/ssh/ssh_config <<'END'
${SSH_CONFIG}END`,
    );
  }

  /** Breaks what is to be broken, and switches the machines on: the phone rings. */
  async begin(): Promise<void> {
    for (const act of this.drill.break) await this.act(act);
    await this.act({ power: 'on' });
  }

  /** Whether all machines are where they have to be. */
  get restored(): boolean {
    return this.#reached(this.drill.restored);
  }

  /** Does one thing, as the person would. @throws Unable if it fails */
  async act(act: Act): Promise<void> {
    if ('run' in act) await this.#run(act.run);
    else if ('fault' in act)
      for (const host of this.hosts) await this.#lab.fault(act.fault, host, 'break');
    else if ('server' in act) this.#lab.server(act.server, act.to);
    else if ('power' in act) for (const host of this.hosts) this.#lab.power(host, act.power);
    else if ('wait' in act) await this.#wait(act.wait);
    else await this.#edit(act.edit);
  }

  /** Gives the boot server what the inventory of the drill says now. */
  async publish(): Promise<Published> {
    const plan = await this.#plan();
    const { root, cache } = this.#source;
    const how = { root, cache, offline: false, refresh: false, progress: new Progress() };
    return await publish(
      plan,
      this.status,
      (request) => this.client.ask(request),
      (sources) => obtainPayload(sources, how),
    );
  }

  async #edit(edit: Extract<Act, { edit: unknown }>['edit']): Promise<void> {
    const { hosts } = this;
    const changes =
      typeof edit === 'function'
        ? edit({ plan: await this.#plan(), hosts, now: Date.now() })
        : edit;
    await copyInventory(this.#source, this.inventory, changes);
    await this.publish();
  }

  async #plan(): Promise<Plan> {
    return planOf(await plansWith({ ...this.#source, now: Date.now() }, undefined), this.hosts);
  }

  async #run(script: string): Promise<void> {
    const variables = Object.entries(this.variables).map(([name, value]) => `${name}='${value}'\n`);
    const { status, output }: Ran = await this.#lab.run(variables.join('') + script);
    if (status !== 0)
      throw new Unable(
        `A step of the drill ${this.drill.id} ended with status ${status}: ${script.trim()} ${output.trim()}`,
        'If it happens again, mend the drill in lab/drills.',
      );
  }

  #reached(stage: string): boolean {
    return this.status.machines.every((machine) => hasReached(machine, stage));
  }

  async #wait(stage: string): Promise<void> {
    const limit = this.limit;
    const until = performance.now() + limit * 1000;
    while (!this.#reached(stage)) {
      if (performance.now() > until)
        throw new Unable(
          `The machines of ${this.drill.id} did not reach ${stage} within ${limit.toFixed(0)} s. ${this.#where()}`,
          'If it happens again, mend the drill in lab/drills.',
        );
      await Promise.race([new Promise((done) => setTimeout(done, 200)), this.broken]);
    }
  }

  /** Where the machines are, and their last words. */
  #where(): string {
    const last = this.status.machines.map(
      ({ id, power, stages, line }) =>
        `${id} (${power}): ${stages.map(({ stage }) => stage).join(', ')}; ${line ?? ''}`,
    );
    return last.join(' / ');
  }
}

function planOf(plans: readonly Plan[], hosts: readonly string[]): Plan {
  const plan = plans.find((each) => each.hosts.some(({ host }) => host.id === hosts[0]));
  if (plan !== undefined) return plan;
  throw new Unable(
    `The inventory has no host ${hosts[0]}, which the drill is about.`,
    'Drills are played on the example site: run this in a clone of Bootbook.',
  );
}

/** Writes an inventory with changes made in it to a folder. */
async function copyInventory(
  { root, inventory }: ScenarioSource,
  folder: string,
  changes: Changes,
): Promise<void> {
  const from = inventory ?? INVENTORY;
  for (const { path, text } of changed(await readSources(root, from), changes)) {
    const to = join(folder, path.slice(from.length + 1));
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, text);
  }
}

function makeKey(folder: string): { publicKey: string; privateKey: string } {
  const file = join(folder, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'drill', '-f', file]);
  return {
    publicKey: readFileSync(`${file}.pub`, 'utf8').trim(),
    privateKey: readFileSync(file, 'utf8'),
  };
}
