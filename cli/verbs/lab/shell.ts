import { spawn } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import type { Command } from 'commander';
import type { LabStatus } from '../../../lab/keep/lab.ts';
import { Mistake } from '../../mistake.ts';
import { addLabOptions, withLab, type LabVerbOptions } from './with-lab.ts';

interface ShellOptions extends LabVerbOptions {
  readonly neighbour?: string;
  readonly command?: string;
}

/** `bootbook lab shell` */
export function registerShell(lab: Command): void {
  addLabOptions(
    lab.command('shell'),
    'the shell or the command ended so; its own exit code is given on',
  )
    .description('a shell as root of the boot server')
    .option('--neighbour <name>', 'on a neighbour: the router, or somebody else’s DHCP server')
    .option('-c, --command <script>', 'run this, and end with its status')
    .addHelpText(
      'after',
      `
What is changed below /etc and /srv is changed in this lab only, and in memory. Its programs are those of your own machine.
There is no systemd: dnsmasq and nginx are restarted by \`bootbook lab server\`.`,
    )
    .action(shell);
}

async function shell({ neighbour, command, ...options }: ShellOptions): Promise<void> {
  await withLab(options, async (lab) => {
    const status = await lab.status();
    if (neighbour !== undefined && !status.neighbours.includes(neighbour))
      throw new Mistake(
        `There is no neighbour ${neighbour} in this lab.`,
        status.neighbours.length === 0
          ? 'It has none: the boot server is alone with its machines.'
          : `It has ${status.neighbours.join(', ')}.`,
      );
    process.exitCode = await enter(status, neighbour, command);
  });
}

/**
 * Runs a shell in a lab, on this terminal, and gives the status with which it ended.
 * @param variables what it finds in its environment besides
 */
export async function enter(
  { server, pid }: LabStatus,
  neighbour?: string,
  command?: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<number> {
  const same = readlinkSync(`/proc/${pid}/ns/user`) === readlinkSync('/proc/self/ns/user');
  const rooms = [
    ...(same ? [] : ['--user', '--preserve-credentials']),
    '--net',
    '--mount',
    '--pid',
  ];
  const inside = neighbour === undefined ? [] : ['ip', 'netns', 'exec', neighbour];
  // Without job control: from among the lab's own processes, a shell could not give the terminal back at its end.
  const run = command === undefined ? ['sh', '-i', '+m'] : ['sh', '-e', '-c', command];
  const args = ['--target', String(pid), ...rooms, '--wd=/', '--', ...inside, ...run];
  const process_ = spawn('nsenter', args, {
    stdio: 'inherit',
    env: {
      ...process.env,
      ...variables,
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      PS1: `root@${neighbour ?? server}# `,
    },
  });
  // Ctrl-C is for what runs in the shell.
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  const status = await new Promise<number>((done, failed) => {
    process_.on('error', failed).on('exit', (code) => done(code ?? 255));
  });
  process.off('SIGINT', ignore);
  return status;
}
