import { InvalidArgumentError, type Command } from 'commander';
import { normaliseMac } from '../generators/inventory/schema.ts';
import { nearest } from '../generators/nearest.ts';
import type { HostPlan } from '../generators/plan/plan.ts';
import { Mistake } from './mistake.ts';
import { oneLine } from './terminal.ts';
import type { OpenSite } from './site-options.ts';

/** Options that say which hosts are meant. */
export interface ChoiceOptions {
  readonly host?: readonly string[];
  readonly model?: readonly string[];
  readonly rack?: readonly string[];
  readonly network?: readonly string[];
  readonly where?: readonly Condition[];
}

interface Condition {
  readonly key: Key;
  readonly word: string;
}

/** What a host can be chosen by, and its values for it. */
const keys = {
  host: ({ host }) => [
    host.id,
    ...Object.values(host.interfaces).flatMap(({ mac, address, address6 }) =>
      [mac, address, address6].filter((each) => each !== undefined),
    ),
  ],
  model: ({ model }) => [model.id],
  rack: ({ host }) => (host.rack === undefined ? [] : [host.rack]),
  network: ({ network }) => [network.network.id],
  site: ({ network }) => [network.network.site],
  server: ({ network }) => [network.network.server],
  firmware: ({ firmware }) => [firmware.value],
  architecture: ({ model }) => [model.architecture],
  vendor: ({ model }) => [model.vendor],
  profile: ({ profile, withheld }) => [(withheld ?? profile).value.id],
  route: ({ route }) => [route.value.id],
} satisfies Record<string, (plan: HostPlan) => readonly string[]>;

type Key = keyof typeof keys;

const keyNames = Object.keys(keys) as Key[];

/** Adds the options that say which hosts are meant. */
export function addChoiceOptions(command: Command): Command {
  return command
    .option('--host <ids>', 'these hosts, by id, MAC or address', ids, [])
    .option('--model <ids>', 'hosts of these models', ids, [])
    .option('--rack <name>', 'hosts in this rack', (word, list: string[]) => [...list, word], [])
    .option('--network <ids>', 'hosts that boot from these networks', ids, [])
    .option(
      '--where <key=value>',
      `hosts with this value of ${keyNames.join(', ')}`,
      parseCondition,
      [],
    );
}

/** The words of help about them. */
export const CHOICE_HELP = `Options of the same kind add up, those of different kinds narrow: --rack A1 --rack A2 --where firmware=bios are the BIOS
machines of two racks. Ids may be separated by commas, and * stands for any characters: --host 'web*,db01'.`;

function ids(word: string, list: readonly string[]): string[] {
  return [...list, ...word.split(',').filter((each) => each !== '')];
}

function parseCondition(word: string, list: readonly Condition[]): Condition[] {
  const [, key, value] = /^(\w+)=(.+)$/su.exec(word) ?? [];
  const known = keyNames.find((each) => each === key);
  if (known === undefined || value === undefined) {
    const meant = key === undefined ? undefined : nearest(key, keyNames);
    throw new InvalidArgumentError(
      meant === undefined
        ? `Expected a key and a value, such as network=prod. Keys are ${keyNames.join(', ')}.`
        : `There is no key ${key}. Did you mean ${meant}=${value}?`,
    );
  }
  return [...list, { key: known, word: value }];
}

/**
 * The hosts that the options choose, in the order of the inventory; undefined if they choose none at all.
 * @throws Mistake if a word matches no host, with the one that was probably meant, or if no host matches all of them
 */
export function chooseHosts(
  { plans, inventory }: Pick<OpenSite, 'plans' | 'inventory'>,
  { host = [], model = [], rack = [], network = [], where = [] }: ChoiceOptions,
): HostPlan[] | undefined {
  const conditions: Condition[] = [
    ...host.map((word) => ({ key: 'host' as const, word })),
    ...model.map((word) => ({ key: 'model' as const, word })),
    ...rack.map((word) => ({ key: 'rack' as const, word })),
    ...network.map((word) => ({ key: 'network' as const, word })),
    ...where,
  ];
  if (conditions.length === 0) return undefined;
  const byId = new Map(plans.flatMap(({ hosts }) => hosts.map((each) => [each.host.id, each])));
  const all = [...inventory.hosts.keys()].flatMap((id) => byId.get(id) ?? []);
  const tests = conditions.map(({ key, word }) => ({ key, matches: matcher(key, word) }));
  for (const [index, { matches }] of tests.entries())
    if (!all.some(matches)) throw unknownWord(conditions[index]!, all);
  const kinds = [...Map.groupBy(tests, ({ key }) => key).values()];
  const chosen = all.filter((each) =>
    kinds.every((kind) => kind.some(({ matches }) => matches(each))),
  );
  if (chosen.length > 0) return chosen;
  const words = conditions.map(({ key, word }) => `${key} ${oneLine(word)}`).join(', ');
  throw new Mistake(
    `No host is all of this: ${words}.`,
    'Options of different kinds narrow the choice; leave one out.',
  );
}

function matcher(key: Key, word: string): (plan: HostPlan) => boolean {
  const wanted = (key === 'host' ? normaliseMac(word) : undefined) ?? word;
  if (!wanted.includes('*')) return (plan) => keys[key](plan).includes(wanted);
  const parts = wanted.split('*').map((part) => part.replaceAll(/[^\w\s]/g, String.raw`\$&`));
  const pattern = new RegExp(`^${parts.join('.*')}$`, 's');
  return (plan) => keys[key](plan).some((value) => pattern.test(value));
}

function unknownWord({ key, word }: Condition, all: readonly HostPlan[]): Mistake {
  const values = [...new Set(all.flatMap((plan): readonly string[] => keys[key](plan)))];
  const meant = nearest(word, values);
  const advice =
    meant !== undefined
      ? `Did you mean ${meant}?`
      : values.length <= 20
        ? `There is ${values.join(', ')}.`
        : `The inventory knows ${values.length} of them.`;
  const message = key === 'host' ? 'There is no host' : `No host has the ${key}`;
  return new Mistake(`${message} ${oneLine(word)}.`, oneLine(advice));
}
