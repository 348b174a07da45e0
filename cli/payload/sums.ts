import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from '../../generators/inventory/schema.ts';
import { hashFile } from '../hash-file.ts';
import { oneLine, type Progress } from '../terminal.ts';
import { download } from './download.ts';
import { fileInRepo } from './path-within.ts';
import type { Missing } from './payload.ts';
import { runProgram } from './run-program.ts';

/** A file on the web that the inventory names. */
export type UrlSource = Extract<Source, { url: string }>;

/** Where a publisher lists its files. */
export type Sums = NonNullable<UrlSource['sums']>;

/** A list of sums that was fetched, and checked as far as the inventory asks for it. */
export interface CheckedSums {
  /** URL of the list. */
  readonly url: string;
  /** SHA-256 by path, seen from the folder that the list lies in. */
  readonly files: ReadonlyMap<string, string>;
  /** The same of the Release file, seen from its folder, if there is one. */
  readonly lists: ReadonlyMap<string, string> | undefined;
  /** Whose signature it is; undefined if the inventory names none. */
  readonly signedBy: string | undefined;
}

/** A list is a text of a few megabytes at most. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Fetches a list of sums, and checks its signature if the inventory names one.
 * @param choose which list of a Release file to take, by its path from there; the one of the inventory unless given
 * @param work an empty folder for it
 */
export async function fetchSums(
  sums: Sums,
  root: string,
  work: string,
  progress: Progress,
  choose: (path: string, lists: ReadonlyMap<string, string>) => string = (path) => path,
): Promise<CheckedSums | Missing> {
  const top = sums.release ?? sums.url;
  const topFile = join(work, 'top');
  const wrong = await fetchList(top, topFile, progress);
  if (wrong !== undefined) return wrong;
  let signedBy: string | undefined;
  if (sums.signature !== undefined) {
    const signature = join(work, 'signature');
    const missing = await fetchList(sums.signature, signature, progress);
    if (missing !== undefined) return missing;
    const judged = await signerOf(topFile, signature, sums, root, work);
    if (typeof judged !== 'string') return { why: `${judged.why}: ${top}` };
    signedBy = judged;
  }
  const first = parseSums(readFileSync(topFile, 'utf8'));
  if (sums.release === undefined)
    return { url: sums.url, files: first, lists: undefined, signedBy };
  const path = pathFrom(sums.release, sums.url);
  if (path === undefined) return { why: `${sums.url} does not lie below ${sums.release}` };
  const chosen = choose(path, first);
  const expected = first.get(chosen);
  if (expected === undefined) return { why: `${sums.release} does not list ${chosen}` };
  const url = urlFrom(sums.release, chosen);
  const file = join(work, 'list');
  const missing = await fetchList(url, file, progress);
  if (missing !== undefined) return missing;
  const { sha256 } = hashFile(file);
  if (sha256 !== expected)
    return { why: `the SHA-256 of ${url} is ${sha256}, and ${sums.release} says ${expected}` };
  return { url, files: parseSums(readFileSync(file, 'utf8')), lists: first, signedBy };
}

async function fetchList(
  url: string,
  to: string,
  progress: Progress,
): Promise<Missing | undefined> {
  rmSync(to, { force: true });
  const result = await download(url, to, progress);
  if (result !== 'done') return { why: `${result.why}: ${url}` };
  return statSync(to).size > MOST_BYTES ? { why: `${url} is too large for a list` } : undefined;
}

/**
 * The sums of a list as sha256sum writes it, or of the SHA256 part of a Release file, by path.
 * Sources: https://manpages.debian.org/bookworm/coreutils/sha256sum.1.en.html and
 * https://wiki.debian.org/DebianRepository/Format#MD5Sum.2C_SHA1.2C_SHA256
 */
export function parseSums(text: string): Map<string, string> {
  const sums = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, plain, path] = /^([0-9a-f]{64}) [ *](?:\.\/)?(\S.*)$/.exec(line) ?? [];
    const [, listed, listedPath] = /^ ([0-9a-f]{64}) +[0-9]+ (\S+)$/.exec(line) ?? [];
    if (plain !== undefined && path !== undefined) sums.set(path, plain);
    if (listed !== undefined && listedPath !== undefined) sums.set(listedPath, listed);
  }
  return sums;
}

/** The path of a URL, seen from the folder that another one lies in; undefined if it does not lie below it. */
export function pathFrom(list: string, url: string): string | undefined {
  const folder = new URL('.', list).href;
  const { href } = new URL(url);
  return href.startsWith(folder) ? decodeURIComponent(href.slice(folder.length)) : undefined;
}

/** The URL of a path, seen from the folder that a list lies in. */
export function urlFrom(list: string, path: string): string {
  // Debian's versions have a plus in them, and its mirrors link to them as they are.
  const encoded = path.split('/').map(encodeURIComponent).join('/').replaceAll('%2B', '+');
  return new URL(encoded, list).href;
}

/** Why a file is not in a list of sums; undefined if it is. */
export function notListed({ url, files }: CheckedSums, source: UrlSource): string | undefined {
  const path = pathFrom(url, source.url);
  const listed = path === undefined ? undefined : files.get(path);
  if (listed === undefined) return `${url} does not list it`;
  return listed === source.sha256
    ? undefined
    : `${url} says that its SHA-256 is ${listed}, and the inventory says ${source.sha256}`;
}

/**
 * Who signed a file. At least one signature has to be good, by a key that is neither expired nor revoked; keys that the
 * keyring does not have are passed over, as apt does, because an archive signs with its next key as well.
 * Source: https://github.com/gpg/gnupg/blob/master/doc/DETAILS, GOODSIG, EXPKEYSIG, BADSIG
 */
async function signerOf(
  file: string,
  signature: string,
  { keyring }: Sums,
  root: string,
  work: string,
): Promise<string | Missing> {
  const found = keyring.startsWith('/') ? { file: keyring } : fileInRepo(root, keyring);
  if ('why' in found) return { why: `keyring ${keyring}: ${found.why}` };
  if (statSync(found.file, { throwIfNoEntry: false }) === undefined)
    return {
      why: `there is no keyring ${keyring}; on Debian: apt-get install debian-archive-keyring`,
    };
  const args = ['--status-fd', '1', '--keyring', found.file, signature, file];
  const { code, stdout, stderr } = await runProgram('gpgv', args, work);
  if (code === undefined)
    return { why: 'there is no gpgv on this machine; on Debian: apt-get install gpgv' };
  const [, signer] = /^\[GNUPG:\] GOODSIG [0-9A-F]+ (.+)$/m.exec(stdout) ?? [];
  if (signer !== undefined && !/^\[GNUPG:\] BADSIG /m.test(stdout)) return oneLine(signer);
  return { why: `the signature is not good (${oneLine(stderr).slice(-200)})` };
}
