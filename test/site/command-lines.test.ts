import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandLines } from '../../src/text/command.ts';
import { WIDTH } from '../../src/text/layout.ts';

const long =
  'cp /etc/nginx/conf.d/bootbook.conf /root/before.conf && nginx -t && systemctl reload nginx';

test('a long command goes on in the next line, where it has a blank', () => {
  expect(commandLines([long], 'boot server', '      $ ')).toEqual([
    '      $ cp /etc/nginx/conf.d/bootbook.conf /root/before.conf && nginx -t && \\',
    '            systemctl reload nginx',
  ]);
});

test('one that fits, one that no shell reads, and one with a here-document stay as they are', () => {
  expect(commandLines(['ip link'], undefined, '$ ')).toEqual(['$ ip link']);
  expect(commandLines([long], 'boot loader', '$ ')).toEqual([`$ ${long}`]);
  expect(commandLines([`${long} <<END`, 'END'], 'boot server')).toEqual([`${long} <<END`, 'END']);
});

test('what is quoted is not broken, nor a comment', () => {
  const quoted = `grep --fixed-strings "${'a b '.repeat(20)}" /var/log/syslog`;
  const [, second] = commandLines([quoted], undefined);
  expect(second!.trim()).toBe(`"${'a b '.repeat(20)}" \\`);
  const comment = `# ${'word '.repeat(20).trim()}`;
  expect(
    commandLines([`true ${comment}`], undefined)
      .at(-1)!
      .trim(),
  ).toBe(comment);
});

test('a shell reads the same words', () => {
  const plain = fc.stringMatching(/^[a-zA-Z0-9=/.,:-]{1,30}$/);
  const word = fc.oneof(
    plain,
    fc.stringMatching(/^[a-z0-9 #|&;]{0,30}$/).map((text) => `'${text}'`),
    fc.stringMatching(/^[a-z0-9 #|&;']{0,30}$/).map((text) => `"${text}"`),
    fc.tuple(plain, plain).map(([one, other]) => `${one}\\ ${other}`),
  );
  const read = (command: string): string =>
    execFileSync('sh', ['-c', `printf '<%s>' ${command}`], { encoding: 'utf8' });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), (words) => {
      const command = words.join(' ');
      const lines = commandLines([command], 'workstation');
      expect(read(lines.join('\n'))).toBe(read(command));
      // Only what is one word may pass the end of the line.
      for (const line of lines)
        if (line.length > WIDTH) expect(words).toContain(line.replace(/ \\$/, '').trim());
    }),
    { numRuns: 60 },
  );
});
