import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { publish } from '../../lab-publish.ts';
import { Mistake } from '../../mistake.ts';
import { addSiteOptions, openSite, type SiteOptions } from '../../site-options.ts';
import { PayloadCache } from '../../payload/cache.ts';
import { obtainPayload } from '../../payload/obtain.ts';
import { Progress, write, writeJson } from '../../terminal.ts';
import { addLabOptions, withLab, type LabVerbOptions } from './with-lab.ts';

type PublishOptions = SiteOptions & LabVerbOptions & { readonly cache?: string };

/** `bootbook lab publish` */
export function registerPublish(lab: Command): void {
  addSiteOptions(addLabOptions(lab.command('publish')))
    .description('give the boot server of a running lab the configs that the inventory says now')
    .addOption(
      new Option('--cache <dir>', 'where fetched payload is kept (default: .cache/payload)').env(
        'BOOTBOOK_CACHE',
      ),
    )
    .addHelpText(
      'after',
      `
What differs is written, and kernels, initrds and boot programs that are not there yet are brought. dnsmasq and nginx are
restarted if something below /etc differs.`,
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
    const cache = new PayloadCache(options.cache ?? join(site.root, '.cache', 'payload'));
    const how = {
      root: site.root,
      cache,
      offline: false,
      refresh: false,
      progress: new Progress(),
    };
    const published = await publish(
      plan,
      status,
      (request) => lab.ask(request),
      (sources) => obtainPayload(sources, how),
    );
    if (options.json) return await writeJson(published);
    const { written, removed } = published;
    const lines = [
      ...written.map((path) => `written  /${path}\n`),
      ...removed.map((path) => `removed  /${path}\n`),
    ];
    await write(process.stdout, lines.join('') || 'Nothing differs.\n');
  });
}
