import { describe, expect, test } from 'vitest';
import { replay } from '../../cli/drill/replay.ts';
import { minutes } from '../../cli/drill/result.ts';
import { withDrill } from '../../cli/drill/session.ts';
import { drills } from '../../lab/drills/index.ts';
import { ready, source } from './lab.ts';

/*
 * Each drill is broken, its symptom is waited for, and what its page says is done: that has to repair it.
 */

describe.skipIf(!ready).concurrent('drills', { timeout: 900_000 }, () => {
  test.each(drills.map((drill, index) => [drill.id, drill, index] as const))(
    '%s',
    async (_id, drill, index) => {
      const hosts = drill.hosts.slice(0, drill.replayed);
      const name = `test-${process.pid}-${index}`;
      const own = { ...source, now: Date.now() };
      const told: string[] = [];
      const result = await withDrill({ source: own, drill, hosts, name }, (session) =>
        replay(session, (line) => told.push(line)),
      );
      expect(result.repair).toBeGreaterThan(0);
      expect(told).toHaveLength(drill.repair.length + 2);
      console.log(`${drill.id}: ${hosts.length} back ${minutes(result.repair!)} after the order`);
    },
  );
});
