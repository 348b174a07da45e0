import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { artifactText, type Artifact } from '../../../generators/artifact.ts';
import { excerptsOf } from '../../../generators/excerpt.ts';
import { cisco } from '../../../generators/formats/cisco.ts';
import { dnsmasq } from '../../../generators/formats/dnsmasq.ts';
import type { Format } from '../../../generators/formats/format.ts';
import { ipxe } from '../../../generators/formats/ipxe.ts';
import { iscDhcpd } from '../../../generators/formats/isc-dhcpd.ts';
import { kea } from '../../../generators/formats/kea.ts';
import { mikrotik } from '../../../generators/formats/mikrotik.ts';
import { opnsense } from '../../../generators/formats/opnsense.ts';
import { windowsServer } from '../../../generators/formats/windows-server.ts';
import type { Plan } from '../../../generators/plan/plan.ts';
import { reasonText } from '../../../generators/reason.ts';
import { BootServer, bootServerPrograms } from '../../support/boot-server-wire.ts';
import { dhcpPacket, dhcpReply } from '../../../cli/ask/dhcp-packet.ts';
import { needs } from '../../support/needs.ts';
import { quirksOf } from '../../support/quirks.ts';
import { changed, plan, smallSite } from '../../support/small-site.ts';
import { runIpxe, type Machine } from './ipxe-reader.ts';

/*
 * What the effects of quirks become in files: whole lines, each with its quirk among its reasons, and what the programs
 * that read them make of it. web01 has every quirk of this test; web02 has none.
 */

const quirks = quirksOf({
  deaf: { match: '{ model: [One] }', effect: '{ dhcp: { broadcast: true } }' },
  hasty: { effect: '{ dhcp: { replyDelay: 1 } }' },
  blocks: { effect: '{ tftp: { blockSize: false } }' },
  tunnel: { effect: '{ tftp: { mtu: 1400 } }' },
  narrow: { effect: '{ tftp: { mtu: 1300 } }' },
  link: { effect: '{ ipxe: { linkWait: 20, retries: 2 } }' },
});

const site = changed(
  '    model: old\n',
  '    model: old\n    loader: ipxe\n    profile: install\n    armedUntil: 2026-12-01T00:00:00Z\n' +
    '    quirks: [hasty, blocks, tunnel, narrow, link]\n',
);
const external = changed(
  '      mode: authoritative\n      range: { from: 10.1.0.100, to: 10.1.0.199 }\n',
  '      mode: external\n',
  site,
);

function planned(text: string): Plan {
  const { plans, problems } = plan(text, quirks);
  expect(problems).toEqual([]);
  return plans[0]!;
}

/** The file of web01, or the one that all hosts share. */
function fileOf(format: Format, text: string): Artifact {
  const all = [...format.emit(planned(text))];
  return all.find(({ hosts }) => hosts.length === 1 && hosts[0] === 'web01') ?? all[0]!;
}

/** The lines that stand there because of a quirk, each with the quirks. */
function quirkLines({ lines }: Artifact): string[] {
  return lines.flatMap(({ text, because }) => {
    const ids = because.flatMap((reason) => (reason.kind === 'quirk' ? [reason.quirk.id] : []));
    return ids.length === 0 ? [] : [`${text}  < ${ids.join(', ')}`];
  });
}

describe('dnsmasq', () => {
  test('tags the hosts, and has settings of the whole server for TFTP', () => {
    expect(quirkLines(fileOf(dnsmasq, site))).toMatchInlineSnapshot(`
      [
        "tftp-no-blocksize  < blocks",
        "tftp-mtu=1300  < narrow, tunnel",
        "dhcp-broadcast=tag:quirk-broadcast  < deaf",
        "dhcp-reply-delay=tag:quirk-delay-1,1  < hasty",
        "dhcp-host=52:54:00:00:00:01,set:bios-amd64-http-ipxe,set:quirk-broadcast,set:quirk-delay-1,10.1.0.11,web01  < deaf, hasty",
      ]
    `);
  });

  test('says for whom a line is', () => {
    const artifact = fileOf(dnsmasq, site);
    const [web01, web02] = planned(site).hosts;
    const shown = (host: typeof web01): string[] =>
      excerptsOf(artifact)
        .forHost(host!)
        .map((index) => artifact.lines[index]!.text)
        .filter((text) => /quirk-|^tftp-/.test(text));
    expect(shown(web01)).toMatchInlineSnapshot(`
      [
        "tftp-no-blocksize",
        "tftp-mtu=1300",
        "dhcp-broadcast=tag:quirk-broadcast",
        "dhcp-reply-delay=tag:quirk-delay-1,1",
        "dhcp-host=52:54:00:00:00:01,set:bios-amd64-http-ipxe,set:quirk-broadcast,set:quirk-delay-1,10.1.0.11,web01",
      ]
    `);
    expect(shown(web02)).toEqual([]);
  });

  test('a declined quirk leaves nothing', () => {
    const text = changed(
      '    quirks: [hasty, blocks, tunnel, narrow, link]\n',
      '    declined: { deaf: a newer card }\n',
      site,
    );
    expect(quirkLines(fileOf(dnsmasq, text))).toEqual([]);
  });

  test('an interface cannot have the name of such a tag', () => {
    const { plans } = plan(changed('eno1: { network', 'quirk-delay-1: { network', site), quirks);
    expect(dnsmasq.check(plans[0]!).map(({ code }) => code)).toEqual(['dnsmasq-interface-name']);
  });
});

describe.skipIf(!needs('dnsmasq'))('dnsmasq --test', () => {
  const effects = fc
    .record(
      {
        dhcp: fc.record(
          { broadcast: fc.constant(true), replyDelay: fc.integer({ min: 1, max: 30 }) },
          { requiredKeys: [] },
        ),
        tftp: fc.record(
          { blockSize: fc.constant(false), mtu: fc.integer({ min: 576, max: 9000 }) },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    )
    .filter((effect) => Object.keys(effect).length > 0);

  it('takes every effect that the schema of quirks lets through', () => {
    fc.assert(
      fc.property(effects, (effect) => {
        const odd = quirksOf({
          odd: { match: '{ vendor: [Acme] }', effect: JSON.stringify(effect) },
        });
        const { plans } = plan(smallSite, odd);
        const [artifact] = dnsmasq.emit(plans[0]!);
        const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` };
        const { stderr } = spawnSync('dnsmasq', ['--test', '-C', '-'], {
          input: artifactText(artifact!),
          encoding: 'utf8',
          env,
        });
        expect(stderr).toBe('dnsmasq: syntax check OK.\n');
      }),
      { numRuns: 40 },
    );
  });
});

describe.skipIf(!needs('dnsmasq', ...bootServerPrograms))('a real dnsmasq with quirks', () => {
  let server: BootServer;
  beforeAll(async () => {
    server = await BootServer.start(artifactText(fileOf(dnsmasq, site)), [
      { interface: 'eno1', server: '10.1.0.2/24', clients: ['10.1.0.77/24'] },
    ]);
  });
  afterAll(() => server.stop());

  /** The address that is offered to a DISCOVER that asks for no broadcast, so the offer goes to that very address. */
  async function discover(mac: string, xid: number): Promise<string | undefined> {
    const packet = dhcpPacket({ mac, architecture: 0 }, xid);
    packet.set([0, 0], 10);
    const [answer] = await server.ask('eno1', [
      {
        from: { address: '0.0.0.0', port: 68 },
        to: { address: '255.255.255.255', port: 67 },
        hex: Buffer.from(packet).toString('hex'),
      },
    ]);
    return answer && dhcpReply(answer, xid)?.address;
  }

  it('lets a machine hear its offer that hears nothing but broadcasts, after a delay', async () => {
    expect(await discover('52:54:00:00:00:01', 111)).toBe('10.1.0.11');
    expect(await server.log()).toContain(' 111 reply delay: 1\n');
  });

  it('sends to another machine alone, as it asked, and at once', async () => {
    expect(await discover('52:54:00:00:00:02', 222)).toBeUndefined();
    const log = await server.log();
    expect(log).toContain(' 222 DHCPOFFER(eno1) 10.1.0.12 ');
    expect(log).not.toContain(' 222 reply delay');
  });
});

describe('iPXE', () => {
  const artifact = fileOf(ipxe, site);
  const script = artifactText(artifact);
  const machine = (failing: readonly string[]): Machine => ({
    settings: { platform: 'pcbios', 'netX/mac:hexhyp': '52-54-00-00-00-01' },
    failing,
  });

  test('waits, and tries again', () => {
    expect(quirkLines(artifact)).toMatchInlineSnapshot(`
      [
        "set tries:int32 0  < link",
        "sleep 20 ||  < link",
        "inc tries  < link",
        "iseq \${tries} 3 && goto failed_at_last ||  < link",
        "echo Could not load all of \${entry}; trying again (\${tries} of 2).  < link",
        "sleep 5 ||  < link",
        "goto boot_\${entry}  < link",
        ":failed_at_last  < link",
      ]
    `);
  });

  test('a download that fails twice comes through at the third try', () => {
    const { end, said } = runIpxe(script, machine(['kernel', 'initrd']));
    expect(end).toBe('boot');
    expect(said).toMatchInlineSnapshot(`
      [
        "(20 seconds pass)",
        "Could not load all of install; trying again (1 of 2).",
        "(5 seconds pass)",
        "(20 seconds pass)",
        "Could not load all of install; trying again (2 of 2).",
        "(5 seconds pass)",
        "(20 seconds pass)",
      ]
    `);
  });

  test('after the last try the menu comes back, as ever', () => {
    const { end, said, menus } = runIpxe(script, machine(['kernel', 'kernel', 'kernel']));
    expect(end).toBe('boot');
    expect(menus).toHaveLength(2);
    expect(said.filter((line) => line.startsWith('Could not'))).toMatchInlineSnapshot(`
      [
        "Could not load all of install; trying again (1 of 2).",
        "Could not load all of install; trying again (2 of 2).",
        "Could not start install: the lines above say why.",
      ]
    `);
  });

  test('leaves the scripts of other machines and of unknown ones as they are', () => {
    for (const each of ipxe.emit(planned(site)))
      if (each.hosts[0] !== 'web01') expect(quirkLines(each)).toEqual([]);
  });
});

describe("snippets for other people's DHCP servers", () => {
  test('ISC dhcpd', () => {
    expect(quirkLines(fileOf(iscDhcpd, external))).toMatchInlineSnapshot(`
      [
        "    always-broadcast on;  < deaf",
        "    # NOT EXPRESSED: by a quirk, its answers should wait 1 s.  < hasty",
      ]
    `);
  });

  test('Kea', () => {
    expect(quirkLines(fileOf(kea, external))).toMatchInlineSnapshot(`
      [
        "            "comment": "NOT EXPRESSED: by a quirk, its answers should be broadcast and its answers should wait 1 s.",  < deaf, hasty",
      ]
    `);
  });

  test.each([
    ['# ', mikrotik],
    ['# ', windowsServer],
    ['! ', cisco],
    ['', opnsense],
  ])('%sNOT EXPRESSED, where it cannot be said for one host', (mark, format) => {
    expect(quirkLines(fileOf(format, external))).toEqual([
      `${mark}NOT EXPRESSED: by a quirk of web01, its answers should be broadcast.  < deaf`,
      `${mark}NOT EXPRESSED: by a quirk of web01, its answers should wait 1 s.  < hasty`,
    ]);
  });

  test.skipIf(!needs('dhcpd'))('dhcpd -t takes it', () => {
    expect(checked('dhcpd', (file) => ['-t', '-cf', file, '-lf', '/dev/null'], iscDhcpd)).toContain(
      'Internet Systems Consortium',
    );
  });

  test.skipIf(!needs('kea-dhcp4'))('kea-dhcp4 -t takes it', () => {
    expect(checked('kea-dhcp4', (file) => ['-t', file], kea)).not.toMatch(/ERROR|Error/);
  });

  /** What a server's own parser prints; it throws where the parser refuses the file. */
  function checked(program: string, args: (file: string) => string[], format: Format): string {
    const folder = mkdtempSync(join(tmpdir(), 'bootbook-quirks-'));
    try {
      const file = join(folder, 'config');
      writeFileSync(file, artifactText(fileOf(format, external)));
      const env = {
        ...process.env,
        PATH: `${process.env['PATH']}:/usr/sbin`,
        KEA_LOGGER_DESTINATION: 'stdout',
        KEA_LOCKFILE_DIR: 'none',
        KEA_PIDFILE_DIR: folder,
      };
      return execFileSync('/bin/sh', ['-c', `${program} "$@" 2>&1`, 'sh', ...args(file)], {
        encoding: 'utf8',
        env,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
});

test('every line that comes from a quirk says so in words and with its page', () => {
  const line = fileOf(dnsmasq, site).lines.find(({ text }) => text.startsWith('dhcp-broadcast='));
  expect(line!.because.map(reasonText)).toMatchInlineSnapshot(`
    [
      "Quirk: The quirk deaf [/quirks/deaf/]",
      "The dhcp-host lines of machines with such a quirk set a tag, so that it holds for them alone. [/explain/quirks/]",
    ]
  `);
});
