import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { COLLECTIONS, collectionFiles } from '../../cli/bundle/collection.ts';
import { needs } from '../support/needs.ts';
import { smallSite } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

/*
 * The collection bootbook.pxe by its own tools, and its module against a folder. That its playbook sets up a boot server
 * which machines boot from is shown in test/lab/boots-ansible.test.ts.
 */

const collection = join(COLLECTIONS, 'ansible_collections/bootbook/pxe');
const roles = readdirSync(join(collection, 'roles'));

let work: string;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'bootbook-roles-'));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

function environment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    HOME: work,
    ANSIBLE_COLLECTIONS_PATH: COLLECTIONS,
    ANSIBLE_NOCOLOR: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

function yaml(...path: string[]): Record<string, unknown> {
  return parse(readFileSync(join(collection, ...path), 'utf8')) as Record<string, unknown>;
}

test.each(roles)('every default of %s has a specification, and the same value in it', (role) => {
  const defaults = yaml('roles', role, 'defaults/main.yml');
  const specification = yaml('roles', role, 'meta/argument_specs.yml') as {
    argument_specs: {
      main: { options: Record<string, { default?: unknown; description: string }> };
    };
  };
  const { options } = specification.argument_specs.main;
  expect(Object.keys(options).sort()).toEqual(Object.keys(defaults).sort());
  for (const [name, { default: value, description }] of Object.entries(options)) {
    expect(name.startsWith(`${role}_`)).toBe(true);
    expect(description).toMatch(/\.$/);
    if (value !== undefined) expect(value, name).toEqual(defaults[name]);
  }
  const comments = readFileSync(join(collection, 'roles', role, 'defaults/main.yml'), 'utf8');
  expect(comments).toMatch(/^---\n# /);
});

test.each(['dhcp', 'nfs_root'])('%s knows the same things of both families', (role) => {
  const keys = ['Debian', 'RedHat'].map((family) =>
    shape(yaml('roles', role, 'vars', `${family}.yml`)),
  );
  expect(keys[0]).toEqual(keys[1]);
});

/** The keys of a value, and those of what lies in them. */
function shape(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shape(each)]));
}

test('no task runs a shell, and a command only where no module asks the same', () => {
  const tasks = collectionFiles().filter(({ path }) => /\/(?:tasks|handlers)\//.test(path));
  const texts = tasks.map(({ from }) => readFileSync(from, 'utf8')).join('\n');
  expect(texts).not.toMatch(/builtin\.(?:shell|raw|script)/);
  // The health check, and the three of SELinux's labels, for which ansible-core has no module.
  expect(texts.match(/builtin\.command/g)).toHaveLength(1 + 3);
});

describe.skipIf(!needs('ansible-lint', 'ansible-playbook'))('Ansible', () => {
  test('ansible-lint passes it at its production profile', { timeout: 180_000 }, () => {
    const { status, stdout, stderr } = spawnSync(
      'ansible-lint',
      ['--offline', '--nocolor', '--profile', 'production'],
      { cwd: collection, env: environment(), encoding: 'utf8' },
    );
    expect(stdout + stderr).toContain('Passed with production profile: 0 failure(s), 0 warning(s)');
    expect(status).toBe(0);
  });

  test('the syntax of the playbook, and the documentation of module and roles', () => {
    const run = (program: string, ...args: string[]): string =>
      execFileSync(program, args, {
        cwd: work,
        env: environment(),
        encoding: 'utf8',
        stdio: 'pipe',
      });
    writeFileSync(join(work, 'hosts.yml'), 'boot_servers: { hosts: { boot1: } }\n');
    const playbook = 'bootbook.pxe.boot_server';
    expect(run('ansible-playbook', '-i', 'hosts.yml', '--syntax-check', playbook)).toContain(
      'playbook: ',
    );
    expect(run('ansible-doc', 'bootbook.pxe.tree')).toContain('SHA256SUMS');
    expect(run('ansible-doc', '-t', 'role', playbook)).toContain('boot_server_admin_from');
  });

  // The tree of a root belongs to several users, so only root can unpack it.
  test.skipIf(process.getuid?.() !== 0 || !needs('zstd'))(
    'an NFS root is unpacked once, with the owners that it has in its archive',
    { timeout: 120_000 },
    () => {
      const [release, path, store] = ['release', 'root', 'store'].map((each) => join(work, each));
      mkdirSync(join(work, 'tree/var/lib/other'), { recursive: true });
      chmodSync(join(work, 'tree/var/lib/other'), 0o710);
      mkdirSync(release!);
      const archive = ['--numeric-owner', '--owner=12', '--group=34', '--zstd'];
      execFileSync('tar', [
        '-C',
        join(work, 'tree'),
        ...archive,
        '-cf',
        `${release}/a.tar.zst`,
        'var',
      ]);
      const task = {
        'ansible.builtin.include_role': { name: 'bootbook.pxe.nfs_root', tasks_from: 'root.yml' },
        vars: {
          nfs_root_release: release,
          nfs_root_store: store,
          nfs_root_enabled: false,
          nfs_root_export: { path, archive: 'a.tar.zst', id: 'a' },
        },
      };
      const play = { hosts: 'localhost', connection: 'local', gather_facts: false, tasks: [task] };
      writeFileSync(join(work, 'play.yml'), JSON.stringify([play]));
      const runs = [1, 2].map(
        () =>
          spawnSync('ansible-playbook', ['play.yml'], {
            cwd: work,
            env: environment(),
            encoding: 'utf8',
          }).stdout,
      );
      expect(runs[0]).toMatch(/changed=3 +unreachable=0 +failed=0/);
      expect(runs[1]).toMatch(/changed=0 +unreachable=0 +failed=0/);
      const { uid, gid, mode } = statSync(join(path!, 'var/lib/other'));
      expect([uid, gid, mode & 0o777]).toEqual([12, 34, 0o710]);
    },
  );

  describe('the module tree', { timeout: 120_000 }, () => {
    const dest = (...path: string[]): string => join(work, 'server', ...path);

    /** Writes a bundle, and gives what the module says of it. */
    function tree(files: Record<string, string>, ...options: string[]): Record<string, unknown> {
      const bundle = join(work, 'bundle');
      rmSync(bundle, { recursive: true, force: true });
      const sums: string[] = [];
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(join(bundle, path, '..'), { recursive: true });
        writeFileSync(join(bundle, path), text);
        chmodSync(join(bundle, path), 0o644);
        sums.push(`${createHash('sha256').update(text).digest('hex')}  ${path}\n`);
      }
      writeFileSync(join(bundle, 'SHA256SUMS'), `${sums.join('')}# left out: srv/tftp/x (why)\n`);
      return again(...options);
    }

    function again(...options: string[]): Record<string, unknown> {
      mkdirSync(dest('releases'), { recursive: true });
      return run(join(work, 'bundle'), dest(), ...options);
    }

    /** What the module says of a bundle. */
    function run(bundle: string, folder: string, ...options: string[]): Record<string, unknown> {
      const stdout = printed(bundle, folder, ...options);
      // `localhost | CHANGED => {…}`
      return JSON.parse(stdout.slice(stdout.indexOf('{'))) as Record<string, unknown>;
    }

    /** All that Ansible prints, diffs included. */
    function printed(bundle: string, folder: string, ...options: string[]): string {
      const { stdout } = spawnSync(
        'ansible',
        [
          ...['localhost', '-c', 'local', '-m', 'bootbook.pxe.tree', ...options],
          ...['-a', `src=${bundle} dest=${folder} keep=${folder === dest() ? 2 : 5}`],
        ],
        {
          env: environment(),
          encoding: 'utf8',
        },
      );
      return stdout;
    }

    const first = {
      'ansible/site.yml': '---\n',
      'etc/a.conf': 'a\n',
      'srv/tftp/linux': 'kernel',
      'manifest.jsonl': '{}\n',
    };

    test('installs, looks without touching, changes nothing twice, and swaps', () => {
      expect(tree(first, '--check')).toMatchObject({
        changed: true,
        added: ['SHA256SUMS', 'etc/a.conf', 'manifest.jsonl', 'srv/tftp/linux'],
      });
      expect(existsSync(dest('current'))).toBe(false);

      expect(tree(first)).toMatchObject({ changed: true });
      const one = readlinkSync(dest('current'));
      expect(readFileSync(dest('current/srv/tftp/linux'), 'utf8')).toBe('kernel');
      // What stays on the controller is no part of it; the manifest is, for those who compare and go back.
      expect(existsSync(dest('current/ansible'))).toBe(false);
      expect(readFileSync(dest('current/SHA256SUMS'), 'utf8')).not.toContain('ansible/');
      expect(readFileSync(dest('current/manifest.jsonl'), 'utf8')).toBe('{}\n');
      expect(one).toMatch(/^releases\/\d{8}T\d{6}Z-[0-9a-f]{12}$/);
      expect(tree(first)).toMatchObject({ changed: false });

      const kernel = statSync(dest('current/srv/tftp/linux')).ino;
      expect(tree({ ...first, 'etc/a.conf': 'b\n' })).toMatchObject({
        changed: true,
        altered: ['SHA256SUMS', 'etc/a.conf'],
      });
      expect(readlinkSync(dest('current'))).not.toBe(one);
      // What did not change is the same file, and the release before is still whole.
      expect(statSync(dest('current/srv/tftp/linux')).ino).toBe(kernel);
      expect(readFileSync(dest(one, 'etc/a.conf'), 'utf8')).toBe('a\n');

      expect(tree({ 'etc/a.conf': 'c\n' })).toMatchObject({
        removed: ['manifest.jsonl', 'srv/tftp/linux'],
      });
      expect(readdirSync(dest('releases'))).toHaveLength(2);
    });

    test('shows no secret in a diff, and leaves it to root and the group of nginx', () => {
      const secret = {
        ...first,
        'srv/private/answers/web01/preseed.cfg': 'password $6$salt$hash\n',
      };
      tree(first);
      tree({ ...secret, 'etc/a.conf': 'b\n' }, '--check');
      chmodSync(join(work, 'bundle/srv/private/answers/web01/preseed.cfg'), 0o640);
      const said = printed(join(work, 'bundle'), dest(), '--diff', '-vvv');
      expect(said).toContain('+++ after: etc/a.conf');
      expect(said).toContain('it has a secret in it, and is not shown');
      expect(said).not.toContain('$6$');
      const modes = ['srv/private', 'srv/private/answers/web01', 'srv/tftp'].map(
        (path) => statSync(dest('current', path)).mode & 0o777,
      );
      expect(modes).toEqual([0o750, 0o750, 0o755]);
      const file = statSync(dest('current/srv/private/answers/web01/preseed.cfg'));
      expect(file.mode & 0o777).toBe(0o640);
      // Out it goes with the window, and no diff shows it then either.
      tree(first, '--check');
      expect(printed(join(work, 'bundle'), dest(), '--diff', '-vvv')).not.toContain('$6$');
      expect(existsSync(dest('current/srv/private'))).toBe(false);
    });

    test('makes no release of a config that dnsmasq does not take', () => {
      tree(first);
      const before = readlinkSync(dest('current'));
      expect(tree({ ...first, 'etc/dnsmasq.d/bootbook.conf': 'no-such-setting\n' })).toMatchObject({
        msg: expect.stringContaining('dnsmasq does not take its config') as string,
      });
      expect(readlinkSync(dest('current'))).toBe(before);
      expect(readdirSync(dest('releases'))).toHaveLength(1);
    });

    test('and bootbook apply work beside each other', () => {
      const repo = new Scenario({
        'content/inventory/site.yaml': smallSite,
        'images/linux': 'kernel',
        'images/initrd.gz': 'initrd',
      });
      const bundle = repo.path('bundle/boot1');
      const build = (): void =>
        void expect(repo.run('build', '--offline')).toContain('bundle/boot1');
      const module = (): Record<string, unknown> => run(bundle, repo.path('server/srv/bootbook'));
      const apply = (): string =>
        repo.run(
          ...['apply', '--to', 'server', '--no-ask', '--incomplete', '--offline'],
          ...['--most', '100%'],
        );
      mkdirSync(repo.path('server/srv/bootbook/releases'), { recursive: true });

      build();
      const { release: one } = module();
      // What the other roles do: the places where servers look lead into the current release.
      const links = `mkdir -p server/etc/dnsmasq.d server/etc/nginx/conf.d
ln -s bootbook/current/srv/tftp server/srv/tftp
for file in dnsmasq.d/bootbook.conf nginx/conf.d/bootbook.conf; do
  ln -sr server/srv/bootbook/current/etc/$file server/etc/$file
done`;
      expect(repo.runProgram('sh', '-c', links)).toBe('');
      expect(apply()).toContain(`${String(one)} serves already.`);

      repo.write('content/inventory/site.yaml', smallSite.replace('10.1.0.11', '10.1.0.13'));
      const two = /^(\S+) serves: /m.exec(apply())![1]!;
      build();
      expect(module()).toMatchObject({ changed: false, release: two });
      expect(repo.run('plan', '--server', 'boot1', '--against', 'server')).toContain(
        'No differences.',
      );

      repo.write('content/inventory/site.yaml', smallSite.replace('10.1.0.11', '10.1.0.14'));
      build();
      const { release: three, altered } = module();
      expect(altered).toContain('etc/dnsmasq.d/bootbook.conf');
      expect(repo.run('releases', '--to', 'server')).toBe(
        `$ bootbook releases --to server\n${String(three)}  serves\n${two}\n${String(one)}`,
      );
      expect(repo.run('rollback', String(one), '--to', 'server', '--no-ask')).toContain(
        `${String(one)} serves again.`,
      );
      expect(readFileSync(repo.path('server/etc/dnsmasq.d/bootbook.conf'), 'utf8')).toContain(
        '10.1.0.11',
      );

      // What is on trial is nobody else's to change.
      writeFileSync(repo.path('server/srv/bootbook/pending'), `${two} ${String(one)}\n`);
      expect(module()).toMatchObject({
        msg: expect.stringContaining(`${two} is on trial`) as string,
      });
    });

    test('repairs what was changed on the boot server', () => {
      tree(first);
      writeFileSync(dest('current/etc/a.conf'), 'somebody else\n');
      expect(again()).toMatchObject({ changed: true, altered: ['etc/a.conf'] });
      expect(readFileSync(dest('current/etc/a.conf'), 'utf8')).toBe('a\n');
      expect(again()).toMatchObject({ changed: false });
    });

    test('sends nothing of a bundle that is not what its sums say', () => {
      tree(first);
      const before = readlinkSync(dest('current'));
      tree({ ...first, 'srv/tftp/initrd': 'initrd' }, '--check');
      writeFileSync(join(work, 'bundle/srv/tftp/initrd'), 'cut off');
      expect(again()).toMatchObject({
        msg: expect.stringContaining('is not what SHA256SUMS says. Nothing was sent') as string,
      });
      expect(readlinkSync(dest('current'))).toBe(before);
    });
  });
});
