/**
 * Runs everything that `npm test` promises, one step after the other, and ends with one plain line of real counts.
 * A step that is no vitest run counts as one. What could not run is said to be not run; it never counts as passed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Step {
  readonly name: string;
  readonly run: () => Counts;
}

const results = mkdtempSync(join(tmpdir(), 'bootbook-test-'));

const steps: readonly Step[] = [
  { name: 'format', run: () => command('prettier', '--check', '--log-level', 'warn', '.') },
  // Before the linter, which needs the types that Astro writes for the content collections.
  { name: 'types', run: () => command('astro', 'check', '--minimumFailingSeverity', 'warning') },
  { name: 'lint', run: () => command('eslint', '.') },
  { name: 'prose', run: () => command('node', 'test/prose/check.ts') },
  { name: 'unit tests', run: () => vitest('unit') },
  { name: 'build', run: () => command('npm', 'run', '--silent', 'build') },
  { name: 'site in a browser', run: () => vitest('site') },
  { name: 'boots in the lab', run: () => vitest('lab') },
];

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const step of steps) {
  const start = performance.now();
  console.log(`\n── ${step.name}`);
  const counts = step.run();
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`── ${step.name}: ${countsText(counts)}, ${seconds} s`);
}
rmSync(results, { recursive: true });
console.log(`\n${countsText(total)}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

function countsText({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function command(program: string, ...args: string[]): Counts {
  const { status } = spawnSync(program, args, { stdio: 'inherit' });
  return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

function vitest(project: string): Counts {
  const file = join(results, `${project}.json`);
  const { status } = spawnSync(
    'vitest',
    [
      'run',
      '--project',
      project,
      '--reporter',
      'default',
      '--reporter',
      'json',
      `--outputFile.json=${file}`,
    ],
    { stdio: 'inherit' },
  );
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
    };
    // A file that does not even load, or an error outside of a test, fails the run without failing a test.
    const broken = status !== 0 && report.numFailedTests === 0 ? 1 : 0;
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + broken,
      skipped: report.numPendingTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
