import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files of tests that take minutes, with the seconds of a run on two processors. The longest begin first, so that nobody waits for
 * one of them alone at the end; vitest begins with the largest file, and these are small.
 */
export const LONG: Readonly<Record<string, number>> = {
  'test/lab/boots-scenarios.test.ts': 575,
  'test/lab/boots-faults.test.ts': 488,
  'test/lab/boots-drills.test.ts': 266,
  'test/lab/boots-ansible.test.ts': 232,
  'test/lab/boots-faults-taken-back.test.ts': 95,
};

/** The order in which files of tests begin. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => secondsOf(b) - secondsOf(a));
  }
}

function secondsOf({ moduleId }: TestSpecification): number {
  const file = Object.keys(LONG).find((each) => moduleId.endsWith(`/${each}`));
  return file === undefined ? 0 : LONG[file]!;
}
