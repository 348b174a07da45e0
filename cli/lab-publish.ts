import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { artifactText } from '../generators/artifact.ts';
import { emitArtifacts } from '../generators/formats/index.ts';
import type { HostPlan, Plan } from '../generators/plan/plan.ts';
import type { LabStatus } from '../lab/keep/lab.ts';
import type { Request } from '../lab/keep/protocol.ts';
import { labMachines } from '../lab/keep/site.ts';
import { Mistake } from './mistake.ts';

/** What changed on the boot server of a lab. */
export interface Published {
  /** Paths from its root. */
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Gives the boot server of a running lab the files that a plan emits, and restarts what reads them at its start only.
 * Payload stays as it is.
 * @throws Mistake if a machine of the lab is not in the plan any more
 */
export async function publish(
  plan: Plan,
  lab: LabStatus,
  ask: (request: Request) => Promise<unknown>,
): Promise<Published> {
  const hosts = lab.machines.map(({ id }) => hostIn(plan, id));
  const written: string[] = [];
  const emitted = new Set<string>();
  for (const artifact of emitArtifacts(plan)) {
    emitted.add(artifact.path);
    const path = inside(lab, artifact.path);
    const text = artifactText(artifact);
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, parseInt(artifact.mode, 8));
    written.push(artifact.path);
  }
  const removed = lab.emitted.filter((path) => !emitted.has(path));
  for (const path of removed) rmSync(inside(lab, path), { force: true });
  await ask({ ask: 'promise', machines: labMachines(plan, hosts), emitted: [...emitted] });
  if ([...written, ...removed].some((path) => path.startsWith('etc/')))
    for (const server of ['dnsmasq', 'nginx']) await ask({ ask: 'server', server, to: 'restart' });
  return { written, removed };
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
