import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { artifactText } from '../../../generators/artifact.ts';
import { kea } from '../../../generators/formats/kea.ts';
import type { DhcpReply, DhcpRequest } from '../../../cli/ask/dhcp-packet.ts';
import { askDhcp, wirePrograms } from '../../support/dhcp-wire.ts';
import {
  answered,
  dmzSnippet,
  exchanges,
  expectedAnswer,
  externalSite,
  linesWithoutReason,
  snippetOf,
} from '../../support/external-site.ts';
import { domains, ids, labels } from '../../support/names.ts';
import { needs } from '../../support/needs.ts';

const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

interface Config {
  readonly Dhcp4: { readonly comment: string; readonly subnet4: readonly unknown[] };
}

function configOf(text: string): Config {
  return JSON.parse(text) as Config;
}

describe('the whole file', () => {
  test('for the dmz of the example', async () => {
    const artifact = await dmzSnippet(kea);
    expect(artifact.path).toBe('snippets/dmz/kea-dhcp4.json');
    await expect(artifactText(artifact)).toMatchFileSnapshot('golden/external/dmz-kea-dhcp4.json');
  });

  test('for hosts of every kind', async () => {
    const artifact = snippetOf(kea, externalSite());
    await expect(artifactText(artifact)).toMatchFileSnapshot('golden/external/lab-kea-dhcp4.json');
    expect(linesWithoutReason(artifact)).toEqual([]);
  });
});

describe('what reaches the file', () => {
  test('the name of a site changes nothing but a comment, which holds it letter by letter', () => {
    const plain = configOf(artifactText(snippetOf(kea, externalSite())));
    fc.assert(
      fc.property(labels, (site) => {
        const { Dhcp4 } = configOf(artifactText(snippetOf(kea, externalSite({ site }))));
        expect(Dhcp4.comment).toContain(` of ${site}, for Kea `);
        expect({ ...Dhcp4, comment: plain.Dhcp4.comment }).toEqual(plain.Dhcp4);
      }),
    );
  });
});

describe.skipIf(!needs('kea-dhcp4'))('kea-dhcp4 -t', () => {
  /** Throws what Kea says if it refuses a config. */
  function check(text: string): void {
    const folder = mkdtempSync(join(tmpdir(), 'bootbook-kea-'));
    const config = join(folder, 'kea-dhcp4.json');
    writeFileSync(config, text);
    execFileSync('kea-dhcp4', ['-t', config], {
      env: { ...process.env, PATH, KEA_LOCKFILE_DIR: folder, KEA_PIDFILE_DIR: folder },
      stdio: 'pipe',
    });
  }

  test('takes the example', async () => {
    expect(() => check('{ "Dhcp4": { "no-such-thing": 1 } }')).toThrow();
    check(artifactText(await dmzSnippet(kea)));
  });

  test('takes every id, domain and name that the schema lets through', () => {
    fc.assert(
      fc.property(labels, domains, ids, ids, (site, domain, network, host) => {
        check(artifactText(snippetOf(kea, externalSite({ site, domain, network, host }))));
      }),
      { numRuns: 20 },
    );
  });
});

describe.skipIf(!needs('kea-dhcp4', ...wirePrograms))('a real Kea with the whole file', () => {
  const server = '10.1.0.250';
  const mac = '52:54:00:00:00:01';
  const asFirmware: DhcpRequest = { mac, architecture: 0, clientId: '00aabbccddeeff' };
  let replies: (DhcpReply | undefined)[][] = [];
  beforeAll(async () => {
    replies = await askDhcp(
      {
        address: `${server}/24`,
        config: artifactText(snippetOf(kea, externalSite())),
        command: 'exec kea-dhcp4 -c config',
        ready: 'DHCP4_STARTED',
      },
      [
        exchanges.map(({ request }) => request),
        [{ ...asFirmware, type: 3, requested: '10.1.0.11', server }],
        [{ mac, clientId: '01525400000001' }],
      ],
    );
  }, 60_000);

  test.each(exchanges.map((each, index) => ({ ...each, index })))('$what', (each) => {
    expect(answered(replies[0]![each.index])).toEqual(expectedAnswer(each));
  });

  test('firmware and system keep one address, though they send different client ids', () => {
    expect(replies[1]![0]).toMatchObject({ type: 5, address: '10.1.0.11', file: 'pxelinux.0' });
    expect(replies[2]![0]).toMatchObject({ type: 2, address: '10.1.0.11' });
  });
});
