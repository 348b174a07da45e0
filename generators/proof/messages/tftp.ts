import { viewOf, type Frame } from '../frame.ts';
import { hexOf, textOf } from '../options.ts';
import { TFTP_PORT, tftpOpcodes } from '../protocol.ts';
import type { Said } from './said.ts';

/**
 * A packet of TFTP (RFC 1350, RFC 2347).
 * @param length bytes of its payload on the wire, of which less may have been captured
 */
export function readTftp({ payload, toPort }: Frame, length: number): Said | undefined {
  if (payload.length < 4) return undefined;
  const number = viewOf(payload).getUint16(2);
  switch (payload[1]) {
    case tftpOpcodes.read: {
      if (toPort !== TFTP_PORT) return undefined;
      const [file = '', mode = '', ...options] = texts(payload.subarray(2));
      return {
        what: ['RRQ', file, ...pairs(options)].join(' '),
        details: [{ name: 'mode', value: mode }],
      };
    }
    case tftpOpcodes.options:
      return { what: ['OACK', ...pairs(texts(payload.subarray(2)))].join(' '), details: [] };
    case tftpOpcodes.data:
      return { what: `DATA ${number}, ${length - 4} bytes`, details: [] };
    case tftpOpcodes.acknowledgement:
      return { what: `ACK ${number}`, details: [] };
    case tftpOpcodes.error:
      return { what: `ERROR ${number} ${textOf(payload.subarray(4))}`.trim(), details: [] };
    default:
      return {
        what: 'unknown',
        details: [{ name: 'bytes', value: hexOf(payload.subarray(0, 16)) }],
      };
  }
}

/** Texts that each end in a zero byte. */
function texts(bytes: Uint8Array): string[] {
  const found: string[] = [];
  for (let at = 0, end = bytes.indexOf(0); end >= 0; at = end + 1, end = bytes.indexOf(0, at))
    found.push(textOf(bytes.subarray(at, end)));
  return found;
}

/** `blksize=1432` for each option and its value. */
function pairs(words: readonly string[]): string[] {
  return words.flatMap((word, index) =>
    index % 2 === 0 ? [`${word}=${words[index + 1] ?? ''}`] : [],
  );
}
