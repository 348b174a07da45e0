import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { nearest } from '../../generators/nearest.ts';
import type { Drill } from '../../lab/drills/drill.ts';
import { drills } from '../../lab/drills/index.ts';
import { play } from '../drill/play.ts';
import { replay } from '../drill/replay.ts';
import { keepResult, minutes, resultLog, resultText, type DrillResult } from '../drill/result.ts';
import { withDrill } from '../drill/session.ts';
import { exitCodes } from '../exit-codes.ts';
import { exitText } from '../exit-text.ts';
import { asMistake, Mistake } from '../mistake.ts';
import { PayloadCache } from '../payload/cache.ts';
import { repoRoot } from '../site-options.ts';
import { write, writeJson } from '../terminal.ts';
import { asToldMistake, checkName } from './lab/with-lab.ts';

interface DrillVerbOptions {
  readonly random?: boolean;
  readonly unattended?: boolean;
  readonly list?: boolean;
  readonly json?: boolean;
  readonly name: string;
  readonly cache?: string;
}

/** `bootbook drill` */
export function register(program: Command): void {
  program
    .command('drill')
    .description(
      'practise a bad night on virtual machines: something is broken, and you are called',
    )
    .argument('[name]', 'which drill; `bootbook drill --list` has them all')
    .option('--random', 'any of them, and it is not said which')
    .option(
      '--unattended',
      'nobody plays: do what the page of the drill says, and see whether it repairs',
    )
    .option('--list', 'list the drills')
    .option('--json', 'with --list or --unattended: answer in JSON')
    .option('--name <name>', 'what to call its lab, for the verbs of `bootbook lab`', 'drill')
    .addOption(
      new Option('--cache <dir>', 'where fetched payload is kept (default: .cache/payload)').env(
        'BOOTBOOK_CACHE',
      ),
    )
    .addHelpText(
      'after',
      `
The site is the example's, in a lab of its own; nothing leaves it. \`help\` at the prompt says what you can do there. From
other terminals, the verbs of \`bootbook lab\` and \`bootbook watch\` work on it: --name drill.

Each result (time to find, time to repair, hints used) is added to $XDG_STATE_HOME/bootbook/drills.jsonl, or to
.cache/drills.jsonl.

${exitText({ fine: 'restored', problem: 'not restored' })}

Examples:
  bootbook drill the-night-the-servers-died
  bootbook drill --random`,
    )
    .action(drillVerb);
}

async function drillVerb(wanted: string | undefined, options: DrillVerbOptions): Promise<void> {
  if (options.list) return await list(options.json === true);
  checkName(options.name);
  const drill = choose(wanted, options.random === true);
  const root = repoRoot(undefined);
  const cache = new PayloadCache(options.cache ?? join(root, '.cache', 'payload'));
  const source = { root, now: Date.now(), cache };
  const { name, unattended = false } = options;
  const hosts = unattended ? drill.hosts.slice(0, drill.replayed) : drill.hosts;
  const tell = (line: string): void => void process.stderr.write(`${line}\n`);
  tell('Bringing the site up …');
  try {
    const result = await withDrill({ source, drill, hosts, name }, (session) =>
      unattended ? replay(session, tell) : play(session, options.random === true),
    );
    await report(result, resultLog(root), options.json === true);
  } catch (error) {
    throw asToldMistake(error);
  }
}

async function report(result: DrillResult, log: string, json: boolean): Promise<void> {
  if (json) await writeJson(result);
  else await write(process.stdout, resultText(result));
  if (result.unattended && result.repair !== undefined)
    process.stderr.write(
      `From the order to the last machine: ${minutes(result.repair)} for ${result.hosts.length}.\n`,
    );
  process.stderr.write(`${kept(log, result)}\n`);
  if (result.repair === undefined) process.exitCode = exitCodes.problem;
}

/** Adds the result to the log, and says so. Whoever may not write there has still played. */
function kept(log: string, result: DrillResult): string {
  try {
    keepResult(log, result);
    return `Kept in ${log}.`;
  } catch (error) {
    const mistake = asMistake(error, log);
    if (mistake === undefined) throw error;
    return `Not kept: ${mistake.message} XDG_STATE_HOME may name a folder of yours.`;
  }
}

async function list(json: boolean): Promise<void> {
  if (json)
    return await writeJson(
      drills.map(({ id, title, stage, hosts }) => ({ id, title, stage, hosts })),
    );
  const width = Math.max(...drills.map(({ id }) => id.length));
  await write(
    process.stdout,
    drills.map(({ id, title }) => `${id.padEnd(width)}  ${title}\n`).join(''),
  );
}

function choose(wanted: string | undefined, random: boolean): Drill {
  if (random && wanted === undefined) return drills[randomInt(drills.length)]!;
  if (wanted === undefined)
    throw new Mistake(
      'Which drill?',
      'Name one, or --random; `bootbook drill --list` has them all.',
    );
  const found = drills.find(({ id }) => id === wanted);
  if (found !== undefined) return found;
  const meant = nearest(
    wanted,
    drills.map(({ id }) => id),
  );
  throw new Mistake(
    `There is no drill ${wanted}.`,
    meant === undefined ? '`bootbook drill --list` has them all.' : `Did you mean ${meant}?`,
  );
}
