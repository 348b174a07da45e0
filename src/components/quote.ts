import type { Artifact } from '../../generators/artifact.ts';
import { wrote, type Profile } from '../../generators/inventory/inventory.ts';
import type { Reason } from '../../generators/reason.ts';
import type { Book } from '../data/book.ts';

/*
 * How a written page quotes the book: a piece of an emitted file, or a value of the inventory. What is not there (any
 * more) is an error, so that a page never shows a config that nobody emits.
 */

/** Which piece of which file, as the attributes of `<Config>` say it. */
export interface Wanted {
  readonly host?: string | undefined;
  readonly server?: string | undefined;
  readonly format?: string | undefined;
  /** Path in the bundle: `etc/nginx/conf.d/bootbook.conf`. */
  readonly path?: string | undefined;
  /** Text that the first line must contain. */
  readonly find?: string | undefined;
  /** How many lines, from that one on; 1 unless given. */
  readonly lines?: number | undefined;
}

/** A piece of an emitted file. */
export interface Quoted {
  readonly server: string;
  readonly artifact: Artifact;
  /** Position of the first line in the artifact, from 0. */
  readonly from: number;
  readonly count: number;
}

/** Formats whose language has another name. */
const languageOf: Readonly<Record<string, string>> = {
  'isc-dhcpd': 'dhcpd',
  kea: 'json',
  mikrotik: 'routeros',
  'windows-server': 'powershell',
};

/** Finds the piece of a file that a page wants; an error says what was looked for and where. */
export function quoteFile(book: Book, wanted: Wanted): Quoted {
  const candidates = candidatesFor(book, wanted);
  if (candidates.length === 0)
    throw new Error(`${describe(wanted)}: there is no such file.${known(book, wanted)}`);
  const { find, lines = 1 } = wanted;
  if (find === undefined) {
    if (candidates.length > 1)
      throw new Error(
        `${describe(wanted)}: several files are meant, ${paths(candidates)}. Name one with path, or a text with find.`,
      );
    const [only] = candidates;
    return { ...only!, from: 0, count: only!.artifact.lines.length };
  }
  for (const { server, artifact } of candidates) {
    const from = lineWith(artifact, find);
    if (from < 0) continue;
    if (from + lines > artifact.lines.length)
      throw new Error(
        `${describe(wanted)}: ${artifact.path} ends ${artifact.lines.length - from} lines after "${find}", not ${lines}.`,
      );
    return { server, artifact, from, count: lines };
  }
  throw new Error(
    `${describe(wanted)}: no line contains "${find}". Looked through ${paths(candidates)}.`,
  );
}

interface Candidate {
  readonly server: string;
  readonly artifact: Artifact;
}

/** The files that may be meant: a host's own ones first, then those that its boot server has for all. */
function candidatesFor(book: Book, { host, server, format, path }: Wanted): Candidate[] {
  const of = (id: string, artifacts: readonly Artifact[]): Candidate[] =>
    artifacts.map((artifact) => ({ server: id, artifact }));
  let all: Candidate[];
  if (host !== undefined) {
    const id = book.planOfHost(host).plan.server.id;
    all = [...of(id, book.artifactsOfHost(host)), ...of(id, book.emittedBy(id).shared)];
  } else {
    const servers = server === undefined ? book.plans.map((plan) => plan.server.id) : [server];
    all = servers.flatMap((id) => {
      const { artifacts, shared } = book.emittedBy(id);
      return of(id, path === undefined ? shared : artifacts);
    });
  }
  return all.filter(({ artifact }) => fits(artifact, format, path));
}

function fits(artifact: Artifact, format: string | undefined, path: string | undefined): boolean {
  if (path !== undefined) return artifact.path === path;
  return (
    format === undefined ||
    artifact.language === (languageOf[format] ?? format) ||
    artifact.path.includes(`/${format}`)
  );
}

/** The first directive with the text, or else the first comment with it. */
function lineWith({ lines }: Artifact, text: string): number {
  const directive = lines.findIndex(
    (line) => line.text.includes(text) && !/^\s*(?:#|!|\/\/)/.test(line.text),
  );
  return directive >= 0 ? directive : lines.findIndex((line) => line.text.includes(text));
}

function describe({ host, server, format, path, find }: Wanted): string {
  const named = { host, server, format, path, find };
  const attributes = Object.entries(named).filter(([, value]) => value !== undefined);
  return `<Config ${attributes.map(([name, value]) => `${name}="${value}"`).join(' ')}>`;
}

function known(book: Book, { host, server }: Wanted): string {
  const id = host === undefined ? server : book.planOfHost(host).plan.server.id;
  const all = (id === undefined ? book.plans.map((plan) => plan.server.id) : [id]).flatMap((each) =>
    book.emittedBy(each).shared.map((artifact) => ({ server: each, artifact })),
  );
  return all.length === 0 ? '' : ` Files that hosts share: ${paths(all)}.`;
}

function paths(candidates: readonly Candidate[]): string {
  return candidates.map(({ artifact }) => artifact.path).join(', ');
}

/** A piece of the preseed file of a profile. */
export interface QuotedAnswers {
  readonly profile: Profile;
  /** Position of the first line in the file, from 0. */
  readonly from: number;
  readonly lines: readonly string[];
}

/**
 * Finds the piece of a preseed file that a page wants; an error says what was looked for and where.
 * @param files the preseed files of the repo, by their paths
 */
export function quoteAnswers(
  { inventory }: Book,
  files: ReadonlyMap<string, string>,
  { profile: id, find, lines = 1 }: { profile: string; find: string; lines?: number | undefined },
): QuotedAnswers {
  const named = `<Answers profile="${id}" find="${find}">`;
  const profile = inventory.profiles.get(id);
  if (profile === undefined)
    throw new Error(
      `${named}: there is no profile ${id}; there are ${[...inventory.profiles.keys()].join(', ')}.`,
    );
  const path = profile.preseed;
  const text = path === undefined ? undefined : files.get(path);
  if (text === undefined)
    throw new Error(`${named}: the profile has no preseed file below content/preseed.`);
  const all = text.trimEnd().split('\n');
  const from = all.findIndex((line) => line.includes(find));
  if (from < 0) throw new Error(`${named}: no line of ${path} contains "${find}".`);
  if (from + lines > all.length)
    throw new Error(
      `${named}: ${path} ends ${all.length - from} lines after "${find}", not ${lines}.`,
    );
  return { profile, from, lines: all.slice(from, from + lines) };
}

/** A value of the inventory as text, and the line that wrote it. */
export interface QuotedValue {
  readonly text: string;
  readonly because: Reason;
}

const collections = [
  'sites',
  'networks',
  'servers',
  'models',
  'profiles',
  'images',
  'hosts',
] as const;

/** Looks up a value by its path: `hosts.web01.interfaces.eno1.address`. A path that leads nowhere is an error. */
export function quoteValue({ inventory }: Book, path: string): QuotedValue {
  const [collection, id, ...steps] = path.split('.');
  const name = collections.find((each) => each === collection);
  if (name === undefined || id === undefined)
    throw new Error(`<Value path="${path}">: a path begins with one of ${collections.join(', ')}.`);
  const entity = inventory[name].get(id);
  if (entity === undefined)
    throw new Error(
      `<Value path="${path}">: ${name} has no ${id}; it has ${[...inventory[name].keys()].slice(0, 20).join(', ')}.`,
    );
  let value: unknown = entity;
  const walked: (string | number)[] = [];
  for (const step of steps) {
    const keys = keysOf(value);
    if (!keys.includes(step))
      throw new Error(`<Value path="${path}">: there is no ${step}; there is ${keys.join(', ')}.`);
    value = (value as Readonly<Record<string, unknown>>)[step];
    walked.push(/^\d+$/.test(step) ? Number(step) : step);
  }
  return { text: textOf(value, path), because: wrote(entity, ...walked) };
}

/** What an object of the inventory says; where it stands is ours and not a value. */
function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null
    ? Object.keys(value).filter((key) => key !== 'where')
    : [];
}

function textOf(value: unknown, path: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  if (Array.isArray(value)) return value.map((each) => textOf(each, path)).join(', ');
  throw new Error(`<Value path="${path}">: this is not one value but several; name one of them.`);
}
