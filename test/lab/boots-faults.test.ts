import { describe, expect, test } from 'vitest';
import { bootFault } from '../../cli/boot-fault.ts';
import { faults } from '../../lab/faults/index.ts';
import { failureText } from '../../lab/result.ts';
import { nfsReady, ready, slots, source } from './lab.ts';

/*
 * Each fault is made, on a machine that boots without it (boots-scenarios.test.ts), and every symptom that it declares has
 * to be seen on the console or in a log. Those that are not regular were seen when they were recorded (faults.test.ts), and are
 * made and taken back in boots-faults-taken-back.test.ts.
 */

const regular = faults.filter((fault) => fault.regular !== false);

/** One more than elsewhere: most of the time these machines wait for an answer that does not come. */
const free = slots(3);

/** Those that are also mended, one of each kind: then the machine has to boot. */
const MENDED = new Set([
  'rogue-dhcp-server',
  'lease-file-unwritable',
  'boot-file-missing',
  'tftp-blocked',
]);

describe.skipIf(!ready).concurrent('faults', { timeout: 900_000 }, () => {
  for (const fault of regular) {
    const { id, title } = fault;
    const able = nfsReady || fault.scenario !== 'nfs-root';
    test.skipIf(!able)(`${id}: ${title}`, async () => {
      const { result } = await free(() => bootFault(source, fault, { mend: MENDED.has(id) }));
      if (!result.ok) expect.fail(failureText(result));
      if (result.mended?.ok === false) expect.fail(`Mended: ${failureText(result.mended)}`);
      expect(result.mended !== undefined).toBe(MENDED.has(id));
    });
  }
});
