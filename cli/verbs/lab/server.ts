import { Argument, type Command } from 'commander';
import { addLabOptions, withLab, type LabVerbOptions } from './with-lab.ts';

/** `bootbook lab server` */
export function registerServer(lab: Command): void {
  addLabOptions(lab.command('server'))
    .description(
      'start, stop or restart dnsmasq, nginx or a neighbour: what systemctl is elsewhere',
    )
    .argument('<server>', 'dnsmasq, nginx, or the name of a neighbour')
    .addArgument(new Argument('<to>', 'what to do').choices(['start', 'stop', 'restart']))
    .action(server);
}

async function server(
  name: string,
  to: 'start' | 'stop' | 'restart',
  options: LabVerbOptions,
): Promise<void> {
  await withLab(options, async (lab) => {
    await lab.ask({ ask: 'server', server: name, to });
  });
}
