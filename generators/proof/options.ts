import { ipv4Text, viewOf } from './frame.ts';

/*
 * Options of DHCP: https://www.iana.org/assignments/bootp-dhcp-parameters/ for their names, RFC 2132 and the RFCs named
 * there for their forms.
 */

/** Something that a message says: an option by its number and name, or a field of the message, which has no number. */
export interface Detail {
  readonly code?: number | undefined;
  readonly name: string;
  readonly value: string;
}

type Form = 'address' | 'text' | 'u16' | 'u32' | 'numbers' | 'hex' | 'inner' | 'type' | 'clients';

const OPTIONS: Readonly<Record<number, readonly [name: string, form: Form]>> = {
  1: ['subnet mask', 'address'],
  3: ['router', 'address'],
  6: ['DNS servers', 'address'],
  12: ['host name', 'text'],
  15: ['domain name', 'text'],
  17: ['root path', 'text'],
  28: ['broadcast address', 'address'],
  42: ['NTP servers', 'address'],
  43: ['vendor-specific', 'inner'],
  50: ['requested address', 'address'],
  51: ['lease time in seconds', 'u32'],
  53: ['message type', 'type'],
  54: ['server identifier', 'address'],
  55: ['parameters requested', 'numbers'],
  57: ['maximum message size', 'u16'],
  58: ['renewal time in seconds', 'u32'],
  59: ['rebinding time in seconds', 'u32'],
  60: ['vendor class', 'text'],
  61: ['client identifier', 'hex'],
  66: ['TFTP server name', 'text'],
  67: ['boot file name', 'text'],
  77: ['user class', 'text'],
  82: ['relay agent information', 'inner'],
  93: ['client architecture', 'clients'],
  94: ['network interface (UNDI)', 'hex'],
  97: ['machine identifier (UUID)', 'hex'],
  119: ['domain search list', 'hex'],
  121: ['classless static routes', 'hex'],
  150: ['TFTP servers', 'address'],
  175: ['iPXE', 'inner'],
  209: ['PXELINUX config file', 'text'],
  210: ['PXELINUX path prefix', 'text'],
};

/** RFC 2132, section 9.6. */
export const messageTypes = [
  '',
  'DISCOVER',
  'OFFER',
  'REQUEST',
  'DECLINE',
  'ACK',
  'NAK',
  'RELEASE',
  'INFORM',
] as const;

/** Client architectures that boot here: https://www.iana.org/assignments/dhcpv6-parameters/ (processor architecture types). */
const ARCHITECTURES: Readonly<Record<number, string>> = {
  0: 'x86 BIOS',
  6: 'x86 UEFI',
  7: 'x64 UEFI',
  9: 'x64 UEFI',
  11: 'arm64 UEFI',
  15: 'x86 UEFI HTTP',
  16: 'x64 UEFI HTTP',
  19: 'arm64 UEFI HTTP',
};

const PAD = 0;
const END = 255;

/** Options with their raw values, in their order; what is cut off is left out. */
export function readOptions(bytes: Uint8Array): { code: number; value: Uint8Array }[] {
  const options: { code: number; value: Uint8Array }[] = [];
  for (let at = 0; at < bytes.length;) {
    const code = bytes[at]!;
    if (code === END) break;
    if (code === PAD) {
      at++;
      continue;
    }
    const end = at + 2 + (bytes[at + 1] ?? 0);
    if (end > bytes.length) break;
    options.push({ code, value: bytes.subarray(at + 2, end) });
    at = end;
  }
  return options;
}

/** An option as people read it. */
export function optionDetail(code: number, value: Uint8Array): Detail {
  const [name, form] = OPTIONS[code] ?? ['', 'hex'];
  return { code, name, value: shown(form, value) };
}

function shown(form: Form, value: Uint8Array): string {
  const view = viewOf(value);
  switch (form) {
    case 'address':
      return parts(value, 4).map(ipv4Text).join(', ');
    case 'text':
      return textOf(value);
    case 'u16':
      return value.length < 2 ? hexOf(value) : String(view.getUint16(0));
    case 'u32':
      return value.length < 4 ? hexOf(value) : String(view.getUint32(0));
    case 'numbers':
      return [...value].join(', ');
    case 'hex':
      return hexOf(value);
    case 'inner':
      return readOptions(value)
        .map((inner) => `${inner.code}: ${hexOf(inner.value)}`)
        .join(', ');
    case 'type':
      return messageTypes[value[0] ?? 0] ?? String(value[0]);
    case 'clients':
      return parts(value, 2)
        .map((each) => architectureText(viewOf(each).getUint16(0)))
        .join(', ');
  }
}

/** `7 (x64 UEFI)` */
export function architectureText(number: number): string {
  const name = ARCHITECTURES[number];
  return name === undefined ? String(number) : `${number} (${name})`;
}

function parts(value: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.floor(value.length / size) }, (_, index) =>
    value.subarray(index * size, (index + 1) * size),
  );
}

const latin1 = new TextDecoder('latin1');

/** Text up to its first zero byte; what no terminal should print is shown by its number. */
export function textOf(value: Uint8Array): string {
  const end = value.indexOf(0);
  const text = latin1.decode(end < 0 ? value : value.subarray(0, end));
  return text.replaceAll(
    /[^\x20-\x7e]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

/** `00 24 e8` */
export function hexOf(value: Uint8Array): string {
  return [...value].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
