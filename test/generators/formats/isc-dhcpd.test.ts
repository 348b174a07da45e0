import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { artifactText } from '../../../generators/artifact.ts';
import { iscDhcpd } from '../../../generators/formats/isc-dhcpd.ts';
import type { DhcpReply } from '../../../cli/ask/dhcp-packet.ts';
import { askDhcp, wirePrograms } from '../../support/dhcp-wire.ts';
import {
  answered,
  dmzSnippet,
  exchanges,
  expectedAnswer,
  externalSite,
  linesWithoutReason,
  snippetOf,
  textLines,
} from '../../support/external-site.ts';
import { needs } from '../../support/needs.ts';
import { domains, ids, labels } from '../../support/names.ts';

const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

describe('the whole file', () => {
  test('for the dmz of the example', async () => {
    const artifact = await dmzSnippet(iscDhcpd);
    expect(artifact.path).toBe('snippets/dmz/isc-dhcpd.conf');
    await expect(artifactText(artifact)).toMatchFileSnapshot('golden/external/dmz-isc-dhcpd.conf');
  });

  test('for hosts of every kind', async () => {
    const artifact = snippetOf(iscDhcpd, externalSite());
    await expect(artifactText(artifact)).toMatchFileSnapshot('golden/external/lab-isc-dhcpd.conf');
    expect(linesWithoutReason(artifact)).toEqual([]);
  });
});

describe('what reaches the file', () => {
  test('the name of a site changes nothing but a comment, which holds it letter by letter', () => {
    const [, ...plain] = textLines(snippetOf(iscDhcpd, externalSite()));
    fc.assert(
      fc.property(labels, (site) => {
        const [first, ...rest] = textLines(snippetOf(iscDhcpd, externalSite({ site })));
        expect(first).toBe(`# Network lab (10.1.0.0/24) of ${site}, for ISC DHCP 4.4.`);
        expect(rest).toEqual(plain);
      }),
    );
  });
});

describe.skipIf(!needs('dhcpd'))('dhcpd -t', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootbook-dhcpd-'));
  const config = join(folder, 'dhcpd.conf');

  /** What dhcpd says about a config; throws if it refuses it. */
  function checked(text: string): string {
    writeFileSync(config, text);
    return execFileSync('dhcpd', ['-t', '-cf', config, '-lf', '/dev/null'], {
      env: { ...process.env, PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    });
  }

  test('takes the example', async () => {
    expect(() => checked('this is no config')).toThrow();
    checked(artifactText(await dmzSnippet(iscDhcpd)));
  });

  test('takes every id, domain and name that the schema lets through', () => {
    fc.assert(
      fc.property(labels, domains, ids, ids, (site, domain, network, host) => {
        checked(artifactText(snippetOf(iscDhcpd, externalSite({ site, domain, network, host }))));
      }),
      { numRuns: 40 },
    );
    rmSync(folder, { recursive: true });
  });
});

describe.skipIf(!needs('dhcpd', ...wirePrograms))('a real dhcpd with the whole file', () => {
  let replies: (DhcpReply | undefined)[] = [];
  beforeAll(async () => {
    const [batch] = await askDhcp(
      {
        address: '10.1.0.250/24',
        config: artifactText(snippetOf(iscDhcpd, externalSite())),
        command: 'touch leases; exec dhcpd -f -cf config -lf $PWD/leases -pf $PWD/pid server',
        ready: 'Socket/fallback',
      },
      [exchanges.map(({ request }) => request)],
    );
    replies = batch!;
  }, 60_000);

  test.each(exchanges.map((each, index) => ({ ...each, index })))('$what', (each) => {
    expect(answered(replies[each.index])).toEqual(expectedAnswer(each));
  });
});
