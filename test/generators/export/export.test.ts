import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { loadSite } from '../../../cli/load-site.ts';
import { ofSite } from '../../../generators/export/export.ts';
import { exporters } from '../../../generators/export/index.ts';
import type { Inventory } from '../../../generators/inventory/inventory.ts';
import { readInventory } from '../../../generators/inventory/read.ts';
import { domains, ids, labels } from '../../support/names.ts';
import { needs } from '../../support/needs.ts';
import { scalarText } from '../../../generators/import/yaml-text.ts';

const { inventory: example } = await loadSite('.', Date.parse('2026-11-22T12:00:00Z'));

function written(form: string, inventory: Inventory = example!): string {
  return exporters.find(({ id }) => id === form)!.write(inventory);
}

function fileOf(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'bootbook-export-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

test.each(exporters.map(({ id }) => id))('%s of the example site', async (form) => {
  await expect(written(form)).toMatchFileSnapshot(`golden/${form}.txt`);
});

test('a site by itself has all that belongs to it', () => {
  const part = ofSite(example!, 'ams1');
  expect(written('hosts', part)).toBe(written('hosts'));
  expect(ofSite(example!, 'nowhere').hosts.size).toBe(0);
});

/** Sites with names that mean something to other programs, and racks that hold anything. */
const odd = fc
  .record({
    names: fc.uniqueArray(ids, { minLength: 1, maxLength: 4 }),
    domain: domains,
    rack: labels,
  })
  .filter(({ names }) => !names.includes('boot1'))
  .map(({ names, domain, rack }) => {
    const hosts = names.map(
      (name, index) =>
        `  ${scalarText(name)}:\n    model: m\n    rack: ${scalarText(rack)}\n    interfaces:\n      eno1: { mac: '52:54:00:00:00:0${index}', network: n, address: 10.0.0.1${index} }\n`,
    );
    const text = `sites:\n  s: { name: S, domain: ${scalarText(domain)} }\nnetworks:\n  n: { site: s, cidr: 10.0.0.0/24, server: boot1, dhcp: { mode: authoritative } }\nservers:\n  boot1: { site: s, interfaces: { eno1: { network: n, address: 10.0.0.2 } } }\nmodels:\n  m: { vendor: V, name: N, architecture: amd64, firmware: uefi }\nhosts:\n${hosts.join('')}`;
    return { text, names, domain, rack };
  });

test('names stay names, whatever they are', () => {
  fc.assert(
    fc.property(odd, ({ text, names, domain }) => {
      const { inventory, problems } = readInventory([{ path: 'a.yaml', text }]);
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      const lines = written('hosts', inventory).split('\n').slice(1, -1);
      expect(lines).toHaveLength(names.length + 1);
      for (const line of lines) expect(line).toMatch(/^10\.0\.0\.\d+\t[a-z0-9.-]+ [a-z0-9-]+$/);
      const records = written('zone', inventory).split('\n').slice(5, -1);
      expect(records).toHaveLength(names.length + 1);
      expect(written('zone', inventory)).toContain(`$ORIGIN ${domain}.\n`);
      const targets = JSON.parse(written('prometheus', inventory)) as {
        labels: { host: string };
      }[];
      expect(targets.map(({ labels: { host } }) => host).sort()).toEqual([...names].sort());
    }),
    { numRuns: 100 },
  );
});

test.skipIf(!needs('named-checkzone'))('BIND reads the zone', () => {
  const file = fileOf('zone', written('zone'));
  const said = execFileSync('named-checkzone', ['ams1.example.net', file], { encoding: 'utf8' });
  expect(said).toMatch(/^OK$/m);
  const samples = fc.sample(odd, 8);
  for (const { text, domain } of samples) {
    const { inventory } = readInventory([{ path: 'a.yaml', text }]);
    const odder = fileOf('zone', written('zone', inventory));
    expect(execFileSync('named-checkzone', [domain, odder], { encoding: 'utf8' })).toMatch(/^OK$/m);
  }
});

test.skipIf(!needs('ansible-inventory'))('Ansible reads the inventory', () => {
  const read = (text: string): Record<string, Record<string, string>> => {
    const args = ['--inventory', fileOf('hosts.yaml', text), '--list'];
    const said = execFileSync('ansible-inventory', args, { encoding: 'utf8' });
    const { _meta } = JSON.parse(said) as {
      _meta: { hostvars: Record<string, Record<string, string>> };
    };
    return _meta.hostvars;
  };
  const hosts = read(written('ansible'));
  expect(Object.keys(hosts).sort()).toEqual([...example!.hosts.keys()].sort());
  expect(hosts['web01']).toMatchObject({
    ansible_host: '10.20.0.11',
    bootbook_fqdn: 'web01.ams1.example.net',
    bootbook_mac: '00:24:e8:5a:10:01',
    bootbook_rack: 'A1',
  });
});
