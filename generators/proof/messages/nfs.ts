import { viewOf, type Frame } from '../frame.ts';
import { textOf } from '../options.ts';
import type { Said } from './said.ts';

/*
 * Calls of ONC RPC, which is how NFS, its mount protocol and the port mapper speak: RFC 5531 for the calls, RFC 1833, RFC
 * 1813 and RFC 7530 for the programs.
 */

const PROGRAMS: Readonly<
  Record<number, readonly [name: string, procedures: Readonly<Record<number, string>>]>
> = {
  100000: ['PORTMAP', { 0: 'NULL', 3: 'GETPORT', 4: 'DUMP' }],
  100003: [
    'NFS',
    {
      0: 'NULL',
      1: 'GETATTR',
      3: 'LOOKUP',
      4: 'ACCESS',
      5: 'READLINK',
      6: 'READ',
      16: 'READDIR',
      17: 'READDIRPLUS',
      18: 'FSSTAT',
      19: 'FSINFO',
      20: 'PATHCONF',
    },
  ],
  100005: ['MOUNT', { 0: 'NULL', 1: 'MNT', 3: 'UMNT', 5: 'EXPORT' }],
};

const CALL = 0;
const REPLY = 1;
const ACCEPTED = 0;
/** In version 4 the single other procedure holds many operations (RFC 7530, section 15.2). */
const COMPOUND = 1;

/** Reads calls and answers. An answer says only which call it belongs to, so the calls are remembered. */
export class RpcCalls {
  readonly #calls = new Map<number, string>();

  read({ payload, transport }: Frame): Said | undefined {
    // Over TCP a record begins with its length (RFC 5531, section 11).
    const record = transport === 'tcp' ? payload.subarray(4) : payload;
    if (record.length < 24) return undefined;
    const view = viewOf(record);
    const id = view.getUint32(0);
    switch (view.getUint32(4)) {
      case CALL: {
        const [program, version, procedure] = [12, 16, 20].map((at) => view.getUint32(at));
        const known = PROGRAMS[program!];
        if (known === undefined) return undefined;
        const name =
          program === 100003 && version === 4 && procedure === COMPOUND
            ? 'COMPOUND'
            : (known[1][procedure!] ?? `procedure ${procedure}`);
        const path = known[0] === 'MOUNT' && name === 'MNT' ? mountedPath(record) : undefined;
        const what = [known[0], name, path].filter((each) => each !== undefined).join(' ');
        this.#calls.set(id, what);
        return { what, details: [{ name: 'version', value: String(version) }] };
      }
      case REPLY: {
        const what = this.#calls.get(id);
        if (what === undefined) return undefined;
        const accepted = view.getUint32(8) === ACCEPTED;
        return { what: `${what}: ${accepted ? 'answered' : 'denied'}`, details: [] };
      }
      default:
        return undefined;
    }
  }
}

/** The only argument of MNT (RFC 1813, appendix I); who asks stands before it (RFC 5531, section 9), twice a kind and some bytes. */
function mountedPath(call: Uint8Array): string | undefined {
  const view = viewOf(call);
  const after = (at: number): number | undefined =>
    at + 4 <= call.length ? at + 4 + 4 * Math.ceil(view.getUint32(at) / 4) : undefined;
  const verifier = after(28);
  const at = verifier === undefined ? undefined : after(verifier + 4);
  if (at === undefined || at + 4 > call.length) return undefined;
  const end = at + 4 + view.getUint32(at);
  return end <= call.length ? textOf(call.subarray(at + 4, end)) : undefined;
}
