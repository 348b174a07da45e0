import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { ServedRoot, servedRootPrograms } from '../support/served-root.ts';
import { changed } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

/*
 * A secret on its way to a real dnsmasq and a real nginx: it reaches the host that is armed, and nobody else, and stands in
 * nothing that is printed, compared or kept in the open.
 */

const INVENTORY = 'content/inventory/site.yaml';
const PASSWORD = 'correct horse 7 battery';
const KEY = 'lock of the disk';
const ARMED = '2026-11-22T12:00:00Z';
const ANSWERS = 'answers/web01/preseed.cfg';

/** An installation whose first user has a password, and whose disk has a key. */
const site = changed(
  '    destructive: true\n',
  `    destructive: true
    install:
      answers: preseed
      disk: { path: /dev/sda }
      layout: { kind: luks, key: { secret: { env: DISK_KEY } } }
      users: [{ name: ops, password: { secret: { env: OPS_PASSWORD } } }]
`,
  changed(
    '  web01:\n    model: old\n',
    "  web01:\n    model: old\n    profile: install\n    armedUntil: '2026-11-22T18:00:00Z'\n",
  ),
);

describe.skipIf(!needs(...servedRootPrograms, 'curl', 'openssl'))(
  'a secret',
  { timeout: 60_000 },
  () => {
    let repo: Scenario;
    let server: ServedRoot;
    /** Everything that was printed. */
    let printed = '';

    beforeAll(async () => {
      repo = new Scenario(
        { [INVENTORY]: site, 'images/linux': 'kernel', 'images/initrd.gz': 'initrd' },
        'several tests',
      );
      server = new ServedRoot(repo.folder);
      await server.run(
        'nsenter --target $(cat clients) --net ip address add 10.1.0.11/24 dev wire',
      );
      const { output, status } = await bootbook(
        `apply --to server --restart "sh ${repo.path('restart')}" --incomplete --offline`,
      );
      expect(output).toContain('Answered as planned');
      expect(status).toBe(0);
    });

    afterAll(async () => {
      await server.stop();
      rmSync(repo.folder, { recursive: true, force: true });
    });

    /** Runs the command at a time. Its secrets are in the environment, but for verbs that should not want them. */
    async function bootbook(
      line: string,
      { now = ARMED, secrets = true } = {},
    ): ReturnType<ServedRoot['run']> {
      const env = secrets ? `OPS_PASSWORD='${PASSWORD}' DISK_KEY='${KEY}'` : '';
      // What other tests have fetched is not there for these.
      const ran = await server.run(
        `client env BOOTBOOK_CACHE=${repo.path('cache')} ${env} "$NODE" ${repo.command} ${line} --now ${now}`,
      );
      printed += ran.output;
      return ran;
    }

    const curl = async (from: string): Promise<string> => {
      const { output } = await server.run(
        `client curl --silent --interface ${from} --write-out '%{http_code}' http://10.1.0.2/${ANSWERS}`,
      );
      return output;
    };

    test('is given to the armed host, and refused to others', async () => {
      const got = await curl('10.1.0.11');
      expect(got).toMatch(/^d-i passwd\/user-password-crypted password \$6\$/m);
      expect(got).toContain(KEY);
      expect(got).toMatch(/200$/);
      expect(await curl('10.1.0.50')).toMatch(/403$/);
    });

    test('lies where root and the group of nginx read it', async () => {
      const { output } = await server.run(
        `readlink server/srv/private; stat -Lc '%a' server/srv/private server/srv/private/answers server/srv/private/${ANSWERS}`,
      );
      expect(output).toBe('bootbook/current/srv/private\n750\n750\n640\n');
      const open = await server.run(`find server/srv/tftp/ -name 'preseed*'`);
      expect(open.output).toBe('');
    });

    test('is not wanted, and not shown, by drift and plan', async () => {
      const drift = await bootbook('drift', { secrets: false });
      expect(drift).toMatchObject({ status: 0 });
      // Boot programs are; answers are not counted among what would have to be fetched.
      expect(drift.output).toContain('Not asked: 10 payload files');
      const plan = await bootbook('plan --server boot1 --against server', { secrets: false });
      expect(plan.output).toContain('No differences.');
    });

    test('that this machine is given is drift', async () => {
      await server.run(
        `cp server/etc/nginx/conf.d/bootbook.conf kept; sed -i --follow-symlinks 's/deny all;//; s/allow 10.1.0.11;//' server/etc/nginx/conf.d/bootbook.conf; sh restart nginx`,
      );
      const { output, status } = await bootbook('drift --no-dhcp', { secrets: false });
      await server.run('cat kept >server/etc/nginx/conf.d/bootbook.conf; sh restart nginx');
      expect(output).toContain(
        `HTTP  ${ANSWERS}: it holds a secret, and is given to this machine, which is not armed.`,
      );
      expect(status).toBe(2);
    });

    test('goes with the window', async () => {
      const later = '2026-11-22T19:00:00Z';
      const plan = await bootbook('plan --server boot1 --against server', {
        now: later,
        secrets: false,
      });
      expect(plan.output).toContain(`Answers with a secret removed: boot1/srv/private/${ANSWERS}`);
      const { output } = await bootbook(
        `apply --to server --restart "sh ${repo.path('restart')}" --incomplete --offline --most 100%`,
        { now: later, secrets: false },
      );
      expect(output).toContain('Answered as planned');
      expect((await server.run('ls server/srv')).output).not.toContain('private');
      expect(await curl('10.1.0.11')).toMatch(/40[34]$/);
    });

    test('stands in nothing that was printed or logged, and in no file that others may read', async () => {
      expect(printed).not.toMatch(/\$6\$/);
      for (const secret of [PASSWORD, KEY]) expect(printed).not.toContain(secret);
      const { output } = await server.run(
        `grep -rlaF -e '${PASSWORD}' -e '${KEY}' -e '$6$' server /var/log dnsmasq.log | sed 's/[0-9]*T[0-9]*Z-[0-9a-f]*/RELEASE/'`,
      );
      expect(output).toBe(`server/srv/bootbook/releases/RELEASE/srv/private/${ANSWERS}\n`);
    });
  },
);
