import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findHost } from '../../cli/find-host.ts';
import { publish } from '../../cli/lab-publish.ts';
import { plansWith } from '../../cli/scenario-plans.ts';
import { withScenarioSite } from '../../cli/scenario-site.ts';
import { LAB_PASSWORD } from '../../cli/secrets/stand-in.ts';
import type { LabStatus } from '../../lab/keep/lab.ts';
import { Room } from '../../lab/room.ts';
import { wireOf } from '../../lab/wire.ts';
import { needs } from '../support/needs.ts';
import { ready, source } from './lab.ts';

/*
 * What runs in the lab is recorded, in captures and in proofs. So nobody is asked for a secret there: a password that everybody
 * knows stands for each, and the armed host is served its answers as on a real boot server.
 */

const CHANGES = {
  'profiles.debian-12-install.userPassword': { secret: { env: 'NOBODY_HAS_SET_THIS' } },
};
const ANSWERS = 'preseed/debian-12-install.cfg';
/** An address of the boot server's own wire asks: that of web03, or another one. */
const ASK = `
  ip address add 10.20.0.13/24 dev eno1; ip address add 10.20.0.14/24 dev eno1
  for each in 13 14; do curl --silent --interface 10.20.0.$each --write-out '%{http_code}\\n' http://10.20.0.2/${ANSWERS} | tail -n 2; done
  ip address del 10.20.0.13/24 dev eno1; ip address del 10.20.0.14/24 dev eno1`;

describe.skipIf(!ready || !needs('curl', 'openssl'))('a secret in the lab', () => {
  test('is one of the lab, for the armed host alone, and goes when it is disarmed', async () => {
    await withScenarioSite(source, CHANGES, async ({ plans, bundle, payload }) => {
      const { plan, host } = findHost({ plans }, 'web03');
      const folder = join(bundle, plan.server.id);
      const wire = wireOf(plan, [host]);
      const room = await Room.open(
        { bundle: folder, wire, machines: [], accelerators: ['tcg'] },
        () => undefined,
      );
      try {
        const { output } = await room.run(ASK);
        const [line = '', status, ...others] = output.split('\n');
        expect(status).toBe('200');
        expect(others.join('\n')).toContain('403');
        const [, hash, salt] = /user-password-crypted password (\$6\$(\w+)\$\S+)$/.exec(line) ?? [];
        const again = spawnSync('openssl', ['passwd', '-6', '-salt', salt!, LAB_PASSWORD]);
        expect(again.stdout.toString().trim()).toBe(hash);

        const lab = { machines: [], pid: room.pid, emitted: [] } as unknown as LabStatus;
        const obtain = (): Promise<typeof payload> => Promise.resolve(payload);
        const ask = async (request: { ask: string; server?: string }): Promise<void> => {
          if (request.ask === 'server') room.tell({ do: 'restart', server: request.server! });
          await Promise.resolve();
        };
        const once = await publish(plan, lab, ask, obtain);
        expect(once.written).toEqual([]);
        const later = { ...source, now: Date.parse('2026-11-22T12:00:00Z') };
        const disarmed = findHost({ plans: await plansWith(later, CHANGES) }, 'web03').plan;
        const { removed } = await publish(
          disarmed,
          { ...lab, emitted: [`srv/private/${ANSWERS}`] },
          ask,
          obtain,
        );
        expect(removed).toEqual([`srv/private/${ANSWERS}`]);
        expect((await room.run(`ls -A /srv/private/preseed`)).output).toBe('');
      } finally {
        await room.close();
      }
    });
  });
});
