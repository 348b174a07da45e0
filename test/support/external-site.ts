import { artifactText, type Artifact } from '../../generators/artifact.ts';
import { loadSite } from '../../cli/load-site.ts';
import type { Format } from '../../generators/formats/format.ts';
import { planSite } from '../../generators/plan/plan-site.ts';
import type { Plan } from '../../generators/plan/plan.ts';
import { reasonText } from '../../generators/reason.ts';
import { optionText, type DhcpReply, type DhcpRequest } from '../../cli/ask/dhcp-packet.ts';
import { read } from './small-site.ts';

/** What property tests put into the site below. */
export interface Names {
  readonly site: string;
  readonly domain: string;
  readonly network: string;
  readonly host: string;
}

const plainNames: Names = {
  site: 'Lab',
  domain: 'lab.example.net',
  network: 'lab',
  host: 'bios',
};

/** A site whose one network has another's DHCP server: hosts of every kind, one that does not boot here, one without an address. */
export function externalSite(names: Partial<Names> = {}): string {
  const { site, domain, network, host } = { ...plainNames, ...names };
  const net = JSON.stringify(network);
  return `sites:
  lab: { name: ${JSON.stringify(site)}, domain: ${JSON.stringify(domain)}, dns: [10.1.0.53, 10.2.0.53], ntp: [10.1.0.54] }
networks:
  ${net}:
    site: lab
    cidr: 10.1.0.0/24
    gateway: 10.1.0.1
    server: boot-server
    dhcp: { mode: external, range: { from: 10.1.0.100, to: 10.1.0.199 }, lease: 2d }
servers:
  boot-server: { site: lab, interfaces: { eno1: { network: ${net}, address: 10.1.0.2 } } }
models:
  old: { vendor: Acme, name: Old, architecture: amd64, firmware: bios }
  new: { vendor: Acme, name: New, architecture: amd64, firmware: uefi }
  safe: { vendor: Acme, name: Safe, architecture: amd64, firmware: uefi-secure-boot }
  arm: { vendor: Acme, name: Arm, architecture: arm64, firmware: uefi }
hosts:
  ${JSON.stringify(host)}:
    model: old
    interfaces: { eno1: { mac: "52:54:00:00:00:01", network: ${net}, address: 10.1.0.11 } }
  uefi-1:
    model: new
    interfaces: { eno1: { mac: "52:54:00:00:00:02", network: ${net}, address: 10.1.0.12 } }
  secure-1:
    model: safe
    interfaces: { eno1: { mac: "52:54:00:00:00:03", network: ${net}, address: 10.1.0.13 } }
  arm-1:
    model: arm
    interfaces: { eno1: { mac: "52:54:00:00:00:04", network: ${net}, address: 10.1.0.14 } }
  bios-ipxe:
    model: old
    loader: ipxe
    interfaces: { eno1: { mac: "52:54:00:00:00:05", network: ${net}, address: 10.1.0.15 } }
  uefi-ipxe:
    model: new
    loader: ipxe
    interfaces:
      eno1: { mac: "52:54:00:00:00:06", network: ${net}, address: 10.1.0.16, boot: true }
      eno2: { mac: "52:54:00:00:00:16", network: ${net}, address: 10.1.0.26 }
  http-1:
    model: new
    loader: ipxe
    transport: http-boot
    interfaces: { eno1: { mac: "52:54:00:00:00:07", network: ${net}, address: 10.1.0.17 } }
  no-address:
    model: old
    interfaces: { eno1: { mac: "52:54:00:00:00:08", network: ${net} } }
`;
}

/** The one snippet of a format for a site given as YAML. The site has to be right. */
export function snippetOf(format: Format, yaml: string): Artifact {
  const { inventory, problems } = read(yaml);
  if (inventory === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return only(format, planSite(inventory, 0).plans);
}

/** The snippet of a format for the dmz of the example inventory. */
export async function dmzSnippet(format: Format): Promise<Artifact> {
  const { plans } = await loadSite(`${import.meta.dirname}/../..`, 0);
  return only(format, plans);
}

function only(format: Format, plans: readonly Plan[]): Artifact {
  const artifacts = plans.flatMap((plan) => [...format.emit(plan)]);
  const first = artifacts[0];
  if (first === undefined || artifacts.length > 1)
    throw new Error(`${artifacts.length} snippets where one was expected.`);
  return first;
}

/** The lines of an artifact that do not say why they are there. */
export function linesWithoutReason(artifact: Artifact): string[] {
  return artifact.lines
    .filter(({ because }) => because.map(reasonText).join('').trim() === '')
    .map(({ text }) => text);
}

/** The lines of an artifact, as its bytes have them. */
export function textLines(artifact: Artifact): string[] {
  return artifactText(artifact).split('\n').slice(0, -1);
}

/** What a client of the site above has to be told, whoever's server it asks. */
export interface Exchange {
  readonly what: string;
  readonly request: DhcpRequest;
  /** An address, or `dynamic` for one of the range. */
  readonly address: string;
  readonly file: string;
  /** Option 60 of the answer. */
  readonly vendorClass: '' | 'HTTPClient';
}

const unknown = (digit: string): string => `52:54:00:ff:00:0${digit}`;
const known = (digit: string): string => `52:54:00:00:00:0${digit}`;

function exchange(
  what: string,
  request: DhcpRequest,
  address: string,
  file: string,
  vendorClass: '' | 'HTTPClient' = '',
): Exchange {
  return { what, request, address, file, vendorClass };
}

const script = 'http://10.1.0.2/boot.ipxe';
const http = { architecture: 16, vendorClass: 'HTTPClient' } as const;

/** Clients of every kind, known and unknown, at every stage. */
export const exchanges: readonly Exchange[] = [
  exchange('BIOS host', { mac: known('1'), architecture: 0 }, '10.1.0.11', 'pxelinux.0'),
  exchange('UEFI host', { mac: known('2'), architecture: 7 }, '10.1.0.12', 'grubx64.efi'),
  exchange(
    'UEFI host that says 9',
    { mac: known('2'), architecture: 9 },
    '10.1.0.12',
    'grubx64.efi',
  ),
  exchange('Secure Boot host', { mac: known('3'), architecture: 7 }, '10.1.0.13', 'shimx64.efi'),
  exchange('arm64 host', { mac: known('4'), architecture: 11 }, '10.1.0.14', 'grubaa64.efi'),
  exchange(
    'BIOS host, to get iPXE',
    { mac: known('5'), architecture: 0 },
    '10.1.0.15',
    'undionly.kpxe',
  ),
  exchange(
    'the same, iPXE asks',
    { mac: known('5'), architecture: 0, ipxe: true },
    '10.1.0.15',
    script,
  ),
  exchange(
    'UEFI host, to get iPXE',
    { mac: known('6'), architecture: 7 },
    '10.1.0.16',
    'snponly.efi',
  ),
  exchange(
    'the same, iPXE asks',
    { mac: known('6'), architecture: 7, ipxe: true },
    '10.1.0.16',
    script,
  ),
  exchange('its other interface', { mac: '52:54:00:00:00:16', architecture: 7 }, '10.1.0.26', ''),
  exchange(
    'HTTP Boot host',
    { mac: known('7'), ...http },
    '10.1.0.17',
    'http://10.1.0.2/snponly.efi',
    'HTTPClient',
  ),
  exchange(
    'the same, iPXE asks',
    { mac: known('7'), architecture: 7, ipxe: true },
    '10.1.0.17',
    script,
  ),
  exchange('the same, PXE before HTTP Boot', { mac: known('7'), architecture: 7 }, '10.1.0.17', ''),
  exchange(
    'host without an address',
    { mac: known('8'), architecture: 0 },
    'dynamic',
    'pxelinux.0',
  ),
  exchange(
    'host with a ROM of iPXE',
    { mac: known('1'), architecture: 0, ipxe: true },
    '10.1.0.11',
    'pxelinux.0',
  ),
  exchange('unknown BIOS', { mac: unknown('0'), architecture: 0 }, 'dynamic', 'pxelinux.0'),
  exchange(
    'unknown BIOS with a ROM of iPXE',
    { mac: unknown('1'), architecture: 0, ipxe: true },
    'dynamic',
    'pxelinux.0',
  ),
  exchange('unknown UEFI x64', { mac: unknown('2'), architecture: 7 }, 'dynamic', 'shimx64.efi'),
  exchange(
    'unknown UEFI x64 that says 9',
    { mac: unknown('3'), architecture: 9 },
    'dynamic',
    'shimx64.efi',
  ),
  exchange(
    'unknown UEFI x64, iPXE asks',
    { mac: unknown('4'), architecture: 7, ipxe: true },
    'dynamic',
    script,
  ),
  exchange(
    'unknown UEFI arm64',
    { mac: unknown('5'), architecture: 11 },
    'dynamic',
    'shimaa64.efi',
  ),
  exchange(
    'unknown HTTP Boot',
    { mac: unknown('6'), ...http },
    'dynamic',
    'http://10.1.0.2/snponly.efi',
    'HTTPClient',
  ),
  exchange(
    'unknown UEFI IA32, which has no route',
    { mac: unknown('7'), architecture: 6 },
    'dynamic',
    '',
  ),
  exchange('a client that does not boot', { mac: unknown('8') }, 'dynamic', ''),
];

/** What a server answered, in the words of an exchange, with next-server. */
export function answered(reply: DhcpReply | undefined): unknown {
  if (reply === undefined) return 'no answer';
  const last = Number(reply.address.split('.')[3]);
  const inRange = reply.address.startsWith('10.1.0.') && last >= 100 && last <= 199;
  return {
    type: reply.type,
    address: inRange ? 'dynamic' : reply.address,
    nextServer: reply.nextServer,
    file: reply.file,
    vendorClass: optionText(reply.options.get(60)),
    router: reply.options.get(3)?.join('.'),
    dns: reply.options.get(6)?.join('.'),
    domain: optionText(reply.options.get(15)),
  };
}

/** What `answered` says if the server does as it should. */
export function expectedAnswer({ address, file, vendorClass }: Exchange): unknown {
  return {
    type: 2,
    address,
    nextServer: '10.1.0.2',
    file,
    vendorClass,
    router: '10.1.0.1',
    dns: '10.1.0.53.10.2.0.53',
    domain: 'lab.example.net',
  };
}
