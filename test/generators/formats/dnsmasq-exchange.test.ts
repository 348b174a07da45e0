import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { artifactText } from '../../../generators/artifact.ts';
import { dnsmasq } from '../../../generators/formats/dnsmasq.ts';
import {
  BootServer,
  bootServerPrograms,
  type Datagram,
  type Wire,
} from '../../support/boot-server-wire.ts';
import { dhcpPacket, dhcpReply, optionText, type DhcpReply } from '../../../cli/ask/dhcp-packet.ts';
import { needs } from '../../support/needs.ts';
import { plan } from '../../support/small-site.ts';

/*
 * Real DHCP requests to a real dnsmasq that runs the emitted file: who gets which address, next-server and boot file, and
 * who gets no answer. Each row of a table is one client.
 */

const inventory = `sites:
  lab: { name: Lab, domain: lab.example.net, dns: [10.1.0.53], ntp: [10.1.0.54] }
networks:
  lan:
    site: lab
    cidr: 10.1.0.0/24
    gateway: 10.1.0.1
    server: boot1
    dhcp: { mode: authoritative, range: { from: 10.1.0.100, to: 10.1.0.199 } }
  vault:
    site: lab
    cidr: 10.2.0.0/24
    server: boot1
    dhcp: { mode: authoritative }
  edge:
    site: lab
    cidr: 10.4.0.0/24
    gateway: 10.4.0.1
    server: boot1
    dhcp: { mode: authoritative, range: { from: 10.4.0.100, to: 10.4.0.199 }, relay: 10.4.0.1 }
  dmz:
    site: lab
    cidr: 10.5.0.0/24
    server: boot1
    dhcp: { mode: external }
servers:
  boot1:
    site: lab
    interfaces:
      eno1: { network: lan, address: 10.1.0.2 }
      eno2: { network: vault, address: 10.2.0.2 }
      eno4: { network: dmz, address: 10.5.0.2 }
profiles:
  local: { label: Local disk, kind: local }
models:
  old: { vendor: Acme, name: Old, architecture: amd64, firmware: bios }
  new: { vendor: Acme, name: New, architecture: amd64, firmware: uefi }
  safe: { vendor: Acme, name: Safe, architecture: amd64, firmware: uefi-secure-boot }
  arm: { vendor: Acme, name: Arm, architecture: arm64, firmware: uefi }
hosts:
  web:
    model: old
    interfaces: { eth0: { mac: "52:54:00:00:00:01", network: lan, address: 10.1.0.11 } }
  test:
    model: old
    loader: ipxe
    interfaces: { eth0: { mac: "52:54:00:00:00:02", network: lan, address: 10.1.0.12 } }
  app:
    model: new
    interfaces: { eth0: { mac: "52:54:00:00:00:03", network: lan, address: 10.1.0.13 } }
  build:
    model: new
    loader: ipxe
    interfaces: { eth0: { mac: "52:54:00:00:00:04", network: lan, address: 10.1.0.14 } }
  cloud:
    model: new
    loader: ipxe
    transport: http-boot
    interfaces: { eth0: { mac: "52:54:00:00:00:05", network: lan, address: 10.1.0.15 } }
  db:
    model: safe
    interfaces: { eth0: { mac: "52:54:00:00:00:06", network: lan, address: 10.1.0.16 } }
  tiny:
    model: arm
    interfaces: { eth0: { mac: "52:54:00:00:00:07", network: lan, address: 10.1.0.17 } }
  guest:
    model: old
    interfaces: { eth0: { mac: "52:54:00:00:00:08", network: lan } }
  files:
    model: old
    interfaces:
      eth0: { mac: "52:54:00:00:00:09", network: lan, address: 10.1.0.19, boot: true }
      eth1: { mac: "52:54:00:00:00:0a", network: vault, address: 10.2.0.19 }
  safe:
    model: new
    interfaces: { eth0: { mac: "52:54:00:00:00:0b", network: vault, address: 10.2.0.20 } }
  street:
    model: new
    loader: ipxe
    interfaces: { eth0: { mac: "52:54:00:00:00:0c", network: edge, address: 10.4.0.11 } }
  mail:
    model: old
    interfaces: { eth0: { mac: "52:54:00:00:00:0d", network: dmz, address: 10.5.0.11 } }
`;

/** The same site with one more network, where another DHCP server gives the addresses. */
const withProxy = inventory
  .replace(
    'servers:\n',
    `  desks:
    site: lab
    cidr: 10.3.0.0/24
    server: boot1
    dhcp: { mode: proxy }
    defaults: { loader: ipxe }
servers:
`,
  )
  .replace('profiles:\n', '      eno3: { network: desks, address: 10.3.0.2 }\nprofiles:\n')
  .replace(
    '  files:\n',
    `  desk:
    model: new
    interfaces: { eth0: { mac: "52:54:00:00:00:11", network: desks } }
  kiosk:
    model: old
    loader: pxelinux
    interfaces: { eth0: { mac: "52:54:00:00:00:12", network: desks } }
  booth:
    model: old
    interfaces: { eth0: { mac: "52:54:00:00:00:13", network: desks } }
  files:
`,
  )
  .replace(
    '      eth1: {',
    '      eth2: { mac: "52:54:00:00:00:14", network: desks, address: 10.3.0.19 }\n      eth1: {',
  );

const wires: Wire[] = [
  // The clients' end is the router as well: it has the address of the relay, and the server's way to it.
  { interface: 'eno1', server: '10.1.0.2/24', clients: ['10.1.0.1/24', '10.4.0.1/24'] },
  { interface: 'eno2', server: '10.2.0.2/24', clients: ['10.2.0.1/24'] },
  { interface: 'eno4', server: '10.5.0.2/24', clients: ['10.5.0.1/24'] },
];
const proxyWires: Wire[] = [
  ...wires,
  { interface: 'eno3', server: '10.3.0.2/24', clients: ['10.3.0.77/24'] },
];

const macs = {
  ...{ web: '01', test: '02', app: '03', build: '04', cloud: '05', db: '06', tiny: '07' },
  ...{ guest: '08', files: '09', 'files eth1': '0a', safe: '0b', street: '0c', mail: '0d' },
  ...{ desk: '11', kiosk: '12', booth: '13', 'files eth2': '14', stranger: 'ff' },
};
type Machine = keyof typeof macs;

const firmware = {
  BIOS: { architecture: 0 },
  'UEFI x64': { architecture: 7 },
  'UEFI x64 (9)': { architecture: 9 },
  'UEFI arm64': { architecture: 11 },
  'HTTP Boot': { architecture: 16, vendorClass: 'HTTPClient' },
  'iPXE, BIOS': { architecture: 0, ipxe: true },
  'iPXE, UEFI': { architecture: 7, ipxe: true },
  'iPXE, UEFI (9)': { architecture: 9, ipxe: true },
  'iPXE, arm64': { architecture: 11, ipxe: true },
  'operating system': {},
} as const;
type Firmware = keyof typeof firmware;

type Place = 'lan' | 'vault' | 'edge' | 'dmz' | 'desks';
const wireOf: Readonly<Record<Place, string>> = {
  ...{ lan: 'eno1', vault: 'eno2', edge: 'eno1', dmz: 'eno4', desks: 'eno3' },
};

/** Where it asks, which machine it is, who asks; then address, next-server and boot file, or silence. */
type Row = readonly [Place, Machine, Firmware, ...Answer];
type Answer =
  readonly [address: string, nextServer: string, bootFile: string] | readonly ['silence'];

const none = '';

const authoritative: readonly Row[] = [
  ['lan', 'web', 'BIOS', '10.1.0.11', '10.1.0.2', 'pxelinux.0'],
  ['lan', 'web', 'iPXE, BIOS', '10.1.0.11', '10.1.0.2', 'pxelinux.0'],
  ['lan', 'web', 'UEFI x64', '10.1.0.11', '10.1.0.2', none],
  ['lan', 'web', 'iPXE, UEFI', '10.1.0.11', '10.1.0.2', none],
  ['lan', 'web', 'HTTP Boot', '10.1.0.11', '10.1.0.2', none],
  ['lan', 'web', 'operating system', '10.1.0.11', '10.1.0.2', none],

  ['lan', 'test', 'BIOS', '10.1.0.12', '10.1.0.2', 'undionly.kpxe'],
  ['lan', 'test', 'iPXE, BIOS', '10.1.0.12', '10.1.0.2', 'http://10.1.0.2/boot.ipxe'],
  ['lan', 'test', 'UEFI x64', '10.1.0.12', '10.1.0.2', none],

  ['lan', 'app', 'UEFI x64', '10.1.0.13', '10.1.0.2', 'grubx64.efi'],
  ['lan', 'app', 'UEFI x64 (9)', '10.1.0.13', '10.1.0.2', 'grubx64.efi'],
  ['lan', 'app', 'iPXE, UEFI', '10.1.0.13', '10.1.0.2', 'grubx64.efi'],
  ['lan', 'app', 'iPXE, UEFI (9)', '10.1.0.13', '10.1.0.2', 'grubx64.efi'],
  ['lan', 'app', 'BIOS', '10.1.0.13', '10.1.0.2', none],
  ['lan', 'app', 'HTTP Boot', '10.1.0.13', '10.1.0.2', none],

  ['lan', 'build', 'UEFI x64', '10.1.0.14', '10.1.0.2', 'snponly.efi'],
  ['lan', 'build', 'UEFI x64 (9)', '10.1.0.14', '10.1.0.2', 'snponly.efi'],
  ['lan', 'build', 'iPXE, UEFI', '10.1.0.14', '10.1.0.2', 'http://10.1.0.2/boot.ipxe'],
  ['lan', 'build', 'iPXE, UEFI (9)', '10.1.0.14', '10.1.0.2', 'http://10.1.0.2/boot.ipxe'],
  ['lan', 'build', 'HTTP Boot', '10.1.0.14', '10.1.0.2', none],

  ['lan', 'cloud', 'HTTP Boot', '10.1.0.15', '10.1.0.2', 'http://10.1.0.2/snponly.efi'],
  ['lan', 'cloud', 'iPXE, UEFI', '10.1.0.15', '10.1.0.2', 'http://10.1.0.2/boot.ipxe'],
  ['lan', 'cloud', 'UEFI x64', '10.1.0.15', '10.1.0.2', none],

  ['lan', 'db', 'UEFI x64', '10.1.0.16', '10.1.0.2', 'shimx64.efi'],
  ['lan', 'db', 'UEFI x64 (9)', '10.1.0.16', '10.1.0.2', 'shimx64.efi'],
  ['lan', 'db', 'iPXE, UEFI', '10.1.0.16', '10.1.0.2', 'shimx64.efi'],

  ['lan', 'tiny', 'UEFI arm64', '10.1.0.17', '10.1.0.2', 'grubaa64.efi'],
  ['lan', 'tiny', 'iPXE, arm64', '10.1.0.17', '10.1.0.2', 'grubaa64.efi'],
  ['lan', 'tiny', 'UEFI x64', '10.1.0.17', '10.1.0.2', none],

  // A host without an address of its own, and machines that nobody entered: out of the range.
  ['lan', 'guest', 'BIOS', '10.1.0.1xx', '10.1.0.2', 'pxelinux.0'],
  ['lan', 'stranger', 'BIOS', '10.1.0.1xx', '10.1.0.2', 'pxelinux.0'],
  ['lan', 'stranger', 'iPXE, BIOS', '10.1.0.1xx', '10.1.0.2', 'pxelinux.0'],
  ['lan', 'stranger', 'UEFI x64', '10.1.0.1xx', '10.1.0.2', 'shimx64.efi'],
  ['lan', 'stranger', 'UEFI x64 (9)', '10.1.0.1xx', '10.1.0.2', 'shimx64.efi'],
  ['lan', 'stranger', 'HTTP Boot', '10.1.0.1xx', '10.1.0.2', 'http://10.1.0.2/snponly.efi'],
  ['lan', 'stranger', 'iPXE, UEFI', '10.1.0.1xx', '10.1.0.2', 'http://10.1.0.2/boot.ipxe'],
  ['lan', 'stranger', 'UEFI arm64', '10.1.0.1xx', '10.1.0.2', 'shimaa64.efi'],
  ['lan', 'stranger', 'iPXE, arm64', '10.1.0.1xx', '10.1.0.2', 'shimaa64.efi'],
  ['lan', 'stranger', 'operating system', '10.1.0.1xx', '10.1.0.2', none],
  // A host of another network counts as a stranger.
  ['lan', 'safe', 'UEFI x64', '10.1.0.1xx', '10.1.0.2', 'shimx64.efi'],

  // Two interfaces: the first boots, the other one gets its address and no boot file.
  ['lan', 'files', 'BIOS', '10.1.0.19', '10.1.0.2', 'pxelinux.0'],
  ['vault', 'files eth1', 'BIOS', '10.2.0.19', '10.2.0.2', none],
  ['vault', 'files eth1', 'iPXE, BIOS', '10.2.0.19', '10.2.0.2', none],

  // The same server by another address, and no range: strangers get nothing.
  ['vault', 'safe', 'UEFI x64', '10.2.0.20', '10.2.0.2', 'grubx64.efi'],
  ['vault', 'safe', 'iPXE, UEFI', '10.2.0.20', '10.2.0.2', 'grubx64.efi'],
  ['vault', 'stranger', 'BIOS', 'silence'],
  ['vault', 'web', 'BIOS', 'silence'],

  // Behind a relay. iPXE is the loader of this host; its network's strangers get PXELINUX and shim.
  ['edge', 'street', 'UEFI x64', '10.4.0.11', '10.1.0.2', 'snponly.efi'],
  ['edge', 'street', 'iPXE, UEFI', '10.4.0.11', '10.1.0.2', 'http://10.1.0.2/boot.ipxe'],
  ['edge', 'stranger', 'BIOS', '10.4.0.1xx', '10.1.0.2', 'pxelinux.0'],
  ['edge', 'stranger', 'UEFI x64', '10.4.0.1xx', '10.1.0.2', 'shimx64.efi'],
  ['edge', 'stranger', 'HTTP Boot', '10.4.0.1xx', '10.1.0.2', 'http://10.1.0.2/snponly.efi'],
  ['edge', 'web', 'BIOS', '10.4.0.1xx', '10.1.0.2', 'pxelinux.0'],

  // Where another server gives addresses and boot information, ours keeps silent.
  ['dmz', 'mail', 'BIOS', 'silence'],
  ['dmz', 'stranger', 'UEFI x64', 'silence'],
];

/** What the offer itself says; firmware asks port 4011 for more. */
const proxyOffers: readonly Row[] = [
  ['desks', 'desk', 'UEFI x64', '0.0.0.0', '10.3.0.2', none],
  ['desks', 'desk', 'UEFI x64 (9)', '0.0.0.0', '10.3.0.2', none],
  ['desks', 'desk', 'iPXE, UEFI', '0.0.0.0', '10.3.0.2', 'http://10.3.0.2/boot.ipxe'],
  ['desks', 'desk', 'iPXE, UEFI (9)', '0.0.0.0', '10.3.0.2', 'http://10.3.0.2/boot.ipxe'],
  ['desks', 'desk', 'BIOS', 'silence'],
  ['desks', 'kiosk', 'BIOS', '0.0.0.0', '0.0.0.0', none],
  ['desks', 'kiosk', 'iPXE, BIOS', '0.0.0.0', '10.3.0.2', 'pxelinux.0'],
  ['desks', 'booth', 'iPXE, BIOS', '0.0.0.0', '10.3.0.2', 'http://10.3.0.2/boot.ipxe'],
  ['desks', 'stranger', 'BIOS', '0.0.0.0', '0.0.0.0', none],
  ['desks', 'stranger', 'iPXE, BIOS', '0.0.0.0', '10.3.0.2', 'http://10.3.0.2/boot.ipxe'],
  ['desks', 'stranger', 'UEFI x64', '0.0.0.0', '10.3.0.2', none],
  ['desks', 'stranger', 'iPXE, UEFI', '0.0.0.0', '10.3.0.2', 'http://10.3.0.2/boot.ipxe'],
  // No route for them works behind a proxy, or there is nothing to boot: no word that could hide a better offer.
  ['desks', 'stranger', 'UEFI arm64', 'silence'],
  ['desks', 'stranger', 'HTTP Boot', 'silence'],
  ['desks', 'stranger', 'operating system', 'silence'],
  ['desks', 'files eth2', 'BIOS', 'silence'],
  ['desks', 'files eth2', 'iPXE, BIOS', 'silence'],
];

describe.skipIf(!needs('dnsmasq', ...bootServerPrograms))(
  'a real dnsmasq with the emitted file',
  () => {
    describe('authoritative networks alone', () => {
      const server = running(inventory, wires);
      table(server, authoritative, '');

      it('gives the options of the network', async () => {
        const [reply] = await server.discover('lan', [['web', 'BIOS']]);
        expect(optionsOf(reply)).toMatchInlineSnapshot(`
          {
            "dns": "10.1.0.53",
            "domain": "lab.example.net",
            "lease": 3600,
            "mask": "255.255.255.0",
            "name": "web",
            "ntp": "10.1.0.54",
            "router": "10.1.0.1",
            "server": "10.1.0.2",
          }
        `);
      });
      it('says the same when the client takes the offer', async () => {
        const clients = [
          ['web', 'BIOS'],
          ['build', 'iPXE, UEFI'],
          ['cloud', 'HTTP Boot'],
          ['stranger', 'UEFI x64'],
        ] as const;
        const offers = await server.discover('lan', clients);
        const acknowledged = await server.request(clients, offers);
        expect(acknowledged.map((reply) => reply?.type)).toEqual([5, 5, 5, 5]);
        expect(acknowledged.map(answerOf)).toEqual(offers.map(answerOf));
      });
      it('names no router where the network has none', async () => {
        const [reply] = await server.discover('vault', [['safe', 'UEFI x64']]);
        expect(optionsOf(reply)).toMatchInlineSnapshot(`
          {
            "dns": "10.1.0.53",
            "domain": "lab.example.net",
            "lease": 3600,
            "mask": "255.255.255.0",
            "name": "safe",
            "ntp": "10.1.0.54",
            "server": "10.2.0.2",
          }
        `);
      });
    });

    describe('with a proxyDHCP network beside them', () => {
      const server = running(withProxy, proxyWires);
      table(server, authoritative, 'PXEClient');
      table(server, proxyOffers, 'PXEClient');

      it('tells firmware its boot file on port 4011', async () => {
        const told = await server.bootFiles([
          ['desk', 'UEFI x64'],
          ['desk', 'UEFI x64 (9)'],
          ['kiosk', 'BIOS'],
          ['booth', 'BIOS'],
          ['stranger', 'BIOS'],
          ['stranger', 'UEFI x64'],
          ['stranger', 'UEFI arm64'],
          ['files eth2', 'BIOS'],
        ]);
        expect(told).toMatchInlineSnapshot(`
          [
            "desk, UEFI x64: 10.3.0.2 snponly.efi",
            "desk, UEFI x64 (9): 10.3.0.2 snponly.efi",
            "kiosk, BIOS: 10.3.0.2 pxelinux.0",
            "booth, BIOS: 10.3.0.2 undionly.kpxe",
            "stranger, BIOS: 10.3.0.2 undionly.kpxe",
            "stranger, UEFI x64: 10.3.0.2 snponly.efi",
            "stranger, UEFI arm64: silence",
            "files eth2, BIOS: silence",
          ]
        `);
      });
      it('offers a BIOS the one service of its route, without a question', async () => {
        const [reply] = await server.discover('desks', [['kiosk', 'BIOS']]);
        expect(menuOf(reply!)).toMatchInlineSnapshot(`
          {
            "discoveryControl": 3,
            "items": "BIOS, PXELINUX over TFTP",
            "length": 24,
            "secondsToChoose": 0,
            "servers": "10.3.0.2",
          }
        `);
      });
    });
  },
);

interface Running {
  /** The answers to one DISCOVER of each client. */
  discover(
    place: Place,
    clients: readonly (readonly [Machine, Firmware])[],
  ): Promise<(DhcpReply | undefined)[]>;
  /** The answers to a REQUEST for what each client was offered in the lan. */
  request(
    clients: readonly (readonly [Machine, Firmware])[],
    offers: readonly (DhcpReply | undefined)[],
  ): Promise<(DhcpReply | undefined)[]>;
  /** What each client of the desks is told on port 4011, where firmware asks after a proxy's offer. */
  bootFiles(clients: readonly (readonly [Machine, Firmware])[]): Promise<string[]>;
}

/** A boot server that runs the dnsmasq file of an inventory while the tests of this block run. */
function running(text: string, cables: readonly Wire[]): Running {
  let server: BootServer;
  let transaction = 1;
  beforeAll(async () => {
    const { plans, problems } = plan(text);
    expect(problems).toEqual([]);
    const [artifact] = dnsmasq.emit(plans[0]!);
    server = await BootServer.start(artifactText(artifact!), cables);
  });
  afterAll(() => server.stop());
  return {
    async discover(place, clients) {
      const first = transaction;
      const datagrams = clients.map((client) => discovery(place, client, transaction++));
      const answers = await server.ask(wireOf[place], datagrams);
      return answers.map((packet, index) => packet && dhcpReply(packet, first + index));
    },
    async request(clients, offers) {
      const first = transaction;
      const datagrams = clients.map(([machine, kind], index) => {
        const said = { mac: macOf(machine), ...firmware[kind] };
        const taken = { type: 3, requested: offers[index]!.address, server: '10.1.0.2' } as const;
        return broadcast(dhcpPacket({ ...said, ...taken }, transaction++));
      });
      const answers = await server.ask(wireOf.lan, datagrams);
      return answers.map((packet, index) => packet && dhcpReply(packet, first + index));
    },
    async bootFiles(clients) {
      const offers = await this.discover('desks', clients);
      const first = transaction;
      const datagrams = clients.map((client, index) =>
        bootRequest(client, offers[index], transaction++),
      );
      const answers = await server.ask(wireOf.desks, datagrams);
      return answers.map((packet, index) => {
        const reply = packet && dhcpReply(packet, first + index);
        const [machine, kind] = clients[index]!;
        const told = reply === undefined ? 'silence' : `${reply.nextServer} ${reply.file}`;
        return `${machine}, ${kind}: ${told}`;
      });
    },
  };
}

/** One test for each row: all its clients ask at once before the first of them. */
function table(server: Running, rows: readonly Row[], vendorClass: string): void {
  const answers = new Map<Row, DhcpReply | undefined>();
  beforeAll(async () => {
    for (const place of new Set(rows.map(([each]) => each))) {
      const there = rows.filter(([each]) => each === place);
      const replies = await server.discover(
        place,
        there.map(([, machine, kind]) => [machine, kind] as const),
      );
      for (const [index, row] of there.entries()) answers.set(row, replies[index]);
    }
  });
  for (const row of rows) {
    const [place, machine, kind, ...answer] = row;
    it(`${place}: ${machine} (${kind}) → ${answer.join(' ')}`, () => {
      const reply = answers.get(row);
      expect(answerOf(reply)).toEqual(answer);
      if (reply !== undefined)
        expect(optionText(reply.options.get(60))).toBe(classFor(kind, answer[2], vendorClass));
    });
  }
}

/** Addresses out of a range are all the same to us: its first digits and two crosses. */
function answerOf(reply: DhcpReply | undefined): Answer {
  if (reply === undefined) return ['silence'];
  // 67 and 66 as options would hide what shim reads from the header.
  expect([...reply.options.keys()]).not.toContain(67);
  return [reply.address.replace(/(?<=\.)1\d\d$/, '1xx'), reply.nextServer, reply.file];
}

/** HTTP Boot takes an offer with HTTPClient only, and PXE takes one of a proxy with PXEClient only. */
function classFor(kind: Firmware, bootFile: string | undefined, proxy: string): string {
  if (kind === 'operating system') return '';
  if (kind === 'HTTP Boot') return bootFile === none ? '' : 'HTTPClient';
  return proxy;
}

function macOf(machine: Machine): string {
  return `52:54:00:00:00:${macs[machine]}`;
}

const RELAY = '10.4.0.1';

/** A DISCOVER as a broadcast or, from the edge, as its relay passes it on (RFC 2131, section 4.1). */
function discovery(
  place: Place,
  [machine, kind]: readonly [Machine, Firmware],
  xid: number,
): Datagram {
  const packet = dhcpPacket({ mac: macOf(machine), ...firmware[kind] }, xid);
  if (place !== 'edge') return broadcast(packet);
  packet[3] = 1;
  packet.set(RELAY.split('.').map(Number), 24);
  return datagram(packet, { address: RELAY, port: 67 }, { address: '10.1.0.2', port: 67 });
}

/**
 * What PXE firmware sends to port 4011 once it has an address (PXE 2.1, section 2.4): UEFI asks again; BIOS names the
 * boot service that it took from the menu of the offer (option 43, sub-option 71).
 */
function bootRequest(
  [machine, kind]: readonly [Machine, Firmware],
  offer: DhcpReply | undefined,
  xid: number,
): Datagram {
  let packet = dhcpPacket({ mac: macOf(machine), ...firmware[kind], type: 3 }, xid);
  packet.set([10, 3, 0, 77], 12);
  const services = offer === undefined ? undefined : vendorOptions(offer).get(9);
  if (services !== undefined) {
    const item = [71, 4, services[0]!, services[1]!, 0, 0];
    packet = Uint8Array.from([...packet.subarray(0, -1), 43, item.length + 1, ...item, 255, 255]);
  }
  return datagram(packet, { address: '0.0.0.0', port: 68 }, { address: '10.3.0.2', port: 4011 });
}

function broadcast(packet: Uint8Array): Datagram {
  return datagram(
    packet,
    { address: '0.0.0.0', port: 68 },
    { address: '255.255.255.255', port: 67 },
  );
}

function datagram(packet: Uint8Array, from: Datagram['from'], to: Datagram['to']): Datagram {
  return { from, to, hex: Buffer.from(packet).toString('hex') };
}

/** The PXE options inside option 43 (PXE 2.1, table 2-1). */
function vendorOptions(reply: DhcpReply): Map<number, Uint8Array> {
  const bytes = reply.options.get(43) ?? new Uint8Array();
  const found = new Map<number, Uint8Array>();
  for (let at = 0; at < bytes.length && bytes[at] !== 255; at += 2 + bytes[at + 1]!)
    found.set(bytes[at]!, bytes.slice(at + 2, at + 2 + bytes[at + 1]!));
  return found;
}

function menuOf(reply: DhcpReply): object {
  const options = vendorOptions(reply);
  const [, , length, ...text] = options.get(9)!;
  return {
    items: optionText(Uint8Array.from(text)),
    length,
    secondsToChoose: options.get(10)![0],
    discoveryControl: options.get(6)![0],
    servers: [...options.get(8)!].slice(3).join('.'),
  };
}

const names: Readonly<Record<number, string>> = {
  ...{ 1: 'mask', 3: 'router', 6: 'dns', 12: 'name', 15: 'domain', 42: 'ntp', 51: 'lease' },
  ...{ 54: 'server' },
};

/** The options that matter, by name: texts as text, addresses with dots, the lease in seconds. */
function optionsOf(reply: DhcpReply | undefined): Record<string, string | number> {
  const told: Record<string, string | number> = {};
  for (const [code, name] of Object.entries(names)) {
    const bytes = reply!.options.get(Number(code));
    if (bytes === undefined) continue;
    if (name === 'lease') told[name] = Buffer.from(bytes).readUInt32BE();
    else told[name] = ['name', 'domain'].includes(name) ? optionText(bytes) : bytes.join('.');
  }
  return told;
}
