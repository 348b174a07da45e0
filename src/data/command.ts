import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import type * as program from '../../cli/program.ts';

/** The help of the command or of one of its verbs. */
export interface VerbHelp {
  /** As one types it: `bootbook lab boot`. */
  readonly name: string;
  readonly help: readonly string[];
}

/**
 * The help texts of the real command, itself first, then its verbs in their order. The program is loaded by Node and not
 * through the site's bundler, because it finds its own files from where it lies.
 */
export async function commandHelp(): Promise<VerbHelp[]> {
  const file = pathToFileURL(join(process.cwd(), 'cli', 'program.ts')).href;
  const { bootbook, allVerbs } = (await import(/* @vite-ignore */ file)) as typeof program;
  return [...helpOf(bootbook(await allVerbs()), '')];
}

function* helpOf(command: Command, parent: string): Generator<VerbHelp> {
  const name = `${parent}${command.name()}`;
  yield { name, help: printed(command) };
  for (const verb of command.commands) {
    if (verb.name() !== 'help') yield* helpOf(verb, `${name} `);
  }
}

/** What a terminal of 80 columns shows, texts before and after the options included. */
function printed(command: Command): string[] {
  let text = '';
  command.configureOutput({
    writeOut: (part) => (text += part),
    getOutHelpWidth: () => 80,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text.trimEnd().split('\n');
}
