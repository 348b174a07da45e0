import type { Fault } from './fault.ts';

/**
 * Steps for a fault that is a second DHCP server in the machine's network. Its offer comes a second after ours: of the
 * offers of the first seconds iPXE takes the last. Source: dhcp_discovery_rx in
 * https://github.com/ipxe/ipxe/blob/v2.0.0/src/net/udp/dhcp.c
 * @param options of its dnsmasq, besides its range of addresses
 */
export function rogueServer(...options: readonly string[]): Pick<Fault, 'break' | 'mend'> {
  const dnsmasq = [
    'dnsmasq --conf-file=/dev/null --user=root --group= --port=0 --no-ping --dhcp-reply-delay=1',
    '--pid-file=/run/rogue.pid --dhcp-leasefile=/run/rogue.leases --log-facility=/run/rogue.log',
    '--dhcp-authoritative --dhcp-range=10.20.0.150,10.20.0.159,1h',
    ...options,
  ];
  return {
    break: [
      `ip netns add rogue
ip link add rogue0 type veth peer name leg0 netns rogue
ip link set rogue0 master "$BRIDGE" up
ip -netns rogue address add 10.20.0.254/24 dev leg0
ip -netns rogue link set leg0 up
ip netns exec rogue ${dnsmasq.join(' ')}`,
    ],
    mend: ['kill "$(cat /run/rogue.pid)"\nip link delete rogue0\nip netns delete rogue'],
  };
}
