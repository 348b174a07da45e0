import { closeSync, ftruncateSync, openSync, rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeAll } from '../hash-file.ts';
import { asMistake } from '../mistake.ts';
import { oneLine, sizeText, type Progress } from '../terminal.ts';
import type { Missing } from './payload.ts';

/** A download that gives nothing for so long is given up. */
const SILENCE_MS = 30_000;
/** So often in a row a download may break off without one more byte than before. */
const MOST_VAIN = 3;
const PAUSE_MS = 500;

/**
 * Downloads a URL into a file. What the file holds already is taken for the beginning, and only the rest is asked for
 * (RFC 9110, section 14.2); a connection that breaks off is made anew. What is there in the end is for the caller to
 * check; if it fails, the beginning stays for the next time.
 */
export async function download(
  url: string,
  to: string,
  progress: Progress,
): Promise<'done' | Missing> {
  let most = sizeOf(to);
  for (let vain = 0; ;) {
    const result = await attempt(url, to, progress);
    if (result === 'done' || !result.again) return result;
    const size = sizeOf(to);
    vain = size > most ? 0 : vain + 1;
    most = Math.max(most, size);
    if (vain === MOST_VAIN) return { why: result.why };
    progress.say(`Broken off at ${sizeText(size)}: ${url}`);
    await sleep(PAUSE_MS * vain);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** One connection. `again` is true where another one may bring more. */
async function attempt(
  url: string,
  to: string,
  progress: Progress,
): Promise<'done' | (Missing & { again: boolean })> {
  const abort = new AbortController();
  const silence = setTimeout(() => abort.abort(), SILENCE_MS);
  const begun = sizeOf(to);
  try {
    const response = await fetch(url, {
      signal: abort.signal,
      headers: {
        // A range is one of the bytes that travel: they must not be packed on the way.
        'accept-encoding': 'identity',
        ...(begun > 0 && { range: `bytes=${begun}-` }),
      },
    });
    if (response.status === 416 && begun > 0) {
      await response.body?.cancel();
      if (response.headers.get('content-range') === `bytes */${begun}`) return 'done';
      // The beginning is longer than the file: it is one of something else.
      rmSync(to);
      return { why: 'the server has less than was fetched before', again: true };
    }
    if (!response.ok || response.body === null)
      return {
        why: `the server answers ${response.status} ${response.statusText}`.trim(),
        again: false,
      };
    const range = response.headers.get('content-range') ?? '';
    const from = response.status === 206 && range.startsWith(`bytes ${begun}-`) ? begun : 0;
    if (response.status === 206 && from !== begun) {
      await response.body.cancel();
      rmSync(to);
      return { why: 'the server sends another part than it was asked for', again: true };
    }
    const length = Number(response.headers.get('content-length') ?? NaN);
    const total = Number.isNaN(length) ? '' : ` of ${sizeText(from + length)}`;
    const out = openSync(to, from > 0 ? 'a' : 'w');
    try {
      let size = from;
      ftruncateSync(out, size);
      for await (const piece of response.body) {
        silence.refresh();
        writeAll(out, piece);
        size += piece.length;
        progress.say(`Downloading ${url} (${sizeText(size)}${total})`);
      }
    } finally {
      closeSync(out);
    }
    return 'done';
  } catch (error) {
    if (abort.signal.aborted)
      return { why: `nothing came for ${SILENCE_MS / 1000} s`, again: false };
    const mistake = asMistake(error);
    if (mistake !== undefined) return { why: mistake.message.replace(/\.$/, ''), again: false };
    return { why: reasonOf(error), again: true };
  } finally {
    clearTimeout(silence);
  }
}

/** `fetch` says only 'fetch failed'; what failed is its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error));
  const inner = error.cause instanceof Error ? error.cause : error;
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : '';
  return oneLine(inner.message || code || 'the download failed');
}
