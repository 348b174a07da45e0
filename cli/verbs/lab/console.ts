import type { Command } from 'commander';
import type { LabClient } from '../../../lab/keep/client.ts';
import type { KeptEvent } from '../../../lab/keep/event.ts';
import { addLabOptions, machineId, withLab, type LabVerbOptions } from './with-lab.ts';

interface ConsoleOptions extends LabVerbOptions {
  readonly port?: string;
  readonly follow?: boolean;
}

/** `bootbook lab console` */
export function registerConsole(lab: Command): void {
  addLabOptions(lab.command('console'))
    .description('see what a machine has printed, and sit down at its serial console')
    .argument('[host]', 'the machine, where there are several')
    .option('--port <name>', 'one port only: serial0, serial1 … or, with BIOS, screen')
    .option('-f, --follow', 'without a terminal: go on as it prints more')
    .addHelpText(
      'after',
      `
Ctrl-] leaves it; the machine goes on. Without a terminal, what was printed is all.
A BIOS prints on its screen, boot loaders on both, Linux on the serial console. What is typed goes to the serial console.`,
    )
    .action(
      async (host: string | undefined, { port, follow = false, ...options }: ConsoleOptions) => {
        await withLab(options, async (client) => {
          const id = machineId(await client.status(), host);
          if (process.stdin.isTTY && process.stdout.isTTY) await attach(client, id, port);
          else await client.follow(follow, printer(id, port));
        });
      },
    );
}

/** Ctrl-]: what telnet has for this. */
const LEAVE = '\x1d';

/** Connects this terminal to a machine's console until Ctrl-] is pressed, or the lab ends. */
export async function attach(lab: LabClient, id: string, port: string | undefined): Promise<void> {
  const { machines } = await lab.status();
  const typed = port ?? machines.find((each) => each.id === id)!.console;
  process.stderr.write(`${id}: Ctrl-] leaves its console.\n`);
  const { stdin } = process;
  const type = (keys: string): void => {
    const end = keys.indexOf(LEAVE);
    const text = end < 0 ? keys : keys.slice(0, end);
    if (text !== '') lab.type(id, typed, text);
    if (end >= 0) lab.close();
  };
  stdin.setRawMode(true);
  stdin.setEncoding('utf8').on('data', type).resume();
  try {
    await lab.follow(true, printer(id, port));
  } finally {
    stdin.off('data', type).pause();
    stdin.setRawMode(false);
    // Colours and the cursor as they were; whatever the machine had on its line ends there.
    process.stdout.write('\x1b[0m\x1b[?25h\n');
  }
}

/** Prints what a machine prints. */
function printer(id: string, port: string | undefined): (event: KeptEvent) => void {
  return (event) => {
    if (event.kind !== 'console' || event.machine !== id) return;
    if (port === undefined || event.port === port) process.stdout.write(event.text);
  };
}
