import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** The command as `npx bootbook` starts it. */
const bootbook = join(import.meta.dirname, '..', '..', 'cli', 'bootbook.mjs');

/** A repo of its own in a temporary folder, in which commands run. It is removed when the test is over. */
export class Scenario {
  readonly folder: string;
  /** The command, for shell lines. */
  readonly command = bootbook;
  /** Environment of the commands, besides that of the test. */
  readonly env: Record<string, string> = { NO_COLOR: '1' };

  /**
   * @param files what lies in the repo, by path
   * @param lives for one test, or for several, which then remove the folder themselves
   */
  constructor(
    files: Readonly<Record<string, string | Uint8Array>>,
    lives: 'one test' | 'several tests' = 'one test',
  ) {
    this.folder = mkdtempSync(join(tmpdir(), 'bootbook-cli-'));
    if (lives === 'one test')
      onTestFinished(
        () => rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 }),
        60_000,
      );
    for (const [path, content] of Object.entries(files)) this.write(path, content);
  }

  /** Puts a file into the repo. */
  write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), content);
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /**
   * Runs `bootbook` and gives what a person would have seen: the command, stdout as it is, stderr behind `! `, and the exit
   * code where it is not 0.
   */
  run(...args: string[]): string {
    return this.runIn('.', ...args);
  }

  /** The same, started in a folder of the repo. */
  runIn(cwd: string, ...args: string[]): string {
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, [bootbook, ...args], {
      cwd: this.path(cwd),
      env: this.environment(),
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    return this.transcript(args, stdout, stderr, status ?? signal);
  }

  /** The same, while this process goes on. */
  async runAsync(...args: string[]): Promise<string> {
    const child = spawn(process.execPath, [bootbook, ...args], {
      cwd: this.folder,
      env: this.environment(),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
    return this.transcript(args, stdout, stderr, status ?? signal);
  }

  /** Starts `bootbook` and gives the running process. */
  spawn(...args: string[]): ReturnType<typeof spawn> {
    const { folder: cwd } = this;
    return spawn(process.execPath, [bootbook, ...args], {
      cwd,
      env: this.environment(),
      stdio: 'ignore',
    });
  }

  /** Runs another program in the repo: its stdout, its stderr, and its exit code where it is not 0. */
  runProgram(program: string, ...args: string[]): string {
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: this.folder,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    });
    const code = status === 0 ? [] : [`exit ${status}`];
    return this.withoutFolder([...linesOf(stdout), ...linesOf(stderr), ...code].join('\n'));
  }

  /** Every file below a folder, one a line, with its permissions; links with what they point to, ids of builds left out. */
  tree(path: string): string {
    const lines: string[] = [];
    const visit = (relative: string): void => {
      for (const name of readdirSync(this.path(relative)).sort()) {
        const each = join(relative, name);
        const status = lstatSync(this.path(each));
        if (status.isDirectory()) visit(each);
        else if (status.isSymbolicLink())
          lines.push(
            `${each} -> ${readlinkSync(this.path(each)).replace(/[0-9]+\.[0-9]+$/, '<build>')}`,
          );
        else lines.push(`${(status.mode & 0o777).toString(8)} ${each}`);
      }
    };
    visit(path);
    return lines.join('\n').replaceAll(/(?<=\.bundle-)[0-9]+\.[0-9]+/g, '<build>');
  }

  /** The names in the repo's top folder, trees of builds included. */
  top(): string[] {
    return readdirSync(this.folder).sort();
  }

  private transcript(
    args: readonly string[],
    stdout: string,
    stderr: string,
    ended: number | string | null,
  ): string {
    const lines = [`$ bootbook ${args.map(shown).join(' ')}`];
    lines.push(...linesOf(stdout), ...linesOf(stderr).map((line) => `! ${line}`.trimEnd()));
    if (ended !== 0) lines.push(`exit ${ended}`);
    return this.withoutFolder(lines.join('\n'));
  }

  private environment(): NodeJS.ProcessEnv {
    const env: NodeJS.ProcessEnv = { ...process.env, ...this.env };
    // vitest sets FORCE_COLOR for its own workers.
    if (!('FORCE_COLOR' in this.env)) delete env['FORCE_COLOR'];
    if (!('BOOTBOOK_CACHE' in this.env)) delete env['BOOTBOOK_CACHE'];
    return env;
  }

  private withoutFolder(text: string): string {
    return text.replaceAll(this.folder, '/repo');
  }
}

function shown(argument: string): string {
  return /^[\w./:=,@+-]+$/.test(argument) ? argument : JSON.stringify(argument);
}

function linesOf(text: string): string[] {
  return text === ''
    ? []
    : text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => line.trimEnd());
}
