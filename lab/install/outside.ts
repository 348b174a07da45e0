import type { HostPlan, Plan } from '../../generators/plan/plan.ts';
import { BUNDLE, LAB } from '../places.ts';
import { Unable } from '../unable.ts';
import { bridgeOf, withPrefix } from '../neighbours.ts';
import type { MirrorAnswers } from './answers.ts';

/*
 * What stands for the world beyond the site, while a machine is installed: the site's gateway, its name servers, and the
 * mirror that the preseed file names. It is a network namespace of its own, on the machine's network; nothing in it leads
 * out of the lab. A mirror that is not in the lab is reached through a socket, which the outer half of the lab answers.
 */

/** Where the files for it lie, below the boot server's tree. */
export const OUTSIDE = 'outside';

/** The mirror in the lab: a folder of that name, which is served. */
export const OWN_MIRROR = 'debian';

/** The sockets of a mirror that is not in the lab, and of Debian's security updates, which no other mirror has. */
export const SOCKETS = { mirror: 'mirror.sock', security: 'security.sock' } as const;

/** Debian's installer asks there for security updates, whatever its mirror is (apt-setup, generators/91security). */
const SECURITY = { host: 'security.debian.org', path: '/debian-security/' } as const;

/** The lab's own addition to the initrd of the installer, if there is one. */
export const ADDITION = 'addition.img';

/**
 * The script that builds it.
 * @param from whether the mirror lies in the lab, or is another one behind a socket
 * @throws Unable if the host's network has nobody to tell it of name servers
 */
export function outsideScript(
  plan: Plan,
  { network }: HostPlan,
  mirror: MirrorAnswers,
  from: 'lab' | 'socket',
): string {
  const { id, cidr, gateway, dhcp } = network.network;
  const names = plan.site.dns.filter((address) => address.includes('.'));
  if (network.serverInterface === undefined || dhcp.mode !== 'authoritative')
    throw new Unable(
      `In ${id} it is not our boot server that tells machines of name servers.`,
      'Install a host of a network that the boot server is attached to, with dhcp.mode: authoritative.',
    );
  if (gateway === undefined || names.length === 0)
    throw new Unable(
      `A machine in ${id} is told of no ${gateway === undefined ? 'gateway' : 'name server'}, so it would find no mirror.`,
      'Give the network a gateway, and the site its name servers (dns).',
    );
  const own = [withPrefix(gateway, cidr), ...names.map((address) => `${address}/32`)];
  return `ip netns add outside
ip link add outside0 type veth peer name leg0 netns outside
ip link set outside0 master ${bridgeOf(network)} up
ip -netns outside link set lo up
${own.map((address) => `ip -netns outside address add ${address} dev leg0`).join('\n')}
ip -netns outside link set leg0 up
ip netns exec outside dnsmasq --conf-file=/dev/null --user=root --group= --no-resolv --no-hosts --bind-interfaces \\
  ${names.map((address) => `--listen-address=${address}`).join(' ')} --address=/#/${gateway} --local=/#/ \\
  --pid-file=${LAB}/names.pid --log-queries --log-facility=${LAB}/names.log
cat >${LAB}/outside.conf <<'CONF'
${webServer(mirror, from)}CONF
ip netns exec outside nginx -c ${LAB}/outside.conf
`;
}

/** One process, as the boot server's own nginx (see nginxConf). */
function webServer({ hostname, directory }: MirrorAnswers, from: 'lab' | 'socket'): string {
  const here = `${BUNDLE}/${OUTSIDE}`;
  const location =
    from === 'lab'
      ? `location ${directory}/ { alias ${here}/${OWN_MIRROR}/; }`
      : `location ${directory}/ { proxy_pass http://unix:${here}/${SOCKETS.mirror}:/; }`;
  const security =
    from === 'lab'
      ? ''
      : `  server {
    listen 80;
    server_name ${SECURITY.host};
    location ${SECURITY.path} { proxy_pass http://unix:${here}/${SOCKETS.security}:/; }
  }
`;
  return `user root;
master_process off;
pid /run/outside.pid;
error_log ${LAB}/outside-error.log;
events {}
http {
  default_type application/octet-stream;
  access_log ${LAB}/outside.log;
  proxy_buffering off;
  server {
    listen 80;
    server_name ${hostname};
    ${location}
  }
${security}}
`;
}
