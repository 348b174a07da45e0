import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { entryId } from '../../generators/catalogue/evidence.ts';
import { exitText } from '../exit-text.ts';
import { isSystemError, Mistake } from '../mistake.ts';
import { drafts } from '../new/index.ts';
import { repoRoot } from '../site-options.ts';
import { write, writeJson } from '../terminal.ts';

interface NewOptions {
  readonly title?: string;
  readonly printed?: string;
  readonly json?: boolean;
}

/** `bootbook new` */
export function register(program: Command): void {
  program
    .command('new')
    .description('begin a page: an error, a quirk, a HOWTO or a runbook')
    .addArgument(new Argument('<kind>', 'what it is').choices(drafts.map((draft) => draft.kind)))
    .argument('<id>', 'the name of its file, which is its address as well')
    .option('--title <text>', 'its title')
    .option('--printed <text>', 'for an error: the line as the machine prints it')
    .option('--json', 'print the path as JSON')
    .addHelpText(
      'after',
      `
The page passes every check but one: the words that only you can write. Each such place says TO WRITE, and

  npm run prose

lists them, with file and line, until there are none. A page that is there already is left alone.

${exitText({ fine: 'written', problem: 'there is such a page, or the id cannot be one' })}

Examples:
  bootbook new error uefi-pxe-e99 --printed 'PXE-E99: Unexpected network error.'
  bootbook new quirk acme-x1-slow-link --title 'The X1 needs ten seconds for its link'
  bootbook new runbook switch-replaced`,
    )
    .action(begin);
}

async function begin(kind: string, id: string, options: NewOptions): Promise<void> {
  const { folder, like, page } = drafts.find((draft) => draft.kind === kind)!;
  if (!entryId.safeParse(id).success)
    throw new Mistake(
      `${JSON.stringify(id)} cannot be an id.`,
      'Take lower-case letters and digits, with single hyphens between them.',
    );
  for (const text of [options.title, options.printed])
    if (text !== undefined && (/\p{Cc}/u.test(text) || text.trim().length < 3))
      throw new Mistake(
        `${JSON.stringify(text)} is not one line of text.`,
        'Give one line of at least three letters.',
      );
  const file = join(folder, `${id}.mdx`);
  const root = repoRoot(undefined);
  mkdirSync(join(root, folder), { recursive: true });
  try {
    writeFileSync(join(root, file), page(id, options), { flag: 'wx' });
  } catch (error) {
    if (isSystemError(error, 'EEXIST'))
      throw new Mistake(`${file} is there already.`, 'Edit it, or choose another id.');
    throw error;
  }
  if (options.json) return writeJson({ file, like });
  await write(
    process.stdout,
    `${file}\nWhat to write: npm run prose -- ${file}\nOne that is finished: ${like}\n`,
  );
}
