import { ipv4Text, viewOf } from '../frame.ts';
import { messageTypes, optionDetail, readOptions, textOf, type Detail } from '../options.ts';
import type { Said } from './said.ts';

/** Where options begin: after the fields of BOOTP and four bytes of magic (RFC 2131, section 2). */
const OPTIONS = 240;
const NONE = '0.0.0.0';

/** A message of DHCP, with its fields that say something and all of its options. */
export function readDhcp(payload: Uint8Array): Said | undefined {
  if (payload.length < OPTIONS) return undefined;
  const options = readOptions(payload.subarray(OPTIONS));
  const type = options.find(({ code }) => code === 53)?.value[0] ?? 0;
  const address = (at: number): string => ipv4Text(payload.subarray(at, at + 4));
  const field = (name: string, value: string): Detail[] =>
    value === '' || value === NONE ? [] : [{ name, value }];
  const asked = options.find(({ code }) => code === 50)?.value;
  const about = address(16) !== NONE ? address(16) : asked === undefined ? '' : ipv4Text(asked);
  return {
    what: `${messageTypes[type] || 'BOOTP'} ${about}`.trim(),
    details: [
      { name: 'transaction', value: `0x${viewOf(payload).getUint32(4).toString(16)}` },
      ...field('client address', address(12)),
      ...field('your address', address(16)),
      ...field('next-server', address(20)),
      ...field('relay agent', address(24)),
      ...field('server name', textOf(payload.subarray(44, 108))),
      ...field('boot file', textOf(payload.subarray(108, 236))),
      ...options.map(({ code, value }) => optionDetail(code, value)),
    ],
  };
}
