import type { Command } from 'commander';
import { addLabOptions, machineId, withLab, type LabVerbOptions } from './with-lab.ts';

/** `bootbook lab break` and `bootbook lab mend` */
export function registerBreak(lab: Command): void {
  addLabOptions(lab.command('break'))
    .description('make a fault in a running lab')
    .argument('<fault>', 'its id; `bootbook lab fault` lists them')
    .argument('[host]', 'whom it befalls, where there are several machines')
    .addHelpText(
      'after',
      `
It counts from the next boot on: reset the machine to see it. \`lab list\` says which faults there are.

Example:
  bootbook lab break boot-file-missing web01 && bootbook lab power web01 reset`,
    )
    .action((fault: string, host: string | undefined, options: LabVerbOptions) =>
      change(fault, host, 'break', options),
    );
  addLabOptions(lab.command('mend'))
    .description('take a fault back')
    .argument('<fault>', 'its id')
    .argument('[host]', 'whom it has befallen, where there are several machines')
    .action((fault: string, host: string | undefined, options: LabVerbOptions) =>
      change(fault, host, 'mend', options),
    );
}

async function change(
  fault: string,
  host: string | undefined,
  to: 'break' | 'mend',
  options: LabVerbOptions,
): Promise<void> {
  await withLab(options, async (lab) => {
    const machine = machineId(await lab.status(), host);
    await lab.ask({ ask: 'fault', fault, machine, to });
  });
}
