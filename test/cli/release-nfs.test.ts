import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FAR_SCRIPT } from '../../cli/release/far.ts';

/*
 * A release has the exports for both NFS servers (generators/formats/exports.ts, ganesha.ts), and a boot server has one of
 * them: systemd ends with an error when it is told to reload a unit that is not there.
 */

let work: string;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'bootbook-exports-'));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

/** Takes a release back whose exports differ from those of the one before, and gives what systemctl was told. */
function takenBack(enabled: string): { status: number | null; said: string; told: string[] } {
  write('server/srv/bootbook/pending', 'two one\n');
  for (const release of ['one', 'two'])
    for (const file of ['etc/exports.d/bootbook.exports', 'etc/ganesha/bootbook.conf'])
      write(join('server/srv/bootbook/releases', release, file), release);
  symlinkSync('releases/two', join(work, 'server/srv/bootbook/current'));
  const systemctl = join(work, 'bin/systemctl');
  write(
    'bin/systemctl',
    `#!/bin/sh\necho "$*" >>"$TOLD"\nfor unit; do :; done\ntest "$unit" = ${enabled}\n`,
    0o755,
  );
  const told = join(work, 'told');
  const { status, stderr } = spawnSync(
    'sh',
    [FAR_SCRIPT, join(work, 'server'), 'undo', 'systemd'],
    {
      env: { ...process.env, PATH: `${dirname(systemctl)}:${process.env['PATH']}`, TOLD: told },
      encoding: 'utf8',
    },
  );
  const lines = existsSync(told) ? readFileSync(told, 'utf8').trim().split('\n') : [];
  return { status, said: stderr, told: lines.filter((line) => !line.startsWith('is-')) };
}

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(work, path)), { recursive: true });
  writeFileSync(join(work, path), text, { mode });
}

describe('when exports change', () => {
  test.each(['nfs-server', 'nfs-ganesha'])('%s reads them anew if it is the one in use', (unit) => {
    expect(takenBack(unit)).toEqual({ status: 0, said: '', told: [`reload-or-restart ${unit}`] });
  });

  test('nobody does where there is no NFS server', () => {
    expect(takenBack('none')).toEqual({ status: 0, said: '', told: [] });
  });
});
