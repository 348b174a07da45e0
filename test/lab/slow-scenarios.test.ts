import { testScenarios } from './boot-tests.ts';
import { otherScenarios } from './regular.ts';

/*
 * The boots that boots-scenarios.test.ts leaves out, because another one of their kind is there.
 */
testScenarios(otherScenarios);
