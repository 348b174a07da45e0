import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CommanderError, type Command } from 'commander';
import { expect, test } from 'vitest';
import { allVerbs, bootbook } from '../../cli/program.ts';
import { commandHelp } from '../../src/data/command.ts';

/*
 * Pages, help and README tell people to give commands. Here each of them is read as the command itself would read it, so that
 * none has a verb, an option or a value that there is not.
 */

const root = fileURLToPath(new URL('../../', import.meta.url));
const pages = readdirSync(`${root}content`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.mdx'))
  .map((file) => `content/${file}`);
const texts = new Map([
  ...[...pages, 'README.md', 'CONTRIBUTING.md'].map(
    (file) => [file, readFileSync(root + file, 'utf8')] as const,
  ),
  ...(await commandHelp()).map(({ name, help }) => [`help of ${name}`, examples(help)] as const),
]);

const verbs = await allVerbs();

/** In running text a verb may be named without what it needs. */
const NAMED_ONLY = ['commander.missingArgument', 'commander.missingMandatoryOptionValue'];

/** What a help gives as examples, as a fence. */
function examples(help: readonly string[]): string {
  const from = help.indexOf('Examples:');
  return from === -1 ? '' : ['```sh', ...help.slice(from + 1), '```'].join('\n');
}

test.each([...texts])('%s tells commands that there are', (_where, text) => {
  expect(wrongCommands(text)).toEqual([]);
});

test('a command that would not be understood is found', () => {
  expect(wrongCommands('Follow it: `npx bootbook watch --log -`')).toHaveLength(1);
  expect(wrongCommands('```sh\nnpx bootbook aply --to /\n```')).toHaveLength(1);
  expect(wrongCommands('```sh\ncat log | npx bootbook rollback\n```')).toHaveLength(1);
  expect(wrongCommands('Use `bootbook rollback`.\n```sh\nbootbook plan | less\n```')).toEqual([]);
});

/** The commands in a text in Markdown that would not be understood, each with why. */
function wrongCommands(text: string): string[] {
  // Every other piece is a fence.
  return text.split(/^```.*$/m).flatMap((piece, index) =>
    [...piece.matchAll(/(?<![\w./-])bootbook ([a-z][a-z-]*(?= |$|`)[^`\n|;>#)]*)/gm)].flatMap(
      ([, rest]) => {
        const line = rest!.split(' && ')[0]!.trim();
        const error = complaint(wordsOf(line));
        if (error === undefined || (index % 2 === 0 && NAMED_ONLY.includes(error.code))) return [];
        return [`bootbook ${line}: ${error.message}`];
      },
    ),
  );
}

/** The words of a command as a shell splits them; quotes hold words together. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(/['"]/g, ''),
  );
}

/** What the command says of its words before it does anything. */
function complaint(words: readonly string[]): CommanderError | undefined {
  const program = bootbook(verbs);
  for (const each of everyCommand(program))
    each
      .exitOverride()
      .configureOutput({ writeErr: () => {}, writeOut: () => {} })
      .action(() => {});
  try {
    program.parse(words, { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return error;
    throw error;
  }
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
