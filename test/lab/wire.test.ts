import { expect, test } from 'vitest';
import { wireCommands, wireOf, type Wire } from '../../lab/wire.ts';
import { example } from './site.ts';

function wire(id: string): Wire {
  const { plan, host } = example(id);
  return wireOf(plan, [host]);
}

function commands(id: string): string {
  return wireCommands(wire(id)).join('\n');
}

test("a network of the boot server: a bridge with the name and address of the server's interface", () => {
  expect(commands('web01')).toMatchInlineSnapshot(`
    "ip link set lo up
    ip link add eno1 type bridge stp_state 0 forward_delay 0
    ip address add 10.20.0.2/24 dev eno1
    ip address add 2001:db8:20::2/64 dev eno1 nodad
    ip link set eno1 up
    ip link add eno2 type bridge stp_state 0 forward_delay 0
    ip address add 10.20.30.2/24 dev eno2
    ip link set eno2 up
    ip tuntap add tap0 mode tap
    ip link set tap0 master eno1 up"
  `);
});

test('a relayed network: a router between two bridges, and the way back to it', () => {
  expect(commands('edge01')).toMatchInlineSnapshot(`
    "ip link set lo up
    ip link add eno1 type bridge stp_state 0 forward_delay 0
    ip address add 10.20.0.2/24 dev eno1
    ip address add 2001:db8:20::2/64 dev eno1 nodad
    ip link set eno1 up
    ip link add eno2 type bridge stp_state 0 forward_delay 0
    ip address add 10.20.30.2/24 dev eno2
    ip link set eno2 up
    ip link add far-edge type bridge stp_state 0 forward_delay 0
    ip link set far-edge up
    ip netns add router
    ip -netns router link set lo up
    ip link add router0 type veth peer name leg0 netns router
    ip link set router0 master eno1 up
    ip -netns router address add 10.20.0.1/24 dev leg0
    ip -netns router link set leg0 up
    ip link add router1 type veth peer name leg1 netns router
    ip link set router1 master far-edge up
    ip -netns router address add 10.20.60.1/25 dev leg1
    ip -netns router link set leg1 up
    ip netns exec router sysctl --quiet --write net.ipv4.ip_forward=1
    ip route add 10.20.60.0/25 via 10.20.0.1
    ip tuntap add tap0 mode tap
    ip link set tap0 master far-edge up"
  `);
  expect(wire('edge01').neighbours.map(({ server }) => server)).toEqual([
    { program: 'dnsmasq', args: ['--dhcp-relay=10.20.60.1,10.20.0.2'] },
  ]);
});

test('a proxyDHCP network: the other DHCP server gives an address that nobody has', () => {
  expect(wire('desk02').neighbours).toMatchInlineSnapshot(`
    [
      {
        "legs": [
          {
            "address": "10.20.30.1/24",
            "bridge": "eno2",
          },
        ],
        "name": "foreign",
        "server": {
          "config": {
            "text": "authoritative;
    subnet 10.20.30.0 netmask 255.255.255.0 {
      range 10.20.30.254 10.20.30.254;
      option routers 10.20.30.1;
    }
    ",
          },
          "program": "dhcpd",
        },
      },
    ]
  `);
});

test("an external network: somebody else's DHCP server with our snippet", () => {
  expect(wire('mail01').neighbours).toMatchInlineSnapshot(`
    [
      {
        "legs": [
          {
            "address": "10.20.40.1/24",
            "bridge": "eno1",
          },
        ],
        "name": "foreign",
        "server": {
          "config": {
            "snippet": "snippets/dmz/isc-dhcpd.conf",
          },
          "program": "dhcpd",
        },
      },
    ]
  `);
});

test('a host with two cards: the one that boots comes first, and the network of the other is alive', () => {
  const { ports, neighbours } = wire('files01');
  expect(ports).toEqual([
    { host: 'files01', tap: 'tap0', bridge: 'eno1', mac: 'e4:43:4b:20:7a:11' },
    { host: 'files01', tap: 'tap1', bridge: 'eno2', mac: 'e4:43:4b:20:7a:12' },
  ]);
  expect(neighbours.map(({ name, legs }) => ({ name, legs }))).toEqual([
    { name: 'foreign', legs: [{ bridge: 'eno2', address: '10.20.30.1/24' }] },
  ]);
});
