import { testFaults } from './boot-tests.ts';
import { regularFaults } from './regular.ts';

/*
 * Faults, each made on a machine that boots without it (boots-scenarios.test.ts). Those that a drill makes are seen in
 * boots-drills.test.ts, the rest in slow-faults.test.ts; that all can be made and taken back is shown in
 * boots-faults-taken-back.test.ts.
 */

/** One of each kind. That a file comes back is mended in a drill. */
const MENDED = new Set(['rogue-dhcp-server', 'lease-file-unwritable', 'tftp-blocked']);

testFaults(regularFaults, MENDED);
