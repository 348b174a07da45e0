import { defineConfig } from 'vitest/config';

/** Three projects, because they need different things: nothing, a built site and a browser, virtual machines. */
export default defineConfig({
  test: {
    // By default one core is left to an editor that watches; here nobody does.
    maxWorkers: '100%',
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
          exclude: ['test/site/{browser,built,lighthouse}*.test.ts', 'test/lab/boots*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'site',
          include: ['test/site/{browser,built,lighthouse}*.test.ts'],
          testTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/lab/boots*.test.ts'],
          testTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
