import type { Fault } from './fault.ts';

/** Makes ours the slower one: dnsmasq(8), --dhcp-reply-delay, in seconds. By then iPXE has taken the other offer. */
const SLOWER = '/etc/dnsmasq.d/slower.conf';

/**
 * Steps for a fault that is a second DHCP server in the machine's network. It is the faster one.
 * @param options of its dnsmasq, besides its range of addresses
 */
export function rogueServer(...options: readonly string[]): Pick<Fault, 'break' | 'mend'> {
  const dnsmasq = [
    'dnsmasq --conf-file=/dev/null --user=root --group= --port=0 --no-ping',
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
ip netns exec rogue ${dnsmasq.join(' ')}
echo dhcp-reply-delay=6 >${SLOWER}`,
      { restart: 'dnsmasq' },
    ],
    mend: [
      `kill "$(cat /run/rogue.pid)"
ip link delete rogue0
ip netns delete rogue
rm ${SLOWER}`,
      { restart: 'dnsmasq' },
    ],
  };
}
