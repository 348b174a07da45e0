import { Argument, type Command } from 'commander';
import { addLabOptions, machineId, withLab, type LabVerbOptions } from './with-lab.ts';

/** `bootbook lab power` */
export function registerPower(lab: Command): void {
  addLabOptions(lab.command('power'))
    .description('switch a machine on or off, or press its reset button')
    .argument('<host>', 'the machine')
    .addArgument(new Argument('<to>', 'what to do').choices(['on', 'off', 'reset']))
    .action(power);
}

async function power(
  host: string,
  to: 'on' | 'off' | 'reset',
  options: LabVerbOptions,
): Promise<void> {
  await withLab(options, async (lab) => {
    await lab.ask({ ask: 'power', machine: machineId(await lab.status(), host), to });
  });
}
