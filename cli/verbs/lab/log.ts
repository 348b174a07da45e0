import type { Command } from 'commander';
import { printable } from '../../../generators/inventory/problem.ts';
import { addLabOptions, withLab, type LabVerbOptions } from './with-lab.ts';

interface LogOptions extends LabVerbOptions {
  readonly follow?: boolean;
}

/** `bootbook lab log` */
export function registerLog(lab: Command): void {
  addLabOptions(lab.command('log'))
    .description("print the servers' logs, with seconds since the lab was brought up")
    .option('-f, --follow', 'go on as they grow')
    .action(log);
}

async function log({ follow = false, ...options }: LogOptions): Promise<void> {
  await withLab(options, (lab) =>
    lab.follow(follow, (event) => {
      if (event.kind !== 'log' && event.kind !== 'server-ended') return;
      const [from, line] =
        event.kind === 'log' ? [event.from, event.line] : [event.server, event.message];
      process.stdout.write(`${event.at.toFixed(1).padStart(8)}  ${from}: ${printable(line)}\n`);
    }),
  );
}
