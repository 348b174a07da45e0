import { expect, test } from 'vitest';
import { bootSector, serialPorts } from '../../lab/boot-sector.ts';

test('a boot sector is 512 bytes that end in 55 AA', () => {
  const sector = bootSector({ port: serialPorts[0], text: 'hello' });
  expect(sector.length).toBe(512);
  expect([...sector.slice(-2)]).toEqual([0x55, 0xaa]);
});

test('its code is what a disassembler reads back', () => {
  const sector = bootSector({ port: serialPorts[1], text: 'A', count: 0x12345678, end: 'B' });
  const code = Buffer.from(sector.slice(0, 65))
    .toString('hex')
    .replaceAll(/(..)(?=.)/g, '$1 ');
  // objdump -D -b binary -m i8086 --adjust-vma=0x7c00 shows the same, instruction for instruction.
  expect(code).toBe(
    [
      'fa 31 c0 8e d8 8e d0 bc 00 7c fb fc',
      'be 3d 7c e8 13 00',
      '66 b9 78 56 34 12 66 49 75 fc',
      'be 3f 7c e8 03 00',
      'f4 eb fd',
      'ac 84 c0 74 12 88 c4 ba fd 02 ec a8 20 74 fb ba f8 02 88 e0 ee eb e9 c3',
      '41 00 42 00',
    ].join(' '),
  );
});

test('texts that do not fit are refused', () => {
  expect(() => bootSector({ port: serialPorts[0], text: 'x'.repeat(500) })).toThrow(RangeError);
});
