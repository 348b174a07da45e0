import { availableParallelism } from 'node:os';
import { printable } from '../../generators/inventory/problem.ts';
import type { Plan } from '../../generators/plan/plan.ts';
import type { ProofStatement } from '../../generators/proof/statement.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ScenarioSource } from '../scenario-plans.ts';
import { withScenarioSite } from '../scenario-site.ts';
import { painted, plural, write, writeJson } from '../terminal.ts';
import { ProofBoard } from './board.ts';
import { allParsed, parseAll } from './parse-all.ts';
import { proveAll, type Outcome } from './prove-all.ts';
import { parsedIn, type StatementStore } from './store.ts';

/** Boots scenarios, writes the proof of each that got through, and tells how it went. */
export async function bootProofs(
  source: ScenarioSource,
  store: StatementStore<ProofStatement>,
  todo: readonly Scenario[],
  standing: number,
  options: { readonly json?: boolean; readonly jobs?: number },
): Promise<void> {
  const outcomes: Outcome[] = [];
  const jobs = Math.min(options.jobs ?? availableParallelism(), todo.length);
  const board = new ProofBoard(todo.length, process.stderr);
  await proveAll(source, todo, jobs, {
    begin: (scenario) => board.begin(scenario),
    end: (outcome) => {
      if ('proof' in outcome) store.write(outcome.scenario.id, outcome.proof);
      outcomes.push(outcome);
      board.end(outcome);
    },
  });
  board.close();
  const failed = outcomes.filter((outcome) => 'failure' in outcome);
  if (failed.length > 0) process.exitCode = exitCodes.problem;
  if (options.json) {
    await writeJson({
      proven: outcomes.flatMap((each) => ('proof' in each ? [each.scenario.id] : [])),
      failed: failed.map(({ scenario, failure }) => ({ scenario: scenario.id, failure })),
      standing,
    });
    return;
  }
  const failures = failed.map(
    ({ scenario, failure }) =>
      `${painted('red', `Not proven: ${scenario.id}.`, process.stdout)} ${failure}\n`,
  );
  const counts = [
    `${plural(outcomes.length - failed.length, 'proof')} written`,
    ...(standing > 0 ? [`${standing} held already`] : []),
    ...(failed.length > 0
      ? [`${failed.length} failed: ${failed.map(({ scenario }) => scenario.id).join(', ')}`]
      : []),
  ];
  await write(process.stdout, [...failures, `${counts.join(', ')}.\n`].join('\n'));
}

/** Lets the servers' checkers read what they have not read yet as it is now. */
export async function parseProofs(
  source: ScenarioSource,
  plans: readonly Plan[],
  folder: string,
): Promise<void> {
  const store = parsedIn(folder);
  if (allParsed(plans, store.read())) return;
  const parsed = await withScenarioSite(source, undefined, parseAll);
  for (const { checker, statement, complaints } of parsed) {
    if (statement !== undefined) store.write(checker.id, statement);
    if (complaints.length > 0) process.exitCode = exitCodes.problem;
    await write(process.stderr, complaints.map((each) => `${printable(each)}\n`).join(''));
  }
}
