import { ipv6Text, viewOf } from '../frame.ts';
import { architectureText, hexOf, textOf, type Detail } from '../options.ts';
import type { Said } from './said.ts';

/* RFC 8415; names of options by https://www.iana.org/assignments/dhcpv6-parameters/ */

const TYPES: Readonly<Record<number, string>> = {
  1: 'SOLICIT',
  2: 'ADVERTISE',
  3: 'REQUEST',
  4: 'CONFIRM',
  5: 'RENEW',
  6: 'REBIND',
  7: 'REPLY',
  8: 'RELEASE',
  9: 'DECLINE',
  11: 'INFORMATION-REQUEST',
  12: 'RELAY-FORWARD',
  13: 'RELAY-REPLY',
};

const NAMES: Readonly<Record<number, string>> = {
  1: 'client identifier',
  2: 'server identifier',
  3: 'addresses (IA_NA)',
  5: 'address',
  6: 'options requested',
  7: 'preference',
  8: 'elapsed time',
  13: 'status',
  14: 'rapid commit',
  15: 'user class',
  16: 'vendor class',
  23: 'DNS servers',
  24: 'domain search list',
  39: 'name of the client',
  59: 'boot file URL',
  60: 'boot file parameters',
  61: 'client architecture',
  62: 'network interface (UNDI)',
};

const IA_NA = 3;
const IA_ADDRESS = 5;
/** A relay's header is its hop count and two addresses (section 9). */
const RELAYED = 34;

interface Option {
  readonly code: number;
  readonly value: Uint8Array;
}

/** A message of DHCPv6 with all of its options. */
export function readDhcpv6(payload: Uint8Array): Said | undefined {
  const type = payload[0];
  if (type === undefined) return undefined;
  const options = readOptions(payload.subarray(type === 12 || type === 13 ? RELAYED : 4));
  const addresses = options.filter(({ code }) => code === IA_NA).flatMap(addressesIn);
  return {
    what: [TYPES[type] ?? `message ${type}`, ...addresses].join(' '),
    details: options.map(detail),
  };
}

function readOptions(bytes: Uint8Array): Option[] {
  const view = viewOf(bytes);
  const options: Option[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const end = at + 4 + view.getUint16(at + 2);
    if (end > bytes.length) break;
    options.push({ code: view.getUint16(at), value: bytes.subarray(at + 4, end) });
    at = end;
  }
  return options;
}

/** Identity and two times stand before the options of an IA_NA. */
function addressesIn({ value }: Option): string[] {
  return readOptions(value.subarray(12))
    .filter(({ code, value: inner }) => code === IA_ADDRESS && inner.length >= 16)
    .map(({ value: inner }) => ipv6Text(inner.subarray(0, 16)));
}

function detail(option: Option): Detail {
  const { code } = option;
  return { code, name: NAMES[code] ?? '', value: shown(option) };
}

function shown(option: Option): string {
  const { code, value } = option;
  const numbers = Array.from({ length: Math.floor(value.length / 2) }, (_, index) =>
    viewOf(value).getUint16(2 * index),
  );
  switch (code) {
    case IA_NA:
      return addressesIn(option).join(', ') || hexOf(value);
    case 6:
      return numbers.join(', ');
    case 13:
      // A code, and words for people (RFC 8415, section 21.13).
      return value.length < 2 ? hexOf(value) : `${numbers[0]} (${textOf(value.subarray(2))})`;
    case 23:
      return Array.from({ length: Math.floor(value.length / 16) }, (_, index) =>
        ipv6Text(value.subarray(16 * index, 16 * index + 16)),
      ).join(', ');
    case 39:
      return nameOf(value.subarray(1)) ?? hexOf(value);
    case 59:
      return textOf(value);
    case 61:
      return numbers.map(architectureText).join(', ');
    default:
      return hexOf(value);
  }
}

/** A name as DNS writes it: parts, each after its length, and no more than that (RFC 4704, section 4.2). */
function nameOf(bytes: Uint8Array): string | undefined {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = bytes[at]!;
    if (size === 0) break;
    const part = bytes.subarray(at + 1, at + 1 + size);
    if (part.length < size) return undefined;
    parts.push(textOf(part));
    at += 1 + size;
  }
  return parts.join('.');
}
