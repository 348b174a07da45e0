import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { artifactText } from '../../../generators/artifact.ts';
import { dnsmasq } from '../../../generators/formats/dnsmasq.ts';
import { BootServer, bootServerPrograms } from '../../support/boot-server-wire.ts';
import {
  dhcpv6Packet,
  dhcpv6Reply,
  type Dhcpv6Reply,
  type Dhcpv6Request,
} from '../../support/dhcpv6-client.ts';
import { needs } from '../../support/needs.ts';
import { plan } from '../../support/small-site.ts';

/*
 * Real DHCPv6 requests to a real dnsmasq that runs the emitted file: who gets which address and boot file URL. A machine
 * is known by the MAC of its end of the wire, because no DHCPv6 request holds one.
 */

const inventory = `sites:
  lab: { name: Lab, domain: lab.example.net }
networks:
  lan:
    site: lab
    cidr: 10.1.0.0/24
    cidr6: 2001:db8:1::/64
    server: boot1
    dhcp: { mode: authoritative, range: { from: 10.1.0.100, to: 10.1.0.199 } }
servers:
  boot1:
    site: lab
    interfaces:
      eno1: { network: lan, address: 10.1.0.2, address6: '2001:db8:1::2' }
profiles:
  local: { label: Local disk, kind: local }
models:
  old: { vendor: Acme, name: Old, architecture: amd64, firmware: bios }
  new: { vendor: Acme, name: New, architecture: amd64, firmware: uefi }
  safe: { vendor: Acme, name: Safe, architecture: amd64, firmware: uefi-secure-boot }
  arm: { vendor: Acme, name: Arm, architecture: arm64, firmware: uefi }
hosts:
  app:
    model: new
    interfaces: { eth0: { mac: '52:54:00:00:00:01', network: lan, address6: '2001:db8:1::10' } }
  build:
    model: new
    loader: ipxe
    interfaces: { eth0: { mac: '52:54:00:00:00:02', network: lan, address6: '2001:db8:1::14' } }
  db:
    model: safe
    interfaces: { eth0: { mac: '52:54:00:00:00:03', network: lan, address6: '2001:DB8:1:0::18' } }
  tiny:
    model: arm
    interfaces: { eth0: { mac: '52:54:00:00:00:04', network: lan, address6: '2001:db8:1::1c' } }
  both:
    model: new
    interfaces:
      eth0:
        mac: '52:54:00:00:00:05'
        network: lan
        address: 10.1.0.15
        address6: '2001:db8:1::20'
  web:
    model: old
    interfaces: { eth0: { mac: '52:54:00:00:00:06', network: lan, address: 10.1.0.16 } }
`;

const macs = {
  app: '01',
  build: '02',
  db: '03',
  tiny: '04',
  both: '05',
  web: '06',
  stranger: 'ff',
};
type Machine = keyof typeof macs;

const kinds = {
  'UEFI x64': { duid: '000100010000000100000001', architecture: 7 },
  'UEFI x64 (9)': { duid: '000100010000000100000002', architecture: 9 },
  'UEFI arm64': { duid: '000100010000000100000003', architecture: 11 },
  'iPXE, UEFI': { duid: '000400000000000000000000000000000004', architecture: 7, ipxe: true },
  'operating system': { duid: '000100010000000100000005' },
} as const satisfies Record<string, Dhcpv6Request>;
type Kind = keyof typeof kinds;

const ADDRESS = '2001:db8:1:0:0:0:0:';
const SERVER = '[2001:db8:1::2]';

/** Who asks, as what; then the address and the boot file URL, or nothing. */
type Row = readonly [Machine, Kind, string, string];

const rows: readonly Row[] = [
  ['app', 'UEFI x64', `${ADDRESS}10`, `tftp://${SERVER}/grubx64.efi`],
  ['app', 'UEFI x64 (9)', `${ADDRESS}10`, `tftp://${SERVER}/grubx64.efi`],
  ['app', 'iPXE, UEFI', `${ADDRESS}10`, `tftp://${SERVER}/grubx64.efi`],
  ['app', 'UEFI arm64', `${ADDRESS}10`, ''],
  ['app', 'operating system', `${ADDRESS}10`, ''],
  ['build', 'UEFI x64', `${ADDRESS}14`, `tftp://${SERVER}/snponly.efi`],
  ['build', 'iPXE, UEFI', `${ADDRESS}14`, `http://${SERVER}/boot.ipxe`],
  ['db', 'UEFI x64', `${ADDRESS}18`, `tftp://${SERVER}/shimx64.efi`],
  ['tiny', 'UEFI arm64', `${ADDRESS}1c`, `tftp://${SERVER}/grubaa64.efi`],
  ['tiny', 'UEFI x64', `${ADDRESS}1c`, ''],
  // It boots by IPv4; by IPv6 its system gets its address.
  ['both', 'UEFI x64', `${ADDRESS}20`, ''],
  ['both', 'operating system', `${ADDRESS}20`, ''],
  // Nobody has entered an IPv6 address for these.
  ['web', 'operating system', '', ''],
  ['stranger', 'UEFI x64', '', ''],
];

describe.skipIf(!needs('dnsmasq', ...bootServerPrograms))(
  'a real dnsmasq with the emitted file, by IPv6',
  () => {
    for (const machine of Object.keys(macs) as Machine[]) {
      describe(machine, () => {
        const client = connected(machine);
        beforeAll(() => client.connect());
        afterAll(() => client.leave());
        for (const [, kind, address, url] of rows.filter(([each]) => each === machine))
          it(`${kind} → ${address || 'no address'} ${url || 'no boot file'}`, async () => {
            const reply = await client.ask(kinds[kind]);
            expect(reply).toMatchObject({ type: 2, address, url });
          });
      });
    }

    it('gives firmware, iPXE and system an address each out of the four of the host', async () => {
      const client = connected('build');
      await client.connect();
      const given: string[] = [];
      for (const duid of ['01', '02', '03', '04', '05'].map(
        (each) => `0001000100000001000000${each}`,
      )) {
        const offer = await client.ask({ duid });
        const server = offer!.options.get(2);
        const reply = offer!.address === '' ? offer : await client.ask({ duid, server, type: 3 });
        given.push(reply!.address);
      }
      await client.leave();
      expect(given).toEqual([...['14', '15', '16', '17'].map((each) => ADDRESS + each), '']);
    });
  },
);

interface Client {
  connect(): Promise<void>;
  leave(): Promise<void>;
  /** What the server answers; undefined is silence. */
  ask(request: Dhcpv6Request): Promise<Dhcpv6Reply | undefined>;
}

/** A boot server with this machine at the other end of its wire. */
function connected(machine: Machine): Client {
  let server: BootServer | undefined;
  let transaction = 1;
  const client: Client = {
    async connect() {
      const [artifact] = [...dnsmasq.emit(plan(inventory).plans[0]!)];
      server = await BootServer.start(artifactText(artifact!), [
        {
          interface: 'eno1',
          server: '10.1.0.2/24',
          server6: '2001:db8:1::2/64',
          clients: ['10.1.0.1/24'],
          mac: `52:54:00:00:00:${macs[machine]}`,
        },
      ]);
    },
    async leave() {
      await server!.stop();
    },
    async ask(request) {
      const xid = transaction++;
      const [packet] = await server!.ask('eno1', [
        {
          from: { address: '::', port: 546 },
          to: { address: 'ff02::1:2%wire', port: 547 },
          hex: Buffer.from(dhcpv6Packet(request, xid)).toString('hex'),
        },
      ]);
      return packet && dhcpv6Reply(packet, xid);
    },
  };
  return client;
}
