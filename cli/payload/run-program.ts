import { spawn } from 'node:child_process';

/** How a program ended and what it said. */
export interface ProgramResult {
  /** undefined if the program is not on this machine. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program without a shell, in the C locale, and waits for its end.
 * @param more further variables of its environment
 */
export function runProgram(
  program: string,
  args: readonly string[],
  cwd: string,
  more: Readonly<Record<string, string>> = {},
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, LC_ALL: 'C', ...more };
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve({ code: undefined, stdout, stderr });
      else reject(error);
    });
    // A program that a signal ended has no exit code; 128 is what a shell counts from.
    child.on('close', (code) => resolve({ code: code ?? 128, stdout, stderr }));
  });
}
