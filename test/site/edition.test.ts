import { describe, expect, test } from 'vitest';
import type { Line } from '../../generators/artifact.ts';
import type { Reason } from '../../generators/reason.ts';
import { blocksOf, partsOf } from '../../src/components/edition.ts';

const place = (line: number): Reason => ({
  kind: 'inventory',
  file: 'content/inventory/hosts/prod.yaml',
  line,
  path: ['hosts', 'web01'],
});
const rule = (id: string): Reason => ({
  kind: 'rule',
  rule: { id, says: `${id} says so.`, page: '/explain/arming/' },
});
const line = (text: string, ...because: Reason[]): Line => ({ text, because });

describe('an edition', () => {
  test('gives neighbouring lines with the same reasons one note', () => {
    const lines = [
      line('a', place(1)),
      line('b', place(1)),
      line('c', place(2)),
      line('d', place(1)),
    ];
    expect(blocksOf(lines, [1, 2, 3, 4]).map(({ numbers }) => numbers)).toEqual([[1, 2], [3], [4]]);
  });

  test('does not join lines that do not follow each other in the file', () => {
    const lines = [line('a', place(1)), line('b', place(1))];
    expect(blocksOf(lines, [7, 9]).map(({ numbers }) => numbers)).toEqual([[7], [9]]);
  });

  test('tells a sentence once and names the line where it was told', () => {
    const lines = [
      line('a', rule('first'), place(1)),
      line('b', rule('first'), rule('second'), place(2)),
      line('c', rule('second'), rule('first'), place(3)),
    ];
    expect(blocksOf(lines, [10, 11, 12]).map(({ note }) => note)).toEqual([
      { reasons: [rule('first'), place(1)], as: [] },
      { reasons: [rule('second'), place(2)], as: [10] },
      { reasons: [place(3)], as: [10, 11] },
    ]);
  });

  test('loses no line, and keeps their order', () => {
    const lines = Array.from({ length: 1000 }, (_, index) =>
      line(`line ${index}`, place(index % 7 < 3 ? 1 : index)),
    );
    const numbers = lines.map((_, index) => index + 1);
    const blocks = blocksOf(lines, numbers);
    expect(blocks.flatMap((block) => block.numbers)).toEqual(numbers);
    expect(partsOf(blocks, 40).flat()).toEqual(blocks);
    expect(partsOf(blocks, 40).every((part) => part.length <= 40)).toBe(true);
  });
});
