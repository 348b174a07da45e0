import { join } from 'node:path';
import { describe, test } from 'vitest';
import { sourceFor } from '../../cli/proofs/today.ts';
import { withScenarioSite } from '../../cli/scenario-site.ts';
import { nfsRoots } from '../../lab/bundle.ts';
import { breakIt, mendIt } from '../../lab/faults/break.ts';
import { faults } from '../../lab/faults/index.ts';
import { BUNDLE } from '../../lab/places.ts';
import { promiseOf } from '../../lab/promise.ts';
import { Room } from '../../lab/room.ts';
import { scenarios } from '../../lab/scenarios/index.ts';
import { needTools, toolsFor } from '../../lab/tools.ts';
import { wireOf } from '../../lab/wire.ts';
import { nfsReady, ready, source } from './lab.ts';
import { hostOf } from './site.ts';

/*
 * Each fault is made and taken back, in a room without a machine: it must change something, and leave the boot server
 * as it was. That a mended machine boots is shown for some of them in boots-faults.test.ts.
 */

/** What a fault can change: files, their modes, mounts, addresses, ports of bridges, rules of a firewall, programs. */
const STATE = `
cd /
find etc/dnsmasq.d etc/nginx etc/exports.d etc/ganesha srv/tftp -type f -printf '%p %m %s\\n' 2>/dev/null | sort
find etc/dnsmasq.d etc/nginx etc/ganesha -type f -exec cksum {} + 2>/dev/null | sort
cksum var/lib/misc/*
# Only what was written to lies in the upper layer.
cd run/served/upper
find . -type f | sort | while read -r file; do
  if ! cmp -s "$file" "${BUNDLE}/srv/tftp/$file"; then cksum "$file"; fi
done
# Under /tmp and /sys lie mounts of whatever else this computer does meanwhile.
cut -d ' ' -f 2 /proc/mounts | grep -E '^/(etc|run|srv|var)(/|$)' | grep -v '^/run/netns' | sort
ip -4 -oneline address | tr -s ' ' | cut -d ' ' -f 2-4
ip -oneline link | grep -oE '^[0-9]+: [^:@]+|master [^ ]+'
ip -oneline -details link show type bridge | grep -oE 'stp_state [0-9]+|forward_delay [0-9]+'
ip netns
if command -v nft >/dev/null; then nft list ruleset; fi
# NFS-Ganesha may still wait for rpcbind.
ps -e -o stat=,args= | sed -nE '
  s/^[^Z ]+ +(dnsmasq|dhcpd|kea-dhcp4|nginx|atftpd)/\\1/p
  s/^[^Z ]+ +(sh -c until rpcinfo|ganesha).*/ganesha/p' | sort`;

const used = scenarios.filter(({ id }) =>
  faults.some((fault) => fault.scenario === id && fault.break.length > 0),
);

describe.skipIf(!ready).concurrent('faults are taken back', { timeout: 300_000 }, () => {
  for (const scenario of used) {
    const { id } = scenario;
    test.skipIf(id === 'nfs-root' && !nfsReady)(`on ${id}`, async ({ expect }) => {
      const here = faults.filter((fault) => fault.scenario === id && fault.break.length > 0);
      await withScenarioSite(
        sourceFor(source, scenario),
        scenario.changes,
        async ({ plans, bundle }) => {
          const { plan, host } = hostOf(plans, scenario.host);
          const wire = wireOf(plan, [host], scenario.foreign);
          needTools([
            ...toolsFor(host, scenario.foreign),
            ...here.flatMap(({ tools = [] }) => tools),
          ]);
          const room = await Room.open(
            {
              bundle: join(bundle, plan.server.id),
              wire,
              machines: [],
              roots: nfsRoots(plan, [host]),
              accelerators: ['tcg'],
            },
            () => undefined,
          );
          const state = async (): Promise<string> => (await room.run(STATE)).output;
          try {
            const victim = { promised: promiseOf(plan, host), port: wire.ports[0]! };
            for (const fault of here) {
              const before = await state();
              await breakIt(fault, room, victim);
              expect.soft(await state(), `${fault.id} breaks nothing`).not.toBe(before);
              await mendIt(fault, room, victim);
              // A server that was started again takes its time to make its files.
              const settled = expect.poll(state, {
                message: `${fault.id} is not taken back`,
                timeout: 20_000,
                interval: 500,
              });
              await settled.toBe(before);
            }
          } finally {
            await room.close();
          }
        },
      );
    });
  }
});
