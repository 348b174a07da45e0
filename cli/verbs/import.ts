import { basename, resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { draft, type Draft } from '../../generators/import/draft.ts';
import type { DraftOptions } from '../../generators/import/draft/options.ts';
import { importers } from '../../generators/import/index.ts';
import { place } from '../../generators/import/origin.ts';
import type { Importer, Note } from '../../generators/import/records.ts';
import { problemText } from '../../generators/inventory/problem.ts';
import { collections, firmwares, ID, type Firmware } from '../../generators/inventory/schema.ts';
import { exitCodes } from '../exit-codes.ts';
import { exitText } from '../exit-text.ts';
import { readImport } from '../import/read-sources.ts';
import { refuseExisting, writeNew } from '../import/write-new.ts';
import { Mistake } from '../mistake.ts';
import { oneLine, painted, plural, write, writeJson } from '../terminal.ts';

interface ImportOptions {
  readonly out: string;
  readonly root: string;
  readonly site: string;
  readonly domain?: string;
  readonly firmware: Firmware;
  readonly network: DraftOptions['networks'];
  readonly json?: boolean;
}

/** `bootbook import FORMAT SOURCE...` */
export function register(program: Command): void {
  const width = Math.max(...importers.map(({ id }) => id.length));
  program
    .command('import')
    .description('write an inventory from what another program knows of your machines')
    .argument('<from>', `what the source is: ${importers.map(({ id }) => id).join(', ')}`)
    .argument('<file...>', 'its files, or folders of them')
    .option('--out <path>', 'new folder, or new file ending in .yaml, that is written', 'imported')
    .option('--root <dir>', 'where absolute paths inside the source begin, for a copied /etc', '/')
    .option('--site <id>', 'id of the site that everything is put into', parseId, 'imported')
    .option('--domain <domain>', 'its DNS domain, where the source names none')
    .addOption(
      new Option('--firmware <firmware>', 'how machines start of which the source does not say it')
        .choices(firmwares)
        .default('uefi'),
    )
    .option(
      '--network <id=cidr>',
      'a network that you know, such as prod=10.20.0.0/24; can be given several times',
      parseNetwork,
      [],
    )
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `
Formats, and what they read:
${importers.map(({ id, takes }) => `  ${id.padEnd(width)}  ${takes}`).join('\n')}

Nothing that exists is overwritten: --out has to be new. Read it, mend what is marked with 'assumed', and move the
files into content/inventory. The report says of each piece of the source what became of it: taken over, changed or
left out, and why, with file and line. The same stands in comments of site.yaml.

Where the source does not tell who answers DHCP, networks are 'external': the boot server then answers nobody there.

${exitText({ fine: 'written, and the inventory has no errors by itself', problem: 'nothing could be written, or it has errors, which are shown' })}

Examples:
  bootbook import dnsmasq /etc/dnsmasq.conf --out imported
  bootbook import dnsmasq copy/etc/dnsmasq.conf --root copy --firmware bios
  bootbook import cobbler /var/lib/cobbler/collections --json | jq -r '.leftOut[] | "\\(.file):\\(.line) \\(.why)"'
  bootbook import csv machines.csv --network prod=10.20.0.0/24 --out machines.yaml
  bootbook validate --inventory imported`,
    )
    .action(run);
}

function parseId(text: string): string {
  if (ID.test(text)) return text;
  throw new InvalidArgumentError('Expected lower-case letters, digits and inner hyphens.');
}

function parseNetwork(text: string, known: DraftOptions['networks']): DraftOptions['networks'] {
  const [id = '', cidr = ''] = text.split('=');
  if (ID.test(id) && collections.networks.shape.cidr.safeParse(cidr).success)
    return [...known, { id, cidr }];
  throw new InvalidArgumentError('Expected an id and a network, such as prod=10.20.0.0/24.');
}

async function run(format: string, sources: string[], options: ImportOptions): Promise<void> {
  const importer = importers.find(({ id }) => id === format);
  if (importer === undefined)
    throw new Mistake(
      `There is no import from ${format}.`,
      `Name one of ${importers.map(({ id }) => id).join(', ')}.`,
    );
  refuseExisting(options.out);
  const { files, missing } = await readImport(importer, sources, options.root);
  const found = importer.read(files);
  for (const { origin, path, why } of missing) found.leftOut(origin, path, why);
  const made = draft(found, {
    title: importer.title,
    site: options.site,
    domain: options.domain,
    firmware: options.firmware,
    networks: options.network,
  });
  if (!made.taken.some(({ collection }) => collection === 'hosts' || collection === 'networks'))
    throw new Mistake(
      `No host and no network was found in ${sources.join(' ')}.`,
      `Check that it is ${importer.title}: ${importer.takes}.`,
    );
  const written = await writeNew(options.out, made.files);
  if (made.problems.some(({ severity }) => severity === 'error'))
    process.exitCode = exitCodes.problem;
  if (options.json) await writeJson(report(importer, made, written));
  else await write(process.stdout, reportText(importer, made, written, options.out));
}

function report(importer: Importer, made: Draft, written: readonly string[]): object {
  const flat = ({ origin, what, why }: Note): object => ({ ...origin, what, why });
  return {
    format: importer.id,
    written,
    takenOver: made.taken.map(({ collection, id, origin }) => ({ ...origin, collection, id })),
    changed: made.notes.filter(({ verdict }) => verdict === 'changed').map(flat),
    leftOut: made.notes.filter(({ verdict }) => verdict === 'left-out').map(flat),
    assumed: made.assumed,
    problems: made.problems,
  };
}

function reportText(
  importer: Importer,
  made: Draft,
  written: readonly string[],
  out: string,
): string {
  const { stdout } = process;
  const lines: string[] = [];
  const section = (title: string, items: readonly string[]): void => {
    if (items.length === 0) return;
    lines.push(painted('bold', `${title} (${items.length.toLocaleString('en')})`, stdout));
    lines.push(...items.map((item) => `  ${oneLine(item)}`), '');
  };
  const told = (verdict: Note['verdict']): string[] =>
    made.notes
      .filter((note) => note.verdict === verdict)
      .map(({ origin, what, why }) => `${place(origin)} ${what}: ${why}`);
  const counts = new Map<string, number>();
  for (const { collection } of made.taken)
    counts.set(collection, (counts.get(collection) ?? 0) + 1);
  section(
    'Taken over',
    made.taken.map(({ collection, id, origin }) => `${place(origin)} ${collection}.${id}`),
  );
  section('Changed', told('changed'));
  section('Left out', told('left-out'));
  section(
    'Assumed, because no source says it',
    made.assumed.map(({ path, value, why }) => `${path}: ${value} (${why})`),
  );
  section('Problems of the inventory that was written', made.problems.map(problemText));
  const all = [...counts].map(([name, count]) =>
    plural(count, name === 'servers' ? 'address of the boot server' : name.slice(0, -1)),
  );
  lines.push(
    `${painted('green', `Written from ${importer.title}`, stdout)}: ${all.join(', ')}, into ${written.map((path) => basename(path)).join(' ')} (${out}).`,
    `Next: read it, then bootbook validate --inventory ${resolve(out).endsWith('.yaml') ? 'DIR' : out}`,
  );
  return `${lines.join('\n')}\n`;
}
