import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Console } from '../../../generators/diagnose/console.ts';

function read(...pieces: string[]): string[] {
  const console = new Console();
  return pieces.flatMap((piece) => console.read(piece));
}

test('lines come without escape sequences, control characters and empty lines', () => {
  expect(
    read('\x1bc\x1b[?7l\x1b[2J\x1b[0mSeaBIOS (version 1.16.2)\r\n\n\nBooting from ROM...\r\n'),
  ).toEqual(['SeaBIOS (version 1.16.2)', 'Booting from ROM...']);
});

test('what is drawn in another place is another line', () => {
  expect(read('\x1b[01;11H\x1b[0;30;44mweb02\x1b[02;11HRescue system\x1b[03;11H')).toEqual([
    'web02',
    'Rescue system',
  ]);
});

test('a cursor that goes back by a column and forth again breaks no line', () => {
  // SeaBIOS does so when its clock ticks in the middle of a line.
  expect(read('\x1b[09;11HNo DEFAULT\x1b[09;20H\x1b[09;21H or UI\n')).toEqual(['No DEFAULT or UI']);
  expect(read('\r\nNo DEFAULT\x1b[23;10H\x1b[23;11H or UI\n')).toEqual(['No DEFAULT or UI']);
  expect(read('\x1b[09;11HNo DEFAULT\x1b[10;21H or UI\n')).toEqual(['No DEFAULT', ' or UI']);
});

test('frames in the signs of old screens are left out', () => {
  expect(read('\ufffd\ufffd\ufffd\r\n\ufffd*Boot from the local disk \ufffd\r\n')).toEqual([
    '*Boot from the local disk',
  ]);
});

test('a prompt without a newline can be seen', () => {
  const console = new Console();
  expect(console.read('node1 login: ')).toEqual([]);
  expect(console.unfinished).toBe('node1 login:');
});

test('the title of a terminal window is no text', () => {
  expect(read('\x1b]0;installer\x07Rescue mode\n')).toEqual(['Rescue mode']);
});

test('it does not matter where the output is cut into pieces', () => {
  const text =
    '\x1b[2J\x1b[01;01HBdsDxe: loading\r\n\x1b[0;37;40mline\x1b(B two\x1b]0;t\x07\n\x1b%@\x1b)0third\n';
  const whole = read(text);
  expect(whole).toEqual(['BdsDxe: loading', 'line two', 'third']);
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 6 }), (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
      expect(read(...pieces)).toEqual(whole);
    }),
  );
});
