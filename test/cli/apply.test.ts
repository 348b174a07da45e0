import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAR_SCRIPT } from '../../cli/release/far.ts';
import { needs } from '../support/needs.ts';
import { ServedRoot, servedRootPrograms } from '../support/served-root.ts';
import { changed, smallSite } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

/*
 * A real dnsmasq and a real nginx, and the command where clients are. Whatever is killed, full or cut off, what served
 * before serves on.
 */

const INVENTORY = 'content/inventory/site.yaml';
const ready = needs(...servedRootPrograms, 'tftp');

/** The two addresses that web01 has in turn, so that each release differs in what DHCP answers. */
const sites = {
  first: smallSite,
  second: changed('10.1.0.11', '10.1.0.13'),
  /** dnsmasq's config and web02's own are as they were, web01's own is another. */
  arming: changed(
    '    model: old\n    interfaces',
    "    model: old\n    profile: install\n    armedUntil: '2100-01-01T00:00:00Z'\n    interfaces",
  ),
  /** Armed until a time that is over, if one does not say that it is an earlier one. */
  armedOnce: changed(
    '    model: old\n    interfaces',
    "    model: old\n    profile: install\n    armedUntil: '2026-01-01T01:00:00Z'\n    interfaces",
  ),
};

describe.skipIf(!ready)('releases', { timeout: 90_000 }, () => {
  let repo: Scenario;
  let server: ServedRoot;
  let first = '';

  beforeAll(async () => {
    repo = new Scenario(
      { [INVENTORY]: sites.first, 'images/linux': 'kernel', 'images/initrd.gz': 'initrd' },
      'several tests',
    );
    // Large enough for a transfer to be under way, and for a disk to be full.
    writeFileSync(repo.path('images/linux'), Buffer.alloc(1_500_000, 'kernel'));
    server = new ServedRoot(repo.folder);
    await server.run('echo by hand >server/srv/tftp/old');
    expect(await apply('first')).toMatchObject({ status: 0 });
    first = await current();
  });

  afterAll(async () => {
    await server.stop();
    rmSync(repo.folder, { recursive: true, force: true });
  });

  const restart = (): string => `--restart "sh ${repo.path('restart')}"`;
  // What other tests have fetched is not there for these.
  const command = (line: string): string =>
    `BOOTBOOK_CACHE=${repo.path('cache')} client "$NODE" ${repo.command} ${line}`;
  const applying = (more = ''): string =>
    command(`apply --to server ${restart()} --incomplete --offline --most 100% ${more}`);
  const apply = (site: keyof typeof sites, more = ''): ReturnType<ServedRoot['run']> => {
    repo.write(INVENTORY, sites[site]);
    return server.run(applying(more));
  };
  // The boot server's disk is mounted where only it sees it.
  const current = async (): Promise<string> => {
    const { output } = await server.run('basename "$(readlink server/srv/bootbook/current)"');
    return output.trim();
  };
  const drift = async (site: keyof typeof sites): Promise<string> => {
    repo.write(INVENTORY, sites[site]);
    const { output, status } = await server.run(command('drift'));
    return `${status} ${output}`;
  };
  /** Everything as with the first release, by the answers, and nothing half left behind. */
  const firstServes = async (): Promise<void> => {
    expect(await current()).toBe(first);
    expect(await drift('first')).toMatch(/^0 /);
    expect((await server.run('ls -A server/srv/bootbook')).output).toBe(
      '.lock\ncurrent\nreleases\n',
    );
  };
  const back = async (): Promise<void> => {
    const { output } = await server.run(command(`rollback ${first} --to server ${restart()}`));
    expect(output).toContain('serves again');
  };

  test('the first one keeps what was there', async () => {
    const { output } = await server.run(
      'cat server/srv/bootbook/releases/before-bootbook/srv/tftp/old; readlink server/srv/tftp server/etc/dnsmasq.d/*',
    );
    expect(output).toBe(
      'by hand\nbootbook/current/srv/tftp\n../../srv/bootbook/current/etc/dnsmasq.d/bootbook.conf\n',
    );
  });

  test('says what changes, goes live, and back', async () => {
    const { status, output } = await apply('second');
    expect(output.replaceAll(/\d{8}T\d{6}Z-\w{12}/g, 'RELEASE')).toMatchInlineSnapshot(`
      "web01 would get the address 10.1.0.13 instead of 10.1.0.11.
      RELEASE serves: 2 files sent.
      Checked by dnsmasq --test, nginx -t, grub-script-check.
      Answered as planned: 8 files by TFTP, 8 files by HTTP, 2 hosts by DHCP.
      "
    `);
    expect(status).toBe(0);
    expect(await drift('second')).toMatch(/^0 /);
    expect(await drift('first')).toContain(
      'DHCP  web01 is offered the address 10.1.0.13 instead of 10.1.0.11.',
    );
    const live = await server.run(command('plan --against server --server boot1 --summary'));
    expect(live.output).toContain('web01 would get the address 10.1.0.11 instead of 10.1.0.13.');
    await back();
    await firstServes();
  });

  test('the same once more is nothing', async () => {
    expect((await apply('first')).output).toBe(`${first} serves already.\n`);
  });

  test('what was changed there by hand comes back', async () => {
    const config = 'server/srv/tftp/pxelinux.cfg/01-52-54-00-00-00-01';
    await server.run(`echo by hand >>${config}`);
    const files = await apply('first');
    expect(files.output.replaceAll(/\d{8}T\d{6}Z-\w{12}/g, 'RELEASE')).toMatchInlineSnapshot(`
      "RELEASE serves, and is not as it was: srv/tftp/pxelinux.cfg/01-52-54-00-00-00-01: FAILED. It is sent anew.
      RELEASE serves: 11 files sent.
      Checked by dnsmasq --test, nginx -t, grub-script-check.
      Answered as planned: 8 files by TFTP, 8 files by HTTP, 2 hosts by DHCP.
      "
    `);
    expect((await server.run(`grep -c hand ${config}`)).output).toBe('0\n');
    // A config that was put in the place of the link, and dnsmasq has read it.
    await server.run(
      `sed 's/10[.]1[.]0[.]11/10.1.0.99/' server/etc/dnsmasq.d/bootbook.conf >edited
mv edited server/etc/dnsmasq.d/bootbook.conf; sh restart dnsmasq`,
    );
    expect(await drift('first')).toContain('web01 is offered the address 10.1.0.99');
    const link = await apply('first');
    expect(
      link.output.replaceAll(/\d{8}T\d{6}Z-\w{12}/g, 'RELEASE').replaceAll(repo.folder, '/repo'),
    ).toMatchInlineSnapshot(`
      "RELEASE serves, and is not as it was: /repo/server/etc/dnsmasq.d/bootbook.conf is not that of the current release. It is sent anew.
      RELEASE serves: 0 files sent.
      Checked by dnsmasq --test, nginx -t, grub-script-check.
      Answered as planned: 8 files by TFTP, 8 files by HTTP, 2 hosts by DHCP.
      "
    `);
    expect(await drift('first')).toMatch(/^0 /);
    // The bytes of the one before are those that were changed.
    first = await current();
    await firstServes();
  });

  test('more hosts than may be', async () => {
    repo.write(
      INVENTORY,
      changed('network: prod, address: 10.1.0.2 }', 'network: prod, address: 10.1.0.3 }'),
    );
    const { status, output } = await server.run(
      command('apply --to server --incomplete --offline'),
    );
    expect(output).toMatchInlineSnapshot(`
      "web01 would boot from 10.1.0.3 instead of 10.1.0.2.
      web02 would boot from 10.1.0.3 instead of 10.1.0.2.
      Refused: 2 of 2 hosts would be taken away or re-pointed, and 25% may be. If you mean it: --most 100%.
      "
    `);
    expect(status).toBe(3);
    await firstServes();
  });

  test('over ssh, and a connection that breaks at any byte', async () => {
    const ssh = repo.path('ssh');
    // What sshd does: the shell of the far user gets the last argument.
    repo.write('ssh', '#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n');
    await server.run(`chmod +x ssh`);
    const to = `--to ssh://root@boot1${repo.path('server')} --ssh ${ssh}`;
    const line = applying(to).replace('--to server ', '');
    repo.write(INVENTORY, sites.arming);
    for (const bytes of [0, 700, 1_200_000]) {
      repo.write(
        'ssh',
        `#!/bin/sh\nfor last; do :; done\ncase $last in *"'receive'"*) head -c ${bytes} | sh -c "$last" ;; *) exec sh -c "$last" ;; esac\n`,
      );
      const { status, output } = await server.run(line);
      expect(output).toContain('What serves now is what served before.');
      expect(status).toBe(1);
    }
    await firstServes();
    repo.write('ssh', '#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n');
    repo.write(INVENTORY, sites.arming);
    const { output } = await server.run(line);
    expect(output).toContain('serves: ');
    expect(await drift('arming')).toMatch(/^0 /);
    await back();
    await firstServes();
  });

  test('a disk that is full', async () => {
    await server.run('head -c 30000000 /dev/zero >server/srv/filler');
    const { status, output } = await apply('arming');
    expect(output).toContain('No space left on device');
    expect(output).toContain('Make room on that disk. What serves now is what served before.');
    expect(status).toBe(1);
    await server.run('rm server/srv/filler');
    await firstServes();
  });

  test('a config that the server itself does not take', async () => {
    await server.run('printf "#!/bin/sh\\necho not today >&2; exit 1\\n" >nginx; chmod +x nginx');
    repo.write(INVENTORY, sites.second);
    const { status, output } = await server.run(`PATH="$PWD:$PATH" ${applying()}`);
    expect(output).toContain("The servers' own checkers refuse it: not today");
    expect(status).toBe(1);
    await server.run('rm nginx');
    await firstServes();
  });

  test('a server that does not answer as planned', async () => {
    // It takes its config, starts, and serves another tree.
    repo.write('other', 'nsenter --target 1 --net true\n');
    repo.write(INVENTORY, sites.second);
    const line = applying().replace(restart(), `--restart "sh ${repo.path('other')}"`);
    const { status, output } = await server.run(line);
    expect(output).toContain('the release before serves again');
    expect(output).toContain('web01 is offered the address 10.1.0.11 instead of 10.1.0.13');
    expect(status).toBe(1);
    await firstServes();
  });

  test('a server that does not start', async () => {
    repo.write(
      'broken',
      `case $1 in dnsmasq) test -e ${repo.path('once')} && exec sh restart "$@"; touch ${repo.path('once')}; exit 1 ;; esac\n`,
    );
    repo.write(INVENTORY, sites.second);
    const line = applying().replace(restart(), `--restart "sh ${repo.path('broken')}"`);
    const { status, output } = await server.run(line);
    expect(output).toContain('A server did not start with it.');
    expect(status).toBe(1);
    await firstServes();
  });

  test('kill -9 at any point, here', async () => {
    repo.write(INVENTORY, sites.second);
    for (const delay of [0.6, 1, 1.3, 1.6]) {
      // The trial is the shortest there is; what was cut off is taken back within it.
      await server.run(
        `${applying('--trial 10')} & sleep ${delay}; kill -9 $(pgrep -f 'bootbook.*apply --to') 2>/dev/null; wait; true`,
      );
    }
    await server.run(
      'for i in $(seq 150); do test -f server/srv/bootbook/pending || break; sleep 0.1; done',
    );
    const { output } = await server.run(command('releases --to server --json'));
    expect(JSON.parse(output)).toMatchObject({ trial: null });
    // One that was confirmed before the signal came is no harm.
    if ((await current()) !== first) await back();
    await firstServes();
  });

  test('kill -9 at any point, there', async () => {
    repo.write(INVENTORY, sites.second);
    const script = readFileSync(FAR_SCRIPT, 'utf8');
    await apply('second');
    const second = await current();
    await back();
    repo.write('far.sh', script);
    for (const delay of ['0', 0.02, 0.05, 0.1]) {
      await server.run(
        `setsid sh far.sh "$PWD/server" activate ${second} 2 "sh $PWD/restart" 5 & pid=$!
sleep ${delay}; kill -9 $pid; wait
for i in $(seq 80); do test -f server/srv/bootbook/pending || break; sleep 0.1; done`,
      );
      await firstServes();
    }
  });

  test('a host is armed until its time is over', async () => {
    const { output } = await apply('armedOnce', '--now 2026-01-01T00:00:00Z');
    expect(output.replaceAll(/\d{8}T\d{6}Z-\w{12}/g, 'RELEASE')).toMatchInlineSnapshot(`
      "web01 would start install, which erases its disk, instead of local.
      RELEASE serves: 7 files sent.
      Checked by dnsmasq --test, nginx -t, grub-script-check.
      Answered as planned: 8 files by TFTP, 10 files by HTTP, 2 hosts by DHCP.
      web01 is armed for install until 2026-01-01T01:00:00Z.
      Nothing there disarms by itself: apply once more then. The playbook sets it up (bootbook-expire.timer).
      "
    `);
    const ask =
      'client tftp -m binary 10.1.0.2 -c get pxelinux.cfg/01-52-54-00-00-00-01 got; cat got';
    expect((await server.run(ask)).output).toContain('images/installer/');
    repo.write('expire.sh', readFileSync(FAR_SCRIPT, 'utf8'));
    const over = await server.run(
      'sh expire.sh "$PWD/server" expire "sh $PWD/restart" 5; rm expire.sh',
    );
    expect(over.output).toMatch(/^\S+ serves: the time of an arming is over\.\n$/);
    expect((await server.run(ask)).output).not.toContain('images/installer/');
    expect(await drift('armedOnce')).toMatch(/^0 /);
    await back();
    await firstServes();
  });

  test('a client in the middle of a file keeps it', async () => {
    repo.write(
      'slow',
      [
        "import { createSocket } from 'node:dgram';",
        "import { createHash } from 'node:crypto';",
        "const s = createSocket('udp4'), h = createHash('sha256'); let port = 69, n = 1;",
        "s.on('message', (m, from) => { if (m.readUInt16BE(0) !== 3 || m.readUInt16BE(2) !== (n & 0xffff)) return;",
        ' port = from.port; h.update(m.subarray(4)); const a = Buffer.from([0, 4, m[2], m[3]]); n++;',
        " const end = m.length < 516; setTimeout(() => { s.send(a, port, '10.1.0.2', () => { if (end) { console.log(h.digest('hex')); s.close(); } }); }, n % 20 === 0 ? 4 : 0); });",
        "s.send(Buffer.from('\\0\\u0001images/installer/linux\\0octet\\0'), 69, '10.1.0.2');",
      ].join('\n'),
    );
    await apply('arming');
    // The kernel is another one in the next release, and dnsmasq has to be restarted for it.
    repo.write('images/linux', Buffer.alloc(1_500_000, 'another'));
    repo.write(
      INVENTORY,
      sites.second.replace(
        '    model: old\n    interfaces',
        "    model: old\n    profile: install\n    armedUntil: '2100-01-01T00:00:00Z'\n    interfaces",
      ),
    );
    const { output } = await server.run(
      `client "$NODE" --input-type=module <slow >got & sleep 0.5; ${applying()}; wait; cat got; sha256sum server/srv/bootbook/releases/*/srv/tftp/images/installer/linux`,
    );
    const lines = output.trim().split('\n');
    const got = lines.find((line) => /^[0-9a-f]{64}$/.test(line));
    const sums = lines
      .filter((line) => line.includes('/images/installer/linux'))
      .map((line) => line.slice(0, 64));
    expect(output).toContain('serves: ');
    expect(new Set(sums).size).toBe(2);
    expect(got).toBe(sums[0]);
  });
});
