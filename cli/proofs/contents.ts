import { hash } from 'node:crypto';
import { artifactText, type Artifact } from '../../generators/artifact.ts';
import { emitArtifacts } from '../../generators/formats/index.ts';
import type { Plan } from '../../generators/plan/plan.ts';
import type { Content } from '../hash-file.ts';
import type { Obtained } from '../payload/obtain.ts';
import { sourceKey, type Origin } from '../payload/payload.ts';

/** A file of a boot server: what it comes to, and for payload where it came from. */
export interface ServerFile extends Content {
  readonly origin?: Origin | undefined;
}

/**
 * Every file that is emitted for a boot server, by its path below the server's root.
 * @param emit what emits them; all formats unless told otherwise
 */
export function emittedContents(
  plan: Plan,
  emit: (plan: Plan) => Iterable<Artifact> = emitArtifacts,
): Map<string, ServerFile> {
  const contents = new Map<string, ServerFile>();
  for (const artifact of emit(plan)) {
    const bytes = Buffer.from(artifactText(artifact));
    contents.set(artifact.path, { sha256: hash('sha256', bytes), size: bytes.length });
  }
  return contents;
}

/** Every file of a boot server's tree, as far as its payload could be had. */
export function serverContents(plan: Plan, payload: Obtained): Map<string, ServerFile> {
  const contents = emittedContents(plan);
  for (const { path, source } of plan.payload) {
    const ready = payload.get(sourceKey(source));
    if (ready !== undefined && !('why' in ready)) contents.set(path, ready);
  }
  return contents;
}
