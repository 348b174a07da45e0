import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { captureFile } from '../../../lab/places.ts';
import { Mistake } from '../../mistake.ts';
import { addLabOptions, machineId, withLab, type LabVerbOptions } from './with-lab.ts';

interface CaptureOptions extends LabVerbOptions {
  readonly output?: string;
}

/** `bootbook lab capture` */
export function registerCapture(lab: Command): void {
  addLabOptions(lab.command('capture'))
    .description(
      'give the packets of the card that a machine boots from, as tcpdump and Wireshark read them',
    )
    .argument('[host]', 'the machine, where there are several')
    .option('-o, --output <file>', 'where to (default: standard output)')
    .addHelpText(
      'after',
      `
Packets are there from the last power-on, each cut after 700 bytes.

Example:
  bootbook lab capture web01 | tcpdump -nr -`,
    )
    .action(capture);
}

async function capture(
  host: string | undefined,
  { output, ...options }: CaptureOptions,
): Promise<void> {
  await withLab(options, async (lab) => {
    const status = await lab.status();
    const id = machineId(status, host);
    // The room has a file system of its own, which is seen through its first process (proc(5)).
    const file = `/proc/${status.pid}/root${captureFile(id, 0)}`;
    if (!existsSync(file))
      throw new Mistake(
        `${id} has not been switched on yet.`,
        `\`bootbook lab power ${id} on\` does that.`,
      );
    const bytes = await readFile(file);
    if (output !== undefined) return await writeFile(output, bytes);
    if (process.stdout.isTTY)
      throw new Mistake(
        'A terminal cannot show packets.',
        'Name a file with --output, or pipe it: `bootbook lab capture | tcpdump -nr -`.',
      );
    await new Promise<void>((done) => process.stdout.write(bytes, () => done()));
  });
}
