import type { Command } from 'commander';
import { publish } from '../../lab-publish.ts';
import { Mistake } from '../../mistake.ts';
import { addSiteOptions, openSite, type SiteOptions } from '../../site-options.ts';
import { write, writeJson } from '../../terminal.ts';
import { addLabOptions, withLab, type LabVerbOptions } from './with-lab.ts';

type PublishOptions = SiteOptions & LabVerbOptions;

/** `bootbook lab publish` */
export function registerPublish(lab: Command): void {
  addSiteOptions(addLabOptions(lab.command('publish')))
    .description('give the boot server of a running lab the configs that the inventory says now')
    .addHelpText(
      'after',
      `
What differs is written; dnsmasq and nginx are restarted if something below /etc does. Kernels, initrds and boot programs
stay as they were when the lab was brought up.`,
    )
    .action(publishVerb);
}

async function publishVerb(options: PublishOptions): Promise<void> {
  const site = await openSite(options);
  if (site === undefined) return;
  await withLab(options, async (lab) => {
    const status = await lab.status();
    const plan = site.plans.find(({ server }) => server.id === status.server);
    if (plan === undefined)
      throw new Mistake(
        `The inventory has no boot server ${status.server}, which the lab is about.`,
        'Name the inventory that it was brought up with: --inventory DIR.',
      );
    const published = await publish(plan, status, (request) => lab.ask(request));
    if (options.json) return await writeJson(published);
    const { written, removed } = published;
    const lines = [
      ...written.map((path) => `written  /${path}\n`),
      ...removed.map((path) => `removed  /${path}\n`),
    ];
    await write(process.stdout, lines.join('') || 'Nothing differs.\n');
  });
}
