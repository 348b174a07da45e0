import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { artifactText } from '../../../generators/artifact.ts';
import { mikrotik, routerosString } from '../../../generators/formats/mikrotik.ts';
import {
  dmzSnippet,
  externalSite,
  linesWithoutReason,
  snippetOf,
  textLines,
} from '../../support/external-site.ts';
import { domains, ids, labels } from '../../support/names.ts';

/*
 * RouterOS runs on MikroTik's own hardware and images only, so no real one reads these scripts here. What can be shown is
 * that every value stands in a string that reads back as exactly that value, by the rules of the scripting manual:
 * https://help.mikrotik.com/docs/spaces/ROS/pages/47579229/Scripting
 */

/** A word of a RouterOS line: its text with strings decoded, and whether a variable or a command stands in a string. */
interface Word {
  readonly text: string;
  readonly live: boolean;
}

const ESCAPES: Readonly<Record<string, number>> = {
  '"': 34,
  '\\': 92,
  $: 36,
  '?': 63,
  _: 32,
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};

/** Splits a line into words as the RouterOS parser does. Throws where it would not understand the line. */
function wordsOf(line: string): Word[] {
  const words: Word[] = [];
  let bytes: number[] = [];
  let live = false;
  let depth = 0;
  const end = (): void => {
    if (bytes.length > 0)
      words.push({
        text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes)),
        live,
      });
    bytes = [];
    live = false;
  };
  let at = 0;
  while (at < line.length) {
    const char = line[at]!;
    if (char === '"') {
      at++;
      for (;;) {
        const inner = line[at];
        if (inner === undefined) throw new Error('a string does not end');
        at++;
        if (inner === '"') break;
        if (inner === '$') live = true;
        if (inner !== '\\') {
          bytes.push(...new TextEncoder().encode(inner));
          continue;
        }
        const hex = /^[0-9A-F]{2}/.exec(line.slice(at))?.[0];
        const escaped = ESCAPES[line[at] ?? ''];
        if (hex === undefined && escaped === undefined) throw new Error('an unknown escape');
        bytes.push(hex === undefined ? escaped! : Number.parseInt(hex, 16));
        at += hex === undefined ? 1 : 2;
      }
      continue;
    }
    if ('[({'.includes(char)) depth++;
    if ('])}'.includes(char)) depth--;
    if (char === ';') throw new Error('a second command');
    if (char === ' ' && depth === 0) end();
    else bytes.push(...new TextEncoder().encode(char));
    at++;
  }
  if (depth !== 0) throw new Error('a bracket does not close');
  end();
  return words;
}

function commands(lines: readonly string[]): string[] {
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

describe('the whole file', () => {
  test('for the dmz of the example', async () => {
    const artifact = await dmzSnippet(mikrotik);
    expect(artifact.path).toBe('snippets/dmz/mikrotik.rsc');
    await expect(artifactText(artifact)).toMatchFileSnapshot('golden/external/dmz-mikrotik.rsc');
  });

  test('for hosts of every kind', async () => {
    const artifact = snippetOf(mikrotik, externalSite());
    await expect(artifactText(artifact)).toMatchFileSnapshot('golden/external/lab-mikrotik.rsc');
    expect(linesWithoutReason(artifact)).toEqual([]);
  });
});

describe('quoting', () => {
  test('a string reads back as the value, and nothing in it is live', () => {
    fc.assert(
      fc.property(labels, (text) => {
        expect(wordsOf(routerosString(text))).toEqual([{ text, live: false }]);
      }),
    );
  });

  test('what is live in a string is seen by the tokeniser of this test', () => {
    expect(wordsOf('"a$b"')).toEqual([{ text: 'a$b', live: true }]);
    expect(() => wordsOf('comment="a" ; /system reboot')).toThrow('a second command');
  });

  test('the name of a site changes one word, which is that name', () => {
    const plain = commands(textLines(snippetOf(mikrotik, externalSite())));
    fc.assert(
      fc.property(labels, (site) => {
        const lines = commands(textLines(snippetOf(mikrotik, externalSite({ site }))));
        const changed = lines.filter((line, index) => line !== plain[index]);
        expect(lines.length).toBe(plain.length);
        expect(site === 'Lab' ? 0 : 1).toBe(changed.length);
        for (const line of changed)
          expect(wordsOf(line).at(-1)).toEqual({ text: `comment=${site}`, live: false });
      }),
    );
  });

  test('every line of every site is one command, and no string in it is live', () => {
    fc.assert(
      fc.property(labels, domains, ids, ids, (site, domain, network, host) => {
        const artifact = snippetOf(mikrotik, externalSite({ site, domain, network, host }));
        const lines = commands(textLines(artifact));
        for (const line of lines) expect(wordsOf(line).filter(({ live }) => live)).toEqual([]);
        const words = lines.flatMap(wordsOf).map(({ text }) => text);
        expect(words).toContain(`domain=${domain}`);
        expect(words).toContain(`comment=bootbook-${network}: ${host}`);
      }),
    );
  });
});
