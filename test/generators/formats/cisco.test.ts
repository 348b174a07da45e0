import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { artifactText } from '../../../generators/artifact.ts';
import { cisco } from '../../../generators/formats/cisco.ts';
import {
  dmzSnippet,
  externalSite,
  linesWithoutReason,
  snippetOf,
  textLines,
} from '../../support/external-site.ts';
import { changed } from '../../support/small-site.ts';
import { domains, ids, labels } from '../../support/names.ts';

/*
 * IOS runs on Cisco's own hardware and images only, so no real one reads these lines here. What can be shown is that
 * they hold no character with a meaning of its own, and that each value is a word of its own.
 */

describe('the whole file', () => {
  test('for the dmz of the example', async () => {
    const artifact = await dmzSnippet(cisco);
    expect(artifact.path).toBe('snippets/dmz/cisco-ios.txt');
    await expect(artifactText(artifact)).toMatchFileSnapshot('golden/external/dmz-cisco-ios.txt');
  });

  test('for hosts of every kind', async () => {
    const artifact = snippetOf(cisco, externalSite());
    await expect(artifactText(artifact)).toMatchFileSnapshot('golden/external/lab-cisco-ios.txt');
    expect(linesWithoutReason(artifact)).toEqual([]);
  });
});

describe('lines as IOS reads them', () => {
  test('the name of a site does not reach them', () => {
    const plain = artifactText(snippetOf(cisco, externalSite()));
    fc.assert(
      fc.property(labels, (site) => {
        expect(artifactText(snippetOf(cisco, externalSite({ site })))).toBe(plain);
      }),
    );
  });

  test('every id and domain stands as one word, and no line asks for help', () => {
    fc.assert(
      fc.property(domains, ids, ids, (domain, network, host) => {
        const lines = textLines(snippetOf(cisco, externalSite({ domain, network, host })));
        expect(lines).toContain(` domain-name ${domain}`);
        expect(lines).toContain(`ip dhcp pool bootbook-${network}`);
        expect(lines).toContain(`ip dhcp pool ${host}`);
        const commands = lines.filter((line) => !line.trimStart().startsWith('!'));
        for (const line of commands) expect(line).toMatch(/^ ?[A-Za-z0-9][A-Za-z0-9 ._/:-]*$/);
      }),
    );
  });

  test.each([
    ['30s', '0 0 1'],
    ['90m', '0 1 30'],
    ['12h', '0 12 0'],
    ['36h', '1 12 0'],
    ['2d', '2 0 0'],
  ])('a lease of %s is %s in days, hours and minutes', (time, words) => {
    const site = changed('lease: 2d', `lease: ${time}`, externalSite());
    expect(textLines(snippetOf(cisco, site))).toContain(` lease ${words}`);
  });

  test.each([
    ['10.1.0.30', '10.1.0.254', ['10.1.0.1 10.1.0.29']],
    ['10.1.0.100', '10.1.0.199', ['10.1.0.1 10.1.0.99', '10.1.0.200 10.1.0.254']],
  ])('all outside the range %s to %s is excluded', (from, to, spans) => {
    const range = 'from: 10.1.0.100, to: 10.1.0.199';
    const site = changed(range, `from: ${from}, to: ${to}`, externalSite());
    const command = 'ip dhcp excluded-address ';
    const excluded = textLines(snippetOf(cisco, site)).filter((line) => line.startsWith(command));
    expect(excluded.map((line) => line.slice(command.length))).toEqual(spans);
  });
});
