import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { entrance } from '../../lab/namespace.ts';
import { Unable } from '../../lab/unable.ts';

/** A machine whose kernel refuses what `unshare` asks for with this option; an empty text stands for every option. */
function refusing(option: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'bootbook-unshare-'));
  const unshare = join(folder, 'unshare');
  writeFileSync(
    unshare,
    `#!/bin/sh\ncase "$*" in *${option}*) exit 1;; esac\nwhile [ "$1" != true ]; do shift; done\n"$@"\n`,
  );
  chmodSync(unshare, 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });
}

function user(id: number): void {
  vi.spyOn(process, 'getuid').mockReturnValue(id);
}

test('no namespaces at all', () => {
  refusing('');
  user(0);
  expect(() => entrance('/dev/null')).toThrow(Unable);
  expect(() => entrance('/dev/null')).toThrow(
    'The lab needs namespaces, and this machine refuses them even to root.',
  );
});

test('no user namespaces, and an ordinary user', () => {
  refusing('--user');
  user(1000);
  expect(() => entrance('/dev/null')).toThrow(
    'The lab needs user namespaces, and this machine forbids them.',
  );
});

test('no user namespaces, but root: plain namespaces', () => {
  refusing('--user');
  user(0);
  const [program, ...options] = entrance('/dev/null');
  expect(program).toBe('unshare');
  expect(options).not.toContain('--user');
  expect(options).toEqual(expect.arrayContaining(['--net', '--mount', '--pid', '--kill-child']));
});

test('no device for taps', () => {
  refusing('--user');
  user(0);
  expect(() => entrance('/no/such/tun')).toThrow(
    'The lab needs /no/such/tun, and this user may not open it.',
  );
});
