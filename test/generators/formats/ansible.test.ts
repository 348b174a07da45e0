import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadSite } from '../../../cli/load-site.ts';
import { artifactText } from '../../../generators/artifact.ts';
import { ansible } from '../../../generators/formats/ansible.ts';
import { planSite } from '../../../generators/plan/plan-site.ts';
import type { Plan } from '../../../generators/plan/plan.ts';
import { changed, plan, read } from '../../support/small-site.ts';
import { oddSite } from './odd-sites.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

function texts(site: Plan): Map<string, string> {
  return new Map([...ansible.emit(site)].map((each) => [each.path, artifactText(each)]));
}

function variables(site: Plan): Record<string, unknown> {
  const { id } = site.server;
  return parse(texts(site).get(`ansible/inventory/host_vars/${id}.yml`)!) as Record<
    string,
    unknown
  >;
}

it('gives the values of the example site to the roles, and says for each line why', async () => {
  const { plans } = await loadSite('.', NOW);
  for (const each of plans) {
    const { id } = each.server;
    const all = [...texts(each)].map(([path, text]) => `### ${path}\n${text}`).join('\n');
    await expect(all).toMatchFileSnapshot(`golden/ansible-${id}.txt`);
    const lines = [...ansible.emit(each)].flatMap((artifact) => artifact.lines);
    expect(lines.filter(({ because }) => because.length === 0)).toEqual([]);
  }
});

it('names an NFS root, and the archive that it is made of', () => {
  const diskless = `  diskless:
    label: Diskless
    kind: nfs-root
    image: installer
    nfs: { path: /srv/nfs/debian-12, root: { path: images/root.tar.zst } }
`;
  const { plans } = plan(
    changed(
      '    model: old\n',
      '    model: old\n    profile: diskless\n',
      changed('hosts:\n', `${diskless}hosts:\n`),
    ),
  );
  expect(variables(plans[0]!)['boot_server_exports']).toEqual([
    { id: 'diskless', path: '/srv/nfs/debian-12', archive: 'srv/nfs/diskless.tar.zst' },
  ]);
});

it('is the YAML of just these values, whatever the schema accepts, and no template of Jinja', () => {
  fc.assert(
    fc.property(oddSite, (text) => {
      const { inventory } = read(text);
      fc.pre(inventory !== undefined);
      const { plans } = planSite(inventory, NOW);
      fc.pre(plans.length > 0 && plans[0]!.networks.length > 0);
      const site = plans[0]!;
      expect(variables(site)['boot_server_networks']).toMatchObject(
        site.networks.map(({ network, nextServer }) => ({
          id: network.id,
          cidr: network.cidr,
          address: nextServer.value,
          dhcp: network.dhcp.mode,
        })),
      );
      for (const each of texts(site).values()) expect(each).not.toMatch(/^[^!]*\{[{%#]/m);
    }),
    { numRuns: 30 },
  );
});
