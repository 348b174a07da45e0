import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifactText } from '../../generators/artifact.ts';
import { privateAnswers } from '../../generators/formats/answers/index.ts';
import { emitArtifacts } from '../../generators/formats/index.ts';
import { BOOK_ROOT, bookConfig } from '../../generators/formats/nginx-book.ts';
import { wrote } from '../../generators/inventory/inventory.ts';
import { hostTold } from '../../generators/plan/host-told.ts';
import type { Plan } from '../../generators/plan/plan.ts';
import type { Reason } from '../../generators/reason.ts';
import { sourceKey, sourceText, type Missing } from '../payload/payload.ts';
import type { Obtained } from '../payload/obtain.ts';
import { plural, type Progress } from '../terminal.ts';
import { filled, PRIVATE_MODE, withSecret, type SecretGiver } from '../secrets/giver.ts';
import { BackgroundWriter } from './background-writer.ts';
import type { BuiltSite } from './built-site.ts';
import { collectionRule, type CollectionFile } from './collection.ts';
import { Manifest } from './manifest.ts';
import { TreeWriter } from './tree-writer.ts';

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
      servers.push(await writeTree(plan, tree, payload, progress, options));
    }
    await background.finish();
    return servers;
  } finally {
    await background.stop();
  }
}

async function writeTree(
  plan: Plan,
  tree: TreeWriter,
  payload: Obtained | undefined,
  progress: Progress,
  { placing, collection = [], site, secrets }: TreeOptions,
): Promise<BuiltServer> {
  const manifest = new Manifest(tree.open('manifest.jsonl'), tree.open('SHA256SUMS'));
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
    const octal = mode.toString(8).padStart(4, '0');
    const why: Reason = { kind: 'rule', rule: collectionRule };
    manifest.payload({ path, mode: octal, ...content, source: { path: origin } }, [why]);
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
  for (const host of plan.hosts) manifest.host(hostTold(host));
  await tree.finish();
  manifest.close();
  progress.end();
  return { server: plan.server.id, files, bytes, leftOut };
}

/** Writes the built site, and the config that serves it. */
async function writeBook(
  plan: Plan,
  tree: TreeWriter,
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
