#!/usr/bin/env node
import { CommanderError } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { asMistake } from './mistake.ts';
import { bootbook, verbsFor } from './program.ts';
import { oneLine, painted } from './terminal.ts';

/** Runs the command as a process: what went wrong is told on stderr, and the exit code is set. */
async function main(): Promise<void> {
  // Whoever reads our output may stop early, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  try {
    await bootbook(await verbsFor(process.argv.slice(2))).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
      return;
    }
    process.exitCode = exitCodes.problem;
    const mistake = asMistake(error);
    if (mistake === undefined) {
      console.error(
        'bootbook: this is a mistake in Bootbook itself. Please report it with these lines:',
      );
      console.error(error);
      return;
    }
    const name = painted(['bold', 'red'], 'bootbook:', process.stderr);
    console.error(`${name} ${oneLine(mistake.message)}\n  do  ${oneLine(mistake.advice)}`);
  }
}

await main();
