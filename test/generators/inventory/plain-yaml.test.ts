import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LineCounter, parseDocument } from 'yaml';
import { parseYaml } from '../../../generators/inventory/yaml-file.ts';
import { parsePlainYaml } from '../../../generators/inventory/plain-yaml.ts';

/** What `yaml` says of a text; undefined if it finds any fault. */
function byYaml(text: string): { value: unknown } | undefined {
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    lineCounter: new LineCounter(),
  });
  if (document.errors.length > 0 || document.warnings.length > 0) return undefined;
  return { value: document.toJS({ maxAliasCount: 100 }) as unknown };
}

/** Values, and the line of each, as the slow way gives them: a tag that says nothing makes the fast reader give up. */
function bySlowWay(text: string): ReturnType<typeof parseYaml>['file'] {
  return parseYaml({
    path: 'x.yaml',
    text: `${text}\n# \u0085 is a character that only the full parser takes\n`,
  }).file;
}

describe('the fast reader against yaml', () => {
  test('every file of the example is plain, with the same values and the same lines', () => {
    const names = readdirSync('content/inventory', { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.yaml'),
    );
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) {
      const text = readFileSync(`content/inventory/${name}`, 'utf8');
      const plain = parsePlainYaml(text);
      const slow = bySlowWay(text);
      expect(plain, name).toBeDefined();
      expect(plain!.value, name).toEqual(slow!.value);
      expect(plain!.lines, name).toEqual(slow!.lines);
    }
  });

  test.each([
    ['a tab', 'a:\tb'],
    ['a duplicate key', 'a: 1\na: 2'],
    ['an anchor', 'a: &x 1\nb: *x'],
    ['a tag', 'a: !!str 1'],
    ['a block scalar', 'a: |\n  text'],
    ['a scalar on two lines', 'a: one\n  two'],
    ['a document marker', '---\na: 1'],
    ['an escape', 'a: "\\n"'],
    ['a float', 'a: 1.5'],
    ['an octal number', 'a: 0o17'],
    ['a merge key', '<<: 1'],
    ['a key that is not a word', '1: a'],
    ['a flow mapping without a space', 'a: {b:1}'],
    ['a flow list over two lines', 'a: [1,\n  2]'],
    ['a question mark', '? a\n: b'],
    ['a prototype', '__proto__: 1'],
    ['a carriage return', 'a: 1\r\nb: 2'],
    ['a list of mappings further in', 'a:\n  -   b: 1'],
    ['a list of lists', 'a:\n  - - b'],
    ['nothing at all', ''],
  ])('leaves %s to yaml', (_, text) => {
    expect(parsePlainYaml(text)).toBeUndefined();
  });

  const key = fc.oneof(
    fc.stringMatching(/^[a-z][a-z0-9_.-]{0,6}$/),
    fc.constantFrom('null', 'True', 'y', 'no', 'a b', '<<', '1', '-x'),
  );
  const scalar = fc.oneof(
    fc.stringMatching(/^[ -~]{0,12}$/),
    fc.string({ unit: 'grapheme', maxLength: 6 }),
    fc.integer().map(String),
    fc.double().map(String),
    fc.constantFrom(
      ...[
        'true',
        'False',
        'null',
        '~',
        '0x1f',
        '0o17',
        '007',
        '1e3',
        '.5',
        '+1',
        '-0',
        '0',
        '1_000',
        'yes',
        '52:54:00:12:34:56',
      ],
      ...[
        '"a"',
        "'b'",
        '"a" # c',
        'a #b',
        'a#b',
        'a: b',
        'a:',
        '[a, b]',
        '{ a: b }',
        '{a: 1}',
        '[]',
        '{}',
        '[a, [b]]',
        '{ a: [1, 2], b: c }',
      ],
      ...[
        '- a',
        '&x',
        '*x',
        '!t',
        '|',
        '>',
        '%',
        '@',
        '`',
        '"',
        "'",
        "'it''s'",
        '"\\t"',
        '2026-11-22T03:40:00Z',
        '---',
        '...',
        '?',
        ',',
      ],
      ...[
        '[a b, c]',
        '[a:b]',
        '[a: b]',
        '{ a }',
        '[a ,b]',
        '[a, ]',
        '[ a]',
        '{ a: }',
        '[http://x/y]',
        '"a": b',
        '2001:db8::1',
        '12:30',
      ],
    ),
  );
  interface Tree {
    readonly key: string;
    readonly scalar: string;
    readonly children: readonly Tree[];
    readonly items: readonly string[];
  }
  const tree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.record({
      key,
      scalar,
      children: fc.oneof(
        { depthSize: 'small' },
        fc.constant<Tree[]>([]),
        fc.array(tie('tree'), { maxLength: 3 }),
      ),
      items: fc.oneof(fc.constant<string[]>([]), fc.array(scalar, { maxLength: 3 })),
    }),
  })).tree;
  const write = (node: Tree, indent: string, deeper: string): string => {
    const inner = `${indent}${deeper}`;
    if (node.children.length > 0 && node.items.length > 0)
      return `${indent}${node.key}:\n${node.children.map((child) => `${inner}- ${write(child, `${inner}  `, deeper).trimStart()}`).join('')}`;
    if (node.children.length > 0)
      return `${indent}${node.key}:\n${node.children.map((child) => write(child, inner, deeper)).join('')}`;
    if (node.items.length > 0)
      return `${indent}${node.key}:\n${node.items.map((item) => `${inner}- ${item}\n`).join('')}`;
    return `${indent}${node.key}: ${node.scalar}\n`;
  };
  const documents = fc
    .tuple(fc.array(tree, { minLength: 1, maxLength: 4 }), fc.constantFrom('  ', ' ', '    '))
    .map(([trees, deeper]) => trees.map((each) => write(each, '', deeper)).join(''));
  /** Documents with a few characters changed: the places where a reader that is too sure of itself goes wrong. */
  const damaged = fc
    .tuple(
      documents,
      fc.array(
        fc.tuple(
          fc.nat(),
          fc.constantFrom(' ', '\n', ':', '-', '#', ',', '{', '}', '[', ']', '"', "'", 'x'),
        ),
        { maxLength: 3 },
      ),
    )
    .map(([text, edits]) =>
      edits.reduce((current, [place, char]) => {
        const at = place % (current.length + 1);
        return current.slice(0, at) + char + current.slice(at + (place % 2));
      }, text),
    );

  test('gives the same values as yaml, or gives up', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(documents, damaged), (text) => {
        const plain = parsePlainYaml(text);
        if (plain === undefined) return;
        taken++;
        const full = byYaml(text);
        expect(full, `yaml refuses what the fast reader took:\n${text}`).toBeDefined();
        expect(plain.value).toEqual(full!.value);
        expect(plain.lines).toEqual(bySlowWay(text)!.lines);
      }),
      { numRuns: 5000 },
    );
    // A reader that always gives up would pass everything above.
    expect(taken).toBeGreaterThan(50);
  });
});
