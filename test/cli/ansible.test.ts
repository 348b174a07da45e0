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
  expect(texts.match(/builtin\.command/g)).toHaveLength(1);
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
      const { stdout } = spawnSync(
        'ansible',
        [
          ...['localhost', '-c', 'local', '-m', 'bootbook.pxe.tree', ...options],
          ...['-a', `src=${join(work, 'bundle')} dest=${dest()} keep=2`],
        ],
        {
          env: environment(),
          encoding: 'utf8',
        },
      );
      // `localhost | CHANGED => {…}`
      return JSON.parse(stdout.slice(stdout.indexOf('{'))) as Record<string, unknown>;
    }

    const first = { 'etc/a.conf': 'a\n', 'srv/tftp/linux': 'kernel', 'manifest.jsonl': '{}\n' };

    test('installs, looks without touching, changes nothing twice, and swaps', () => {
      expect(tree(first, '--check')).toMatchObject({
        changed: true,
        added: ['etc/a.conf', 'srv/tftp/linux'],
      });
      expect(existsSync(dest('current'))).toBe(false);

      expect(tree(first)).toMatchObject({ changed: true });
      const one = readlinkSync(dest('current'));
      expect(readFileSync(dest('current/srv/tftp/linux'), 'utf8')).toBe('kernel');
      // The manifest says nothing to machines.
      expect(existsSync(dest('current/manifest.jsonl'))).toBe(false);
      expect(tree(first)).toMatchObject({ changed: false });

      const kernel = statSync(dest('current/srv/tftp/linux')).ino;
      expect(tree({ ...first, 'etc/a.conf': 'b\n' })).toMatchObject({
        changed: true,
        altered: ['etc/a.conf'],
      });
      expect(readlinkSync(dest('current'))).not.toBe(one);
      // What did not change is the same file, and the release before is still whole.
      expect(statSync(dest('current/srv/tftp/linux')).ino).toBe(kernel);
      expect(readFileSync(dest(one, 'etc/a.conf'), 'utf8')).toBe('a\n');

      expect(tree({ 'etc/a.conf': 'c\n' })).toMatchObject({ removed: ['srv/tftp/linux'] });
      expect(readdirSync(dest('releases'))).toHaveLength(2);
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
