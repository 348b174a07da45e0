import type { Artifact } from '../artifact.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ErrorEntry } from '../catalogue/error.ts';
import { hostValues, machineKind } from '../catalogue/host-values.ts';
import type { MachineKind } from '../catalogue/machine-kind.ts';
import type { Quirk } from '../catalogue/quirk.ts';
import { fillIn, placeholdersOf, type SiteValue } from '../catalogue/site-values.ts';
import { emitArtifacts } from '../formats/index.ts';
import { hostMenu } from '../plan/menu.ts';
import type { HostPlan, Plan } from '../plan/plan.ts';
import type { StageId } from '../plan/stages.ts';
import { configKey, type Wanted } from './config-key.ts';
import type { ConfigLines } from './diagnosis.ts';

/*
 * All that a diagnosis needs to know, as plain JSON: the site's build writes it, the browser loads it.
 */

export interface Knowledge {
  readonly errors: readonly KnownError[];
  readonly quirks: readonly KnownQuirk[];
  readonly hosts: readonly KnownHost[];
  /** Addresses that boot servers of the site have: an answer that names another one is not ours. */
  readonly servers: readonly string[];
  /** Names of the interfaces by which boot servers look after their networks. */
  readonly interfaces: readonly string[];
  /** Pieces of emitted files that steps ask for; hosts refer to them by position. */
  readonly configs: readonly ConfigLines[];
}

/** An error of the catalogue without what only its page shows. */
export type KnownError = Pick<
  ErrorEntry,
  | 'id'
  | 'title'
  | 'codes'
  | 'stage'
  | 'severity'
  | 'consequence'
  | 'by'
  | 'where'
  | 'printed'
  | 'machines'
  | 'meaning'
  | 'saidAs'
  | 'causes'
  | 'verify'
  | 'undo'
  | 'related'
> & {
  readonly rule: Pick<
    ErrorEntry['rule'],
    'match' | 'unless' | 'without' | 'after' | 'until' | 'yes'
  >;
  /** The lab's faults that print it. */
  readonly faults: readonly string[];
};

export type KnownQuirk = Pick<
  Quirk,
  | 'id'
  | 'title'
  | 'description'
  | 'of'
  | 'vendor'
  | 'seenOn'
  | 'stages'
  | 'symptoms'
  | 'seen'
  | 'cause'
  | 'check'
  | 'workaround'
  | 'verify'
  | 'undo'
  | 'saidAs'
  | 'faults'
>;

export interface KnownHost {
  readonly id: string;
  readonly macs: readonly string[];
  readonly addresses: readonly string[];
  /** The name of its model, and what people call it. */
  readonly model: string;
  readonly kind: MachineKind;
  /** What {words in braces} stand for. */
  readonly values: Partial<Record<SiteValue, string>>;
  /** Kernel and initrds below the served root; empty for what boots its disk. */
  readonly images: readonly string[];
  /** The furthest stage that a boot server's log shows of it. */
  readonly until: StageId;
  /** Ids of quirks that it has, declined ones included. */
  readonly quirks: readonly string[];
  /** The pieces that steps ask for, as positions in `configs`, by `configKey`. */
  readonly configs: Readonly<Record<string, number>>;
}

export interface KnowledgeOptions {
  /** Hosts whose config is wanted, by default all: with many thousands it takes seconds to emit. */
  readonly withConfig?: ((id: string) => boolean) | undefined;
}

/** What is known of messages, hardware and a site's hosts. */
export function knowledgeOf(
  catalogue: Pick<Catalogue, 'errors' | 'quirks'>,
  plans: readonly Plan[],
  options: KnowledgeOptions = {},
): Knowledge {
  const errors = [...catalogue.errors.values()].map(knownError);
  const quirks = [...catalogue.quirks.values()].map(knownQuirk);
  const pieces = new Pieces(wantedConfigs(errors, quirks));
  const hosts = plans.flatMap((plan) => {
    const chosen = plan.hosts.filter(({ host }) => options.withConfig?.(host.id) ?? true);
    const configs = pieces.of(plan, chosen);
    return plan.hosts.map((host) => knownHost(plan, host, configs.get(host.host.id) ?? {}));
  });
  return {
    errors,
    quirks,
    hosts,
    servers: [
      ...new Set(plans.flatMap((plan) => plan.networks.map(({ nextServer }) => nextServer.value))),
    ],
    interfaces: [
      ...new Set(
        plans.flatMap((plan) =>
          plan.networks.flatMap(({ serverInterface }) => serverInterface ?? []),
        ),
      ),
    ],
    configs: pieces.all,
  };
}

function knownError(entry: ErrorEntry): KnownError {
  const { id, title, codes, stage, severity, consequence, by, where, printed, machines, meaning } =
    entry;
  const { causes, verify, undo, related, reproduced, saidAs } = entry;
  const { match, unless, without, after, until, yes } = entry.rule;
  return {
    id,
    title,
    codes,
    stage,
    severity,
    consequence,
    by,
    where,
    printed,
    machines,
    meaning,
    saidAs,
    causes,
    ...(verify === undefined ? {} : { verify }),
    ...(undo === undefined ? {} : { undo }),
    related,
    rule: { match, unless, without, after, until, yes },
    faults: 'faults' in reproduced ? reproduced.faults : [],
  };
}

function knownQuirk(quirk: Quirk): KnownQuirk {
  const { id, title, description, of, vendor, seenOn, stages, symptoms, seen } = quirk;
  const { cause, check, workaround, verify, undo, saidAs, faults } = quirk;
  return {
    ...{ id, title, description, of, vendor, seenOn, stages, symptoms },
    ...(seen === undefined ? {} : { seen }),
    ...(undo === undefined ? {} : { undo }),
    ...{ cause, check, workaround, verify, saidAs, faults },
  };
}

function knownHost(
  plan: Plan,
  host: HostPlan,
  configs: Readonly<Record<string, number>>,
): KnownHost {
  const { linux, profile } = hostMenu(plan, host).entries[0]!;
  const interfaces = Object.values(host.host.interfaces);
  return {
    id: host.host.id,
    macs: interfaces.map(({ mac }) => mac),
    addresses: interfaces.flatMap(({ address, address6 }) =>
      [address, address6].filter((each) => each !== undefined),
    ),
    model: `${host.model.vendor} ${host.model.name}`,
    kind: machineKind(host),
    values: hostValues(plan, host),
    images: linux === undefined ? [] : [linux.kernel, ...linux.initrds].map(({ value }) => value),
    until:
      linux === undefined
        ? 'menu'
        : profile.preseed === undefined && profile.install === undefined
          ? 'kernel'
          : 'root',
    quirks: host.quirks.map(({ quirk }) => quirk.id),
    configs,
  };
}

function wantedConfigs(
  errors: readonly KnownError[],
  quirks: readonly KnownQuirk[],
): Map<string, Wanted> {
  const steps = [
    ...errors.flatMap(({ causes, verify, undo }) => [
      verify,
      undo,
      ...causes.flatMap((cause) => [cause.check, ...cause.fix, cause.verify, cause.undo]),
    ]),
    ...quirks.flatMap(({ check, workaround, verify, undo }) => [
      check,
      ...workaround,
      verify,
      undo,
    ]),
  ];
  const wanted = steps.flatMap((step) => step?.config ?? []);
  return new Map(wanted.map((each) => [configKey(each), each]));
}

/** Formats whose language has another name. */
const LANGUAGES: Readonly<Record<string, string>> = { 'isc-dhcpd': 'dhcpd', kea: 'json' };

/** Pieces of emitted files, each kept once. */
class Pieces {
  readonly all: ConfigLines[] = [];
  readonly #wanted: ReadonlyMap<string, Wanted>;
  readonly #known = new Map<string, number>();

  constructor(wanted: ReadonlyMap<string, Wanted>) {
    this.#wanted = wanted;
  }

  /** For each of some hosts the positions of its pieces, by their keys. */
  of(plan: Plan, hosts: readonly HostPlan[]): Map<string, Record<string, number>> {
    const ids = new Set(hosts.map(({ host }) => host.id));
    const found = new Map<string, Record<string, number>>([...ids].map((id) => [id, {}]));
    const values = new Map(hosts.map((host) => [host.host.id, hostValues(plan, host)]));
    if (ids.size === 0 || this.#wanted.size === 0) return found;
    for (const artifact of emitArtifacts(plan)) {
      const { path, language } = artifact;
      // A file of one host is its own; a file of all is for those that have none of their own.
      const own = artifact.hosts.filter((id) => ids.has(id));
      if (artifact.hosts.length > 0 && own.length === 0) continue;
      for (const [key, wanted] of this.#wanted) {
        if (language !== (LANGUAGES[wanted.format] ?? wanted.format)) continue;
        const add = (some: Iterable<string>, find: string | undefined): void => {
          const text = pieceOf(artifact, { ...wanted, find });
          if (text === undefined) return;
          const piece = this.#keep({ format: wanted.format, path, text, find });
          for (const id of some) {
            const pieces = found.get(id)!;
            if (own.length > 0 || pieces[key] === undefined) pieces[key] = piece;
          }
        };
        const concerned = own.length > 0 ? own : ids;
        const { find } = wanted;
        // Lines of one host in a file of all have its values in them.
        if (find === undefined || placeholdersOf(find).length === 0) add(concerned, find);
        else for (const id of concerned) add([id], fillIn(find, values.get(id)!));
      }
    }
    return found;
  }

  #keep(piece: ConfigLines): number {
    const key = `${piece.path} ${piece.text}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, this.all.length);
    return this.all.push(piece) - 1;
  }
}

/** As quotations of pages do it: the first directive with the words, or else the first comment with them. */
function pieceOf({ lines }: Artifact, { find, lines: count = 1 }: Wanted): string | undefined {
  const texts = lines.map(({ text }) => text);
  if (find === undefined) return texts.join('\n');
  const directive = texts.findIndex(
    (text) => text.includes(find) && !/^\s*(?:#|!|\/\/)/.test(text),
  );
  const from = directive >= 0 ? directive : texts.findIndex((text) => text.includes(find));
  return from < 0 ? undefined : texts.slice(from, from + count).join('\n');
}
