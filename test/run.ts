/**
 * Runs everything that `npm test` promises, and ends with what failed and one plain line of real counts. A step that is
 * no vitest run counts as one. What could not run is said to be not run; it never counts as passed. What passed only when it was
 * tried again is named.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Result extends Counts {
  /** What failed, in the words of whoever found it: the name of each test and the first lines of its message. */
  readonly failures: readonly string[];
  /** What passed, but failed when it was tried first, told in the same way. */
  readonly again: readonly string[];
}

interface Step {
  readonly name: string;
  /** @param output where the step's own lines go: to the terminal at once, or kept until the step has ended */
  readonly run: (output: Output) => Promise<Result>;
}

type Output = 'shown' | 'kept';

/** What vitest's reporter `json` writes, as far as it is read here. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Lines of a failure's message that are told again at the end. */
const MESSAGE_LINES = 12;

const results = mkdtempSync(join(tmpdir(), 'bootbook-test-'));

/** What stands in one list runs in that order; lists that stand together run at the same time, for each keeps one core busy. */
const lanes: readonly (readonly (readonly Step[])[])[] = [
  [[command('types of the content', 'astro', 'sync')]],
  [
    [command('types', 'astro', 'check', '--minimumFailingSeverity', 'warning')],
    [
      command('format', 'prettier', '--check', '--log-level', 'warn', '.'),
      // After the first step, for it needs the types that Astro writes for the content collections.
      command('lint', 'eslint', '.'),
      command('prose', 'node', 'test/prose/check.ts'),
    ],
  ],
  [[vitest('unit tests', 'unit')]],
  [[command('build', 'npm', 'run', '--silent', 'build')]],
  [[vitest('site in a browser', 'site')]],
  [[vitest('boots in the lab', 'lab')]],
];

const ended: Result[] = [];
for (const together of lanes) {
  const output = together.length > 1 ? 'kept' : 'shown';
  await Promise.all(together.map((steps) => inTurn(steps, output)));
}
rmSync(results, { recursive: true });
const again = ended.flatMap((each) => each.again);
if (again.length > 0)
  console.log(`\n── what passed when it was tried again\n\n${again.join('\n\n')}`);
const failures = ended.flatMap((each) => each.failures);
if (failures.length > 0) console.log(`\n── what failed\n\n${failures.join('\n\n')}`);
const total: Counts = {
  passed: sum(ended.map(({ passed }) => passed)),
  failed: sum(ended.map(({ failed }) => failed)),
  skipped: sum(ended.map(({ skipped }) => skipped)),
};
console.log(`\n${countsText(total)}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

async function inTurn(steps: readonly Step[], output: Output): Promise<void> {
  for (const { name, run } of steps) {
    const start = performance.now();
    if (output === 'shown') console.log(`\n── ${name}`);
    const result = await run(output);
    ended.push(result);
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.log(`── ${name}: ${countsText(result)}, ${seconds} s`);
  }
}

function countsText({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** Runs a program to its end. Kept output is shown afterwards, in one piece. */
function ending(output: Output, program: string, args: readonly string[]): Promise<number | null> {
  const child = spawn(program, args, {
    stdio: output === 'shown' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  return new Promise((done, fail) => {
    child.on('error', fail).on('close', (status) => {
      if (text !== '') console.log(text.trimEnd());
      done(status);
    });
  });
}

function command(name: string, program: string, ...args: string[]): Step {
  return {
    name,
    run: async (output) => {
      const status = await ending(output, program, args);
      if (status === 0) return { passed: 1, failed: 0, skipped: 0, failures: [], again: [] };
      const told = `${name}: '${[program, ...args].join(' ')}' ended with ${status}; its lines stand above`;
      return { passed: 0, failed: 1, skipped: 0, failures: [told], again: [] };
    },
  };
}

function vitest(name: string, project: string): Step {
  return {
    name,
    run: async (output) => {
      const file = join(results, `${project}.json`);
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
      const status = await ending(output, 'vitest', ['run', '--project', project, ...reporters]);
      const report = readReport(file);
      if (report === undefined)
        return {
          ...{ passed: 0, failed: 1, skipped: 0 },
          ...{ failures: [`${name}: vitest left no report`], again: [] },
        };
      const failed = failuresOf(report);
      // A file that does not even load, or an error outside of a test, fails the run without failing a test.
      const broken = status !== 0 && report.numFailedTests === 0;
      return {
        passed: report.numPassedTests,
        failed: report.numFailedTests + (broken ? 1 : 0),
        skipped: report.numPendingTests,
        failures: broken ? [...failed, `${name}: an error outside of a test; see above`] : failed,
        again: triedAgain(report),
      };
    },
  };
}

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return undefined;
  }
}

function failuresOf(report: Report): string[] {
  return report.testResults.flatMap((file) => {
    const told = file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map((test) => toldOf(file, test));
    // What fails while a file is loaded belongs to none of its tests.
    const { name, message } = file;
    return told.length === 0 && message !== ''
      ? [[relative(process.cwd(), name), ...firstLines(message)].join('\n')]
      : told;
  });
}

/** vitest keeps the messages of a first attempt where the second one passed. */
function triedAgain(report: Report): string[] {
  return report.testResults.flatMap((file) =>
    file.assertionResults
      .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
      .map((test) => toldOf(file, test)),
  );
}

type ReportedFile = Report['testResults'][number];
type ReportedTest = ReportedFile['assertionResults'][number];

function toldOf({ name }: ReportedFile, { fullName, failureMessages }: ReportedTest): string {
  const file = relative(process.cwd(), name);
  return [`${file}: ${fullName}`, ...firstLines(failureMessages.join('\n'))].join('\n');
}

function firstLines(message: string): string[] {
  return message
    .split('\n')
    .slice(0, MESSAGE_LINES)
    .map((line) => `    ${line}`);
}
