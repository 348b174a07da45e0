import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readImport } from '../../../cli/import/read-sources.ts';
import { draft, type Draft } from '../../../generators/import/draft.ts';
import { importers } from '../../../generators/import/index.ts';
import { place } from '../../../generators/import/origin.ts';

const folder = 'test/generators/import';

interface Case {
  readonly importer: string;
  readonly sources: readonly string[];
  /** Where absolute paths inside of the source begin. */
  readonly root?: string;
  readonly name?: string;
}

const cases: readonly Case[] = [
  { importer: 'dnsmasq', sources: ['dnsmasq/etc/dnsmasq.conf'], root: 'dnsmasq' },
  { importer: 'dnsmasq-leases', sources: ['dnsmasq-leases'] },
  { importer: 'dhcpd', sources: ['dhcpd/etc/dhcp/dhcpd.conf'], root: 'dhcpd' },
  { importer: 'kea-leases', sources: ['kea-leases/kea-leases4.csv'] },
  { importer: 'csv', sources: ['csv'] },
  { importer: 'cobbler', sources: ['cobbler/collections'] },
  { importer: 'ltsp', sources: ['ltsp/ltsp.conf'] },
  { importer: 'netbox', sources: ['netbox'] },
  { importer: 'ansible', sources: ['ansible/inventory'], name: 'ansible-ini' },
  { importer: 'ansible', sources: ['ansible/inventory.yaml'], name: 'ansible-yaml' },
];

async function imported({ importer: id, sources, root = '' }: Case): Promise<Draft> {
  const importer = importers.find((each) => each.id === id)!;
  const paths = sources.map((each) => join(folder, each));
  const { files, missing } = await readImport(importer, paths, join(folder, root));
  expect(missing).toEqual([]);
  const found = importer.read(files);
  return draft(found, { title: importer.title, site: 'imported', firmware: 'uefi', networks: [] });
}

function whole({ files, taken, notes, assumed }: Draft): string {
  return [
    ...files.map(({ path, text }) => `== ${path}\n${text}`),
    '== taken over',
    ...taken.map(({ collection, id, origin }) => `${place(origin)} ${collection}.${id}`),
    '== assumed',
    ...assumed.map(({ path, value, why }) => `${path}: ${value} (${why})`),
    '== changed or left out',
    ...notes.map(
      ({ verdict, origin, what, why }) => `${place(origin)} ${verdict}: ${what} (${why})`,
    ),
    '',
  ].join('\n');
}

test.each(cases)('$importer $name: an inventory without errors, as expected', async (each) => {
  const made = await imported(each);
  expect(made.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const golden = `golden/${each.name ?? each.importer}.txt`;
  await expect(whole(made)).toMatchFileSnapshot(golden);
});

test('every importer has a source that is tested', () => {
  expect(new Set(cases.map(({ importer }) => importer))).toEqual(
    new Set(importers.map(({ id }) => id)),
  );
});
