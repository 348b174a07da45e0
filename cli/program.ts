import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { exitTable } from './exit-text.ts';

const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string };

/** A verb as its file gives it. */
export interface Verb {
  readonly register: (program: Command) => void;
}

/** The files of the verbs, in the order of the help. */
const files: Readonly<Record<string, () => Promise<Verb>>> = {
  validate: () => import('./verbs/validate.ts'),
  build: () => import('./verbs/build.ts'),
  explain: () => import('./verbs/explain.ts'),
  plan: () => import('./verbs/plan.ts'),
  apply: () => import('./verbs/apply.ts'),
  rollback: () => import('./verbs/rollback.ts'),
  releases: () => import('./verbs/releases.ts'),
  drift: () => import('./verbs/drift.ts'),
  arm: () => import('./verbs/arm.ts'),
  disarm: () => import('./verbs/disarm.ts'),
  images: () => import('./verbs/images.ts'),
  diagnose: () => import('./verbs/diagnose.ts'),
  lab: () => import('./verbs/lab.ts'),
  watch: () => import('./verbs/watch.ts'),
  drill: () => import('./verbs/drill.ts'),
  prove: () => import('./verbs/prove.ts'),
  pack: () => import('./verbs/pack.ts'),
  new: () => import('./verbs/new.ts'),
  import: () => import('./verbs/import.ts'),
  export: () => import('./verbs/export.ts'),
};

/** All verbs. */
export async function allVerbs(): Promise<Verb[]> {
  return Promise.all(Object.values(files).map((load) => load()));
}

/**
 * The verbs that a command line may want: most of the time it takes to start goes into reading files, so whoever names a verb does not
 * wait for the others.
 * @param words of the command line, without the command itself
 */
export async function verbsFor([first = '']: readonly string[]): Promise<Verb[]> {
  if (first === '--version' || first === '-V') return [];
  const load = Object.hasOwn(files, first) ? files[first] : undefined;
  return load === undefined ? allVerbs() : [await load()];
}

/** The command with some verbs, their options and their help. The reference page is generated from it, with all of them. */
export function bootbook(verbs: readonly Verb[]): Command {
  const program = new Command('bootbook')
    .description(
      'One inventory in git; the configs that boot its machines, and the reason for each line.',
    )
    .version(version)
    // Verbs take this over: a wrong command is an error to be handled, not the end of the process.
    .exitOverride()
    .showHelpAfterError('(--help tells more)')
    .addHelpText(
      'after',
      `
Every verb has its own help: bootbook build --help

${exitTable}

Results go to stdout, everything else to stderr. Colours show on a terminal only, and never with NO_COLOR set.`,
    );
  for (const { register } of verbs) register(program);
  return program;
}
