import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMessage } from '../../../generators/catalogue/check.ts';
import { cleanLine } from '../../../generators/catalogue/clean.ts';
import { expression } from '../../../generators/catalogue/expression.ts';
import { diagnose } from '../../../generators/diagnose/diagnose.ts';
import { literalsOf } from '../../../generators/diagnose/literals.ts';
import { catalogue, knowledge, recordOf } from './known.ts';

const printed = knowledge.errors.flatMap((entry) => entry.printed);
const line = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom(...printed),
  fc.constantFrom(...recordOf('tftp-blocked').log, ...recordOf('tftp-blocked').console),
);

test('any text has a diagnosis, with five causes at most', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const diagnosis = diagnose({ text: lines.join('\n') }, knowledge);
      expect(diagnosis.causes.length).toBeLessThanOrEqual(5);
      expect(diagnosis.healthy && diagnosis.causes.length > 0).toBe(false);
      const scores = diagnosis.causes.map(({ score }) => score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    }),
    { numRuns: 150 },
  );
});

test('any bytes have a diagnosis', () => {
  const capture = Uint8Array.of(0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0);
  const next = Uint8Array.of(0x0a, 0x0d, 0x0d, 0x0a);
  fc.assert(
    fc.property(
      fc.constantFrom(capture, next, Uint8Array.of()),
      fc.uint8Array({ maxLength: 400 }),
      (head, tail) => {
        const bytes = new Uint8Array([...head, ...tail]);
        expect(diagnose({ bytes }, knowledge).causes.length).toBeLessThanOrEqual(5);
      },
    ),
    { numRuns: 200 },
  );
});

test('lines that have nothing to do with it change no cause', () => {
  const noise = [
    'cron[811]: (root) CMD (run-parts /etc/cron.hourly)',
    'sshd[12]: Connection closed',
    '',
  ];
  fc.assert(
    fc.property(
      fc.constantFrom('tftp-blocked', 'boot-file-missing', 'unsigned-nbp', 'kernel-missing'),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...noise)), { maxLength: 12 }),
      (fault, added) => {
        const { console, log } = recordOf(fault);
        const lines = [...console, ...log];
        const noisy = [...lines];
        for (const [at, text] of added) {
          const place = at % (noisy.length + 1);
          // Between the two halves of a line that a screen broke there is nothing.
          if ((noisy[place - 1]?.length ?? 0) < 78) noisy.splice(place, 0, text);
        }
        const ids = (text: string[]): string[] =>
          diagnose({ text: text.join('\n') }, knowledge).causes.map(
            ({ id, cause }) => `${id} ${cause}`,
          );
        expect(ids(noisy)).toEqual(ids(lines));
      },
    ),
    { numRuns: 40 },
  );
});

test('no line is left out that a pattern would match', () => {
  for (const entry of catalogue.errors.values())
    for (const text of [...entry.printed, ...entry.rule.yes].map(cleanLine))
      for (const pattern of entry.rule.match) {
        const needed = literalsOf(pattern);
        if (needed === undefined || !expression(pattern).test(text)) continue;
        expect(
          needed.some((each) => text.toLowerCase().includes(each)),
          pattern,
        ).toBe(true);
      }
});

test.each([
  ['\\bPXE-?E32\\b', ['e32']],
  ['(?:tftp|http)://\\S+ ok', ['://']],
  ['a(?:bcd)?', undefined],
  ['(?<file>\\S+) not found', [' not found']],
  ['(?!never)alwa[y]s', ['always']],
])('what %s needs', (pattern, needed) => {
  expect(literalsOf(pattern)).toEqual(needed);
});

test('what an entry shows is found in a paste of that line alone', () => {
  const lost = [...catalogue.errors.values()].filter((entry) => {
    if (entry.severity === 'normal' || entry.rule.after.length > 0) return false;
    const [text] = entry.printed;
    const others = [...catalogue.errors.values()].filter(
      (other) => other.severity === 'normal' && isMessage(other, text!),
    );
    if (others.length > 0 || entry.causes.length === 0) return false;
    const { causes } = diagnose({ text: text! }, knowledge);
    return !causes.some(({ id }) => id === entry.id);
  });
  expect(lost.map(({ id }) => id)).toEqual([]);
});

test('no pattern runs away on a long line', () => {
  const slow: string[] = [];
  for (const { rule, causes, printed: texts } of catalogue.errors.values())
    for (const pattern of [
      ...rule.match,
      ...rule.unless,
      ...rule.after,
      ...rule.until,
      ...causes.flatMap((cause) => [...cause.for, ...cause.against]),
    ]) {
      const [needed = 'a'] = literalsOf(pattern) ?? [];
      for (const piece of [needed, `.${needed}`, `a${needed}/`, `1.2:a/${needed}`, texts[0]!]) {
        const text = piece.repeat(1000).slice(0, 1000);
        const from = process.cpuUsage();
        expression(pattern).test(text);
        if (process.cpuUsage(from).user > 100_000) slow.push(pattern);
      }
    }
  expect(slow).toEqual([]);
});
