import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtSite } from '../../cli/bundle/built-site.ts';
import { shortfalls } from '../../lab/scenarios/judge.ts';
import { nfsRoot } from '../../lab/scenarios/nfs-root.ts';
import { needs } from '../support/needs.ts';
import { bootsFromAnsible } from './ansible-boot.ts';
import { bareDebian } from './container.ts';
import { CACHE, ready, source } from './lab.ts';
import { playbookScript, SSH, WITHOUT_EXPORTS } from './playbook.ts';
import { USUAL_PATIENCE } from './regular.ts';

/*
 * A bare Debian with systemd is set up (ansible-boot.ts). A machine without a disk boots from it, up to its login prompt, and a
 * stranger looks at it from outside.
 */

const able =
  ready &&
  needs('ansible-playbook', 'systemd-nspawn', 'mmdebstrap', 'ssh', 'ssh-keygen') &&
  needs('curl', 'tftp', 'showmount', 'python3') &&
  process.getuid?.() === 0;

/** The boot server ends armings by the clock, so this is no time of the example. */
const NOW = Date.now();

const CHANGES = {
  // A machine that boots by DHCP, TFTP, HTTP and NFS, one after the other.
  ...nfsRoot.changes,
  'hosts.web02.transport': 'http',
  // Another host is armed, with a secret in its answers.
  'hosts.web03.armedUntil': new Date(NOW + 3_600_000).toISOString(),
  'profiles.debian-12-install.userPassword': { secret: { env: 'NOBODY_HAS_SET_THIS' } },
};

describe.skipIf(!able)('a boot server that Ansible set up from a bare Debian', () => {
  test(
    'serves, a second run changes nothing, and a machine without a disk boots from it',
    { timeout: 1_200_000 },
    async () => {
      const result = await bootsFromAnsible({
        system: bareDebian(CACHE),
        site: async (work) => ({
          ...source,
          now: NOW,
          book: await builtSite(smallBook(join(work, 'book'))),
        }),
        changes: CHANGES,
        host: nfsRoot.host,
        // A container has the kernel of its machine, which may have no NFS server.
        variables: 'boot_server_nfs=ganesha',
        patience: 2 * USUAL_PATIENCE,
        visit: (play) =>
          visit(play.work, playbookScript({ ...play, runs: { without: WITHOUT_EXPORTS } })),
        says: VISIT_SAYS,
      });
      // The health check has fetched files before; these are the ones that only the machine asks for.
      expect(result.files.map(({ by, path }) => `${by} ${path}`)).toEqual(
        expect.arrayContaining(FETCHED),
      );
      expect(shortfalls(result, nfsRoot.expect)).toEqual([]);
    },
  );
});

/** A book of a few pages, with the files by which `bootbook build --site` knows one. */
const BOOK = {
  'index.html': '<!DOCTYPE html><title>Book</title>',
  'hosts/web02/index.html': '<!DOCTYPE html><title>web02</title>',
  '404.html': '<!DOCTYPE html><title>No such page</title>',
  'search.json': '[]',
  '_pack/book.js': 'void 0;',
  '_pack/diagnosis.js': 'void 0;',
};

function smallBook(folder: string): string {
  for (const [path, text] of Object.entries(BOOK)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const FETCHED = [
  'tftp pxelinux.cfg/01-00-24-e8-5a-10-02',
  'http images/debian-vm-amd64/linux',
  'http images/debian-vm-amd64/initrd.img',
];

/** The ports of the boot server that somebody may try: SSH, HTTP, rpcbind, NFS, the book, its mount service, and one more. */
const PORTS = '22 80 111 2049 8080 8081 20048';

/**
 * What a stranger in the network sees: the ports that are open, and nothing outside of the tree. Then what one sees who is
 * on the same wire with an address of no network. Then the time of the armed host is over: its folder in the release is given
 * a name of the past. At the end the root is exported no more.
 */
function visit(work: string, without: string): string {
  const inside = 'ip netns exec stranger timeout 20';
  return `
    ip netns add stranger
    ip link add stranger0 type veth peer name leg netns stranger
    ip link set stranger0 master eno1 up
    ip -netns stranger address add 10.20.0.250/24 dev leg
    ip -netns stranger address add 10.20.0.13/24 dev leg
    ip -netns stranger link set leg up
    cd ${work}
    status() { ${inside} curl --silent --path-as-is --output /dev/null --write-out '%{http_code}' "$@"; }
    echo folder: $(status http://10.20.0.2/)
    echo put: $(status --request PUT http://10.20.0.2/x)
    ask() { ${inside} curl --silent --interface $1 --output $2 --write-out '%{http_code}' http://10.20.0.2/preseed/debian-12-install.cfg; }
    echo stranger asks for the secret: $(ask 10.20.0.250 refused)
    echo armed host asks for it: $(ask 10.20.0.13 secret) $(grep -c 'user-password-crypted password [$]6[$]' secret)
    ${inside} tftp -m binary 10.20.0.2 -c get ../../../etc/hostname outside 2>&1 || true
    echo outside: $(wc -c <outside)
    echo written >new; ${inside} tftp -m binary 10.20.0.2 -c put new 2>&1 || true
    on() { ssh -q ${SSH} -i ${work}/key root@10.20.0.2 "$@"; }
    on 'test ! -e /srv/tftp/new' && echo nothing was written
    on 'systemd-run --quiet --unit=other python3 -m http.server 8081'
    cat >open.py <<'END'
import socket, sys
for port in sys.argv[2:]:
    with socket.socket() as tried:
        tried.settimeout(3)
        tried.bind((sys.argv[1], 0))
        if tried.connect_ex(("10.20.0.2", int(port))) == 0:
            print(port, end=" ")
END
    ip route add 198.51.100.0/24 dev eno1
    ip -netns stranger address add 198.51.100.9/32 dev leg
    sleep 1
    echo open here: $(python3 open.py 10.20.0.2 ${PORTS})
    echo open in the network: $(${inside} python3 open.py 10.20.0.250 ${PORTS})
    echo open for others: $(${inside} python3 open.py 198.51.100.9 ${PORTS})
    page() { ${inside} curl --silent --write-out ' %{http_code} %{content_type}' http://10.20.0.2:8080$1; }
    echo page: $(page /hosts/web02/)
    echo no page: $(page /preseed/debian-12-install.cfg)
    echo folder of the book: $(status http://10.20.0.2:8080/_pack/)
    echo above the book: $(status http://10.20.0.2:8080/../pxelinux.cfg/default)
    ${inside} showmount --no-headers --exports 10.20.0.2
    on 'test -z "$(systemctl --failed --plain --no-legend)"' && echo no unit has failed
    on 'systemctl start bootbook-health.service && journalctl --unit=bootbook-health --output=cat --no-pager'
    on 'systemd-analyze security --no-pager --threshold=50 dnsmasq.service nginx.service >/dev/null && echo units are hardened'
    told() { on grep -c '"ONTIMEOUT local"' /srv/tftp/pxelinux.cfg/01-00-24-e8-5a-10-03; }
    echo sent to its disk while it is armed: $(told)
    on 'cd /srv/bootbook/current/after && mv -T "$(ls)" 20200101T000000Z && systemctl start bootbook-expire.service'
    on 'systemctl is-active --quiet bootbook-expire.timer && journalctl --unit=bootbook-expire --output=cat --no-pager | grep over'
    echo sent to its disk when its time is over: $(told)
    echo it asks for the secret: $(ask 10.20.0.13 nothing)
    on 'test ! -e /srv/private' && echo there is no secret any more
    ${without}
    on 'test ! -e /etc/ganesha/ganesha.conf && ! systemctl is-active --quiet nfs-ganesha' && echo no root is exported`;
}

const VISIT_SAYS = [
  /folder: 40[34]/,
  'put: 405',
  'stranger asks for the secret: 403',
  'armed host asks for it: 200 1',
  'outside: 0',
  'nothing was written',
  'open here: 22 80 111 2049 8080 8081 20048',
  /open in the network: 22 80 111 2049 8080 20048$/,
  /open for others: 22$/,
  'page: <!DOCTYPE html><title>web02</title> 200 text/html',
  'no page: <!DOCTYPE html><title>No such page</title> 404 text/html',
  'folder of the book: 403',
  'above the book: 400',
  '/srv/nfs/debian-12 10.20.0.0/24,10.20.30.0/24,10.20.60.0/25',
  'no unit has failed',
  'DHCP, TFTP, HTTP and NFS answer as they should.',
  'units are hardened',
  'sent to its disk while it is armed: 0',
  / serves: the time of an arming is over\.$/,
  'sent to its disk when its time is over: 1',
  'it asks for the secret: 404',
  'there is no secret any more',
  'no root is exported',
];
