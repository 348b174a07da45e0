import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { artifactText } from '../../../generators/artifact.ts';
import { opnsense } from '../../../generators/formats/opnsense.ts';
import { optionText, type DhcpReply } from '../../../cli/ask/dhcp-packet.ts';
import { askDhcp, wirePrograms } from '../../support/dhcp-wire.ts';
import {
  dmzSnippet,
  exchanges,
  externalSite,
  linesWithoutReason,
  snippetOf,
  textLines,
} from '../../support/external-site.ts';
import { domains, ids, labels } from '../../support/names.ts';
import { needs } from '../../support/needs.ts';

/*
 * The two firewalls are set up by hand in a browser, so nobody's parser reads this text. Its part for dnsmasq is tried for
 * real all the same: the rows are turned into the lines that OPNsense's own template makes of them, and dnsmasq runs those.
 * https://github.com/opnsense/core/blob/f95e81516ee0e2fb184f06bb7f858d3dd45da9cc/src/opnsense/service/templates/OPNsense/Dnsmasq/dnsmasq.conf
 */

describe('the whole file', () => {
  test('for the dmz of the example', async () => {
    const artifact = await dmzSnippet(opnsense);
    expect(artifact.path).toBe('snippets/dmz/opnsense.txt');
    await expect(artifactText(artifact)).toMatchFileSnapshot('golden/external/dmz-opnsense.txt');
  });

  test('for hosts of every kind', async () => {
    const artifact = snippetOf(opnsense, externalSite());
    await expect(artifactText(artifact)).toMatchFileSnapshot('golden/external/lab-opnsense.txt');
    expect(linesWithoutReason(artifact)).toEqual([]);
  });
});

describe('what reaches the file', () => {
  test('names stand in it letter by letter, and change no other line', () => {
    const [, ...plain] = textLines(snippetOf(opnsense, externalSite()));
    fc.assert(
      fc.property(labels, (site) => {
        const [first, ...rest] = textLines(snippetOf(opnsense, externalSite({ site })));
        expect(first).toBe(
          `Network lab (10.1.0.0/24) of ${site}, for OPNsense 26.7 and pfSense 2.8`,
        );
        expect(rest).toEqual(plain);
      }),
    );
    fc.assert(
      fc.property(domains, ids, (domain, host) => {
        const text = artifactText(snippetOf(opnsense, externalSite({ domain, host })));
        expect(text).toMatch(new RegExp(`^  Domain: +${domain.replaceAll('.', '\\.')}$`, 'm'));
        expect(text).toMatch(new RegExp(`^  Host ${host}: +IP address 10\\.1\\.0\\.11,`, 'm'));
      }),
    );
  });
});

/** The rows of part A as OPNsense's template writes them for dnsmasq. */
function dnsmasqLines(lines: readonly string[]): string[] {
  const first = lines.indexOf('A  OPNsense, Dnsmasq');
  const last = lines.indexOf('B  OPNsense, Kea');
  const made: string[] = [];
  const server = /Servername and Server address of each are (\S+),/.exec(lines.join('\n'))![1]!;
  let menu = '';
  for (const line of lines.slice(first, last)) {
    if (line.startsWith('Services > ')) menu = line;
    const row = /^ {2}([^:]+): +(.*)$/.exec(line);
    if (row === null) continue;
    const label = row[1]!;
    const value = row[2]!;
    const code = /\[(\d+)\]$/.exec(label)?.[1] ?? label;
    if (menu.endsWith('Type Match')) {
      const [, match, tag] = /^Value (\S+), Tag \[set\] (\w+)$/.exec(value)!;
      made.push(`dhcp-match=set:${tag},${code}${match === 'empty' ? '' : `,${match}`}`);
    } else if (menu.endsWith('Force on')) {
      const [, text, tag] = /^Value (\S+), Tag (\w+)$/.exec(value)!;
      made.push(`dhcp-option-force=tag:${tag},${code},${text}`);
    } else if (menu.includes('DHCP options')) made.push(`dhcp-option=${code},${value}`);
    else if (menu.includes('Hosts')) {
      const part = (name: string): string | undefined =>
        value
          .split(', ')
          .find((word) => word.startsWith(`${name} `))
          ?.slice(name.length + 1);
      const tag = part('Tag [set]');
      const words = [
        part('Hardware address'),
        tag && `set:${tag}`,
        part('IP address'),
        label.slice(5),
      ];
      made.push(`dhcp-host=${words.filter((word) => word !== undefined).join(',')}`);
    } else if (menu.includes('DHCP boot')) {
      const tags = label
        .slice(4)
        .split(', ')
        .map((tag) => `tag:${tag}`);
      made.push(
        `dhcp-boot=${[...tags, value.slice('Filename '.length), server, server].join(',')}`,
      );
    }
  }
  return made;
}

/** What part A says that OPNsense cannot express: interfaces and requests that get the boot file of their kind all the same. */
const differs: Readonly<Record<string, string>> = {
  'its other interface': 'shimx64.efi',
  'the same, PXE before HTTP Boot': 'http://10.1.0.2/snponly.efi',
};

describe.skipIf(!needs('dnsmasq', ...wirePrograms))('part A in a real dnsmasq', () => {
  let replies: (DhcpReply | undefined)[] = [];
  beforeAll(async () => {
    const rows = dnsmasqLines(textLines(snippetOf(opnsense, externalSite())));
    const config = [
      'port=0',
      'user=root',
      'interface=server',
      // dnsmasq pings for three seconds before each offer, one after the other.
      'no-ping',
      'dhcp-leasefile=/run/leases',
      'dhcp-range=10.1.0.100,10.1.0.199,255.255.255.0,172800',
      ...rows,
    ].join('\n');
    const [batch] = await askDhcp(
      {
        address: '10.1.0.250/24',
        config,
        command: 'exec dnsmasq -d -C config',
        ready: 'DHCP, IP range',
      },
      [exchanges.map(({ request }) => request)],
    );
    replies = batch!;
  }, 60_000);

  test.each(exchanges.map((each, index) => ({ ...each, index })))('$what', (each) => {
    const reply = replies[each.index];
    expect(reply).toBeDefined();
    const file = reply!.file === '' ? optionText(reply!.options.get(67)) : reply!.file;
    expect(file).toBe(differs[each.what] ?? each.file);
    if (file !== '') expect(reply!.nextServer).toBe('10.1.0.2');
    expect(optionText(reply!.options.get(60))).toBe(each.vendorClass);
    if (each.address !== 'dynamic') expect(reply!.address).toBe(each.address);
  });
});
