import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../../generators/inventory/yaml-file.ts';
import { editYaml, type Edit } from '../../../generators/inventory/edit.ts';

const UNTIL = '2026-11-23T05:00:00Z';

function arm(...hosts: string[]): Edit[] {
  return hosts.flatMap((host) => [
    { path: ['hosts', host, 'profile'], value: 'install' },
    { path: ['hosts', host, 'armedUntil'], value: UNTIL },
  ]);
}

function disarm(host: string): Edit[] {
  return [{ path: ['hosts', host, 'armedUntil'], value: undefined }];
}

/** The lines that an edit takes out, after `-`, and brings in, after `+`; or why there is none. */
function changesOf(text: string, edits: readonly Edit[]): string[] {
  const edited = editYaml(text, edits);
  if ('why' in edited) return [edited.why];
  const [before, after] = [text.split('\n'), edited.text.split('\n')];
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < Math.min(before.length, after.length) - start &&
    before.at(-1 - end) === after.at(-1 - end)
  )
    end++;
  return [
    ...before.slice(start, before.length - end).map((line) => `- ${line}`),
    ...after.slice(start, after.length - end).map((line) => `+ ${line}`),
  ];
}

describe('an edit changes the lines in question only', () => {
  const example = readFileSync('content/inventory/hosts/prod.yaml', 'utf8');

  test('two new keys come to the end of their host', () => {
    expect(changesOf(example, arm('web01'))).toEqual([
      '+     profile: install',
      `+     armedUntil: '${UNTIL}'`,
    ]);
  });

  test('a value is replaced with its quotes, and its comment stays', () => {
    expect(changesOf(example, arm('web03'))).toEqual([
      '-     profile: debian-12-install',
      "-     armedUntil: '2026-11-21T18:00:00Z'",
      '+     profile: install',
      `+     armedUntil: '${UNTIL}'`,
    ]);
    const quoted = 'hosts:\n  a:\n    profile: "old" # why\n    armedUntil: 2026-01-01T00:00:00Z\n';
    expect(changesOf(quoted, arm('a'))).toEqual([
      '-     profile: "old" # why',
      '-     armedUntil: 2026-01-01T00:00:00Z',
      '+     profile: "install" # why',
      `+     armedUntil: ${UNTIL}`,
    ]);
  });

  test('a key is taken out', () => {
    expect(changesOf(example, disarm('web03'))).toEqual([
      "-     armedUntil: '2026-11-21T18:00:00Z'",
    ]);
    expect(editYaml(example, disarm('web01'))).toEqual({ text: example });
  });

  test.each([
    ['hosts:\n  a: { model: m }\n', '+   a: { model: m, profile: install, armedUntil: '],
    [
      'hosts: { a: { model: m, rack: A1 }, b: { model: n } }\n',
      '+ hosts: { a: { model: m, rack: A1, ',
    ],
    [
      'hosts:\n  a: {\n    model: m, # why\n  }\n',
      '+     model: m, profile: install, armedUntil: ',
    ],
    ['hosts:\n  a: { model: m } # a comment', '# a comment'],
  ])('flow mappings: %j', (text, line) => {
    const changes = changesOf(text, arm('a'));
    expect(changes).toHaveLength(2);
    expect(changes[1]).toContain(line);
    const edited = editYaml(text, arm('a'));
    const back = 'text' in edited ? editYaml(edited.text, disarm('a')) : edited;
    expect(JSON.stringify(back)).toContain('profile: install');
    expect(JSON.stringify(back)).not.toContain('armedUntil');
  });

  test.each([
    ['no line break at the end', 'hosts:\n  a:\n    model: m'],
    ['Windows line breaks', 'hosts:\r\n  a:\r\n    model: m # c\r\n  b:\r\n    model: n\r\n'],
    ['a comment below', 'hosts:\n  a:\n    model: m\n  # about b\n  b:\n    model: m\n'],
    [
      'a block scalar',
      'hosts:\n  a:\n    model: m\n    rack: >-\n      one\n      two\n\n  b:\n    model: m\n',
    ],
    ['four spaces, quoted keys', 'hosts:\n    "a":\n        model: "m"\n'],
    ['an anchor elsewhere', 'x: &x [1]\ny: *x\nhosts:\n  a:\n    model: m\n    rack: *x\n'],
    ['a byte order mark', '\ufeffhosts:\n  a:\n    model: m\n'],
    ['a document marker', '---\nhosts:\n  a:\n    model: m\n...\n'],
  ])('%s', (_, text) => {
    const armed = editYaml(text, arm('a'));
    expect(armed).toHaveProperty('text');
    if ('why' in armed) return;
    const old = text.split(/\r?\n/);
    const lines = armed.text.split(/\r?\n/);
    expect(lines.filter((line) => !/profile: install|armedUntil/.test(line))).toEqual(old);
    const back = editYaml(armed.text, [
      ...disarm('a'),
      { path: ['hosts', 'a', 'profile'], value: undefined },
    ]);
    expect(back).toEqual({ text: /\n$/.test(text) ? text : `${text}\n` });
  });

  test('what would change another host as well is refused', () => {
    const text = `hosts:\n  a:\n    model: m\n    armedUntil: &t '2026-01-01T00:00:00Z'\n  b:\n    model: m\n    armedUntil: *t\n`;
    const why = 'its YAML is written in a way that needs a person here (an anchor, a tag)';
    expect(editYaml(text, arm('a'))).toEqual({ why });
    expect(editYaml(text, disarm('a'))).toEqual({ why });
    expect(editYaml(text, disarm('b'))).toHaveProperty('text');
    expect(editYaml('hosts: [', arm('a'))).toEqual({ why: 'it cannot be read as YAML' });
    expect(editYaml('hosts:\n  a: 1\n', arm('a'))).toEqual({
      why: 'hosts.a is no mapping of its own',
    });
  });

  test('values that YAML would take for something else are quoted', () => {
    for (const value of [
      'true',
      'null',
      '1e5',
      '12',
      'no',
      "it's",
      'a: b',
      '# x',
      '',
      ' ',
      '\u0085',
    ]) {
      const path = ['hosts', 'a', 'profile'];
      for (const text of ['hosts:\n  a:\n    profile: x\n', 'hosts:\n  a: { profile: "x" }\n']) {
        const edited = editYaml(text, [{ path, value }]);
        expect(edited, JSON.stringify(value)).toHaveProperty('text');
      }
    }
  });
});

/** A host in one of the ways in which people write one, and what it says. */
const hostText = fc
  .record({
    profile: fc.option(fc.constantFrom('local', "'install'", '"rescue"'), { nil: undefined }),
    armed: fc.option(fc.constantFrom("'2026-01-01T00:00:00Z'", '2027-01-01'), { nil: undefined }),
    rack: fc.constantFrom('A1', '"B, 2"', "'it''s'"),
    comment: fc.constantFrom('', ' # until Monday', " # { 'odd' : x }"),
    above: fc.constantFrom('', '# a: b\n', '\n', '  # deep\n\n'),
    style: fc.constantFrom('block', 'flow', 'lines'),
  })
  .map(({ profile, armed, rack, comment, above, style }) => {
    const pairs = [
      'model: m',
      ...(profile === undefined ? [] : [`profile: ${profile}`]),
      `rack: ${rack}`,
      ...(armed === undefined ? [] : [`armedUntil: ${armed}`]),
      'eno1: { mac: 52:54:00:00:00:01, network: prod }',
    ];
    if (style === 'flow') return { head: above, body: ` { ${pairs.join(', ')} }${comment}\n` };
    if (style === 'lines')
      return {
        head: above,
        body: ` {${comment}\n${pairs.map((p) => `      ${p},\n`).join('')}  }\n`,
      };
    return {
      head: above,
      body: `${comment}\n${pairs.map((p) => `    ${p}${comment}\n`).join('')}`,
    };
  });

test('whatever an inventory looks like: the wanted change, and no other byte', () => {
  const inventory = fc.array(fc.tuple(hostText, fc.constantFrom('arm', 'disarm', 'leave')), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(inventory, fc.boolean(), (hosts, general) => {
      const tail = general ? '\nprofiles: { x: &x { label: y }, z: *x } # end\n' : '';
      const pieces = hosts.map(([{ head, body }], index) => [head, `  h${index}:${body}`] as const);
      const text = `# top\nhosts:\n${pieces.flat().join('')}${tail}`;
      const edits = hosts.flatMap(([, what], index) =>
        what === 'arm' ? arm(`h${index}`) : what === 'disarm' ? disarm(`h${index}`) : [],
      );
      const edited = editYaml(text, edits);
      if ('why' in edited) throw new Error(edited.why);
      const wanted = parseYaml({ path: '', text }).file!.value as {
        hosts: Record<string, Record<string, unknown>>;
      };
      for (const [index, [, what]] of hosts.entries()) {
        const host = wanted.hosts[`h${index}`]!;
        if (what === 'arm') Object.assign(host, { profile: 'install', armedUntil: UNTIL });
        if (what === 'disarm') delete host['armedUntil'];
      }
      expect(parseYaml({ path: '', text: edited.text }).file!.value).toEqual(wanted);
      // What is left when each host that was not to be changed is found again, in its order, byte by byte.
      let at = 0;
      const found = (piece: string): void => {
        const place = edited.text.indexOf(piece, at);
        expect(place, piece).toBeGreaterThanOrEqual(at);
        at = place + piece.length;
      };
      found('# top\nhosts:\n');
      for (const [index, [head, body]] of pieces.entries())
        found(hosts[index]![1] === 'leave' ? head + body : `${head}  h${index}:`);
      expect(edited.text.endsWith(tail)).toBe(true);
      // Of those that were, every line but the two keys' own.
      const others = (each: string): string[] =>
        each
          .split('\n')
          .map((line) =>
            line.replaceAll(
              /(?:, )?(?:profile|armedUntil): (?:'[^']*'|"[^"]*"|[\w:-]+)(?!\w)/g,
              '',
            ),
          )
          .filter((line) => !/^ *,?(?: # until Monday| # \{ 'odd' : x \})?$/.test(line));
      expect(others(edited.text)).toEqual(others(text));
    }),
  );
});

test('a plain file of 20,000 hosts takes no longer than a person waits', () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `h${index}`);
  const text = `hosts:\n${names.map((name) => `  ${name}:\n    model: m\n`).join('')}`;
  const edited = editYaml(text, arm('h0', 'h19999'));
  expect(edited).toHaveProperty('text');
  expect('text' in edited && edited.text.length).toBe(
    text.length + 2 * `    profile: install\n    armedUntil: '${UNTIL}'\n`.length,
  );
}, 5000);
