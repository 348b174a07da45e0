import type { Quirk, QuirkEffect } from '../catalogue/quirk.ts';
import {
  definer,
  wrote,
  type Entity,
  type Host,
  type Inventory,
  type Model,
  type Network,
  type Site,
} from '../inventory/inventory.ts';
import type { Path } from '../inventory/lines.ts';
import { problemAt, shownValue, type Problem, type ProblemText } from '../inventory/problem.ts';
import { nearest } from '../nearest.ts';
import type { Firmware, Loader } from '../inventory/schema.ts';
import { reasonText, type Reason, type Sourced } from '../reason.ts';
import { QuirkMatcher, type MatchedMachine } from './quirk-match.ts';
import { loaderFor, type SettingsLevel } from './settings.ts';

/** A quirk that a machine has. */
export interface HostQuirk {
  readonly quirk: Quirk;
  /** The quirk, and why the machine is taken to have it: the values that match, or the line that names it. */
  readonly because: readonly Reason[];
  /** The reason that somebody gave for declining it; then it has no effect. */
  readonly declined: Sourced<string> | undefined;
}

/** What a host's quirks depend on. Loader and firmware are those that hold without any quirk. */
export interface QuirkMachine {
  readonly host: Host;
  readonly model: Model;
  readonly network: Network;
  readonly site: Site;
  readonly firmware: Sourced<Firmware>;
  readonly loader: Sourced<Loader>;
}

/** An object that can name quirks or decline them. */
interface Level {
  readonly entity: Entity;
  readonly path: Path;
  readonly data: Pick<Host, 'quirks' | 'declined'>;
}

/**
 * Finds the quirks of each machine: those whose `match` fits its model, and those that the inventory names. Machines of one
 * model, network, firmware and loader share the answer, so the catalogue is gone through once for each such kind.
 */
export class QuirkFinder {
  readonly #inventory: Inventory;
  readonly #quirks: ReadonlyMap<string, Quirk>;
  readonly #matchers: readonly QuirkMatcher[];
  readonly #matches = new Map<string, ReadonlyMap<Quirk, readonly Reason[]>>();
  readonly #kinds = new Map<string, readonly HostQuirk[]>();
  readonly #noted = new Map<string, Problem>();
  /** Places that declined something which would have had an effect. */
  readonly #declinedWell = new Set<string>();

  constructor(inventory: Inventory, quirks: ReadonlyMap<string, Quirk>) {
    this.#inventory = inventory;
    this.#quirks = quirks;
    this.#matchers = [...quirks.values()].flatMap((quirk) =>
      quirk.match === undefined ? [] : [new QuirkMatcher(quirk, quirk.match)],
    );
  }

  /** The quirks of a host, declined ones included, in the order of their ids. */
  ofHost(machine: QuirkMachine): readonly HostQuirk[] {
    const { host, model, network, site, firmware, loader } = machine;
    const levels: Level[] = [
      { entity: host, path: [], data: host },
      { entity: model, path: [], data: model },
      { entity: network, path: ['defaults'], data: network.defaults },
      { entity: site, path: ['defaults'], data: site.defaults },
    ];
    const own =
      host.quirks !== undefined ||
      host.declined !== undefined ||
      host.firmware !== undefined ||
      host.loader !== undefined;
    const kind = [model.id, network.id, firmware.value, loader.value].join(' ');
    let found = own ? undefined : this.#kinds.get(kind);
    if (found === undefined) {
      found = this.#resolve(levels, machine);
      if (!own) this.#kinds.set(kind, found);
    }
    if (found.length > 0) this.#compare(machine, found);
    return found;
  }

  /**
   * Notes where what the inventory says of a model or host is not what a quirk would do, and where two quirks want
   * different things. Each place is told of once, however many hosts come by it.
   */
  #compare({ host, model }: QuirkMachine, quirks: readonly HostQuirk[]): void {
    for (const key of ['loader', 'transport', 'drivers', 'proxydhcp'] as const) {
      const wanting = quirks.flatMap(({ quirk, declined }) => {
        const value = declined === undefined ? quirk.effect?.[key] : undefined;
        return value === undefined ? [] : [{ quirk, value: `${key}: ${value}` }];
      });
      const at = key !== 'proxydhcp' && host[key] !== undefined ? host : model;
      const own = key === 'proxydhcp' ? model[key] : (host[key] ?? model[key]);
      for (const { quirk, value } of wanting) {
        if (own === undefined && value !== wanting[0]!.value)
          this.#note(model, [], 'key', disagreement(wanting[0]!, { quirk, value }));
        if (own !== undefined && value !== `${key}: ${own}`)
          this.#note(at, [key], 'value', overruled(`${key}: ${own}`, { quirk, value }));
      }
    }
  }

  #note(entity: Entity, path: Path, part: 'key' | 'value', text: ProblemText): void {
    const key = `${placeKey(entity, path)} ${text.message}`;
    if (this.#noted.has(key)) return;
    const where = definer(entity.where, path);
    this.#noted.set(key, problemAt(where.file, [...where.path, ...path], part, text));
  }

  /** The quirks that a model has wherever its machines stand. */
  ofModel(model: Model): readonly HostQuirk[] {
    const firmware = { value: model.firmware, because: [wrote(model, 'firmware')] };
    const loader =
      model.loader === undefined
        ? loaderFor(firmware)
        : { value: model.loader, because: [wrote(model, 'loader')] };
    return this.#resolve([{ entity: model, path: [], data: model }], { model, firmware, loader });
  }

  #resolve(levels: readonly Level[], machine: MatchedMachine & Partial<QuirkMachine>): HostQuirk[] {
    const found = new Map(this.#matching(machine));
    /** How near to the host something was named; what only matches is further off than all of them. */
    const namedAt = new Map<Quirk, number>();
    for (const [index, { entity, path, data }] of levels.entries()) {
      for (const [at, id] of (data.quirks ?? []).entries()) {
        const quirk = this.#quirks.get(id);
        if (quirk === undefined) continue;
        found.set(quirk, [...(found.get(quirk) ?? []), wrote(entity, ...path, 'quirks', at)]);
        if (!namedAt.has(quirk)) namedAt.set(quirk, index);
      }
    }
    return [...found]
      .map(([quirk, places]): HostQuirk => ({
        quirk,
        because: [{ kind: 'quirk', quirk }, ...places],
        declined: this.#declinedBy(quirk, levels.slice(0, (namedAt.get(quirk) ?? Infinity) + 1)),
      }))
      .sort((a, b) => (a.quirk.id < b.quirk.id ? -1 : 1));
  }

  /** The nearest level that declines a quirk, of those that are as near as where it was named. */
  #declinedBy({ id }: Quirk, levels: readonly Level[]): Sourced<string> | undefined {
    for (const { entity, path, data } of levels) {
      const value = data.declined?.[id];
      if (value === undefined) continue;
      const place = wrote(entity, ...path, 'declined', id);
      this.#declinedWell.add(placeKey(entity, [...path, 'declined', id]));
      return { value, because: [place] };
    }
    return undefined;
  }

  #matching(
    machine: MatchedMachine & Partial<QuirkMachine>,
  ): ReadonlyMap<Quirk, readonly Reason[]> {
    const { model, firmware, loader } = machine;
    // Where the loader was chosen is a reason, too.
    const kind = [model.id, firmware.value, loader.value, ...loader.because.map(reasonText)].join(
      ' ',
    );
    // A firmware or loader of the host's own is a reason of its own.
    const shared = machine.host?.firmware === undefined && machine.host?.loader === undefined;
    const known = shared ? this.#matches.get(kind) : undefined;
    if (known !== undefined) return known;
    const matches = new Map<Quirk, readonly Reason[]>();
    for (const matcher of this.#matchers) {
      const places = matcher.match(machine);
      if (places !== undefined) matches.set(matcher.quirk, places);
    }
    if (shared) this.#matches.set(kind, matches);
    return matches;
  }

  /** What is wrong with the quirks that the inventory names and declines. To be asked after the hosts. */
  *problems(): Generator<Problem> {
    const { sites, networks, models, hosts } = this.#inventory;
    yield* this.#noted.values();
    for (const model of models.values()) this.ofModel(model);
    for (const network of networks.values()) this.#ofNetwork(network);
    const seen = new Set<string>();
    const levels = function* (): Generator<Level> {
      for (const site of sites.values())
        yield { entity: site, path: ['defaults'], data: site.defaults };
      for (const network of networks.values())
        yield { entity: network, path: ['defaults'], data: network.defaults };
      for (const each of [...models.values(), ...hosts.values()])
        yield { entity: each, path: [], data: each };
    };
    for (const { entity, path, data } of levels()) {
      for (const [at, id] of (data.quirks ?? []).entries())
        yield* this.#unknown(entity, [...path, 'quirks', at], id, 'value', seen);
      for (const id of Object.keys(data.declined ?? {})) {
        const place = [...path, 'declined', id];
        yield* this.#unknown(entity, place, id, 'key', seen);
        if (this.#quirks.has(id)) yield* this.#forNothing(entity, place, id, seen);
      }
    }
  }

  /** A network that no host is on yet can decline what its site names. */
  #ofNetwork(network: Network): void {
    const site = this.#inventory.sites.get(network.site)!;
    for (const id of [...(network.defaults.quirks ?? []), ...(site.defaults.quirks ?? [])])
      if (network.defaults.declined?.[id] !== undefined)
        this.#declinedWell.add(placeKey(network, ['defaults', 'declined', id]));
  }

  *#unknown(
    entity: Entity,
    path: Path,
    id: string,
    part: 'key' | 'value',
    seen: Set<string>,
  ): Generator<Problem> {
    if (this.#quirks.has(id)) return;
    const meant = nearest(id, this.#quirks.keys());
    yield* once(entity, path, part, seen, {
      code: 'unknown-quirk',
      message: 'The catalogue has no quirk of this id.',
      expected: 'the name of a file of content/quirks, without .mdx',
      received: shownValue(id),
      advice: meant === undefined ? 'Write its page, or take it out.' : `Did you mean ${meant}?`,
    });
  }

  *#forNothing(entity: Entity, path: Path, id: string, seen: Set<string>): Generator<Problem> {
    if (this.#declinedWell.has(placeKey(entity, path))) return;
    yield* once(entity, path, 'key', seen, {
      code: 'declined-for-nothing',
      message: `No machine would have the quirk ${id} here, so there is nothing to decline.`,
      expected: 'a quirk that matches the model, or that is named at this place or further out',
      received: shownValue(id),
      advice: 'Remove the line, or correct the id.',
    });
  }
}

/** A quirk, and a setting as it would stand in the inventory. */
interface Wanted {
  readonly quirk: Quirk;
  readonly value: string;
}

function overruled(own: string, { quirk: { id }, value }: Wanted): ProblemText {
  return {
    code: 'quirk-overruled',
    message: `The quirk ${id} would set ${value} here; what the inventory says weighs more.`,
    expected: `${value}, or the quirk declined with a reason`,
    received: own,
    advice: `Remove the line, or say why it is right: \`declined: { ${id}: … }\`.`,
  };
}

function disagreement(first: Wanted, second: Wanted): ProblemText {
  return {
    code: 'quirks-disagree',
    message: `Two quirks want different things for machines of this model: ${first.quirk.id} ${first.value}, and ${second.quirk.id} ${second.value}. The first one counts.`,
    expected: 'quirks that agree, or a setting of the model itself',
    received: second.value,
    advice: 'Decline one of them with a reason, or make the setting in the model.',
  };
}

/** Objects that extend another share its lines, so a place is known by the text that it stands in. */
function placeKey(entity: Entity, path: Path): string {
  const where = definer(entity.where, path);
  return JSON.stringify([where.file.path, ...where.path, ...path]);
}

function* once(
  entity: Entity,
  path: Path,
  part: 'key' | 'value',
  seen: Set<string>,
  text: ProblemText,
): Generator<Problem> {
  const key = placeKey(entity, path);
  if (seen.has(key)) return;
  seen.add(key);
  const where = definer(entity.where, path);
  yield problemAt(where.file, [...where.path, ...path], part, text);
}

/** The quirks that have their effect, with what each does. */
export function* effective(
  quirks: readonly HostQuirk[],
): Generator<{ readonly effect: QuirkEffect; readonly because: readonly Reason[] }> {
  for (const { quirk, because, declined } of quirks)
    if (quirk.effect !== undefined && declined === undefined)
      yield { effect: quirk.effect, because };
}

/** Kernel arguments of quirks, for profiles of the kinds that they name. */
export function quirkArguments(quirks: readonly HostQuirk[]): QuirkArgument[] {
  const args: QuirkArgument[] = [];
  for (const { effect, because } of effective(quirks))
    for (const each of effect.args ?? [])
      for (const value of each.args) args.push({ value, kinds: each.kinds, because });
  return args;
}

/** A kernel argument that only profiles of some kinds get. */
export interface QuirkArgument extends Sourced<string> {
  readonly kinds: readonly string[];
}

/** The settings that quirks make, as one level: what is said of a network is further off, what is said of a model nearer. */
export function quirkLevel(quirks: readonly HostQuirk[]): SettingsLevel {
  const settings: Pick<QuirkEffect, 'loader' | 'transport' | 'drivers'> = {};
  const reasons = new Map<string, readonly Reason[]>();
  for (const { effect, because } of effective(quirks)) {
    for (const key of ['loader', 'transport', 'drivers'] as const) {
      if (effect[key] === undefined || settings[key] !== undefined) continue;
      Object.assign(settings, { [key]: effect[key] });
      reasons.set(key, because);
    }
  }
  return { settings, why: (key) => reasons.get(key) ?? [] };
}

/** What quirks ask of servers and scripts. Of several values the one that is easiest on the machine counts. */
export interface QuirkEffects {
  /** DHCP answers go to all. */
  readonly broadcast?: Sourced<true>;
  /** Seconds until a DHCP answer. */
  readonly replyDelay?: Sourced<number>;
  /** No blocks but those of 512 bytes, for the whole TFTP server. */
  readonly smallBlocks?: Sourced<true>;
  /** Largest packet in bytes, for the whole TFTP server. */
  readonly mtu?: Sourced<number>;
  /** Seconds that iPXE's script waits before it fetches. */
  readonly linkWait?: Sourced<number>;
  /** How often iPXE's script tries again. */
  readonly retries?: Sourced<number>;
}

const NO_EFFECTS: QuirkEffects = {};

/** What the quirks of one host ask for, or of several hosts together. */
export function effectsOf(quirks: readonly HostQuirk[]): QuirkEffects {
  const effects = [...effective(quirks)];
  if (effects.length === 0) return NO_EFFECTS;
  const asked = <T extends number | true>(
    pick: (effect: QuirkEffect) => T | undefined,
    better: (a: T, b: T) => boolean = () => false,
  ): Sourced<T> | undefined => {
    let value: T | undefined;
    const because = new Set<Reason>();
    for (const { effect, because: why } of effects) {
      const own = pick(effect);
      if (own === undefined) continue;
      if (value === undefined || better(own, value)) value = own;
      for (const reason of why) because.add(reason);
    }
    return value === undefined ? undefined : { value, because: [...because] };
  };
  const more = (a: number, b: number): boolean => a > b;
  const all = {
    broadcast: asked(({ dhcp }) => dhcp?.broadcast),
    replyDelay: asked(({ dhcp }) => dhcp?.replyDelay, more),
    smallBlocks: asked(({ tftp }) => (tftp?.blockSize === false ? true : undefined)),
    mtu: asked(
      ({ tftp }) => tftp?.mtu,
      (a, b) => a < b,
    ),
    linkWait: asked(({ ipxe }) => ipxe?.linkWait, more),
    retries: asked(({ ipxe }) => ipxe?.retries, more),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Every quirk that has its effect on one of several hosts, once, whatever host it is of. */
export function quirksOfAll(
  hosts: Iterable<{ readonly quirks: readonly HostQuirk[] }>,
): HostQuirk[] {
  const found = new Map<Quirk, HostQuirk>();
  for (const { quirks } of hosts)
    for (const { quirk, declined } of quirks)
      if (declined === undefined && !found.has(quirk))
        found.set(quirk, { quirk, because: [{ kind: 'quirk', quirk }], declined });
  return [...found.values()];
}
