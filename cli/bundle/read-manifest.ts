import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { HostTold } from '../../generators/plan/host-told.ts';
import { isSystemError, Mistake } from '../mistake.ts';
import { BUNDLE_PATH } from './tree-writer.ts';

/** A file of a tree, as its manifest names it. */
export interface ManifestFile {
  readonly path: string;
  /** Undefined for payload that was left out. */
  readonly sha256: string | undefined;
  /** In bytes. */
  readonly size: number | undefined;
  readonly payload: boolean;
  /** Whether it is part of the book that the boot server serves. */
  readonly book: boolean;
  /** Whether it serves only once an arming has ended. */
  readonly after: boolean;
}

/** A line of a manifest: a file, a host, or what the reasons stand for. */
export type ManifestLine = { readonly file: ManifestFile } | { readonly told: HostTold } | undefined;

const SUM = /^[0-9a-f]{64}$/;

const entrySchema = z.union([
  z.object({
    path: z.string().regex(BUNDLE_PATH),
    language: z.string().optional(),
    sha256: z.string().regex(SUM).optional(),
    size: z.number().optional(),
    book: z.literal(true).optional(),
    after: z.literal(true).optional(),
  }),
  z.object({
    host: z.string(),
    mac: z.string(),
    network: z.string(),
    subnet: z.string(),
    dhcp: z.enum(['authoritative', 'proxy', 'external']),
    address: z.string().optional(),
    ipv6: z.boolean(),
    route: z.string(),
    starts: z.string(),
    architecture: z.number(),
    vendorClass: z.enum(['PXEClient', 'HTTPClient']),
    nextServer: z.string(),
    bootFile: z.string(),
    profile: z.string(),
    erases: z.boolean(),
    armedUntil: z.string().optional(),
  }),
  // The last line tells what the reasons stand for.
  z.object({ reasons: z.unknown() }),
]);

/**
 * The lines of a tree's manifest; none if there is no manifest.
 * @throws Mistake if it is not one
 */
export function* manifestOf(folder: string): Generator<ManifestLine> {
  const file = join(folder, 'manifest.jsonl');
  let number = 0;
  for (const line of linesOf(file)) {
    number++;
    const read = manifestLine(line);
    if (read === false) {
      throw new Mistake(
        `${file}:${number} is not a line of a manifest.`,
        'Build the bundle again, or remove the file.',
      );
    }
    yield read;
  }
}

/** What a line says, or false if it is none of a manifest. */
export function manifestLine(line: string): ManifestLine | false {
  try {
    const entry = entrySchema.parse(JSON.parse(line));
    if ('path' in entry) {
      const { path, sha256, size, language, book, after } = entry;
      const payload = language === undefined;
      return { file: { path, sha256, size, payload, book: book === true, after: after === true } };
    }
    return 'host' in entry ? { told: entry } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return false;
    throw error;
  }
}

/** The lines of a file that may be too large to be read at once; none if there is no such file. */
function* linesOf(path: string): Generator<string> {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return;
    throw error;
  }
  try {
    const buffer = Buffer.allocUnsafe(1024 * 1024);
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const count = readSync(descriptor, buffer);
      const lines = (rest + decoder.decode(buffer.subarray(0, count), { stream: count > 0 })).split('\n');
      rest = lines.pop()!;
      yield* lines;
      if (count === 0) break;
    }
    if (rest !== '') yield rest;
  } finally {
    closeSync(descriptor);
  }
}
