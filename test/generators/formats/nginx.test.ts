import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSite } from '../../../cli/load-site.ts';
import { artifactText, type Artifact } from '../../../generators/artifact.ts';
import { BOOK_PORT, bookConfig } from '../../../generators/formats/nginx-book.ts';
import { nginx } from '../../../generators/formats/nginx.ts';
import { planSite } from '../../../generators/plan/plan-site.ts';
import type { Plan } from '../../../generators/plan/plan.ts';
import { servingInterfaces } from '../../../generators/plan/serving.ts';
import { needs } from '../../support/needs.ts';
import { plan, read, smallSite } from '../../support/small-site.ts';
import { oddSite } from './odd-sites.ts';

const EXAMPLE_NOW = Date.parse('2026-11-22T12:00:00Z');
const run = promisify(execFile);

function only(site: Plan): Artifact {
  const artifacts = [...nginx.emit(site)];
  expect(artifacts.map(({ path }) => path)).toEqual(['etc/nginx/conf.d/bootbook.conf']);
  return artifacts[0]!;
}

describe('the example site', async () => {
  const { plans } = await loadSite('.', EXAMPLE_NOW);

  it.each(plans.map((each) => [each.server.id, each] as const))('%s', async (id, each) => {
    await expect(artifactText(only(each))).toMatchFileSnapshot(`golden/nginx-${id}.conf`);
  });

  it('has a reason for every line', () => {
    const lines = plans.flatMap((each) => only(each).lines);
    expect(lines.filter(({ because }) => because.length === 0)).toEqual([]);
  });
});

describe.skipIf(!needs('nginx', 'unshare', 'mount', 'ip', 'bash', 'curl'))('the real nginx', () => {
  it('accepts the files of the example site', async () => {
    const { plans } = await loadSite('.', EXAMPLE_NOW);
    for (const each of plans) expect(await checked(each)).toContain('test is successful');
  });

  it('accepts whatever the schema accepts', async () => {
    await fc.assert(
      fc.asyncProperty(oddSite, async (text) => {
        const { inventory } = read(text);
        fc.pre(inventory !== undefined);
        const { plans } = planSite(inventory, EXAMPLE_NOW);
        fc.pre(plans.length > 0);
        expect(await checked(plans[0]!)).toContain('test is successful');
      }),
      { numRuns: 10 },
    );
  });

  describe('asked for files', () => {
    const requests = {
      'a config of iPXE': '/boot.ipxe',
      'an NBP': '/snponly.efi',
      'the config of a host': '/pxelinux.cfg/01-52-54-00-00-00-01',
      'a kernel': '/images/linux',
      'a file that is not there': '/nothing',
      'a folder': '/images/',
      'a file above the root': '/../secret',
      'the size of an NBP': '-I /snponly.efi',
      'a change': '-X PUT -d x /boot.ipxe',
      'a removal': '-X DELETE /boot.ipxe',
      'a form': '-d x /boot.ipxe',
    };
    let answers: string[] = [];
    beforeAll(async () => {
      answers = (await served(Object.values(requests))).split('\n');
    });

    it('answers with status and type', () => {
      const told = Object.keys(requests).map((what, index) => `${what}: ${answers[index]}`);
      expect(told).toMatchInlineSnapshot(`
        [
          "a config of iPXE: 200 text/plain",
          "an NBP: 200 application/efi",
          "the config of a host: 200 text/plain",
          "a kernel: 200 application/octet-stream",
          "a file that is not there: 404 text/html",
          "a folder: 403 text/html",
          "a file above the root: 400 text/html",
          "the size of an NBP: 200 application/efi",
          "a change: 405 text/html",
          "a removal: 405 text/html",
          "a form: 405 text/html",
        ]
      `);
    });
    it('writes one line for each into its log', () => {
      const log = answers.slice(Object.keys(requests).length).filter((line) => line !== '');
      const plain = log.map((line) =>
        line
          .replace(/\[.*?\]/, '[time]')
          .replace(/ \d\.\d{3} /, ' seconds ')
          .replace(/(?<= 4\d\d) \d+/, ' bytes'),
      );
      expect(plain).toMatchInlineSnapshot(`
        [
          "10.1.0.2 [time] "GET /boot.ipxe HTTP/1.1" 200 8 seconds "client"",
          "10.1.0.2 [time] "GET /snponly.efi HTTP/1.1" 200 8 seconds "client"",
          "10.1.0.2 [time] "GET /pxelinux.cfg/01-52-54-00-00-00-01 HTTP/1.1" 200 8 seconds "client"",
          "10.1.0.2 [time] "GET /images/linux HTTP/1.1" 200 8 seconds "client"",
          "10.1.0.2 [time] "GET /nothing HTTP/1.1" 404 bytes seconds "client"",
          "10.1.0.2 [time] "GET /images/ HTTP/1.1" 403 bytes seconds "client"",
          "10.1.0.2 [time] "GET /../secret HTTP/1.1" 400 bytes seconds "-"",
          "10.1.0.2 [time] "HEAD /snponly.efi HTTP/1.1" 200 0 seconds "client"",
          "10.1.0.2 [time] "PUT /boot.ipxe HTTP/1.1" 405 bytes seconds "client"",
          "10.1.0.2 [time] "DELETE /boot.ipxe HTTP/1.1" 405 bytes seconds "client"",
          "10.1.0.2 [time] "POST /boot.ipxe HTTP/1.1" 405 bytes seconds "client"",
        ]
      `);
    });
  });
});

describe.skipIf(!needs('nginx', 'unshare', 'mount', 'ip', 'bash', 'curl'))(
  'the book beside it',
  () => {
    it('is accepted at the example site, with a reason for every line', async () => {
      const { plans } = await loadSite('.', EXAMPLE_NOW);
      for (const each of plans) {
        expect(await inRoom(each, 'nginx -t 2>&1', true)).toContain('test is successful');
        expect(bookConfig(each)!.lines.filter(({ because }) => because.length === 0)).toEqual([]);
      }
    });

    it('has the types that a browser needs, and leaves boot files as they are', async () => {
      const asked = [
        '',
        'hosts/',
        'a.css',
        'a.js',
        'search.json',
        'a.woff2',
        'index.txt',
        'raw/x.cfg',
        'gone',
      ];
      const ask = (url: string): string =>
        `curl -s -o /dev/null -w '%{http_code} %{content_type}\\n' http://10.1.0.2${url}`;
      const script = `
mkdir -p /srv/tftp/book/hosts /srv/tftp/book/raw
for file in index.html hosts/index.html a.css a.js search.json a.woff2 index.txt raw/x.cfg 404.html; do
  echo content >/srv/tftp/book/$file
done
echo content >/srv/tftp/snponly.efi
nginx
${asked.map((path) => ask(`:${BOOK_PORT}/${path}`)).join('\n')}
${ask('/snponly.efi')}
${ask('/book/index.txt')}
nginx -s quit`;
      const answers = (await inRoom(plan(smallSite).plans[0]!, script, true)).trimEnd().split('\n');
      expect(answers).toEqual([
        '200 text/html; charset=utf-8',
        '200 text/html; charset=utf-8',
        '200 text/css',
        '200 text/javascript',
        '200 application/json',
        '200 font/woff2',
        '200 text/plain; charset=utf-8',
        '200 text/plain; charset=utf-8',
        '404 text/html; charset=utf-8',
        '200 application/efi',
        '200 text/plain',
      ]);
    });
  },
);

/*
 * nginx opens its sockets and logs even to check a config, so it gets a room of its own, with the server's addresses.
 * Debian's nginx.conf includes conf.d within http, as here.
 */
const room = `
set -eu
export PATH="$PATH:/usr/sbin:/sbin"
mount -t tmpfs none /var/log
mount -t tmpfs none /var/lib
mount -t tmpfs none /srv
mkdir /var/log/nginx /var/lib/nginx /srv/tftp
ip link set lo up
for address in $ADDRESSES; do ip address add $address dev lo nodad; done
nginx() { command nginx -e stderr -c "$PWD/nginx.conf" "$@"; }
`;

/** What `nginx -t` says of the file of a boot server. */
async function checked(site: Plan): Promise<string> {
  return inRoom(site, 'nginx -t 2>&1');
}

/** Status and type of each answer, a line each, then the access log. */
async function served(requests: readonly string[]): Promise<string> {
  const ask = requests.map(
    (each) =>
      `curl -s -A client -o /dev/null -w '%{http_code} %{content_type}\\n' --path-as-is ` +
      each.replace(/\/\S*$/, (path) => `http://10.1.0.2${path}`),
  );
  const script = `
mkdir -p /srv/tftp/images /srv/tftp/pxelinux.cfg
echo secret >/srv/secret
for file in boot.ipxe snponly.efi images/linux pxelinux.cfg/01-52-54-00-00-00-01; do
  echo content >/srv/tftp/$file
done
nginx
${ask.join('\n')}
cat /var/log/nginx/bootbook.access.log
nginx -s quit`;
  return inRoom(plan(smallSite).plans[0]!, script);
}

async function inRoom(site: Plan, script: string, book = false): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bootbook-nginx-'));
  try {
    await mkdir(join(folder, 'conf.d'));
    await writeFile(join(folder, 'conf.d/bootbook.conf'), artifactText(only(site)));
    if (book)
      await writeFile(join(folder, 'conf.d/bootbook-book.conf'), artifactText(bookConfig(site)!));
    await writeFile(
      join(folder, 'nginx.conf'),
      `user root; pid ${folder}/pid; events {}\nhttp { include ${folder}/conf.d/*.conf; }\n`,
    );
    const addresses = servingInterfaces(site).flatMap(({ address, address6 }) => [
      `${address}/32`,
      ...(address6 === undefined ? [] : [`${address6}/128`]),
    ]);
    const { stdout } = await run(
      'unshare',
      [
        ...'--user --map-root-user --net --mount --pid --fork --kill-child --mount-proc'.split(' '),
        ...['bash', '-c', room + script],
      ],
      { cwd: folder, env: { ...process.env, ADDRESSES: addresses.join(' ') } },
    );
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}
