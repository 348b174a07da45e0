import type { HostTold } from '../../generators/plan/host-told.ts';
import { PRIVATE_ROOT, SERVED_ROOT } from '../../generators/plan/images.ts';
import type { ManifestFile } from '../bundle/read-manifest.ts';
import type { Content } from '../hash-file.ts';
import { plural, type Progress } from '../terminal.ts';
import { DhcpAsker } from './dhcp.ts';
import { optionText, type DhcpReply } from './dhcp-packet.ts';
import { askHttp } from './http.ts';
import { askTftp, type Refusal } from './tftp.ts';

/** What a boot server should serve. */
export interface Promised {
  /** Addresses that its clients reach it by. */
  readonly addresses: readonly string[];
  readonly hosts: readonly HostTold[];
  readonly files: readonly ManifestFile[];
}

/** What is asked. */
export interface Questions {
  /** The files to fetch by HTTP. */
  readonly http: readonly ManifestFile[];
  /** The files with secrets in them, which this machine must not get. */
  readonly secret: readonly ManifestFile[];
  /** The files to fetch by TFTP. */
  readonly tftp: readonly ManifestFile[];
  /** The hosts to ask DHCP for. */
  readonly dhcp: readonly HostTold[];
}

/** An answer that is not as planned. */
export interface Wrong {
  readonly by: 'dhcp' | 'tftp' | 'http';
  /** Which file or host. */
  readonly of: string;
  /** `web03 is offered grubx64.efi, and should be offered shimx64.efi.` */
  readonly text: string;
}

/** What came of asking. */
export interface Answers {
  readonly asked: Readonly<Record<Wrong['by'], number>>;
  readonly wrong: readonly Wrong[];
  /** What could not be asked, and why. */
  readonly unasked: readonly string[];
}

/** Questions under way at a time: a burst that loses nothing in the receive buffer of a socket. */
const AT_ONCE = 16;

/** Asks a boot server as its clients do. */
export async function askServer(
  { addresses }: Promised,
  { http, secret, tftp, dhcp }: Questions,
  progress: Progress,
): Promise<Answers> {
  const wrong: Wrong[] = [];
  const unasked: string[] = [];
  let done = 0;
  const total = http.length + secret.length + tftp.length + dhcp.length;
  const count = (): void => progress.say(`Asking: ${++done} of ${plural(total, 'question')}`);
  const server = addresses[0];
  if (server === undefined) return { asked: { dhcp: 0, tftp: 0, http: 0 }, wrong, unasked };
  const fetch = async (by: 'http' | 'tftp', file: ManifestFile): Promise<void> => {
    const path = file.path.slice(SERVED_ROOT.length + 1);
    const got = await (by === 'http' ? askHttp(server, path) : askTftp(server, path));
    const text = wrongFile(file, got);
    if (text !== undefined) wrong.push({ by, of: path, text: `${path}: ${text}.` });
    count();
  };
  await pooled(http, (file) => fetch('http', file));
  await pooled(secret, async (file) => {
    const path = file.path.slice(PRIVATE_ROOT.length + 1);
    const text = wrongRefusal(await askHttp(server, path));
    if (text !== undefined) wrong.push({ by: 'http', of: path, text: `${path}: ${text}.` });
    count();
  });
  await pooled(tftp, (file) => fetch('tftp', file));
  let offered = 0;
  const askable = dhcp.filter((host) => host.dhcp === 'authoritative' && !host.ipv6);
  if (askable.length < dhcp.length)
    unasked.push(
      `DHCP of ${plural(dhcp.length - askable.length, 'host')}: another server gives the addresses there, or it is IPv6`,
    );
  if (askable.length > 0) {
    const asker = await DhcpAsker.open(server);
    if ('why' in asker) unasked.push(`DHCP of ${plural(askable.length, 'host')}: ${asker.why}`);
    else {
      await pooled(askable, async (host) => {
        const { mac, architecture, vendorClass, subnet } = host;
        const reply = await asker.ask({ mac, architecture, vendorClass }, subnet);
        const text = wrongOffer(host, reply);
        if (text !== undefined) wrong.push({ by: 'dhcp', of: host.host, text });
        offered++;
        count();
      });
      asker.close();
    }
  }
  progress.end();
  const asked = { dhcp: offered, tftp: tftp.length, http: http.length + secret.length };
  return { asked, wrong, unasked };
}

/** nginx looks at the address before it looks for the file, so it says 403 to whoever is not armed, whatever lies there. */
function wrongRefusal(got: Content | Refusal): string | undefined {
  if (!('why' in got)) return 'it holds a secret, and is given to this machine, which is not armed';
  return got.status === 403 ? undefined : `${got.why}, and a refusal (403) is planned`;
}

function wrongFile({ sha256, size }: ManifestFile, got: Content | Refusal): string | undefined {
  if ('why' in got) return `not served: ${got.why}`;
  if (got.sha256 === sha256) return undefined;
  return got.size === size ? 'other bytes than planned' : `${got.size} bytes, and ${size} planned`;
}

function wrongOffer(host: HostTold, reply: DhcpReply | undefined): string | undefined {
  if (reply === undefined) return `${host.host} (${host.mac}) is offered nothing by DHCP.`;
  // The file field of the header; where options are put into it, option 67.
  const file = reply.file === '' ? optionText(reply.options.get(67)) : reply.file;
  const pairs: readonly (readonly [string, string, string | undefined])[] = [
    ['the address', reply.address, host.address],
    ['the boot file', file, host.bootFile],
    // HTTP Boot has the server in its URL.
    [
      'the boot server',
      reply.nextServer,
      host.vendorClass === 'PXEClient' ? host.nextServer : undefined,
    ],
  ];
  const differing = pairs.filter(([, is, should]) => should !== undefined && is !== should);
  if (differing.length === 0) return undefined;
  const parts = differing.map(
    ([what, is, should]) => `${what} ${is === '' ? '(none)' : is} instead of ${should!}`,
  );
  return `${host.host} is offered ${parts.join(', ')}.`;
}

async function pooled<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of left) await work(item);
    }),
  );
}
