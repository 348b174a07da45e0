import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { forward } from '../../cli/install/forwarder.ts';
import { OUTSIDE, outsideScript, OWN_MIRROR, SOCKETS } from '../../lab/install/outside.ts';
import { Room } from '../../lab/room.ts';
import { wireOf } from '../../lab/wire.ts';
import { ready } from './lab.ts';
import { example } from './site.ts';

/*
 * What stands for the world beyond the site while a machine is installed, asked from the site's network. No machine boots.
 */

const bundle = mkdtempSync(join(tmpdir(), 'bootbook-test-'));
const outside = join(bundle, OUTSIDE);
afterAll(() => rmSync(bundle, { recursive: true }));
mkdirSync(join(outside, OWN_MIRROR), { recursive: true });
writeFileSync(join(outside, OWN_MIRROR, 'Release'), 'the mirror in the lab');

const mirror = { hostname: 'deb.debian.org', directory: '/debian' };
const { plan, host } = example('web03');

/** Looks a name up at the site's name server, and fetches paths from what it says, each with the status before it. */
const LOOK = `${process.execPath} --input-type=module -e "
import { Resolver } from 'node:dns/promises';
import { request } from 'node:http';
const names = new Resolver({ timeout: 2000, tries: 2 });
names.setServers(['10.20.0.53']);
for (const url of process.argv.slice(1)) {
  const { hostname, pathname } = new URL(url);
  const [at] = await names.resolve4(hostname);
  await new Promise((done) => request({ host: at, path: pathname, headers: { host: hostname } }, (answer) => {
    let body = '';
    answer.on('data', (piece) => (body += piece)).on('end', () => {
      console.log(at, answer.statusCode, answer.statusCode === 200 ? body : 'nothing');
      done();
    });
  }).end());
}"`;

async function asked(from: 'lab' | 'socket', ...urls: readonly string[]): Promise<string[]> {
  const job = { bundle, wire: wireOf(plan, [host]), machines: [], accelerators: ['tcg'] as const };
  const room = await Room.open(job, () => undefined);
  try {
    const made = await room.run(outsideScript(plan, host, mirror, from));
    expect(made).toEqual({ status: 0, output: '' });
    const { status, output } = await room.run(`${LOOK} ${urls.join(' ')}`);
    expect(status, output).toBe(0);
    // Node warns of certificates that the room does not have.
    return output.split('\n').filter((line) => /^\d/.test(line));
  } finally {
    await room.close();
  }
}

describe.skipIf(!ready)('the world beyond the site', { timeout: 300_000 }, () => {
  test('has the mirror that the preseed file names, and nothing else', async () => {
    expect(
      await asked(
        'lab',
        'http://deb.debian.org/debian/Release',
        'http://deb.debian.org/debian/none',
        'http://deb.debian.org/etc/passwd',
      ),
    ).toEqual([
      '10.20.0.1 200 the mirror in the lab',
      '10.20.0.1 404 nothing',
      '10.20.0.1 404 nothing',
    ]);
  });

  test('reaches another mirror, and Debian’s security updates, through sockets', async () => {
    const far = createServer(({ url }, response) => response.end(`far away: ${url}`));
    await new Promise<void>((done) => far.listen(0, '127.0.0.1', done));
    const at = `http://127.0.0.1:${(far.address() as AddressInfo).port}`;
    const near = [
      await forward(new URL(`${at}/pub/debian/`), join(outside, SOCKETS.mirror)),
      await forward(new URL(`${at}/security/`), join(outside, SOCKETS.security)),
    ];
    try {
      expect(
        await asked(
          'socket',
          'http://deb.debian.org/debian/dists/Release',
          'http://security.debian.org/debian-security/dists/Release',
          'http://deb.debian.org/other',
        ),
      ).toEqual([
        '10.20.0.1 200 far away: /pub/debian/dists/Release',
        '10.20.0.1 200 far away: /security/dists/Release',
        '10.20.0.1 404 nothing',
      ]);
    } finally {
      for (const each of [...near, far]) each.close();
    }
  });
});
