import { testFaults } from './boot-tests.ts';
import { otherFaults } from './regular.ts';

/*
 * The faults that boots-faults.test.ts leaves out, because another one shows the same in the same way, because a drill makes
 * them, or because they take minutes.
 */
testFaults(otherFaults, new Set());
