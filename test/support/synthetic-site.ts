import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Hosts of one network, which is a /22. */
const HOSTS_PER_NETWORK = 1000;
/** Networks of one boot server, and so 10,000 hosts. */
const NETWORKS_PER_SERVER = 10;

/** A file of a synthetic inventory; the path is from its folder. */
export interface SyntheticFile {
  readonly path: string;
  readonly text: string;
}

/**
 * An inventory of so many hosts, with no chance in it: every format has something to write, and the kinds of machines, of
 * networks and of profiles are mixed as in a real site. Hosts lie in one file for each network.
 * @param hosts 1 to 1,000,000
 */
export function* syntheticSite(hosts: number): Generator<SyntheticFile> {
  const networks = Math.ceil(hosts / HOSTS_PER_NETWORK);
  yield { path: 'site.yaml', text: SITE };
  yield { path: 'networks.yaml', text: networksText(networks) };
  yield { path: 'servers.yaml', text: serversText(networks) };
  for (let network = 0; network < networks; network++) {
    const first = network * HOSTS_PER_NETWORK;
    const last = Math.min(hosts, first + HOSTS_PER_NETWORK);
    let text = 'hosts:\n';
    for (let host = first; host < last; host++) text += hostText(host, network);
    yield { path: `hosts/${networkId(network)}.yaml`, text };
  }
}

/** Writes a synthetic inventory to disk. Gives the MAC that each host boots from, in their order. */
export function writeSyntheticSite(folder: string, hosts: number): { macs: string[] } {
  mkdirSync(join(folder, 'hosts'), { recursive: true });
  for (const { path, text } of syntheticSite(hosts)) writeFileSync(join(folder, path), text);
  return { macs: Array.from({ length: hosts }, (_, host) => macOf(host)) };
}

/** Changes the first host of a synthetic inventory on disk, each time to another kernel argument. */
export function changeOneHost(folder: string): void {
  const path = join(folder, 'hosts', `${networkId(0)}.yaml`);
  const text = readFileSync(path, 'utf8');
  const old = /^ {4}args: \[changes=(\d+)\]\n/m.exec(text);
  const line = `    args: [changes=${Number(old?.[1] ?? 0) + 1}]\n`;
  const model = /^ {4}model: .*\n/m;
  const next =
    old === null ? text.replace(model, (found) => found + line) : text.replace(old[0], line);
  writeFileSync(path, next);
}

type Mode = 'authoritative' | 'relayed' | 'proxy' | 'external';

/** Of ten networks four are relayed, one is proxyDHCP and two are somebody else's. */
const MODES: readonly Mode[] = [
  'authoritative',
  'relayed',
  'authoritative',
  'proxy',
  'relayed',
  'external',
  'authoritative',
  'relayed',
  'external',
  'relayed',
];

/** Models by turns; on a proxyDHCP network only those whose loader can do without the address from DHCP. */
const MODELS = ['bios', 'uefi', 'secure', 'ipxe', 'arm64', 'bios', 'uefi', 'http-boot'];
const PROXY_MODELS = ['bios', 'ipxe'];

const SITE = `sites:
  synthetic:
    name: Synthetic
    domain: synthetic.example.net
    dns: [10.255.255.53]
    ntp: [10.255.255.53]
    menu: { timeout: 5, profiles: [local, rescue] }
    defaults:
      serial: { unit: 0, speed: 115200 }
      args: [net.ifnames=0]
models:
  bios: { vendor: Acme, name: Old, architecture: amd64, firmware: bios, memory: 8192 }
  uefi: { vendor: Acme, name: New, architecture: amd64, firmware: uefi, memory: 65536 }
  secure: { vendor: Acme, name: Sealed, architecture: amd64, firmware: uefi-secure-boot, memory: 65536 }
  ipxe: { extends: uefi, name: Fast, loader: ipxe }
  http-boot: { extends: uefi, name: Web, loader: ipxe, transport: http-boot }
  arm64: { vendor: Acme, name: Arm, architecture: arm64, firmware: uefi, memory: 65536 }
images:
  debian-amd64:
    architecture: amd64
    kernel: { package: debian-installer-12-netboot-amd64, file: /usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64/linux }
    initrds:
      - { package: debian-installer-12-netboot-amd64, file: /usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64/initrd.gz }
    signed: true
  debian-arm64:
    architecture: arm64
    kernel: { package: debian-installer-12-netboot-arm64, file: /usr/lib/debian-installer/images/12/arm64/text/debian-installer/arm64/linux }
    initrds:
      - { package: debian-installer-12-netboot-arm64, file: /usr/lib/debian-installer/images/12/arm64/text/debian-installer/arm64/initrd.gz }
    signed: true
profiles:
  local: { label: Boot from the local disk, kind: local }
  rescue:
    label: Rescue system
    kind: rescue
    image: { amd64: debian-amd64, arm64: debian-arm64 }
    args: [rescue/enable=true]
  install:
    label: Install Debian
    kind: installer
    image: { amd64: debian-amd64, arm64: debian-arm64 }
    destructive: true
    args: ["---", quiet]
`;

function modeOf(network: number): Mode {
  return MODES[network % MODES.length]!;
}

function networkId(network: number): string {
  return `net-${String(network).padStart(4, '0')}`;
}

function serverId(network: number): string {
  return `boot-${String(Math.floor(network / NETWORKS_PER_SERVER)).padStart(3, '0')}`;
}

/** An address of a network: the /22 networks follow one another from 10.0.0.0 on. */
function addressOf(network: number, offset: number): string {
  const value = 10 * 2 ** 24 + network * 1024 + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** A locally administered MAC that counts up. */
function macOf(host: number): string {
  return `0200${host.toString(16).padStart(8, '0')}`.replaceAll(/..(?!$)/g, '$&:');
}

function networksText(count: number): string {
  let text = 'networks:\n';
  for (let network = 0; network < count; network++) {
    const mode = modeOf(network);
    text += `  ${networkId(network)}:
    site: synthetic
    cidr: ${addressOf(network, 0)}/22
    gateway: ${addressOf(network, 1)}
    server: ${serverId(network)}
    dhcp:
      mode: ${mode === 'relayed' ? 'authoritative' : mode}
`;
    if (mode === 'relayed') text += `      relay: ${addressOf(network, 1)}\n`;
    if (mode === 'authoritative' || mode === 'relayed')
      text += `      range: { from: ${addressOf(network, 1010)}, to: ${addressOf(network, 1020)} }\n`;
    if (mode === 'proxy' || mode === 'external')
      text += `      foreign: ${addressOf(network, 1)}\n`;
  }
  return text;
}

function serversText(networks: number): string {
  let text = 'servers:\n';
  for (let first = 0; first < networks; first += NETWORKS_PER_SERVER) {
    text += `  ${serverId(first)}:\n    site: synthetic\n    interfaces:\n`;
    const last = Math.min(networks, first + NETWORKS_PER_SERVER);
    for (let network = first; network < last; network++) {
      if (modeOf(network) === 'relayed') continue;
      const name = `eno${network - first + 1}`;
      text += `      ${name}: { network: ${networkId(network)}, address: ${addressOf(network, 2)} }\n`;
    }
  }
  return text;
}

function hostText(host: number, network: number): string {
  const models = modeOf(network) === 'proxy' ? PROXY_MODELS : MODELS;
  const model = models[host % models.length]!;
  const address = addressOf(network, 10 + (host % HOSTS_PER_NETWORK));
  let text = `  node-${String(host).padStart(6, '0')}:
    model: ${model}
    rack: R${String(Math.floor(host / 40)).padStart(4, '0')}
    interfaces:
      eno1: { mac: "${macOf(host)}", network: ${networkId(network)}, address: ${address} }
`;
  // One of ten stays in the rescue system, one of a hundred waits for an installation.
  if (host % 10 === 3) text += '    profile: rescue\n';
  if (host % 100 === 7) text += '    profile: install\n    armedUntil: "2027-01-01T00:00:00Z"\n';
  return text;
}
