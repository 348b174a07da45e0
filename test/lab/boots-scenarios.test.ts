import { testScenarios } from './boot-tests.ts';
import { regularScenarios } from './regular.ts';

/*
 * Machines of the example inventory, switched on with the bundle as `bootbook build` writes it.
 *
 * Only one of each kind is booted here. All of them have proofs that hold for exactly today's files
 * (proofs-hold.test.ts), and slow-scenarios.test.ts boots the others.
 */
testScenarios(regularScenarios);
