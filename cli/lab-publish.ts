import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { artifactText } from '../generators/artifact.ts';
import { privateAnswers } from '../generators/formats/answers/index.ts';
import { emitArtifacts } from '../generators/formats/index.ts';
import type { Source } from '../generators/inventory/schema.ts';
import type { HostPlan, Plan } from '../generators/plan/plan.ts';
import type { LabStatus } from '../lab/keep/lab.ts';
import type { Request } from '../lab/keep/protocol.ts';
import { labMachines } from '../lab/keep/site.ts';
import { Mistake } from './mistake.ts';
import type { Obtained } from './payload/obtain.ts';
import { sourceKey } from './payload/payload.ts';
import { filled, PRIVATE_MODE, withSecret } from './secrets/giver.ts';
import { standIn } from './secrets/stand-in.ts';

/** What changed on the boot server of a lab. */
export interface Published {
  /** Paths from its root. */
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

/** Gives payload, as obtainPayload does with where to look for it said already. */
export type Obtain = (sources: readonly Source[]) => Promise<Obtained>;

/**
 * Gives the boot server of a running lab the files of a plan, and restarts what reads them at its start only. Payload that
 * lies there already stays as it is. The password of the lab stands for every secret.
 * @throws Mistake if a machine of the lab is not in the plan any more
 */
export async function publish(
  plan: Plan,
  lab: LabStatus,
  ask: (request: Request) => Promise<unknown>,
  obtain: Obtain,
): Promise<Published> {
  const hosts = lab.machines.map(({ id }) => hostIn(plan, id));
  const written = await bring(plan, lab, obtain);
  const emitted = new Set<string>();
  const give = (path: string, mode: number, text: string): void => {
    emitted.add(path);
    if (giveText(inside(lab, path), mode, text)) written.push(path);
  };
  for (const artifact of emitArtifacts(plan))
    give(artifact.path, parseInt(artifact.mode, 8), artifactText(artifact));
  for (const { install, file } of privateAnswers(plan))
    if (install.armed) give(file.path, PRIVATE_MODE, filled(file, standIn));
  for (const { path, secret } of plan.payload) if (secret !== undefined) emitted.add(path);
  const removed = lab.emitted.filter((path) => !emitted.has(path));
  for (const path of removed) rmSync(inside(lab, path), { force: true });
  await ask({ ask: 'promise', machines: labMachines(plan, hosts), emitted: [...emitted] });
  if ([...written, ...removed].some((path) => path.startsWith('etc/')))
    for (const server of ['dnsmasq', 'nginx']) await ask({ ask: 'server', server, to: 'restart' });
  return { written, removed };
}

/** Brings the payload that is not there yet, before any config names it, and gives the paths. */
async function bring(plan: Plan, lab: LabStatus, obtain: Obtain): Promise<string[]> {
  const missing = plan.payload.filter(
    ({ path, secret }) => secret !== undefined || !existsSync(inside(lab, path)),
  );
  const obtained = await obtain(missing.map(({ source }) => source));
  return missing.flatMap(({ path, source, secret }) => {
    const ready = obtained.get(sourceKey(source))!;
    // What cannot be had is told by the boot that needs it.
    if ('why' in ready) return [];
    if (secret !== undefined) {
      const text = withSecret(readFileSync(ready.file, 'utf8'), secret, standIn);
      return giveText(inside(lab, path), PRIVATE_MODE, text) ? [path] : [];
    }
    mkdirSync(dirname(inside(lab, path)), { recursive: true });
    copyFileSync(ready.file, inside(lab, path));
    return [path];
  });
}

/** Writes a file, if it differs, and says whether it did. */
function giveText(path: string, mode: number, text: string): boolean {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return false;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return true;
}

/** A file of the boot server: its room has a file system of its own, which is seen through its first process (proc(5)). */
function inside({ pid }: LabStatus, path: string): string {
  return `/proc/${pid}/root/${path}`;
}

function hostIn(plan: Plan, id: string): HostPlan {
  const host = plan.hosts.find((each) => each.host.id === id);
  if (host !== undefined) return host;
  throw new Mistake(
    `${id} is in the lab, and does not boot from ${plan.server.id} any more.`,
    'End the lab and bring it up anew: `bootbook lab down`, `bootbook lab up`.',
  );
}
