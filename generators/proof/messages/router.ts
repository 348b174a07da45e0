import { ipv6Text, viewOf } from '../frame.ts';
import type { Detail } from '../options.ts';
import { routerTypes } from '../protocol.ts';
import type { Said } from './said.ts';

const PREFIX = 3;
/** Options of an advertisement begin here (RFC 4861, section 4.2). */
const OPTIONS = 16;

/** Router discovery of IPv6; undefined for the rest of ICMPv6. */
export function readRouter(payload: Uint8Array): Said | undefined {
  if (payload[0] === routerTypes.solicitation) return { what: 'ROUTER SOLICITATION', details: [] };
  if (payload[0] !== routerTypes.advertisement || payload.length < OPTIONS) return undefined;
  const flags = payload[5]!;
  return {
    what: 'ROUTER ADVERTISEMENT',
    details: [
      { name: 'addresses by DHCPv6 (M)', value: (flags & 0x80) !== 0 ? 'yes' : 'no' },
      { name: 'other configuration by DHCPv6 (O)', value: (flags & 0x40) !== 0 ? 'yes' : 'no' },
      { name: 'router lifetime in seconds', value: String(viewOf(payload).getUint16(6)) },
      ...prefixes(payload),
    ],
  };
}

/** RFC 4861, section 4.6: a type, a length in units of eight bytes, and the rest. */
function prefixes(payload: Uint8Array): Detail[] {
  const found: Detail[] = [];
  for (let at = OPTIONS; at + 8 <= payload.length;) {
    const size = 8 * payload[at + 1]!;
    if (size === 0) break;
    if (payload[at] === PREFIX && at + 32 <= payload.length)
      found.push({
        name: 'prefix',
        value: `${ipv6Text(payload.subarray(at + 16, at + 32))}/${payload[at + 2]}`,
      });
    at += size;
  }
  return found;
}
