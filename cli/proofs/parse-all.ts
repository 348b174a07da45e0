import { join } from 'node:path';
import type { Plan } from '../../generators/plan/plan.ts';
import type { ParsedStatement } from '../../generators/proof/parsed.ts';
import type { ProvenFile } from '../../generators/proof/statement.ts';
import { checkers, type Checker } from '../../lab/proof/checkers.ts';
import { Room } from '../../lab/room.ts';
import { pathOf } from '../../lab/tools.ts';
import { versionsOf } from '../../lab/versions.ts';
import { wireOf } from '../../lab/wire.ts';
import type { ScenarioSite } from '../scenario-site.ts';
import { oneLine } from '../terminal.ts';
import { emittedContents } from './contents.ts';

/** What came of a checker: its statement, or what it complains about; undefined if the program is not on this machine. */
export interface Parsed {
  readonly checker: Checker;
  readonly statement?: ParsedStatement | undefined;
  readonly complaints: readonly string[];
}

/**
 * Lets the servers' own checkers read every emitted file that they know, where it lies on its boot server.
 * @throws Unable if the lab cannot do that here
 */
export async function parseAll({ plans, bundle }: ScenarioSite): Promise<Parsed[]> {
  const there = checkers.filter(({ program }) => pathOf(program) !== undefined);
  const files = new Map<Checker, ProvenFile[]>(there.map((checker) => [checker, []]));
  const complaints = new Map<Checker, string[]>(there.map((checker) => [checker, []]));
  for (const plan of plans) {
    const { id } = plan.server;
    const job = { bundle: join(bundle, id), wire: wireOf(plan, []), machines: [] };
    const room = await Room.open({ ...job, accelerators: ['tcg'] }, () => undefined);
    try {
      for (const [path, { sha256 }] of emittedContents(plan)) {
        for (const checker of there.filter(({ reads }) => reads(path))) {
          const { status, output } = await room.run(checker.script(path));
          const name = `${id}/${path}`;
          if (status === 0) files.get(checker)!.push({ name, digest: { sha256 } });
          else complaints.get(checker)!.push(`${name}: ${oneLine(output)}`);
        }
      }
    } finally {
      await room.close();
    }
  }
  return there.map((checker) => ({
    checker,
    statement: statementOf(checker, files.get(checker)!),
    complaints: complaints.get(checker)!,
  }));
}

/** Whether every file that a checker reads has been read by it as it is now. */
export function allParsed(
  plans: readonly Plan[],
  known: ReadonlyMap<string, ParsedStatement>,
): boolean {
  const read = new Map(
    [...known].map(([id, { subject }]) => [
      id,
      new Set(subject.map(({ name, digest }) => `${digest.sha256} ${name}`)),
    ]),
  );
  return plans.every((plan) =>
    [...emittedContents(plan)].every(([path, { sha256 }]) =>
      checkers.every(
        ({ id, reads }) =>
          !reads(path) || read.get(id)?.has(`${sha256} ${plan.server.id}/${path}`) === true,
      ),
    ),
  );
}

function statementOf(
  checker: Checker,
  subject: readonly ProvenFile[],
): ParsedStatement | undefined {
  if (subject.length === 0) return undefined;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: subject.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: {
      result: 'PASSED',
      configuration: [],
      passedTests: [checker.script(subject[0]!.name.replace(/^[^/]*\//, ''))],
      failedTests: [],
      check: {
        checker: checker.id,
        time: `${new Date().toISOString().slice(0, 19)}Z`,
        versions: { ...versionsOf([{ name: checker.program }]) },
      },
    },
  };
}
