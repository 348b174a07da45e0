import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { COLLECTIONS } from '../../cli/bundle/collection.ts';
import { needs } from '../support/needs.ts';

/*
 * What the roles do only on systems of the RHEL family, as far as it can be seen without one: which labels they ask SELinux
 * for, and what they write where it is on. All else of it is run by test/lab/slow-ansible-rhel.test.ts.
 */

const role = (name: string, ...path: string[]): string =>
  join(COLLECTIONS, 'ansible_collections/bootbook/pxe/roles', name, ...path);

const RHEL = { os_family: 'RedHat' };

let work: string;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'bootbook-rhel-'));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

/** Runs tasks on this machine, and gives what Ansible prints. */
function play(tasks: readonly unknown[], ...options: string[]): string {
  const plays = [{ hosts: 'localhost', connection: 'local', gather_facts: false, tasks }];
  writeFileSync(join(work, 'play.yml'), JSON.stringify(plays));
  return spawnSync('ansible-playbook', ['play.yml', ...options], {
    cwd: work,
    env: {
      ...process.env,
      HOME: work,
      PATH: `${work}/bin:${process.env['PATH']}`,
      ANSIBLE_COLLECTIONS_PATH: COLLECTIONS,
      ANSIBLE_NOCOLOR: '1',
      PYTHONDONTWRITEBYTECODE: '1',
    },
    encoding: 'utf8',
  }).stdout;
}

/** The text of a role's template, as a machine gets it of which Ansible knows these facts. */
function rendered(
  name: string,
  template: string,
  facts: Record<string, unknown>,
  vars: Record<string, unknown>,
): string {
  const said = play([
    { 'ansible.builtin.set_fact': { ...facts, cacheable: true } },
    { 'ansible.builtin.include_vars': role(name, 'vars/main.yml') },
    {
      'ansible.builtin.template': {
        src: role(name, 'templates', template),
        dest: join(work, 'out'),
      },
      vars,
    },
  ]);
  expect(said).toMatch(/failed=0/);
  return readFileSync(join(work, 'out'), 'utf8');
}

describe.skipIf(!needs('ansible-playbook'))('a system of the RHEL family', () => {
  test('labels of releases are said once, and the narrower one last', { timeout: 120_000 }, () => {
    // They print as the real ones of Debian 12 did (policycoreutils 3.4) with the policy of CentOS Stream 9.
    mkdirSync(join(work, 'bin'));
    script(
      'semanage',
      `case $2 in
      --list) cat ${work}/said 2>/dev/null || true ;;
      --add) printf '%-50s %-18s system_u:object_r:%s:s0 \\n' "$5" 'all files' "$4" >>${work}/said ;;
      *) exit 1 ;;
      esac`,
    );
    script(
      'restorecon',
      `[ "$*" = '-R -v /srv/bootbook' ] || exit 1
      [ -e ${work}/labelled ] || echo "Relabeled $3 from system_u:object_r:var_t:s0 to system_u:object_r:public_content_t:s0"
      touch ${work}/labelled`,
    );
    const tasks = [
      { 'ansible.builtin.import_role': { name: 'bootbook.pxe.images', tasks_from: 'labels.yml' } },
    ];
    const runs = [1, 2].map(() => play(tasks, '--start-at-task', '*Know which labels*'));
    expect(runs[0]).toMatch(/changed=2 +unreachable=0 +failed=0/);
    expect(runs[1]).toMatch(/changed=0 +unreachable=0 +failed=0/);
    const said = readFileSync(join(work, 'said'), 'utf8').trimEnd().split('\n');
    expect(said.map((line) => line.split(/ {2,}/)[0])).toEqual([
      '/srv/bootbook(/.*)?',
      '/srv/bootbook/releases/[^/]+/srv/private(/.*)?',
    ]);
    expect(said.map((line) => /object_r:(\w+)/.exec(line)![1])).toEqual([
      'public_content_t',
      'httpd_sys_content_t',
    ]);
  });

  test.each([
    [true, 'no', '/srv/bootbook/current/etc/dnsmasq.d/bootbook.conf'],
    [false, 'yes', '/etc/dnsmasq.d/bootbook.conf'],
  ])(
    'dnsmasq keeps its domain and follows no link below /etc, SELinux being on: %s',
    (on, privileges, config) => {
      const unit = rendered(
        'dhcp',
        'harden.conf.j2',
        { ...RHEL, selinux: { status: on ? 'enabled' : 'disabled' } },
        { dhcp_release: '/srv/bootbook/current', dhcp_lease_folder: '/var/lib/dnsmasq' },
      );
      expect(unit.match(/^NoNewPrivileges=.*$/gm)).toEqual([`NoNewPrivileges=${privileges}`]);
      expect([...unit.matchAll(/--conf-file=(.*)$/gm)].map(([, path]) => path)).toEqual([
        config,
        config,
      ]);
    },
  );

  test.each([
    ['tftp', 'confine.conf.j2'],
    ['http', 'harden.conf.j2'],
  ])(
    'SELinux being on, the unit by %s names no file that nothing may be mounted upon',
    { timeout: 120_000 },
    (name, template) => {
      const hidden = ['enabled', 'disabled'].map((status) => {
        const facts = { ...RHEL, selinux: { status } };
        const unit = rendered(name, template, facts, { tftp_root: '/srv/tftp' });
        return /^InaccessiblePaths=(.*)$/m.exec(unit)![1]!.split(' ');
      });
      expect(hidden[1]).toEqual(
        expect.arrayContaining(['-/boot', '-/etc/shadow', '-/etc/gshadow']),
      );
      expect(hidden[0]).toEqual(hidden[1]!.filter((path) => !path.endsWith('shadow')));
    },
  );

  test('firewalld accepts from each network what our own table accepts', () => {
    const vars = {
      firewall_networks: [
        {
          id: 'a',
          interface: 'eno1',
          cidr: '10.1.0.0/24',
          cidr6: 'fd00::/64',
          dhcp: 'authoritative',
        },
        { id: 'b', interface: 'eno2', cidr: '10.2.0.0/24', dhcp: 'proxy', address: '10.2.0.2' },
        { id: 'c', interface: 'eno2', cidr: '10.3.0.0/24', dhcp: 'external' },
      ],
      firewall_http_ports: [80, 8080],
      firewall_nfs: true,
      firewall_admin_ports: [],
      firewall_admin_from: [],
    };
    const table = rendered('firewall', 'firewall.nft.j2', RHEL, vars);
    const ours = [
      ...table.matchAll(/ip6? saddr (\{.*?\}|\S+) (udp|tcp) dport (\{.*?\}|\S+) accept/g),
    ];
    const asked = ours.flatMap(([, from, protocol, ports]) =>
      members(from!).flatMap((source) =>
        members(ports!).map((port) => `${source} ${port}/${protocol}`),
      ),
    );
    const policy = rendered('firewall', 'firewalld.xml.j2', RHEL, vars);
    const rules = [
      ...policy.matchAll(
        /<rule [^>]*>(?:<source address="(.*?)"\/>)?<port port="(\d+)" protocol="(\w+)"\/>/g,
      ),
    ].map(([, source, port, protocol]) => `${source ?? 'all'} ${port}/${protocol}`);
    // A client without an address has none to be told by.
    const open = new Set(asked.map((each) => (each.endsWith(' 67/udp') ? 'all 67/udp' : each)));
    expect(open.size).toBeGreaterThan(20);
    // The health check hears a proxy's answer, which our table knows by another sign.
    expect(new Set(rules)).toEqual(new Set([...open, '10.2.0.2 68/udp']));
  });
});

/** A program of this name for the plays. */
function script(name: string, text: string): void {
  writeFileSync(join(work, 'bin', name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(work, 'bin', name), 0o755);
}

/** What a set of nftables holds, or the one thing that stands in its place. */
function members(set: string): string[] {
  return set.replaceAll(/[{}\s]/g, '').split(',');
}
