/*
 * A boot sector that talks: 16-bit code that BIOS starts at 0000:7c00, small enough to be written out by hand. It is the
 * local disk of the lab's BIOS machines, and the trivial guest that shows whether an accelerator runs and how fast.
 */

/** What the boot sector does, in this order. Texts are ASCII; all of it has to fit into 510 bytes. */
export interface BootSector {
  /** I/O address of the serial port that it talks to. */
  readonly port: number;
  /** Printed first. */
  readonly text: string;
  /** How far it then counts down, at least 1; a loop of two instructions. */
  readonly count?: number;
  /** Printed after counting. Then it halts. */
  readonly end?: string;
}

/** I/O addresses of the four serial ports of a PC, COM1 to COM4, by the number of the port as Linux counts: ttyS0 … ttyS3. */
export const serialPorts = [0x3f8, 0x2f8, 0x3e8, 0x2e8] as const;

const ORIGIN = 0x7c00;
const SECTOR = 512;
const LINE_STATUS = 5;
const TRANSMITTER_EMPTY = 0x20;

/** The 512 bytes of the sector, with the signature 55 AA at its end. */
export function bootSector({ port, text, count = 1, end = '' }: BootSector): Uint8Array {
  // prettier-ignore
  const start = [
    0xfa,                     // cli
    0x31, 0xc0,               // xor ax, ax
    0x8e, 0xd8,               // mov ds, ax
    0x8e, 0xd0,               // mov ss, ax
    0xbc, ...word(ORIGIN),    // mov sp, 0x7c00
    0xfb, 0xfc,               // sti; cld
  ];
  // prettier-ignore
  const print = [
    0xac,                             // next:  lodsb
    0x84, 0xc0,                       //        test al, al
    0x74, 0x12,                       //        jz done
    0x88, 0xc4,                       //        mov ah, al
    0xba, ...word(port + LINE_STATUS),//        mov dx, line status
    0xec,                             // wait:  in al, dx
    0xa8, TRANSMITTER_EMPTY,          //        test al, 0x20
    0x74, 0xfb,                       //        jz wait
    0xba, ...word(port),              //        mov dx, port
    0x88, 0xe0,                       //        mov al, ah
    0xee,                             //        out dx, al
    0xeb, 0xe9,                       //        jmp next
    0xc3,                             // done:  ret
  ];
  // prettier-ignore
  const countDown = [
    0x66, 0xb9, ...word(count & 0xffff), ...word(count >>> 16), // mov ecx, count
    0x66, 0x49,                                                 // dec ecx
    0x75, 0xfc,                                                 // jnz -4
  ];
  const halt = [0xf4, 0xeb, 0xfd]; // hlt; jmp -3
  const SAY = 6; // mov si, text; call print
  const subroutine = start.length + SAY + countDown.length + SAY + halt.length;
  const texts = subroutine + print.length;
  const say = (at: number, address: number): number[] => [
    0xbe,
    ...word(ORIGIN + address),
    0xe8,
    ...word(subroutine - (at + SAY)),
  ];
  const first = ascii(text);
  const second = ascii(end);
  const code = [
    ...start,
    ...say(start.length, texts),
    ...countDown,
    ...say(start.length + SAY + countDown.length, texts + first.length),
    ...halt,
    ...print,
    ...first,
    ...second,
  ];
  if (code.length > SECTOR - 2) throw new RangeError('The texts do not fit into a boot sector.');
  const sector = new Uint8Array(SECTOR);
  sector.set(code);
  sector.set([0x55, 0xaa], SECTOR - 2);
  return sector;
}

/** A 16-bit number as it lies in memory, low byte first; a negative one as its two's complement. */
function word(value: number): [number, number] {
  return [value & 0xff, (value >> 8) & 0xff];
}

function ascii(text: string): number[] {
  return [...Buffer.from(text, 'ascii'), 0];
}
