import type { FileChange, Wanted } from './edit-inventory.ts';
import { changesFor, errorsWith, patchFor, writeChanges } from './edit-inventory.ts';
import { exitCodes } from './exit-codes.ts';
import type { OpenSite, SiteOptions } from './site-options.ts';
import { paintedDiff, write, writeJson, writeProblems } from './terminal.ts';

/** Options of every verb that edits the inventory. */
export interface EditOptions extends SiteOptions {
  readonly dryRun?: boolean;
}

/** What came of an edit. */
export interface CarriedOut {
  readonly changes: readonly FileChange[];
  /** A unified diff that `git apply` takes. */
  readonly patch: string;
}

/**
 * Edits the inventory, if it has no error afterwards; with --dry-run the diff is all that comes of it. With errors, they
 * are printed, the exit code is set, nothing is written, and nothing is given.
 */
export async function carryOut(
  site: OpenSite,
  options: EditOptions,
  wanted: readonly Wanted[],
  now: number,
): Promise<CarriedOut | undefined> {
  const changes = changesFor(wanted);
  if (changes.length > 0) {
    const problems = await errorsWith(changes, site.root, now, options.inventory);
    if (problems.length > 0) {
      if (options.json) await writeJson({ problems });
      else {
        await writeProblems(problems, process.stderr);
        await write(
          process.stderr,
          'With this change the inventory has errors. Nothing was written.\n',
        );
      }
      process.exitCode = exitCodes.problem;
      return undefined;
    }
  }
  if (options.dryRun !== true) writeChanges(site.root, changes);
  return { changes, patch: patchFor(changes) };
}

/** Shows a diff on stdout. */
export async function writePatch(patch: string): Promise<void> {
  if (patch === '') return;
  for (const line of patch.slice(0, -1).split('\n'))
    await write(process.stdout, `${paintedDiff(line)}\n`);
}
