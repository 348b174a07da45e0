import { closeSync, openSync } from 'node:fs';
import { writeAll } from '../hash-file.ts';
import { asMistake } from '../mistake.ts';
import { oneLine, sizeText, type Progress } from '../terminal.ts';
import type { Missing } from './payload.ts';

/** A download that gives nothing for so long is given up. */
const SILENCE_MS = 30_000;

/** Downloads a URL into a new file. What comes is for the caller to check. */
export async function download(
  url: string,
  to: string,
  progress: Progress,
): Promise<'done' | Missing> {
  const abort = new AbortController();
  const silence = setTimeout(() => abort.abort(), SILENCE_MS);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok || response.body === null)
      return { why: `the server answers ${response.status} ${response.statusText}`.trim() };
    const out = openSync(to, 'wx');
    try {
      let size = 0;
      for await (const piece of response.body) {
        silence.refresh();
        writeAll(out, piece);
        size += piece.length;
        progress.say(`Downloading ${url} (${sizeText(size)})`);
      }
    } finally {
      closeSync(out);
    }
    return 'done';
  } catch (error) {
    if (abort.signal.aborted) return { why: `nothing came for ${SILENCE_MS / 1000} s` };
    return { why: reasonOf(error) };
  } finally {
    clearTimeout(silence);
  }
}

/** `fetch` says only 'fetch failed'; what failed is its cause. */
function reasonOf(error: unknown): string {
  const mistake = asMistake(error);
  if (mistake !== undefined) return mistake.message.replace(/\.$/, '');
  if (!(error instanceof Error)) return oneLine(String(error));
  const inner = error.cause instanceof Error ? error.cause : error;
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : '';
  return oneLine(inner.message || code || 'the download failed');
}
