import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifactText } from '../../generators/artifact.ts';
import { privateAnswers } from '../../generators/formats/answers/index.ts';
import { emitArtifacts } from '../../generators/formats/index.ts';
import { BOOK_ROOT, bookConfig } from '../../generators/formats/nginx-book.ts';
import { wrote } from '../../generators/inventory/inventory.ts';
import type { Source } from '../../generators/inventory/schema.ts';
import { hostTold } from '../../generators/plan/host-told.ts';
import type { Plan } from '../../generators/plan/plan.ts';
import type { Reason } from '../../generators/reason.ts';
import type { Content } from '../hash-file.ts';
import type { Later } from '../load-site.ts';
import { sourceKey, sourceText, type Missing } from '../payload/payload.ts';
import type { Obtained } from '../payload/obtain.ts';
import { plural, type Progress } from '../terminal.ts';
import { filled, PRIVATE_MODE, withSecret, type SecretGiver } from '../secrets/giver.ts';
import { utcStamp } from '../utc-stamp.ts';
import { BackgroundWriter } from './background-writer.ts';
import type { BuiltSite } from './built-site.ts';
import { collectionRule, STAYS, type CollectionFile } from './collection.ts';
import { LaterTree } from './later-tree.ts';
import { Manifest, MANIFEST, SUMS } from './manifest.ts';
import { TreeWriter, type Tree } from './tree-writer.ts';

/** What was written for one boot server. */
export interface BuiltServer {
  readonly server: string;
  /** Files; the manifest, the sums, and the roles that are the same for everybody, not counted. */
  readonly files: number;
  readonly bytes: number;
  readonly leftOut: readonly LeftOut[];
}

/** A payload file that is not in the bundle. */
export interface LeftOut {
  readonly path: string;
  /** Where it should have come from: `package pxelinux`. */
  readonly source: string;
  readonly why: string;
}

const PAYLOAD_MODE = 0o644;
const LIST_MODE = 0o644;
/** What a tree is after the end of an arming, in a folder that is named after the time. */
const AFTER = 'after';
const noSecrets: Missing = { why: 'it has a secret in it, which only a private bundle may hold' };
const notAskedFor: Missing = { why: 'this is --no-payload' };

/** How payload comes into a tree: a bundle owns its bytes, a tree that is thrown away soon may share them. */
export type Placing = 'copy' | 'share';

/** What a tree is made with, besides its plan and its payload. */
export interface TreeOptions {
  readonly placing: Placing;
  /** The files that go into every tree as they are; none unless they are named. */
  readonly collection?: readonly CollectionFile[] | undefined;
  /** The book, where each boot server is to serve it as well. */
  readonly site?: BuiltSite | undefined;
  /** What gives secrets; without it, files with one are left out. */
  readonly secrets?: SecretGiver | undefined;
  /** Gives the plan at the end of the next arming; without it, a tree stays armed until another one takes its place. */
  readonly later?: Later | undefined;
}

/** Where all payload comes from that a boot server's tree needs, now and when armings end. */
export function sourcesOf(plan: Plan, later: Later): Source[] {
  const next = later(plan);
  const own = plan.payload.map(({ source }) => source);
  return next === undefined ? own : [...own, ...sourcesOf(next, later)];
}

/**
 * Writes the trees of all boot servers into a folder, each below its own id, one file at a time.
 * @param payload what came of each source; undefined if no payload is wanted
 */
export async function writeTrees(
  plans: readonly Plan[],
  folder: string,
  payload: Obtained | undefined,
  progress: Progress,
  options: TreeOptions,
): Promise<BuiltServer[]> {
  const background = new BackgroundWriter();
  try {
    const servers: BuiltServer[] = [];
    for (const plan of plans) {
      const tree = new TreeWriter(join(folder, plan.server.id), background);
      const { built } = await writeTree(plan, tree, payload, progress, options);
      servers.push(built);
    }
    await background.finish();
    return servers;
  } finally {
    await background.stop();
  }
}

/** A tree that was written, and what its two lists came to. */
interface WrittenTree {
  readonly built: BuiltServer;
  readonly lists: ReturnType<Manifest['close']>;
}

async function writeTree(
  plan: Plan,
  tree: TreeWriter | LaterTree,
  payload: Obtained | undefined,
  progress: Progress,
  options: TreeOptions,
): Promise<WrittenTree> {
  const { placing, collection = [], site, secrets } = options;
  const later = options.later?.(plan);
  const contents = later === undefined ? undefined : new Map<string, Content>();
  const manifest = new Manifest(tree.open(MANIFEST), tree.open(SUMS), {
    contents,
    only: tree instanceof LaterTree ? (path) => !path.startsWith(STAYS) : undefined,
  });
  const leftOut: LeftOut[] = [];
  let files = 0;
  let bytes = 0;
  for (const artifact of emitArtifacts(plan)) {
    const mode = parseInt(artifact.mode, 8);
    const content = await tree.write(artifact.path, mode, artifactText(artifact));
    manifest.artifact(artifact, content);
    files++;
    bytes += content.size;
    if (files % 100 === 1) progress.say(`Writing ${plan.server.id}: ${plural(files, 'file')}`);
  }
  for (const { install, file } of privateAnswers(plan)) {
    if (!install.armed) continue;
    if (secrets === undefined) {
      leftOut.push({ path: file.path, source: 'the inventory', why: noSecrets.why });
      manifest.leftOut({ path: file.path, leftOut: noSecrets.why }, [
        wrote(install.profile, 'install'),
      ]);
      continue;
    }
    const content = await tree.write(file.path, PRIVATE_MODE, filled(file, secrets));
    manifest.artifact(file, content);
    files++;
    bytes += content.size;
  }
  for (const { path, mode, from, origin } of collection) {
    const content = tree.copy(path, mode, from);
    const why: Reason = { kind: 'rule', rule: collectionRule };
    manifest.payload({ path, mode: octal(mode), ...content, source: { path: origin } }, [why]);
  }
  for (const { path, source, because, secret } of plan.payload) {
    const obtained = payload === undefined ? notAskedFor : payload.get(sourceKey(source))!;
    const ready = secret !== undefined && secrets === undefined ? noSecrets : obtained;
    if ('why' in ready) {
      leftOut.push({ path, source: sourceText(source), why: ready.why });
      manifest.leftOut({ path, leftOut: ready.why }, because);
      continue;
    }
    progress.say(`Writing ${plan.server.id}: ${path}`);
    if (secret !== undefined && secrets !== undefined) {
      const text = withSecret(readFileSync(ready.file, 'utf8'), secret, secrets);
      const content = await tree.write(path, PRIVATE_MODE, text);
      const origin = { ...ready.origin, with: secret };
      manifest.payload({ path, mode: '0640', ...content, source: origin }, because);
      files++;
      bytes += content.size;
      continue;
    }
    const shared = placing === 'share' && tree.share(path, PAYLOAD_MODE, ready.file);
    const content = shared ? ready : tree.copy(path, PAYLOAD_MODE, ready.file);
    if (content.sha256 !== ready.sha256) throw new Error(`${ready.file} changed during the build`);
    const { sha256, size } = content;
    manifest.payload({ path, mode: '0644', sha256, size, source: ready.origin }, because);
    files++;
    bytes += size;
  }
  if (site !== undefined) {
    const written = await writeBook(plan, tree, manifest, site, progress);
    files += written.files;
    bytes += written.bytes;
  }
  if (later !== undefined && contents !== undefined) {
    const part = new LaterTree(tree, `${AFTER}/${utcStamp(later.now)}`, contents);
    const missing = new Set(leftOut.map(({ path }) => path));
    const then = await writeLater(later, part, manifest, payload, progress, options);
    leftOut.push(...then.filter(({ path }) => !missing.has(path)));
  }
  for (const host of plan.hosts) manifest.host(hostTold(host));
  await tree.finish();
  const lists = manifest.close();
  progress.end();
  return { built: { server: plan.server.id, files, bytes, leftOut }, lists };
}

/** Writes what is different at the end of an arming, and gives what is left out then. */
async function writeLater(
  plan: Plan,
  part: LaterTree,
  manifest: Manifest,
  payload: Obtained | undefined,
  progress: Progress,
  options: TreeOptions,
): Promise<readonly LeftOut[]> {
  const { built, lists } = await writeTree(plan, part, payload, progress, options);
  part.opened(MANIFEST, LIST_MODE, lists.manifest);
  part.opened(SUMS, LIST_MODE, lists.sums);
  for (const { path, mode, sha256, size } of part.written)
    manifest.later({ path: part.at(path), mode: octal(mode), sha256, size });
  return built.leftOut;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

/** Writes the built site, and the config that serves it. */
async function writeBook(
  plan: Plan,
  tree: Tree,
  manifest: Manifest,
  site: BuiltSite,
  progress: Progress,
): Promise<{ files: number; bytes: number }> {
  const config = bookConfig(plan);
  if (config === undefined) return { files: 0, bytes: 0 };
  const content = await tree.write(config.path, parseInt(config.mode, 8), artifactText(config));
  manifest.book({ path: config.path, mode: config.mode, ...content });
  let bytes = content.size;
  for (const [index, file] of site.files.entries()) {
    if (index % 100 === 0)
      progress.say(`Writing ${plan.server.id}: the book, ${plural(index, 'file')}`);
    const path = `${BOOK_ROOT}/${file}`;
    const copied = tree.copy(path, PAYLOAD_MODE, join(site.folder, file));
    manifest.book({ path, mode: '0644', ...copied });
    bytes += copied.size;
  }
  return { files: site.files.length + 1, bytes };
}
