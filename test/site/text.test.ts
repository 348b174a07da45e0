import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stages } from '../../generators/plan/stages.ts';
import { chainLine } from '../../src/text/chain.ts';
import { pairs, ranges, table, typewriter, WIDTH, wrap } from '../../src/text/layout.ts';

describe('wrapping', () => {
  test('breaks at white space and sets further lines in', () => {
    expect(wrap('one two three four', '- ', '  ', 12)).toEqual(['- one two', '  three four']);
  });

  test('keeps a word whole that is longer than a line', () => {
    expect(wrap(`see ${'x'.repeat(90)} there`)).toEqual(['see', 'x'.repeat(90), 'there']);
  });

  test('loses no word and passes no line end, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[!-~]{1,20}$/), { minLength: 1 }), (words) => {
        const lines = wrap(words.join(' '), '  ');
        expect(lines.every((line) => line.length <= WIDTH)).toBe(true);
        expect(lines.join(' ').split(/\s+/).filter(Boolean)).toEqual(words);
      }),
    );
  });
});

describe('tables', () => {
  test('are as wide as their cells', () => {
    expect(
      table(
        ['host', 'boots'],
        [
          ['web01', 'local'],
          ['db1', 'rescue'],
        ],
      ),
    ).toEqual(['host   boots', '-----  ------', 'web01  local', 'db1    rescue']);
  });

  test('break the cells of the widest column where there is no room, and cut no word without need', () => {
    const long = 'word '.repeat(30).trim();
    const lines = table(
      ['host', 'a path', 'what'],
      [['web01', '/srv/tftp/pxelinux.cfg/default', long]],
    );
    expect(lines.every((line) => line.length <= WIDTH)).toBe(true);
    expect(lines[2]).toContain('/srv/tftp/pxelinux.cfg/default');
    expect(lines.join(' ').match(/\bword\b/g)).toHaveLength(30);
  });

  test('fit into 80 columns, whatever is in them', () => {
    const cell = fc.string({ maxLength: 120 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 5 }), (rows) => {
        const lines = table(['one', 'two', 'three'], rows);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(WIDTH);
      }),
    );
  });
});

test('names and values stand in two columns', () => {
  expect(
    pairs(
      [
        ['model', 'One'],
        ['rack', 'A1'],
      ],
      '  ',
    ),
  ).toEqual(['  model  One', '  rack   A1']);
});

test('runs of line numbers are drawn together', () => {
  expect(ranges([1, 3, 4, 5, 9, 10])).toBe('1, 3-5, 9-10');
  expect(ranges([])).toBe('');
});

test('typographic signs become those of a typewriter', () => {
  expect(typewriter('a · b … c → d × e – f')).toBe('a | b ... c -> d x e - f');
});

describe('the boot chain', () => {
  test('is one line of at most 80 columns, with the stage in brackets', () => {
    expect(chainLine({ at: 'nbp' })).toBe(
      'firmware > link > dhcp > [nbp] > menu > kernel > initrd > root > handoff',
    );
    for (const { id } of stages) expect(chainLine({ at: id }).length).toBeLessThanOrEqual(WIDTH);
    expect(chainLine({ failed: 'dhcp', done: ['firmware', 'link'] })).toBe(
      '+firmware > +link > [x dhcp] > nbp > menu > kernel > initrd > root > handoff',
    );
  });
});
