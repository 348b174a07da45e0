import type { Symptom } from '../../lab/faults/fault.ts';
import { Console } from '../../generators/diagnose/console.ts';
import type { KeptEvent } from '../../lab/keep/event.ts';
import { Unable } from '../../lab/unable.ts';
import type { DrillResult } from './result.ts';
import type { DrillSession } from './session.ts';

/**
 * Plays a drill without anybody: waits until it shows, does what its page says, and sees whether that repairs it.
 * @param tell called before each step
 * @throws Unable if it does not
 */
export async function replay(
  session: DrillSession,
  tell: (line: string) => void,
): Promise<DrillResult> {
  const { drill, hosts } = session;
  const began = new Date();
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  await session.begin();
  tell(`Called: ${drill.call}`);
  await shown(session, drill.symptom);
  const found = seconds();
  tell(
    `Seen after ${found.toFixed(0)} s. Before the repair it is ${session.restored ? 'fine' : 'broken'}.`,
  );
  if (session.restored)
    throw new Unable(
      `${drill.id} is not broken before its repair.`,
      'Mend the drill in lab/drills.',
    );
  for (const step of drill.repair) {
    tell(`${seconds().toFixed(0).padStart(5)} s  ${step.why}`);
    await session.act(step);
  }
  if (!session.restored)
    throw new Unable(
      `The repair of ${drill.id} does not restore it.`,
      'Mend the drill in lab/drills.',
    );
  const total = seconds();
  return {
    drill: drill.id,
    began: began.toISOString(),
    unattended: true,
    hosts,
    found,
    repair: total - found,
    total,
    hints: 0,
  };
}

/** Waits until a symptom has been seen. */
async function shown(
  session: DrillSession,
  { where, says }: Pick<Symptom, 'where' | 'says'>,
): Promise<void> {
  const seen = Promise.withResolvers<void>();
  const consoles = new Map<string, Console>();
  const look = (event: KeptEvent): void => {
    if (event.kind === 'log' && where === 'log' && says.test(event.line)) seen.resolve();
    if (event.kind !== 'console' || where !== 'console') return;
    const key = `${event.machine} ${event.port}`;
    let console = consoles.get(key);
    if (console === undefined) consoles.set(key, (console = new Console()));
    const lines = [...console.read(event.text), console.unfinished];
    if (lines.some((line) => says.test(line))) seen.resolve();
  };
  const leave = session.follow(look);
  const timer = setTimeout(
    () =>
      seen.reject(
        new Unable(
          `${session.drill.id} did not show ${String(says)} within ${session.limit.toFixed(0)} s.`,
          'If it happens again, mend the drill in lab/drills.',
        ),
      ),
    session.limit * 1000,
  );
  try {
    await Promise.race([seen.promise, session.broken]);
  } finally {
    clearTimeout(timer);
    leave();
  }
}
