import { Argument, type Command } from 'commander';
import { ofSite } from '../../generators/export/export.ts';
import { exporters } from '../../generators/export/index.ts';
import { exitText } from '../exit-text.ts';
import { addSiteOptions, openSite, type SiteOptions } from '../site-options.ts';
import { Mistake } from '../mistake.ts';
import { write } from '../terminal.ts';

interface ExportOptions extends SiteOptions {
  readonly site?: string;
}

/** `bootbook export TO` */
export function register(program: Command): void {
  const width = Math.max(...exporters.map(({ id }) => id.length));
  addSiteOptions(program.command('export'))
    .description('write what the inventory knows in the form of another program')
    .addArgument(new Argument('<to>', 'the form').choices(exporters.map(({ id }) => id)))
    .option('--site <id>', 'only what belongs to this site')
    .addHelpText(
      'after',
      `
Forms:
${exporters.map(({ id, gives }) => `  ${id.padEnd(width)}  ${gives}`).join('\n')}

It goes to stdout. The same inventory gives the same bytes. Hosts without an address (those behind a foreign DHCP
server) are named where a name will do, and left out where it takes an address. --json prints the problems of an
inventory that has errors as JSON.

${exitText({ fine: 'written', problem: 'the inventory has errors' })}

Examples:
  bootbook export ansible > hosts.yaml && ansible-inventory --inventory hosts.yaml --graph
  bootbook export zone > ams1.zone && named-checkzone ams1.example.net ams1.zone
  bootbook export prometheus > /etc/prometheus/targets/bootbook.json
  bootbook export json | jq -r '.hosts | keys[]'`,
    )
    .action(run);
}

async function run(to: string, options: ExportOptions): Promise<void> {
  const site = await openSite(options);
  if (site === undefined) return;
  const exporter = exporters.find(({ id }) => id === to)!;
  const { inventory } = site;
  if (options.site !== undefined && !inventory.sites.has(options.site))
    throw new Mistake(
      `There is no site ${options.site}.`,
      `Name one of ${[...inventory.sites.keys()].join(', ')}.`,
    );
  const part = options.site === undefined ? inventory : ofSite(inventory, options.site);
  await write(process.stdout, exporter.write(part));
}
