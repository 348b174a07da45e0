import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { askServer, type Answers, type Questions } from '../ask/ask-server.ts';
import { Mistake } from '../mistake.ts';
import { plural, type Progress } from '../terminal.ts';
import type { Far, Restart } from './far.ts';
import { listOf, promisedBy, releaseQuestions, sumsIn, type Contents } from './tree.ts';

/** How a release goes live. */
export interface Going {
  readonly restart: Restart;
  /** Seconds after which a release that nobody has confirmed is taken back by the boot server itself. */
  readonly trial: number;
  /** Seconds to wait for TFTP transfers before dnsmasq is restarted. */
  readonly drain: number;
  /** Older releases that stay. */
  readonly keep: number;
  /** Whether to ask the servers; a folder that nobody serves answers nothing. */
  readonly ask: boolean;
  /** Where to ask instead of where hosts are told to. */
  readonly address: string | undefined;
}

/** Milliseconds between two rounds of questions, and how many rounds: a server that was started again takes its time. */
const PAUSE = 1500;
const ROUNDS = 4;

/**
 * Brings a tree onto the target as a release that nobody sees yet. What the current release has already is not sent.
 * @throws Mistake if it does not arrive whole; then nothing has changed there
 */
export async function upload(far: Far, folder: string, name: string): Promise<{ sent: number }> {
  const what = `${far.target.name} did not take the files`;
  const { sums, digest } = listOf(folder);
  const there = sumsIn((await far.must(what, 'sums')).toString());
  const rest = [...sums].filter(([path, sum]) => there.get(path) !== sum).map(([path]) => path);
  // Without a release to start from, the rest is all.
  if (rest.length < sums.size) {
    const files = tarOf(folder, ['SHA256SUMS', ...rest]);
    const ran = await far.run('receive', [name, digest, 'rest'], files);
    if (ran.status === 0) return { sent: rest.length };
    // Where somebody has changed files of the current release by hand, nothing is shared with it.
    if (!ran.stderr.includes('Files differ')) throw far.mistake(what, ran);
  }
  const all = ['SHA256SUMS', ...sums.keys()];
  await far.must(what, 'receive', [name, digest, 'all'], tarOf(folder, all));
  return { sent: sums.size };
}

function tarOf(folder: string, paths: readonly string[]): Readable {
  const tar = spawn('tar', ['-chf', '-', '-C', folder, '--owner=0', '--group=0', '-T', '-'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  tar.stdin.on('error', () => undefined);
  tar.stdin.end(`${paths.join('\n')}\n`);
  return tar.stdout;
}

/**
 * Lets a release go live, asks the servers as their clients do, and takes it back if they do not answer as planned.
 * @throws Mistake if it was taken back
 */
export async function goLive(
  far: Far,
  name: string,
  now: Contents,
  before: Contents,
  going: Going,
  progress: Progress,
): Promise<Answers | undefined> {
  const { restart, trial, drain, keep } = going;
  const { name: target } = far.target;
  progress.say(`${target}: swapping`);
  await far.must(`${target} did not go over to the release`, 'activate', [
    ...[name, String(trial), restart, String(drain)],
  ]);
  let answers: Answers | undefined;
  if (going.ask) {
    try {
      answers = await settled(now, releaseQuestions(now, before), going.address, progress);
    } catch (error) {
      await far.must(`${target} did not go back by itself`, 'undo', [restart]);
      throw error;
    }
    if (answers.wrong.length > 0) {
      await far.must(`${target} did not go back by itself`, 'undo', [restart]);
      throw new Mistake(
        `The servers do not answer as planned, so the release before serves again. ${wrongText(answers)}`,
        'If a server needs longer to start, or this machine cannot reach it: --ask ADDRESS, or --no-ask.',
      );
    }
  }
  await far.must(`${target} did not keep the release`, 'confirm', [name, String(keep)]);
  return answers;
}

const MOST_SHOWN = 5;

/** The first answers that are wrong, in sentences. */
export function wrongText({ wrong }: Answers): string {
  const shown = wrong.slice(0, MOST_SHOWN).map(({ by, text }) => `${by.toUpperCase()}: ${text}`);
  const more = wrong.length - shown.length;
  return [...shown, ...(more > 0 ? [`And ${plural(more, 'more wrong answer')}.`] : [])].join(' ');
}

/** Asks until the answers are right, or time is up. */
async function settled(
  now: Contents,
  questions: Questions,
  address: string | undefined,
  progress: Progress,
): Promise<Answers> {
  for (let round = 1; ; round++) {
    const answers = await askServer(promisedBy(now, address), questions, progress);
    if (answers.wrong.length === 0 || round === ROUNDS) return answers;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
