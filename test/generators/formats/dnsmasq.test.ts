import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadSite } from '../../../cli/load-site.ts';
import { artifactText, type Artifact } from '../../../generators/artifact.ts';
import { dnsmasq } from '../../../generators/formats/dnsmasq.ts';
import { problemText } from '../../../generators/inventory/problem.ts';
import { planSite } from '../../../generators/plan/plan-site.ts';
import type { Plan } from '../../../generators/plan/plan.ts';
import { needs } from '../../support/needs.ts';
import { changed, plan, read, smallSite } from '../../support/small-site.ts';
import { oddSite } from './odd-sites.ts';
import { bootChoices, parsed, type Choice } from './dnsmasq-tags.ts';

const EXAMPLE_NOW = Date.parse('2026-11-22T12:00:00Z');

function only(site: Plan): Artifact {
  const artifacts = [...dnsmasq.emit(site)];
  expect(artifacts.map(({ path }) => path)).toEqual(['etc/dnsmasq.d/bootbook.conf']);
  return artifacts[0]!;
}

function emitted(text: string): string {
  const { plans, problems } = plan(text);
  expect(problems.map(problemText)).toEqual([]);
  expect(plans.flatMap((each) => dnsmasq.check(each)).map(problemText)).toEqual([]);
  return artifactText(only(plans[0]!));
}

function refused(text: string): string[] {
  return plan(text).plans.flatMap((each) => dnsmasq.check(each).map(problemText));
}

describe('the example site', async () => {
  const { plans } = await loadSite('.', EXAMPLE_NOW);

  it.each(plans.map((each) => [each.server.id, each] as const))('%s', async (id, each) => {
    await expect(artifactText(only(each))).toMatchFileSnapshot(`golden/dnsmasq-${id}.conf`);
  });

  it('has a reason for every line', () => {
    const lines = plans.flatMap((each) => only(each).lines);
    expect(lines.filter(({ because }) => because.length === 0)).toEqual([]);
  });
});

describe('what the file holds', () => {
  it('of the smallest site', () => {
    expect(emitted(smallSite)).toMatchInlineSnapshot(`
      "# Boot server boot1. Written by Bootbook: edit the inventory, not this file.
      port=0
      interface=eno1
      except-interface=lo
      bind-dynamic

      # TFTP
      enable-tftp
      tftp-root=/srv/tftp

      # DHCP
      log-dhcp
      dhcp-authoritative
      dhcp-no-override

      # What asks
      dhcp-match=set:bios,option:client-arch,0
      dhcp-match=set:uefi-x64,option:client-arch,7
      dhcp-match=set:uefi-x64,option:client-arch,9
      dhcp-match=set:uefi-arm64,option:client-arch,11
      dhcp-match=set:uefi-x64-http,option:client-arch,16
      dhcp-match=set:ipxe,175
      dhcp-vendorclass=set:http,HTTPClient

      # Network prod: 10.1.0.0/24, on eno1
      dhcp-range=set:network-prod,10.1.0.100,10.1.0.199,255.255.255.0,1h
      dhcp-option=tag:network-prod,option:router,10.1.0.1
      dhcp-option=tag:network-prod,option:domain-name,lab.example.net
      # Hosts, by their boot route
      dhcp-boot=tag:network-prod,tag:bios-amd64-tftp-pxelinux,tag:bios,pxelinux.0,,10.1.0.2
      dhcp-boot=tag:network-prod,tag:uefi-secure-boot-amd64-tftp-grub,tag:uefi-x64,shimx64.efi,,10.1.0.2
      # Machines that are not in the inventory
      dhcp-boot=tag:network-prod,tag:!known,tag:bios,pxelinux.0,,10.1.0.2
      dhcp-boot=tag:network-prod,tag:!known,tag:uefi-x64,tag:!ipxe,shimx64.efi,,10.1.0.2
      dhcp-boot=tag:network-prod,tag:!known,tag:uefi-x64,tag:ipxe,http://10.1.0.2/boot.ipxe,,10.1.0.2
      dhcp-boot=tag:network-prod,tag:!known,tag:uefi-arm64,shimaa64.efi,,10.1.0.2
      dhcp-boot=tag:network-prod,tag:!known,tag:uefi-x64-http,tag:http,http://10.1.0.2/snponly.efi,,10.1.0.2
      dhcp-option-force=tag:network-prod,tag:!known,tag:uefi-x64-http,tag:http,60,HTTPClient

      # Hosts of prod
      dhcp-host=52:54:00:00:00:01,set:bios-amd64-tftp-pxelinux,10.1.0.11,web01
      dhcp-host=52:54:00:00:00:02,set:uefi-secure-boot-amd64-tftp-grub,10.1.0.12,web02
      "
    `);
  });

  it('a network without range and gateway: reservations only, no router, nothing for others', () => {
    const text = changed('\n      range: { from: 10.1.0.100, to: 10.1.0.199 }', '');
    const site = emitted(changed('    gateway: 10.1.0.1\n', '', text));
    expect(site).toContain('dhcp-range=set:network-prod,10.1.0.0,static,255.255.255.0,1h\n');
    expect(site).toContain('dhcp-option=tag:network-prod,option:router\n');
    expect(site).not.toContain('tag:!known');
  });

  it('a relayed network without gateway: the relay is the router', () => {
    const site = emitted(
      changed(
        'servers:\n',
        `  edge:
    site: lab
    cidr: 10.2.0.0/24
    server: boot1
    dhcp: { mode: authoritative, relay: 10.2.0.1 }
servers:
`,
      ),
    );
    expect(site).toContain('# Network edge: 10.2.0.0/24, relayed by 10.2.0.1\n');
    expect(site).toContain('dhcp-option=tag:network-edge,option:router,10.2.0.1\n');
  });

  it('more leases than dnsmasq gives by itself', () => {
    const wide = changed('10.1.0.0/24', '10.1.0.0/16');
    const site = emitted(changed('to: 10.1.0.199', 'to: 10.1.7.255', wide));
    expect(site).toContain('\ndhcp-lease-max=1950\n');
  });

  it('nothing for a server without networks', () => {
    const { plans } = plan(
      changed(
        'servers:\n',
        'servers:\n  spare: { site: lab, interfaces: { eno1: { network: prod, address: 10.1.0.3 } } }\n',
      ),
    );
    expect([...dnsmasq.emit(plans[0]!)]).toEqual([]);
  });
});

describe('what dnsmasq cannot express', () => {
  it('a host whose name reads as a lease time', () => {
    expect(refused(changed('web01:', '45m:'))).toMatchInlineSnapshot(`
      [
        "site.yaml:43:3 error dnsmasq-host-name
        dnsmasq would read the name 45m as a lease time or a keyword.
          42 | hosts:
          43 |   45m:
             |   ^^^
          44 |     model: old
        expected  a name that is neither a number, nor a number with a unit, nor a keyword
        received  45m
        do        Give it a longer name, such as host-45m.",
      ]
    `);
  });
  it.each(['12', '5', '90s', '2h', '7d', 'ignore', 'infinite'])('a host called %s', (name) => {
    expect(refused(changed('web01:', `"${name}":`))).toHaveLength(1);
  });
  it.each(['m', 'dh', '1-2', 'm5', 'ignored'])('but a host called %s is fine', (name) => {
    expect(emitted(changed('web01:', `${name}:`))).toContain(`,10.1.0.11,${name}\n`);
  });
  it('leases shorter or longer than it can give', () => {
    const lease = (time: string): string =>
      changed('mode: authoritative', `mode: authoritative\n      lease: ${time}`);
    expect(refused(lease('119s'))).toMatchInlineSnapshot(`
      [
        "site.yaml:13:14 error dnsmasq-lease
        dnsmasq cannot give leases of this length.
          12 |       mode: authoritative
          13 |       lease: 119s
             |              ^^^^
          14 |       range: { from: 10.1.0.100, to: 10.1.0.199 }
        expected  2m to 24855d
        received  119s
        do        Choose a time between the two.",
      ]
    `);
    expect(refused(lease('24856d'))).toHaveLength(1);
    expect(refused(lease('2m'))).toEqual([]);
    expect(refused(lease('24855d'))).toEqual([]);
  });
  it('more name servers than a line holds', () => {
    const many = Array.from({ length: 64 }, (_, index) => `10.1.0.${index + 100}`).join(', ');
    expect(refused(changed('example.net', `example.net\n    dns: [${many}]`)))
      .toMatchInlineSnapshot(`
      [
        "site.yaml:5:10 error dnsmasq-too-many-addresses
        lab has more dns servers than one line of dnsmasq and one DHCP option can hold.
          4 |     domain: lab.example.net
          5 |     dns: [10.1.0.100, 10.1.0.101, 10.1.0.102, 10.1.0.103, 10.1.0.104, 10.1.0.105, 10.1.0.106, 10.1.0.107, 10.1.0.108, 10.1.0.109, 10.1.0.110, 10.1.0.111, 10.1.0
            |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          6 | networks:
        expected  50 addresses at most
        received  64 addresses
        do        Name a few of them: clients ask the first two or three only.",
      ]
    `);
  });
  it('an interface with the name of a tag', () => {
    expect(refused(changed('eno1: { network', 'network-prod: { network'))).toMatchInlineSnapshot(`
      [
        "site.yaml:18:7 error dnsmasq-interface-name
        dnsmasq tags every request with the name of its interface, and network-prod is a tag with another meaning.
          17 |     interfaces:
          18 |       network-prod: { network: prod, address: 10.1.0.2 }
             |       ^^^^^^^^^^^^
          19 | models:
        expected  another name for the interface
        received  network-prod
        do        Rename the interface on the boot server and here.",
      ]
    `);
  });
});

describe.skipIf(!needs('dnsmasq'))('the real parser', () => {
  it('accepts the files of the example site', async () => {
    const { plans } = await loadSite('.', EXAMPLE_NOW);
    for (const each of plans) expect(checked(artifactText(only(each)))).toBe(ACCEPTED);
  });

  it('accepts whatever the schema accepts, and finds no directive in it that nobody wrote', () => {
    fc.assert(
      fc.property(oddSite, (text) => {
        const site = expressible(text);
        fc.pre(site !== undefined);
        for (const each of site) {
          for (const artifact of dnsmasq.emit(each)) {
            expect(checked(artifactText(artifact))).toBe(ACCEPTED);
            for (const { text: line } of artifact.lines) expect(line).toMatch(DIRECTIVE);
            const hosts = artifact.lines.filter((line) => line.text.startsWith('dhcp-host='));
            expect(hosts).toHaveLength(reservationCount(each));
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('tags', () => {
  it('leave at most one boot file to every client of every network', () => {
    fc.assert(
      fc.property(oddSite, (text) => {
        const site = expressible(text);
        fc.pre(site !== undefined);
        for (const each of site)
          for (const artifact of dnsmasq.emit(each))
            expect(doubtful(artifactText(artifact))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('would not without telling iPXE from firmware', () => {
    const site = emitted(smallSite);
    expect(doubtful(site)).toEqual([]);
    expect(doubtful(site.replaceAll(',tag:!ipxe', ''))).not.toEqual([]);
  });
});

/** Clients that are left with several boot files. */
function doubtful(config: string): Choice[] {
  return bootChoices(parsed(config)).filter(({ files }) => files.length > 1);
}

/** The plans of a site, or undefined where any problem stands against it. */
function expressible(text: string): readonly Plan[] | undefined {
  const { inventory } = read(text);
  if (inventory === undefined) return undefined;
  const { plans, problems } = planSite(inventory, EXAMPLE_NOW);
  if (problems.some(({ severity }) => severity === 'error')) return undefined;
  return plans.some((each) => dnsmasq.check(each).length > 0) ? undefined : plans;
}

function reservationCount({ networks }: Plan): number {
  return networks
    .filter(({ network }) => network.dhcp.mode !== 'external')
    .reduce((sum, { reservations }) => sum + reservations.length, 0);
}

const ACCEPTED = 'dnsmasq: syntax check OK.\n';

/** What dnsmasq itself says of a config. */
function checked(config: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'bootbook-dnsmasq-'));
  try {
    const file = join(folder, 'dnsmasq.conf');
    writeFileSync(file, config);
    const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` };
    return spawnSync('dnsmasq', ['--test', '-C', file], { encoding: 'utf8', env }).stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const FIELD = '(?:[A-Za-z0-9:!._/-]*|"[A-Za-z0-9 ,]+")';
const DIRECTIVE = new RegExp(
  [
    '^$|^# .*$|^port=0$|^except-interface=lo$|^bind-dynamic$|^enable-tftp$|^tftp-root=/srv/tftp$',
    '^log-dhcp$|^dhcp-authoritative$|^dhcp-no-override$|^dhcp-lease-max=\\d+$|^interface=[a-z][a-z0-9_.-]*$',
    `^(?:tag-if|pxe-service|dhcp-(?:match|vendorclass|range|option|option-force|boot|host))=${FIELD}(?:,${FIELD})*$`,
  ].join('|'),
);
