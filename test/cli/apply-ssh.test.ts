import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needs, programPath } from '../support/needs.ts';
import { changed, smallSite } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

/*
 * The way to a boot server by the real ssh and the real sshd, on a port of the loopback that nobody else has. The servers
 * are no part of it: test/cli/apply.test.ts has them.
 */

const INVENTORY = 'content/inventory/site.yaml';
const user = userInfo().username;
/** There are no servers at the other end. */
const alone = ['--no-ask', '--restart', 'none'];

describe.skipIf(!needs('sshd', 'ssh', 'ssh-keygen'))('by ssh', { timeout: 180_000 }, () => {
  let repo: Scenario;
  let sshd: ChildProcess;
  let to = '';

  beforeAll(async () => {
    repo = new Scenario(
      { [INVENTORY]: smallSite, 'images/linux': 'kernel', 'images/initrd.gz': 'initrd' },
      'several tests',
    );
    for (const key of ['host', 'client', 'stranger'])
      spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', repo.path(key)]);
    const port = await freePort();
    repo.write(
      'sshd_config',
      [
        `ListenAddress 127.0.0.1:${port}`,
        `HostKey ${repo.path('host')}`,
        `AuthorizedKeysFile ${repo.path('client.pub')}`,
        `PidFile ${repo.path('sshd.pid')}`,
        'StrictModes no',
        'UsePAM no',
        'PasswordAuthentication no',
        '',
      ].join('\n'),
    );
    const known = readFileSync(repo.path('host.pub'), 'utf8');
    repo.write('known_hosts', `[127.0.0.1]:${port} ${known}`);
    ssh('client');
    // Where sshd gives its rights up; Debian's unit makes it.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    // sshd starts itself again for each connection, so it wants its whole path.
    sshd = spawn(programPath('sshd'), ['-D', '-e', '-f', repo.path('sshd_config')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await once(sshd.stderr!, 'data');
    to = `ssh://${user}@127.0.0.1:${port}${repo.path('server')}`;
  });

  afterAll(async () => {
    const ended = once(sshd, 'close');
    sshd.kill();
    await ended;
    rmSync(repo.folder, { recursive: true, force: true });
  });

  /** The real ssh, with a key and what is known of the host from here, and nothing of the person's own. */
  function ssh(key: string): void {
    const options = [
      ...[
        '-F',
        'none',
        '-i',
        repo.path(key),
        '-o',
        'IdentitiesOnly=yes',
        '-o',
        'IdentityAgent=none',
      ],
      ...['-o', `UserKnownHostsFile=${repo.path('known_hosts')}`],
    ];
    writeFileSync(repo.path('ssh'), `#!/bin/sh\nexec ssh ${options.join(' ')} "$@"\n`, {
      mode: 0o755,
    });
  }

  const run = (...line: string[]): string =>
    repo.run(...line, '--to', to, '--ssh', repo.path('ssh'));
  const apply = (): string => run('apply', ...alone, '--incomplete', '--offline', '--most', '100%');

  test('a release arrives, another one after it, and the way back', () => {
    const one = /^(\S+) serves: /m.exec(apply())![1]!;
    expect(readFileSync(repo.path('server/etc/dnsmasq.d/bootbook.conf'), 'utf8')).toContain(
      '10.1.0.11',
    );
    repo.write(INVENTORY, changed('10.1.0.11', '10.1.0.13'));
    const two = /^(\S+) serves: [2-9] files sent/m.exec(apply())![1]!;
    const listed = run('releases').split('\n').slice(1);
    expect(listed).toEqual([`${two}  serves`, one, 'before-bootbook']);
    const plan = repo.run('plan', '--server', 'boot1', '--against', 'server');
    expect(plan).toContain('No differences.');
    expect(run('rollback', ...alone)).toContain(`${one} serves again.`);
    expect(readFileSync(repo.path('server/etc/dnsmasq.d/bootbook.conf'), 'utf8')).toContain(
      '10.1.0.11',
    );
  });

  test('who is not let in is told so, and changes nothing', () => {
    ssh('stranger');
    try {
      const said = run('releases');
      expect(said).toContain('Permission denied');
      expect(said).toContain('What serves now is what served before.');
      expect(said).toMatch(/exit 1$/);
    } finally {
      ssh('client');
    }
  });
});

/** A port of the loopback that nobody listens at. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
