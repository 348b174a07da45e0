import type { Command } from 'commander';
import { stages } from '../../../generators/plan/stages.ts';
import { furthest } from '../../../lab/result.ts';
import { write } from '../../terminal.ts';
import { addLabOptions, withLab, type LabVerbOptions } from './with-lab.ts';

interface OpenOptions extends LabVerbOptions {
  readonly site: string;
}

/** `bootbook lab open` */
export function registerOpen(lab: Command): void {
  addLabOptions(lab.command('open'))
    .description('print the addresses of the pages that a running lab is about')
    .option('--site <url>', 'where the site is served', 'http://localhost:4321')
    .addHelpText(
      'after',
      `
\`npm start\` serves the site there. The page of a machine is followed by that of the stage which it has to reach next.`,
    )
    .action(open);
}

async function open({ site, ...options }: OpenOptions): Promise<void> {
  await withLab(options, async (client) => {
    const { server, machines } = await client.status();
    const lines = machines.map(({ id, stages: reached }) => {
      const last = furthest(reached)?.stage;
      const next = stages[stages.findIndex((each) => each.id === last) + 1] ?? stages.at(-1)!;
      return `${site}/hosts/${id}/  ${site}/stages/${next.id}/`;
    });
    await write(process.stdout, [`${site}/servers/${server}/`, ...lines, ''].join('\n'));
  });
}
