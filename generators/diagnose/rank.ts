import type { Cause } from '../catalogue/error.ts';
import { concernsKind } from '../catalogue/machine-kind.ts';
import { Adviser } from './advice.ts';
import type { CauseFound, Evidence } from './diagnosis.ts';
import type { Knowledge, KnownError, KnownHost, KnownQuirk } from './knowledge.ts';
import type { PastedLine } from './lines.ts';
import type { Match, Matches, Rules } from './rules.ts';

/*
 * From messages that were found to causes in the order of their likelihood. The numbers below order what was found; they are no
 * probabilities.
 */

/** A message of the catalogue in what was pasted. */
export interface Found {
  readonly entry: KnownError;
  readonly matches: readonly Match[];
  readonly score: number;
  readonly by: CauseFound['by'];
  /** What the machine did, where that is how it was found. */
  readonly says?: string | undefined;
}

/** Of one message at most so many causes, while there are other messages. */
const OF_ONE = 3;
const MOST = 5;
/** Lines that are shown for one cause. */
const SHOWN = 4;

const SEVERITY = { error: 1, warning: 0.7, normal: 0 } as const;
/** What comes later in a boot mostly follows from what came before. */
const LATER = 0.93;
const LATEST = 0.6;
/** The next likely cause of the same message. */
const NEXT = 0.85;
const SPEAKS_FOR = 0.35;
const SPEAKS_AGAINST = 0.5;
/** One thing that would explain two messages at once. */
const SHARED = 1.25;
/** A quirk of the very model. */
const OWN_QUIRK = 1.5;
/** The inventory says that the message cannot come from this machine. */
const OTHER_MACHINE = 0.4;
/** The message only says that something before it went wrong. */
const CONSEQUENCE = 0.6;

/** The messages of the catalogue that lines hold, the most telling first. Normal ones are none. */
export function messagesIn(
  { errors, servers }: Pick<Knowledge, 'errors' | 'servers'>,
  rules: Rules,
  matches: Matches,
  machineOf: (line: number) => string | undefined,
): { found: Found[]; normal: Map<number, KnownError> } {
  const normal = new Map<number, KnownError>();
  const found: { entry: KnownError; matches: Match[] }[] = [];
  for (const entry of errors) {
    const own = ownMatches(entry, rules, matches, machineOf).filter(
      ({ captured: { foreign } }) => foreign === undefined || !servers.includes(foreign),
    );
    if (own.length === 0) continue;
    if (entry.severity === 'normal') for (const { at } of own) normal.set(at, entry);
    else found.push({ entry, matches: own });
  }
  const real = found
    .map(({ entry, matches: own }) => ({
      entry,
      matches: own.filter(({ at, weight }) => weight < 1 || !normal.has(at)),
    }))
    .filter(({ matches: own }) => own.length > 0)
    .toSorted((a, b) => a.matches[0]!.at - b.matches[0]!.at);
  const lines = [...new Set(real.map(({ matches: own }) => own[0]!.at))];
  return {
    found: real.map(({ entry, matches: own }) => {
      const order = Math.max(LATEST, LATER ** lines.indexOf(own[0]!.at));
      const certain = Math.max(...own.map(({ weight }) => weight));
      const follows = entry.consequence ? CONSEQUENCE : 1;
      return {
        entry,
        matches: own,
        score: SEVERITY[entry.severity] * certain * order * follows,
        by: 'pattern' as const,
      };
    }),
    normal,
  };
}

function ownMatches(
  { rule }: KnownError,
  rules: Rules,
  matches: Matches,
  machineOf: (line: number) => string | undefined,
): Match[] {
  let own = matches.of(rule.match);
  if (own.length === 0) return own;
  own = own.filter(({ text }) => !rule.unless.some((each) => rules.matches(each, text)));
  const alike = (a: number, b: number): boolean => {
    const [one, other] = [machineOf(a), machineOf(b)];
    return one === undefined || other === undefined || one === other;
  };
  if (rule.without.length > 0) {
    const others = matches.of(rule.without);
    own = own.filter(({ at }) => !others.some((each) => each.at !== at && alike(each.at, at)));
  }
  if (rule.after.length > 0) {
    const before = matches.of(rule.after);
    own = own.filter(({ at }) => before.some((each) => each.at < at && alike(each.at, at)));
  }
  if (rule.until.length > 0) {
    const later = matches.of(rule.until);
    own = own.filter(({ at }) => !later.some((each) => each.at > at && alike(each.at, at)));
  }
  return own;
}

export interface Circumstances {
  readonly knowledge: Knowledge;
  readonly lines: readonly PastedLine[];
  readonly matches: Matches;
  readonly host: KnownHost | undefined;
  /** Ids of the lab's faults that what the machine did speaks for. */
  readonly suspected: ReadonlySet<string>;
  /** Ids of quirks that what was said speaks for. */
  readonly quirks?: ReadonlySet<string> | undefined;
}

/** The causes behind some messages, at most five. */
export function rankedCauses(found: readonly Found[], about: Circumstances): CauseFound[] {
  const adviser = new Adviser(about.knowledge, about.host);
  const shared = sharedFaults(found, about.suspected);
  const candidates = found.flatMap((each) => causesOf(each, about, adviser, shared));
  const quirks = quirksBehind(found, about, adviser);
  return chosen([...candidates, ...quirks]);
}

function causesOf(
  { entry, matches: own, score, by, says }: Found,
  { lines, matches, host, quirks }: Circumstances,
  adviser: Adviser,
  shared: ReadonlySet<string>,
): CauseFound[] {
  const fits = host === undefined || concernsKind(entry.machines, host.kind) ? 1 : OTHER_MACHINE;
  const possible = entry.causes.filter(
    (cause) => host === undefined || concernsKind(cause.machines, host.kind),
  );
  const captured = Object.assign(
    {},
    ...own.map((each) => each.captured).toReversed(),
  ) as Match['captured'];
  return possible.map((cause, index) => {
    const speaksFor = matches.of(cause.for);
    const speaksAgainst = matches.of(cause.against);
    const quirky = cause.quirks.some((id) => quirks?.has(id) ?? host?.quirks.includes(id));
    const weight =
      NEXT ** index *
      (1 + SPEAKS_FOR * Math.min(2, speaksFor.length)) *
      SPEAKS_AGAINST ** Math.min(2, speaksAgainst.length) *
      (cause.faults.some((id) => shared.has(id)) ? SHARED : 1) *
      (quirky ? OWN_QUIRK : 1);
    return {
      id: entry.id,
      cause: cause.id,
      entry: entry.title,
      title: cause.title,
      tell: cause.tell,
      stage: entry.stage,
      score: rounded(score * fits * weight),
      page: `/errors/${entry.id}/#${cause.id}`,
      evidence: [
        ...evidence(lines, [...own.slice(0, 2), ...speaksFor], 'for'),
        ...evidence(lines, speaksAgainst, 'against'),
      ],
      ...steps(entry, cause, adviser, captured),
      by,
      ...(says === undefined ? {} : { says }),
    };
  });
}

function steps(
  entry: KnownError,
  cause: Cause,
  adviser: Adviser,
  captured: Match['captured'],
): Pick<CauseFound, 'check' | 'fix' | 'verify' | 'undo'> {
  return {
    check: adviser.step(cause.check, captured),
    fix: cause.fix.map((step) => adviser.step(step, captured)),
    ...proofAndWayBack(
      { verify: cause.verify ?? entry.verify, undo: cause.undo ?? entry.undo },
      adviser,
      captured,
    ),
  };
}

function proofAndWayBack(
  { verify, undo }: Pick<Cause, 'verify' | 'undo'>,
  adviser: Adviser,
  captured: Match['captured'],
): Pick<CauseFound, 'verify' | 'undo'> {
  return {
    ...(verify === undefined ? {} : { verify: adviser.step(verify, captured) }),
    ...(undo === undefined ? {} : { undo: adviser.step(undo, captured) }),
  };
}

function evidence(
  lines: readonly PastedLine[],
  matches: readonly Match[],
  speaks: Evidence['speaks'],
): Evidence[] {
  const at = [...new Set(matches.map((match) => match.at))]
    .slice(0, SHOWN)
    .toSorted((a, b) => a - b);
  return at.map((position) => {
    const { number, text } = lines[position]!;
    return { line: number, text, speaks };
  });
}

/** Faults of the lab that two messages have in common, or that what the machine did speaks for. */
function sharedFaults(
  found: readonly Found[],
  suspected: ReadonlySet<string>,
): ReadonlySet<string> {
  const counts = new Map<string, number>([...suspected].map((id) => [id, 1]));
  for (const { entry } of found.filter(({ by }) => by !== 'words'))
    for (const fault of new Set(entry.causes.flatMap(({ faults }) => faults)))
      counts.set(fault, (counts.get(fault) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count > 1).map(([id]) => id));
}

/** How likely a quirk of the very model is, and one of hardware that the text names, next to the message's own causes. */
const QUIRK_OF_MODEL = 1.2;
const QUIRK_NAMED = 0.8;

/** Quirks of the machine, or of hardware that was named, that show themselves by one of the messages. */
function quirksBehind(
  found: readonly Found[],
  about: Circumstances,
  adviser: Adviser,
): CauseFound[] {
  return about.knowledge.quirks.flatMap((quirk) => {
    const shown = found.find(({ entry }) => quirk.symptoms.includes(entry.id));
    if (shown === undefined) return [];
    const own = about.host?.quirks.includes(quirk.id) ?? false;
    const named = own ? undefined : namedIn(quirk, about.lines);
    if (!own && named === undefined) return [];
    const at = [shown.matches[0], named].filter((each) => each !== undefined);
    return [
      quirkCause(quirk, adviser, {
        score: rounded(shown.score * (own ? QUIRK_OF_MODEL : QUIRK_NAMED)),
        evidence: evidence(about.lines, at as Match[], 'for'),
        by: shown.by,
      }),
    ];
  });
}

/** A quirk as a cause. */
export function quirkCause(
  quirk: KnownQuirk,
  adviser: Adviser,
  found: Pick<CauseFound, 'score' | 'evidence' | 'by'>,
): CauseFound {
  return {
    id: quirk.id,
    entry: quirk.title,
    title: quirk.title,
    tell: quirk.cause,
    stage: quirk.stages[0]!,
    page: `/quirks/${quirk.id}/`,
    check: adviser.step(quirk.check, {}),
    fix: quirk.workaround.map((step) => adviser.step(step, {})),
    ...proofAndWayBack(quirk, adviser, {}),
    ...found,
  };
}

const WORD = /[\p{L}\d][\p{L}\d-]*/gu;
/** Vendors whose name is in too many lines to say anything. */
const ANYBODY = new Set([
  'intel',
  'debian',
  'ipxe',
  'qemu',
  'linux',
  'grub',
  'dnsmasq',
  'syslinux',
]);

/** The first line that names a model of a quirk, or its vendor. */
function namedIn(quirk: KnownQuirk, lines: readonly PastedLine[]): Pick<Match, 'at'> | undefined {
  const models = quirk.seenOn
    .flatMap((text) => text.toLowerCase().match(WORD) ?? [])
    .filter(
      (word) =>
        word.length > 3 &&
        /[a-z]/.test(word) &&
        /\d/.test(word) &&
        !/^(?:ipv[46]|x86|amd64|arm64|pxe)/.test(word),
    );
  const vendors = /^(?:any|various|several) /i.test(quirk.vendor)
    ? []
    : (quirk.vendor.toLowerCase().match(WORD) ?? []).filter(
        (word) => word.length > 3 && !ANYBODY.has(word),
      );
  const words = quirk.of === 'firmware' || quirk.of === 'bmc' ? [...models, ...vendors] : models;
  if (words.length === 0) return undefined;
  const named = new RegExp(
    `(?<![\\p{L}\\d])(?:${[...new Set(words)].join('|')})(?![\\p{L}\\d])`,
    'iu',
  );
  const at = lines.slice(0, 500).findIndex(({ text }) => named.test(text));
  return at < 0 ? undefined : { at };
}

/** The best ones: no two of the same cause, and not one message alone where there are several. */
export function chosen(candidates: readonly CauseFound[]): CauseFound[] {
  const ordered = candidates.toSorted(
    (a, b) => b.score - a.score || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  const several = new Set(ordered.map(({ id }) => id)).size > 1;
  const counts = new Map<string, number>();
  const kept: CauseFound[] = [];
  for (const candidate of ordered) {
    const count = counts.get(candidate.id) ?? 0;
    if (several && count >= OF_ONE) continue;
    counts.set(candidate.id, count + 1);
    kept.push(candidate);
    if (kept.length === MOST) break;
  }
  return kept;
}

function rounded(score: number): number {
  return Math.round(score * 1000) / 1000;
}
