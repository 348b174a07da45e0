import { isCapture } from './capture-file.ts';
import { packetLines } from './capture.ts';
import type { CauseFound, Diagnosis, MachineSeen, StageSeen } from './diagnosis.ts';
import { Follower, furthest, isAtLeast, isGoneOver, untilOf, type Followed } from './follow.ts';
import { hostsNamed } from './hosts.ts';
import type { Knowledge, KnownError, KnownHost } from './knowledge.ts';
import { linesOf, type PastedLine } from './lines.ts';
import { factsToFetch } from './next.ts';
import { addressObservation, observationsOf, type Observation } from './observe.ts';
import { Adviser } from './advice.ts';
import { chosen, messagesIn, quirkCause, rankedCauses, type Found } from './rank.ts';
import { Rules } from './rules.ts';
import { stageOnConsole } from './signs.ts';
import { Times, type Moment } from './time.ts';
import { WordIndex } from './words.ts';

/*
 * The diagnosis: from anything that a person can paste to causes with their fixes. Pure, so that the terminal, the tests and the
 * reader's browser have the same one.
 *
 *     const knowledge = knowledgeOf(catalogue, plans);        // where there are files; or parsed from JSON
 *     const diagnosis = diagnose({ text }, knowledge);        // anywhere
 *
 * The first call with a knowledge prepares its patterns; that is kept as long as the knowledge itself.
 */

export interface DiagnosisInput {
  /** What was pasted: text, or the bytes of a file, which may be a capture. */
  readonly text?: string | undefined;
  readonly bytes?: Uint8Array | undefined;
  /** The id, a MAC or an address of the host that it is about, where that is known. */
  readonly host?: string | undefined;
  /** When it is read, and the reader's zone: for lines without a year, in an input where no line has one. */
  readonly reading?: Moment | undefined;
}

interface Prepared {
  readonly rules: Rules;
  readonly words: WordIndex;
}

const prepared = new WeakMap<Knowledge, Prepared>();

/** Prepares what the first diagnosis would prepare, for whoever has time before. */
export function prepare(knowledge: Knowledge): Prepared {
  const known = prepared.get(knowledge);
  if (known !== undefined) return known;
  const fresh = { rules: new Rules(knowledge.errors), words: new WordIndex(knowledge) };
  prepared.set(knowledge, fresh);
  return fresh;
}

/** What is wrong, as far as the input tells. Never throws. */
export function diagnose(input: DiagnosisInput, knowledge: Knowledge): Diagnosis {
  const { rules, words } = prepare(knowledge);
  const paste = new Paste(input, knowledge);
  const { lines, host } = paste;
  const matches = rules.on(lines);
  const { found, normal } = messagesIn(knowledge, rules, matches, (line) => paste.machineOf(line));
  const messages = found
    .map((each) => ({ ...each, matches: each.matches.filter(({ at }) => paste.counts(at, each)) }))
    .filter((each) => each.matches.length > 0);
  const observed = paste.observations();
  const everything = withObservations(messages, observed, knowledge.errors, lines);
  const suspected = new Set(observed.flatMap(({ faults }) => faults));
  const { servers } = knowledge;
  const elsewhere = messages.some((each) =>
    each.matches.some(
      ({ captured: { server } }) => server !== undefined && !servers.includes(server),
    ),
  );
  if (elsewhere && host !== undefined) suspected.add('wrong-next-server');
  let causes = rankedCauses(everything, { knowledge, lines, matches, host, suspected });
  const machines = paste.seen(observed, new Set(normal.keys()));
  const [usual] = normal.values();
  const nothingElse =
    usual !== undefined &&
    lines.every((_, at) => normal.has(at) || paste.machineOf(at) !== undefined);
  const healthy = causes.length === 0 && (isHealthy(machines) || nothingElse);
  if (causes.length === 0 && !healthy && !paste.captured)
    causes = byWords(paste, words, { knowledge, lines, matches, host, suspected });
  const stands = machines.find((machine) => !machine.healthy) ?? machines[0];
  const stage = causes[0]?.stage ?? stands?.stage ?? (healthy ? usual!.stage : null);
  return {
    stage,
    healthy,
    summary:
      healthy && nothingElse
        ? `Nothing wrong here: ${usual.title}. It looks like an error, and is none.`
        : summaryOf(causes, healthy, stands, observed[0]),
    host: host?.id ?? null,
    causes,
    machines,
    next:
      healthy || causes.length > 0 ? [] : factsToFetch(stands?.stage ?? null, host?.values ?? {}),
  };
}

/** As many lines of a console are looked at for stages, from the beginning and from the end. */
const MOST_CONSOLE = 3000;
const LOADS_IPXE =
  /^(?:tftp|https?):\/\/\S*(?:undionly|ipxe|snponly|netboot\.xyz)[\w.-]*\.(?:k?k?pxe|efi)\.+ ?ok\b/i;
/** iPXE, EDK2, and Intel's boot agent. */
const ADDRESS = /(?:^net\d: |Station IP address is |\bCLIENT IP: )(\d+\.\d+\.\d+\.\d+)/;
/** EDK2 starts a boot entry that is neither of the network nor a tool of its own (BdsBoot.c). */
const DISK_STARTS =
  /^BdsDxe: starting Boot[\dA-F]{4} "(?!UEFI (?:PXE|HTTP)|.*(?:Shell|Setup|BootManagerMenu))/i;
/** As many machines are shown. */
const MOST_MACHINES = 50;
/** Words of programs that did not get what they wanted. */
const COMPLAINT =
  /\b(?:error|errno|fail(?:ed|ure|s)?|fatal|panic|cannot|can't|could ?n[o']t|unable|refus\w+|denied|timed? ?out|no such|not found|missing|aborted|emergency|giving up)\b/i;
/** A console that ends before its system has started is healthy only if none of so many last lines complains. */
const LAST_LINES = 10;

/** What was pasted, read once. */
class Paste {
  readonly lines: readonly PastedLine[];
  readonly host: KnownHost | undefined;
  /** Whether its lines are packets, which nobody wrote and nobody said. */
  readonly captured: boolean;
  readonly #knowledge: Knowledge;
  readonly #follower: Follower;
  readonly #machines: (Followed | undefined)[] = [];
  readonly #console: StageSeen[] = [];
  readonly #named: boolean;
  /** Position of the last line in which a disk starts. */
  #diskStarted = -1;
  /** The address that a console showed last. */
  #address: { readonly address: string; readonly at: number } | undefined;
  /** Positions of lines in which iPXE fetches an iPXE. */
  readonly #loaders: number[] = [];

  constructor({ text, bytes, host, reading }: DiagnosisInput, knowledge: Knowledge) {
    this.#knowledge = knowledge;
    this.#follower = new Follower(knowledge.hosts);
    const packets = packetsOf(bytes);
    this.captured = packets !== undefined;
    if (packets === undefined) {
      this.lines = linesOf(text ?? decoded(bytes));
      this.#followLines(reading);
    } else {
      this.lines = packets.map((packet, index) => ({ number: index + 1, text: packet.text }));
      for (const [at, { events }] of packets.entries())
        for (const event of events) this.#machines[at] = this.#follower.event(event, at);
    }
    const called = host === undefined ? undefined : hostCalled(host, knowledge);
    this.#named = called !== undefined;
    this.host = called ?? this.#recognised();
  }

  #followLines(reading: Moment | undefined): void {
    const { length } = this.lines;
    const times = new Times(
      this.lines.map(({ text }) => text),
      reading,
    );
    for (let at = 0; at < length; at++) {
      const { text } = this.lines[at]!;
      const machine = this.#follower.line(text, at, { own: () => times.at(at) });
      this.#machines[at] = machine;
      if (machine !== undefined || (at > MOST_CONSOLE && at < length - MOST_CONSOLE)) continue;
      const address = ADDRESS.exec(text)?.[1];
      if (address !== undefined) this.#address = { address, at };
      const stage = stageOnConsole(text);
      if (stage === 'handoff' || DISK_STARTS.test(text)) this.#diskStarted = at;
      if (LOADS_IPXE.test(text)) this.#loaders.push(at);
      if (stage !== undefined && !this.#console.some((each) => each.stage === stage))
        this.#console.push({ stage, what: text, line: at });
    }
  }

  /** The one host that is in trouble, or that is named most. */
  #recognised(): KnownHost | undefined {
    const { machines } = this.#follower;
    const known = machines.filter(({ host }) => host !== undefined);
    const standing = known.filter((machine) => this.#observationsOf(machine).length > 0);
    if (standing.length === 1) return standing[0]!.host;
    if (known.length > 1) return undefined;
    return hostsNamed(this.lines, this.#knowledge.hosts)[0] ?? known[0]?.host;
  }

  machineOf(line: number): string | undefined {
    return this.#machines[line]?.name;
  }

  /** Whether a line counts: it is about the host that was named, and the machine did not get over it later. */
  counts(line: number, { entry }: Pick<Found, 'entry'>): boolean {
    const machine = this.#machines[line];
    if (machine === undefined) {
      const end = this.#console.findLast(({ stage }) => isAtLeast(stage, 'root'));
      if (this.#diskStarted > line && (entry.consequence || this.#menuLetGo(line))) return false;
      // Whoever was to install by itself, and asks, has not got over it.
      const asks = entry.stage === 'root' && (this.host?.until ?? 'root') === 'root';
      if (entry.severity === 'error' || asks || end === undefined) return true;
      return end.line < line && entry.stage !== 'root';
    }
    if (this.#named && machine.host !== this.host) return false;
    const end = machine.attempt.reached.find(({ stage }) => isAtLeast(stage, untilOf(machine)));
    const file = machine.attempt.files.find((each) => each.line === line);
    if (file !== undefined) return !isGoneOver(machine.attempt, file);
    return end === undefined || end.line < line;
  }

  /** Whether a line is from the way from the menu to the disk, on a machine that is to boot its disk. */
  #menuLetGo(line: number): boolean {
    const menu = this.#console.find(({ stage }) => stage === 'menu');
    return this.host?.until === 'menu' && menu !== undefined && menu.line < line;
  }

  #observationsOf(machine: Followed): Observation[] {
    return observationsOf(machine, this.#knowledge, this.#follower.logs);
  }

  /** What is wrong with the machines, or with the one that was named. */
  observations(): Observation[] {
    return this.#follower.machines
      .filter(({ host }) => !this.#named || host === this.host)
      .flatMap((machine) => this.#observationsOf(machine))
      .concat(this.#diskFirst(), this.#loadsItself(), this.#otherAddress())
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, MOST_MACHINES);
  }

  /** A console on which the disk starts and no network boot was tried. */
  #diskFirst(): Observation[] {
    const shown = new Map(this.#console.map((each) => [each.stage, each]));
    const disk = shown.get('handoff');
    const tried = (['link', 'dhcp', 'nbp', 'menu'] as const).some((stage) => shown.has(stage));
    if (disk === undefined || !shown.has('firmware') || tried) return [];
    return [
      {
        ...{ machine: this.host?.id ?? 'It', stage: 'firmware' },
        says: 'The disk started, and no network boot was tried before.',
        ...{ errors: [], faults: ['boot-order-disk-first'], lines: [disk.line], weight: 0.8 },
      },
    ];
  }

  /** A console on which iPXE is fetched again by iPXE. */
  #loadsItself(): Observation[] {
    const lines = this.#loaders.slice(0, 3);
    if (lines.length < 2) return [];
    return [
      {
        ...{ machine: this.host?.id ?? 'It', stage: 'nbp', lines, weight: 0.95 },
        says: 'iPXE fetched itself more than once.',
        ...{ errors: ['ipxe-chainload-loop'], faults: ['chainload-loop'] },
      },
    ];
  }

  /** A console of a known host that shows another address than its own. */
  #otherAddress(): Observation[] {
    const { host } = this;
    if (host === undefined || this.#address === undefined) return [];
    const { address, at } = this.#address;
    const seen = addressObservation(host, address, [at]);
    return seen === undefined ? [] : [{ ...seen, machine: host.id }];
  }

  /** @param normal positions of lines that look like an error and are none */
  #endsWithComplaint(normal: ReadonlySet<number>): boolean {
    const console = this.lines.flatMap((line, at) =>
      this.#machines[at] === undefined ? [{ ...line, at }] : [],
    );
    return console
      .slice(-LAST_LINES)
      .some(({ text, at }) => !normal.has(at) && COMPLAINT.test(text));
  }

  /** @param normal positions of lines that look like an error and are none */
  seen(observed: readonly Observation[], normal: ReadonlySet<number>): MachineSeen[] {
    const wrong = new Set(observed.map(({ machine }) => machine));
    const followed = this.#follower.machines
      .filter(({ attempt }) => attempt.reached.length > 0)
      .map((machine) => this.#seenOf(machine, wrong.has(machine.name)));
    const ordered = followed.toSorted((a, b) => Number(a.healthy) - Number(b.healthy));
    return [...this.#onConsole(normal), ...ordered.slice(0, MOST_MACHINES)];
  }

  #seenOf(machine: Followed, wrong: boolean): MachineSeen {
    const { name, host, attempt } = machine;
    const last = furthest(attempt.reached)!;
    return {
      ...{ name, known: host !== undefined, stage: last.stage, what: last.what },
      healthy: !wrong && isAtLeast(last.stage, untilOf(machine)),
      reached: attempt.reached.map((each) => this.#numbered(each)),
    };
  }

  #onConsole(normal: ReadonlySet<number>): MachineSeen[] {
    const last = furthest(this.#console);
    if (last === undefined) return [];
    return [
      {
        ...{ name: this.host?.id ?? 'console', known: this.host !== undefined },
        ...{ stage: last.stage, what: last.what },
        healthy:
          isAtLeast(last.stage, this.host?.until === 'menu' ? 'menu' : 'initrd') &&
          (isAtLeast(last.stage, 'root') || !this.#endsWithComplaint(normal)),
        reached: this.#console.map((each) => this.#numbered(each)),
      },
    ];
  }

  #numbered(seen: StageSeen): StageSeen {
    return { ...seen, line: this.lines[seen.line]!.number };
  }
}

function packetsOf(bytes: Uint8Array | undefined): ReturnType<typeof packetLines> | undefined {
  if (bytes === undefined || !isCapture(bytes)) return undefined;
  try {
    return packetLines(bytes);
  } catch {
    // It begins like a capture and is none: then it is text.
    return undefined;
  }
}

/** UTF-8, or UTF-16 as some terminals save it. */
function decoded(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return '';
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

function hostCalled(name: string, { hosts }: Knowledge): KnownHost | undefined {
  const wanted = name.toLowerCase();
  return hosts.find(
    ({ id, macs, addresses }) =>
      id.toLowerCase() === wanted || macs.includes(wanted) || addresses.includes(wanted),
  );
}

/** A message that was read counts more than one that the machine probably shows. */
const OBSERVED = 0.85;
/** As many messages of one observation. */
const MOST_OBSERVED = 3;

/** Messages that were read, and those that a console shows where machines do what they did. */
function withObservations(
  found: readonly Found[],
  observed: readonly Observation[],
  errors: readonly KnownError[],
  lines: readonly PastedLine[],
): Found[] {
  const all = new Map(found.map((each) => [each.entry.id, each]));
  for (const observation of observed) {
    const at = [...new Set(observation.lines)].slice(0, 3);
    for (const [index, entry] of entriesOf(observation, errors).entries()) {
      const known = all.get(entry.id);
      const score = observation.weight * OBSERVED * 0.9 ** index;
      if (known !== undefined) {
        all.set(entry.id, { ...known, score: Math.max(known.score, score) * 1.05 });
        continue;
      }
      const matches = at.map((each) => ({
        at: each,
        text: lines[each]!.text,
        weight: 1,
        captured: {},
      }));
      all.set(entry.id, { entry, matches, score, by: 'events', says: observation.says });
    }
  }
  return [...all.values()];
}

function entriesOf(
  { errors: ids, faults }: Observation,
  errors: readonly KnownError[],
): KnownError[] {
  const named = ids.flatMap((id) => errors.find((entry) => entry.id === id) ?? []);
  const byFault = errors.filter(({ causes }) =>
    causes.some((cause) => cause.faults.some((id) => faults.includes(id))),
  );
  return (named.length > 0 ? named : byFault).slice(0, MOST_OBSERVED);
}

function isHealthy(machines: readonly MachineSeen[]): boolean {
  return machines.length > 0 && machines.every(({ healthy }) => healthy);
}

/** As many lines are compared word by word; what is longer is no sentence and no line that somebody typed off. */
const MOST_LINES = 40;
const BY_WORDS = 0.6;
/** Among several lines, one is taken for a message only if it is very much like it. */
const ALIKE_LINE = 0.68;
/** … and the more lines there are, the more one of them is like something by chance. */
const ALIKE_AMONG_MANY = 0.85;
/** So few lines are one thing that somebody tells. */
const TOLD = 8;
/** The kernel and running systems say many things that have nothing to do with it. */
const CHATTER = /^\[ *\d+\.\d+\]|^\[ *(?:OK|FAILED) *\]/;
/** What EDK2 and iPXE print of every boot, and entries of menus. */
const USUAL =
  /^(?:Press Ctrl-B|SeaBIOS|Booting from ROM|:?\/\/ipxe\.org|Station IP|Server IP|NBP file|Downloading NBP|Succeed to download|net\d: |Next server: |Filename: |Features: |Configuring \(net\S+ \S+ ok$|\[Link:)|^iPXE (?:[\d.]+|\()|Boot from the local disk\b|\.\.\. ?ok$/i;

/** What servers log is read by patterns: their ordinary lines have the words of the others. */
const SERVER = /\b(?:dnsmasq|dhcpd|tftpd|kea|nginx|apache)\b|"(?:GET|HEAD) /;

function isUsual(text: string): boolean {
  return USUAL.test(text) || stageOnConsole(text) !== undefined;
}

/** Messages and quirks that are said in words like these. */
function byWords(
  { lines }: Paste,
  index: WordIndex,
  about: Parameters<typeof rankedCauses>[1],
): CauseFound[] {
  const telling = lines
    .map(({ text }, at) => ({ text, at }))
    .filter(({ text }) => !CHATTER.test(text) && (lines.length < 3 || !isUsual(text)))
    .filter(({ text }) => lines.length < 3 || (!SERVER.test(text) && /\S \S/.test(text)));
  if (telling.length > MOST_LINES || telling.length === 0) return [];
  // One word alone is a name that is looked up: of a host, a file, a directive.
  if (telling.length === 1 && !/\S\s+\S/.test(telling[0]!.text)) return [];
  type Like = ReturnType<WordIndex['alike']>[number];
  const best = new Map<string, Like & { at: number }>();
  const keep = (text: string, at: number, least: number): void => {
    for (const like of index.alike(text)) {
      const key = like.error?.id ?? like.quirk!.id;
      if (like.likeness < least || like.likeness <= (best.get(key)?.likeness ?? 0)) continue;
      best.set(key, { ...like, at });
    }
  };
  const least = telling.length === 1 ? 0 : telling.length <= TOLD ? ALIKE_LINE : ALIKE_AMONG_MANY;
  for (const { text, at } of telling) keep(text, at, least);
  if (telling.length > 1 && telling.length <= TOLD)
    keep(telling.map(({ text }) => text).join(' '), telling[0]!.at, 0);
  const all = [...best.values()].toSorted((a, b) => b.likeness - a.likeness).slice(0, 5);
  const found = all.flatMap(({ error, likeness, at }) =>
    error === undefined
      ? []
      : [
          {
            ...{ entry: error, matches: [placeOf(lines, at)] },
            ...{ score: likeness * BY_WORDS, by: 'words' as const },
          },
        ],
  );
  const adviser = new Adviser(about.knowledge, about.host);
  const quirks = all.flatMap(({ quirk, likeness, at }) => {
    if (quirk === undefined) return [];
    const { number, text } = lines[at]!;
    const evidence = [{ line: number, text, speaks: 'for' as const }];
    const score = Math.round(likeness * BY_WORDS * 1000) / 1000;
    return [quirkCause(quirk, adviser, { score, evidence, by: 'words' })];
  });
  const likely = new Set(quirks.map(({ id }) => id));
  return chosen([...rankedCauses(found, { ...about, quirks: likely }), ...quirks]);
}

function placeOf(lines: readonly PastedLine[], at: number): Found['matches'][number] {
  return { at, text: lines[at]!.text, weight: 1, captured: {} };
}

function summaryOf(
  [first]: readonly CauseFound[],
  healthy: boolean,
  stands: MachineSeen | undefined,
  observed: Observation | undefined,
): string {
  const who = stands === undefined || stands.name === 'console' ? 'it' : stands.name;
  if (healthy) return `Nothing wrong here: ${who} reached ${stands!.stage} (${stands!.what}).`;
  if (first?.by === 'words') return `Said in words that are like: ${first.entry}.`;
  if (first?.by === 'events' && observed !== undefined)
    return `${observed.machine}: ${observed.says}`;
  if (first !== undefined) return `It stands still at ${first.stage}: ${first.entry}.`;
  if (stands === undefined) return 'Not known: nothing in it is a message that the catalogue has.';
  return `Not known: ${who} reached ${stands.stage} (${stands.what}), and nothing says why it went no further.`;
}
