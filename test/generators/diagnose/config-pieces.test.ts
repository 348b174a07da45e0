import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadCatalogue } from '../../../cli/load-catalogue.ts';
import { loadSite } from '../../../cli/load-site.ts';
import { diagnose } from '../../../generators/diagnose/diagnose.ts';
import { knowledgeOf } from '../../../generators/diagnose/knowledge.ts';

const repo = join(import.meta.dirname, '..', '..', '..');
const { catalogue } = await loadCatalogue(repo);
const { plans } = await loadSite(repo, Date.parse('2026-11-23T00:00:00Z'));
const knowledge = knowledgeOf(catalogue, plans);

/** The pieces of config in the advice about a server that has no address for a machine. */
function advised(host: string): string[] {
  const text = 'dnsmasq-dhcp[812]: 17 DHCPDISCOVER(eno1) 52:54:00:00:00:01 ignored';
  return diagnose({ text, host }, knowledge).causes.flatMap(({ fix }) =>
    fix.flatMap(({ config }) => config?.text ?? []),
  );
}

test('lines of one host in a file of all are those of the host that is meant', () => {
  expect(advised('web02')).toContain(
    'dhcp-host=00:24:e8:5a:10:02,set:bios-amd64-tftp-pxelinux,10.20.0.12,web02',
  );
  expect(advised('db01')).toContain(
    'dhcp-host=94:40:c9:1f:02:01,set:uefi-secure-boot-amd64-tftp-grub,10.20.0.31,db01',
  );
  expect(advised('web02').join()).not.toContain('web01');
});
