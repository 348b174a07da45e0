import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COLLECTIONS } from '../../cli/bundle/collection.ts';
import { findHost } from '../../cli/find-host.ts';
import { withScenarioSite } from '../../cli/scenario-site.ts';
import { bootHost } from '../../lab/boot.ts';
import { failureText } from '../../lab/result.ts';
import { needs } from '../support/needs.ts';
import { bareDebian, containerServers, removeGroups, unpackMachine } from './container.ts';
import { CACHE, ready, source } from './lab.ts';

/*
 * The playbook of the example's bundle, run by ssh against a bare Debian with systemd that stands in the lab's network
 * where the boot server stands: a look first, then for real, then once more, which has to change nothing. Then a machine
 * of the lab boots from it. Nothing of the lab's own servers takes part.
 */

const able =
  ready &&
  needs('ansible-playbook', 'systemd-nspawn', 'mmdebstrap', 'ssh', 'ssh-keygen', 'curl', 'tftp') &&
  process.getuid?.() === 0;

/** What a scenario of the lab boots by TFTP and HTTP both. */
const CHANGES = {
  'hosts.web02.transport': 'http',
  // Another host is armed, with a secret in its answers.
  'profiles.debian-12-install.userPassword': { secret: { env: 'NOBODY_HAS_SET_THIS' } },
};

describe.skipIf(!able)('a boot server that Ansible set up from a bare Debian', () => {
  test(
    'serves, a second run changes nothing, and a machine boots from it',
    { timeout: 1_200_000 },
    async () => {
      const work = mkdtempSync(join(tmpdir(), 'bootbook-ansible-'));
      const root = join(work, 'boot1');
      try {
        execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(work, 'key')]);
        unpackMachine(
          bareDebian(CACHE),
          root,
          'boot1',
          readFileSync(join(work, 'key.pub'), 'utf8'),
        );
        await withScenarioSite(source, CHANGES, async ({ plans, bundle }) => {
          const { plan, host } = findHost({ plans }, 'web02');
          const tree = join(bundle, plan.server.id);
          cpSync(COLLECTIONS, join(tree, 'ansible'), { recursive: true });
          const result = await bootHost({
            plan,
            host,
            bundle: tree,
            bootServer: containerServers(root, 'boot1'),
            before: playbook(work, join(tree, 'ansible')),
            until: 'initrd',
            visit: { script: visit(work), says: VISIT_SAYS },
          });
          const [checked, first, second] = ['check', 'first', 'second'].map((run) =>
            recap(readFileSync(join(work, `${run}.log`), 'utf8')),
          );
          expect(checked).toMatchObject({ failed: 0, unreachable: 0 });
          expect(first).toMatchObject({ failed: 0, unreachable: 0 });
          expect(first!['changed']).toBeGreaterThan(20);
          expect(second).toMatchObject({ changed: 0, failed: 0, unreachable: 0 });
          expect(result.failure === undefined ? '' : failureText(result)).toBe('');
          // The health check has fetched files before; these are the ones that only the machine asks for.
          expect(result.files.map(({ by, path }) => `${by} ${path}`)).toEqual(
            expect.arrayContaining(FETCHED),
          );
          expect(result.commandLine).toContain('BOOT_IMAGE=http://10.20.0.2/images/');
        });
      } finally {
        removeGroups(root);
        rmSync(work, { recursive: true, force: true });
      }
    },
  );
});

const FETCHED = [
  'tftp pxelinux.cfg/01-00-24-e8-5a-10-02',
  'http images/debian-12-installer-amd64/linux',
  'http images/debian-12-installer-amd64/initrd.gz',
];

const SSH = '-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=3';

/** Waits until the machine is up, and runs the playbook three times. */
function playbook(work: string, folder: string): string {
  return `
    export HOME=${work} PYTHONDONTWRITEBYTECODE=1 ANSIBLE_NOCOLOR=1
    up() { ssh -q ${SSH} -i ${work}/key root@10.20.0.2 systemctl is-system-running --wait; }
    n=0
    until [ "$(up)" = running ]; do
      n=$((n + 1))
      [ $n -lt 120 ] || { echo "The container is not running after two minutes, but: '$(up)'."; exit 1; }
      sleep 1
    done
    cd ${folder}
    play() {
      log=${work}/$1.log; shift
      ansible-playbook site.yml --user root --private-key ${work}/key --ssh-common-args='${SSH}' "$@" >$log 2>&1 || { cat $log; exit 1; }
    }
    play check --check --diff
    play first
    play second`;
}

/** What a stranger in the network sees: the ports that are open, and nothing outside of the tree. */
function visit(work: string): string {
  const inside = 'ip netns exec stranger timeout 20';
  return `
    ip netns add stranger
    ip link add stranger0 type veth peer name leg netns stranger
    ip link set stranger0 master eno1 up
    ip -netns stranger address add 10.20.0.250/24 dev leg
    ip -netns stranger address add 10.20.0.13/24 dev leg
    ip -netns stranger link set leg up
    cd ${work}
    echo folder: $(${inside} curl --silent --output /dev/null --write-out '%{http_code}' http://10.20.0.2/)
    echo put: $(${inside} curl --silent --output /dev/null --write-out '%{http_code}' --request PUT http://10.20.0.2/x)
    ask() { ${inside} curl --silent --interface $1 --output $2 --write-out '%{http_code}' http://10.20.0.2/preseed/debian-12-install.cfg; }
    echo stranger asks for the secret: $(ask 10.20.0.250 refused)
    echo armed host asks for it: $(ask 10.20.0.13 secret) $(grep -c 'user-password-crypted password [$]6[$]' secret)
    ${inside} tftp -m binary 10.20.0.2 -c get ../../../etc/hostname outside 2>&1 || true
    echo outside: $(wc -c <outside)
    echo written >new; ${inside} tftp -m binary 10.20.0.2 -c put new 2>&1 || true
    on() { ssh -q ${SSH} -i ${work}/key root@10.20.0.2 "$@"; }
    on 'test ! -e /srv/tftp/new' && echo nothing was written
    on 'systemd-run --quiet --unit=other python3 -m http.server 8080'
    sleep 1
    on 'curl --version' >/dev/null 2>&1 || true
    on 'python3 -c "import socket; socket.create_connection((\\"127.0.0.1\\", 8080)); print(\\"other port is open inside\\")"'
    ${inside} curl --silent --max-time 3 http://10.20.0.2:8080/ >/dev/null || echo other port is closed outside
    on 'systemctl start bootbook-health.service && journalctl --unit=bootbook-health --output=cat --no-pager'
    on 'systemd-analyze security --no-pager --threshold=50 dnsmasq.service nginx.service >/dev/null && echo units are hardened'`;
}

const VISIT_SAYS = [
  /folder: 40[34]/,
  'put: 405',
  'stranger asks for the secret: 403',
  'armed host asks for it: 200 1',
  'outside: 0',
  'nothing was written',
  'other port is open inside',
  'other port is closed outside',
  'DHCP, TFTP and HTTP answer as they should.',
  'units are hardened',
];

/** The numbers of the last line that Ansible prints. */
function recap(log: string): Record<string, number> {
  const line = log.split('\n').findLast((each) => each.includes('unreachable='));
  const counts: Record<string, number> = {};
  for (const [, name, count] of (line ?? '').matchAll(/(\w+)=(\d+)/g))
    counts[name!] = Number(count);
  return counts;
}
