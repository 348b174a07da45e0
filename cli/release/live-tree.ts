import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emitArtifacts } from '../../generators/formats/index.ts';
import type { Plan } from '../../generators/plan/plan.ts';
import { Mistake } from '../mistake.ts';
import type { Far } from './far.ts';
import { contentsOfText, sumsIn } from './tree.ts';

/** A boot server's tree as far as it is text, brought here, and the sums of the rest. */
export interface LiveTree {
  readonly folder: string;
  readonly sums: ReadonlyMap<string, string>;
  /** Throws the copy away. */
  release(): Promise<void>;
}

/**
 * Fetches what a boot server has now, to compare it with its plan: the current release, or without one what lies below its
 * root.
 * @throws Mistake if it cannot be reached
 */
export async function liveTree(far: Far, plan: Plan): Promise<LiveTree> {
  const what = `${far.target.name} does not show what it has`;
  const manifest = (await far.must(what, 'manifest')).toString();
  const sums = sumsIn((await far.must(what, 'sums')).toString());
  const { files } = contentsOfText(manifest, far.target.name);
  const paths = new Set(files.filter(({ payload }) => !payload).map(({ path }) => path));
  for (const { path } of emitArtifacts(plan)) paths.add(path);
  const tar = await far.must(what, 'tree', [], Buffer.from(`${[...paths].join('\n')}\n`));
  const folder = await mkdtemp(join(tmpdir(), 'bootbook-live-'));
  const release = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await unpack(tar, folder);
    await writeFile(join(folder, 'manifest.jsonl'), manifest);
    return { folder, sums, release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** tar(1) itself refuses names that lead out of the folder. */
async function unpack(tar: Buffer, folder: string): Promise<void> {
  const child = spawn('tar', ['-xf', '-', '-C', folder], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.on('error', () => undefined);
  child.stdin.end(tar);
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0)
    throw new Mistake(
      'What the boot server sent is no archive.',
      'Say it again; the connection may have broken.',
    );
}
