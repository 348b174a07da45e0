import type { Command } from 'commander';
import { addLabOptions, withLab, type LabVerbOptions } from './with-lab.ts';

/** `bootbook lab down` */
export function registerDown(lab: Command): void {
  addLabOptions(lab.command('down'))
    .description('end a lab and everything in it')
    .action(async (options: LabVerbOptions) => {
      await withLab(options, (client) => client.ask({ ask: 'down' }));
    });
}
