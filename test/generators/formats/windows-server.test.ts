import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { artifactText } from '../../../generators/artifact.ts';
import { powershellString, windowsServer } from '../../../generators/formats/windows-server.ts';
import {
  dmzSnippet,
  externalSite,
  linesWithoutReason,
  snippetOf,
  textLines,
} from '../../support/external-site.ts';
import { domains, ids, labels } from '../../support/names.ts';

/*
 * The DhcpServer module is there on Windows Server only, and PowerShell is not in Debian, so nothing runs these scripts
 * here. What can be shown is that every value stands in a string that reads back as exactly that value, by the rules of
 * https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 * and the tokenizer's own lists of quotes (System.Management.Automation.Language.CharExtensions).
 */

const SINGLE = "'\u2018\u2019\u201a\u201b";
const DOUBLE = '"\u201c\u201d\u201e';

/** One string of a PowerShell line, decoded. */
interface Text {
  readonly value: string;
  /** The rest of the line behind it. */
  readonly rest: string;
}

/** Reads a string at the start of a line as PowerShell's tokenizer does. Throws where it would run or expand anything. */
function stringAt(line: string): Text {
  if (SINGLE.includes(line[0] ?? ' ')) return singleQuoted(line);
  if (DOUBLE.includes(line[0] ?? ' ')) return doubleQuoted(line);
  throw new Error(`no string: ${line}`);
}

function singleQuoted(line: string): Text {
  let value = '';
  let at = 1;
  while (at < line.length) {
    const char = line[at]!;
    if (SINGLE.includes(char)) {
      const next = line[at + 1];
      if (next === undefined || !SINGLE.includes(next)) return { value, rest: line.slice(at + 1) };
      at++;
    }
    value += line[at];
    at++;
  }
  throw new Error('a string does not end');
}

function doubleQuoted(line: string): Text {
  let value = '';
  let at = 1;
  while (at < line.length) {
    const char = line[at]!;
    if (DOUBLE.includes(char)) return { value, rest: line.slice(at + 1) };
    if (char === '`') {
      if (!'`"$'.includes(line[at + 1] ?? ' '))
        throw new Error('an escape with a meaning of its own');
      value += line[at + 1];
      at += 2;
    } else if (char === '$') {
      const code = /^\$\(\[char\]0x([0-9A-F]{4})\)/.exec(line.slice(at));
      if (code === null) throw new Error('something is expanded');
      value += String.fromCharCode(Number.parseInt(code[1]!, 16));
      at += code[0].length;
    } else {
      value += char;
      at++;
    }
  }
  throw new Error('a string does not end');
}

/** Every string of a line. What stands between them must be plain words of the script itself. */
function stringsOf(line: string): string[] {
  const found: string[] = [];
  let rest = line;
  for (;;) {
    const start = rest.search(new RegExp(`[${SINGLE}${DOUBLE}]`, 'u'));
    const between = start < 0 ? rest : rest.slice(0, start);
    if (!/^[A-Za-z0-9$|(){},=_. -]*$/.test(between))
      throw new Error(`not of the script: ${between}`);
    if (start < 0) return found;
    const text = stringAt(rest.slice(start));
    found.push(text.value);
    rest = text.rest;
  }
}

function statements(lines: readonly string[]): string[] {
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

describe('the whole file', () => {
  test('for the dmz of the example', async () => {
    const artifact = await dmzSnippet(windowsServer);
    expect(artifact.path).toBe('snippets/dmz/windows-server.ps1');
    await expect(artifactText(artifact)).toMatchFileSnapshot(
      'golden/external/dmz-windows-server.ps1',
    );
  });

  test('for hosts of every kind', async () => {
    const artifact = snippetOf(windowsServer, externalSite());
    await expect(artifactText(artifact)).toMatchFileSnapshot(
      'golden/external/lab-windows-server.ps1',
    );
    expect(linesWithoutReason(artifact)).toEqual([]);
  });

  test('spells option 60 with five decimal digits', () => {
    const text = artifactText(snippetOf(windowsServer, externalSite()));
    const spelt = new Set(text.match(/(?:PXE|HTTP)Client:Arch:[0-9A-Za-z]*/g));
    expect([...spelt]).toEqual([
      'PXEClient:Arch:00000',
      'PXEClient:Arch:00007',
      'PXEClient:Arch:00009',
      'PXEClient:Arch:00011',
      'HTTPClient:Arch:00016',
    ]);
  });
});

describe('quoting', () => {
  test('a string reads back as the value, in ASCII', () => {
    fc.assert(
      fc.property(labels, (text) => {
        const quoted = powershellString(text);
        expect(stringAt(quoted)).toEqual({ value: text, rest: '' });
        expect(quoted).toMatch(/^[ -~]*$/);
      }),
    );
  });

  test('a typographic quote would end a string, which the tokeniser of this test knows', () => {
    expect(stringAt("'a\u2019; Restart-Computer'").rest).toBe("; Restart-Computer'");
    expect(() => stringAt('"$(Restart-Computer)"')).toThrow('something is expanded');
  });

  test('the name of a site changes one string, which is that name', () => {
    const plain = statements(textLines(snippetOf(windowsServer, externalSite())));
    fc.assert(
      fc.property(labels, (site) => {
        const lines = statements(textLines(snippetOf(windowsServer, externalSite({ site }))));
        const changed = lines.filter((line, index) => line !== plain[index]);
        expect(lines.length).toBe(plain.length);
        expect(changed.map(stringsOf)).toEqual(site === 'Lab' ? [] : [[site]]);
      }),
    );
  });

  test('every line of every site is made of words of the script and of strings', () => {
    fc.assert(
      fc.property(labels, domains, ids, ids, (site, domain, network, host) => {
        const artifact = snippetOf(windowsServer, externalSite({ site, domain, network, host }));
        const strings = statements(textLines(artifact)).flatMap(stringsOf);
        expect(strings).toEqual(
          expect.arrayContaining([site, domain, `bootbook ${network}`, host]),
        );
      }),
    );
  });
});
