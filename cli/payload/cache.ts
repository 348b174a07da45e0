import { hash, randomBytes } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Source } from '../../generators/inventory/schema.ts';
import { hashFile } from '../hash-file.ts';
import { isSystemError } from '../mistake.ts';
import { isRunning, ownMark } from '../process-mark.ts';
import { sourceKey, type Origin, type Ready } from './payload.ts';

const noteSchema = z.object({
  key: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.number().int(),
  origin: z.union([
    z.strictObject({ package: z.string(), version: z.string(), url: z.string(), file: z.string() }),
    z.strictObject({ url: z.string(), signedBy: z.string().optional() }),
    z.strictObject({
      recipe: z.string(),
      architecture: z.string(),
      file: z.string(),
      text: z.string(),
      packages: z.record(z.string(), z.string()),
    }),
  ]),
});

const WORK_FOLDER = /^\.work-([0-9]+\.[0-9]+)-[0-9a-f]+$/;

/**
 * Payload files that were fetched before. Contents lie under their own SHA-256 (`sha256/<sum>`), and a note for each
 * source (`sources/<sum of its key>.json`) says which content it gave. Both come into place by a rename, and a content
 * is hashed again before it is used, so a half, changed or foreign file is never taken for the right one.
 */
export class PayloadCache {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** What was fetched from a source before, if it is still what it was. */
  find(source: Source): Ready | undefined {
    const note = this.noteOf(source);
    if (note === undefined) return undefined;
    const file = this.contentPath(note.sha256);
    try {
      const { sha256, size } = hashFile(file);
      if (sha256 === note.sha256) return { file, sha256, size, origin: note.origin };
      rmSync(file, { force: true });
    } catch (error) {
      if (!isSystemError(error)) throw error;
    }
    return undefined;
  }

  /** The SHA-256 that a source gave last time, without looking at the content. */
  sumOf(source: Source): string | undefined {
    return this.noteOf(source)?.sha256;
  }

  /** Takes a fetched file, which has to lie in a folder from `workFolder`, into the cache. */
  keep(source: Source, fetched: string, origin: Exclude<Origin, { path: string }>): Ready {
    const { sha256, size } = hashFile(fetched);
    const file = this.contentPath(sha256);
    // A second name, not a move: another source may name the same file of a package.
    this.place(file, (temporary) => linkSync(fetched, temporary));
    const note: z.output<typeof noteSchema> = { key: sourceKey(source), sha256, size, origin };
    this.place(this.notePath(source), (temporary) =>
      writeFileSync(temporary, `${JSON.stringify(note)}\n`, { flag: 'wx' }),
    );
    return { file, sha256, size, origin };
  }

  /** A new empty folder on the cache's own disk, for files on their way. The caller removes it. */
  workFolder(): string {
    mkdirSync(this.folder, { recursive: true });
    for (const name of readdirSync(this.folder)) {
      // What a run left behind that was killed.
      const mark = WORK_FOLDER.exec(name)?.[1];
      if (mark !== undefined && !isRunning(mark))
        rmSync(join(this.folder, name), { recursive: true, force: true });
    }
    const path = join(this.folder, `.work-${ownMark()}-${randomBytes(4).toString('hex')}`);
    mkdirSync(path);
    return path;
  }

  /**
   * Where the beginning of a source lies that was not fetched to its end. What a run left behind that was killed or broken
   * off is taken over; what another run is writing is not.
   */
  begunFile(source: Source): string {
    const folder = this.subfolder('begun');
    const key = hash('sha256', sourceKey(source));
    const own = join(folder, `${key}.${ownMark()}`);
    for (const name of readdirSync(folder)) {
      const mark = name.startsWith(`${key}.`) ? name.slice(key.length + 1) : undefined;
      if (mark === undefined || isRunning(mark)) continue;
      renameSync(join(folder, name), own);
      break;
    }
    return own;
  }

  /** A folder that stays, such as for package lists. */
  subfolder(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** Makes a file under another name and renames it, so that nobody ever sees half of it. */
  private place(path: string, make: (temporary: string) => void): void {
    const folder = dirname(path);
    mkdirSync(folder, { recursive: true });
    const temporary = join(folder, `.${randomBytes(8).toString('hex')}`);
    make(temporary);
    renameSync(temporary, path);
    // rename(2) does nothing, and leaves the first name, where both are the same file.
    rmSync(temporary, { force: true });
  }

  private noteOf(source: Source): z.output<typeof noteSchema> | undefined {
    try {
      const note = noteSchema.parse(JSON.parse(readFileSync(this.notePath(source), 'utf8')));
      return note.key === sourceKey(source) ? note : undefined;
    } catch (error) {
      // A note that nobody can read is as good as none: the source is asked again.
      if (isSystemError(error) || error instanceof SyntaxError || error instanceof z.ZodError)
        return undefined;
      throw error;
    }
  }

  private contentPath(sha256: string): string {
    return join(this.folder, 'sha256', sha256);
  }

  private notePath(source: Source): string {
    return join(this.folder, 'sources', `${hash('sha256', sourceKey(source))}.json`);
  }
}
