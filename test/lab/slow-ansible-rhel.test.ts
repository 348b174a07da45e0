import { describe, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { bootsFromAnsible } from './ansible-boot.ts';
import { bareRhel } from './bare-rhel.ts';
import { CACHE, ready, source } from './lab.ts';
import { SSH } from './playbook.ts';

/*
 * As boots-ansible.test.ts, with what stands for a bare system of the RHEL family (bare-rhel.ts): the roles take the way of that
 * family, by dnf, with its paths, users, units and default configs, and beside firewalld.
 */

const able =
  ready &&
  needs('ansible-playbook', 'systemd-nspawn', 'mmdebstrap', 'ssh', 'ssh-keygen', 'curl') &&
  process.getuid?.() === 0;

describe.skipIf(!able)('a boot server that Ansible set up from a system laid out as RHEL 9', () => {
  test(
    'serves beside firewalld, a second run changes nothing, and a machine boots from it',
    { timeout: 1_200_000 },
    async () => {
      await bootsFromAnsible({
        system: bareRhel(CACHE),
        site: () => ({ ...source, now: Date.now() }),
        changes: CHANGES,
        host: 'web02',
        until: 'initrd',
        visit: ({ work }) => visit(work),
        says: VISIT_SAYS,
      });
    },
  );
});

/** DHCP and TFTP bring the boot loader, and HTTP the kernel. */
const CHANGES = { 'hosts.web02.transport': 'http' };

/** What a stranger in the network sees, what runs on the server, and that its logs are rotated. */
function visit(work: string): string {
  const inside = 'ip netns exec stranger timeout 20';
  return `
    ip netns add stranger
    ip link add stranger0 type veth peer name leg netns stranger
    ip link set stranger0 master eno1 up
    ip -netns stranger address add 10.20.0.250/24 dev leg
    ip -netns stranger link set leg up
    on() { ssh -q ${SSH} -i ${work}/key root@10.20.0.2 "$@"; }
    ${inside} curl --silent --output /dev/null --write-out 'folder: %{http_code}\\n' http://10.20.0.2/
    on 'systemd-run --quiet --unit=other python3 -m http.server 9000'
    sleep 1
    ${inside} curl --silent --max-time 3 http://10.20.0.2:9000/ >/dev/null || echo other port is closed outside
    on 'systemctl restart firewalld; sleep 3; nft list tables' | paste -sd, -
    on 'python3 -c "import urllib.request; urllib.request.urlopen(\\"http://127.0.0.1/\\")" 2>/dev/null || echo no site answers elsewhere'
    on 'ps -C nginx,dnsmasq --format user:9= --format comm= | sort -u' | tr -s ' ' | paste -sd, -
    on 'rpm --query --queryformat "%{name} " dnsmasq nginx nftables logrotate'; echo
    on 'stat --format "%U:%G %n" /var/lib/dnsmasq; test -s /var/lib/dnsmasq/dnsmasq.leases && echo leases are kept there'
    on 'logrotate --force /etc/logrotate.d/nginx; test ! -s /var/log/nginx/bootbook.access.log && echo logs are rotated'
    ${inside} curl --silent --output /dev/null http://10.20.0.2/boot.ipxe
    on 'stat --format "%U:%G %a" /var/log/nginx/bootbook.access.log; grep -c boot.ipxe /var/log/nginx/bootbook.access.log'
    on 'systemctl is-active logrotate.timer'
    on 'systemctl start bootbook-health.service && journalctl --unit=bootbook-health --output=cat --no-pager'`;
}

const VISIT_SAYS = [
  /folder: 40[34]/,
  'other port is closed outside',
  'table inet bootbook,table inet firewalld',
  'no site answers elsewhere',
  'dnsmasq dnsmasq,nginx nginx,root nginx',
  'dnsmasq nginx nftables logrotate',
  'root:dnsmasq /var/lib/dnsmasq',
  'leases are kept there',
  'logs are rotated',
  'nginx:root 640',
  /^1$/,
  /^active$/,
  'DHCP, TFTP and HTTP answer as they should.',
];
