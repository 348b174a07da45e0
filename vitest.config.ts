import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

/**
 * How many virtual machines a file of tests runs side by side, and there is a file for each processor. They are more than most
 * computers have processors, because a booting machine mostly waits: for answers that come late, for menus, for its firmware.
 */
const MACHINES = 3;

/**
 * A machine that boots, and a browser, wait for real time on processors that they share with others. What fails is tried once
 * more, and the run tells it at its end (test/run.ts): a test that stands there time and again is to be mended.
 */
const AGAIN = 1;

/**
 * Projects by what they need: nothing, a built site and a browser, virtual machines; and the boots that are too many for
 * every run of all tests.
 */
export default defineConfig({
  test: {
    // By default one core is left to an editor that watches; here nobody does.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles: ['test/support/seed.ts'],
          include: [
            'test/generators/**/*.test.ts',
            'test/cli/**/*.test.ts',
            'test/site/**/*.test.ts',
            'test/lab/**/*.test.ts',
          ],
          exclude: [
            'test/site/{browser,built,lighthouse}*.test.ts',
            'test/lab/{boots,slow}*.test.ts',
          ],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'site',
          include: ['test/site/{browser,built,lighthouse}*.test.ts'],
          testTimeout: 180_000,
          retry: AGAIN,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/lab/boots*.test.ts'],
          testTimeout: 600_000,
          retry: AGAIN,
          maxConcurrency: MACHINES,
        },
      },
      {
        test: {
          name: 'slow',
          include: ['test/lab/slow*.test.ts'],
          testTimeout: 600_000,
          retry: AGAIN,
          maxConcurrency: MACHINES,
        },
      },
    ],
  },
});
