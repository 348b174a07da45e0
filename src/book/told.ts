import type { StageTold, Told } from '../../generators/plan/explain.ts';
import type { Stage, StageId } from '../../generators/plan/stages.ts';
import { reasonKey } from '../components/edition.ts';
import type { Reason } from '../../generators/reason.ts';

/** Sentences that stand there for the same reasons; they share one note. */
export interface ToldBlock {
  readonly texts: readonly Pick<Told, 'text' | 'literal'>[];
  readonly because: readonly Reason[];
  /** The stage at which the same reasons were told before; they need not be told again. */
  readonly as: StageId | undefined;
}

export interface StageBlocks {
  readonly stage: Stage;
  readonly blocks: readonly ToldBlock[];
}

/** Draws together what is told for the same reasons, and tells long reasons once. */
export function toldBlocks(stages: readonly StageTold[]): StageBlocks[] {
  const toldAt = new Map<string, StageId>();
  return stages.map(({ stage, told }) => ({
    stage,
    blocks: runs(told).map(({ texts, because, key }) => {
      const before = toldAt.get(key);
      if (before === undefined) toldAt.set(key, stage.id);
      // One reason alone is short, and worth to be seen where it counts.
      const as = before === stage.id || because.length < 2 ? undefined : before;
      return { texts, because, as };
    }),
  }));
}

interface Run {
  readonly texts: Pick<Told, 'text' | 'literal'>[];
  readonly because: readonly Reason[];
  readonly key: string;
}

function runs(told: readonly Told[]): Run[] {
  const all: Run[] = [];
  for (const { text, literal, because } of told) {
    const reasons = distinct(because);
    const key = reasons.map(reasonKey).join('\n');
    const last = all.at(-1);
    if (last?.key === key) last.texts.push({ text, literal });
    else all.push({ texts: [{ text, literal }], because: reasons, key });
  }
  return all;
}

/** Reasons without those that point to the same place again. */
export function distinct(because: readonly Reason[]): Reason[] {
  return [...new Map(because.map((reason) => [reasonKey(reason), reason])).values()];
}
