import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { ServedRoot, servedRootPrograms } from '../support/served-root.ts';
import { Scenario } from './scenario.ts';

/*
 * The HOWTOs that move a site here show sources and what the command says of them. Here both are taken from the page: the
 * files are written, the commands are run, and each has to print what stands there.
 */

const howtos = join(import.meta.dirname, '..', '..', 'content', 'howto');

interface Shown {
  readonly files: Readonly<Record<string, string>>;
  /** Command lines, and what follows each. */
  readonly runs: readonly { readonly command: string; readonly output: string }[];
}

/** The files that a page shows, and the commands of Bootbook with their output. */
function shown(page: string): Shown {
  const text = readFileSync(join(howtos, `${page}.mdx`), 'utf8');
  const files = [...text.matchAll(/`([^`\n]+)`:\n\n```(?:ini|json)\n([^]*?)```/g)];
  const runs = [...text.matchAll(/```console\n\$ ((?:sudo )?npx bootbook [^\n]*)\n([^]*?)\n```/g)];
  return {
    files: Object.fromEntries(files.map(([, path, content]) => [path!, content!])),
    runs: runs.map(([, command, output]) => ({ command: command!, output: output! })),
  };
}

/** What a command line of a page prints. */
function printed(repo: Scenario, command: string): string {
  const words = command.replace(/^npx bootbook /, '').split(' ');
  return repo.run(...words).replace(/^\$ .*\n/, '');
}

describe.each(['move-from-dnsmasq', 'move-from-cobbler'])('%s', (page) => {
  const { files, runs } = shown(page);

  test('prints what the page shows', () => {
    const repo = new Scenario(files);
    const ours = runs.filter(({ command }) => !command.startsWith('sudo '));
    expect(ours.map(({ command }) => command.split(' ')[2])).toEqual(['import', 'validate']);
    for (const { command, output } of ours) expect(printed(repo, command)).toBe(output);
  });

  test('repeats no password', () => {
    const repo = new Scenario(files);
    const report = printed(repo, runs[0]!.command);
    const secrets = [
      ...Object.values(files)
        .join('')
        .matchAll(/"power_pass": "([^"]+)"/g),
    ];
    expect(secrets).toHaveLength(page === 'move-from-cobbler' ? 1 : 0);
    for (const [, secret] of secrets) {
      expect(report).not.toContain(secret);
      for (const name of readdirSync(repo.path('imported')))
        expect(readFileSync(repo.path('imported', name), 'utf8')).not.toContain(secret);
    }
  });
});

describe.skipIf(!needs(...servedRootPrograms))('a boot server that was filled by hand', () => {
  const { files, runs } = shown('move-from-dnsmasq');

  test('is asked, taken over, and given back', { timeout: 60_000 }, async () => {
    const repo = new Scenario(files);
    printed(repo, runs[0]!.command);
    const hosts = readFileSync(repo.path('imported/hosts.yaml'), 'utf8');
    const web02 = '  web02:\n    model: unknown-bios\n';
    expect(hosts).toContain(web02);
    repo.write('imported/hosts.yaml', hosts.replace(web02, `${web02}    firmware: uefi\n`));

    const server = new ServedRoot(repo.folder);
    try {
      // The old dnsmasq, with its own files and nothing else.
      repo.write(
        'start-old',
        `sed "s,/etc/dnsmasq.d,$PWD/server/etc/dnsmasq.d," server/etc/dnsmasq.conf >old.conf
         nsenter --target 1 --net dnsmasq --conf-file=$PWD/old.conf --port=0 --user=root --group= --no-ping \\
           --log-facility=$PWD/dnsmasq.log --pid-file=/run/dnsmasq.pid`,
      );
      await server.run(
        'cp -r old/etc/. server/etc/; echo by hand >server/srv/tftp/pxelinux.0; sh start-old',
      );
      const command = (line: string): string => `client "$NODE" ${repo.command} ${line}`;
      const drift = command('drift --inventory imported --no-payload');

      const asked = runs.find(({ command: line }) => line.startsWith('sudo '))!;
      expect(asked.command).toBe(
        'sudo npx bootbook drift --inventory imported --no-payload | grep DHCP',
      );
      expect((await server.run(`${drift} 2>/dev/null | grep DHCP`)).output.trimEnd()).toBe(
        asked.output,
      );

      await server.run('mkdir -p before/dnsmasq.d; mv server/etc/dnsmasq.conf before/');
      await server.run('mv server/etc/dnsmasq.d/*.conf before/dnsmasq.d/');
      const going = `--to server --restart "sh ${repo.path('restart')}"`;
      const applied = await server.run(
        command(`apply --inventory imported ${going} --incomplete --offline`),
      );
      expect(applied.output).toContain('Answered as planned');
      expect(applied.status).toBe(0);
      expect(await server.run(drift)).toMatchObject({ status: 0 });
      const plan = command('plan --inventory imported --server boot1 --against server');
      expect((await server.run(plan)).output).toBe('No differences.\n');

      await server.run(
        'mv before/dnsmasq.conf server/etc/; mv before/dnsmasq.d/* server/etc/dnsmasq.d/',
      );
      // The old one reads its own main config, which is outside of what a release may restart.
      const old = `--restart "kill \\$(cat /run/dnsmasq.pid); sleep 1; sh start-old"`;
      const { output } = await server.run(
        command(`rollback before-bootbook --to server ${old} --drain 0`),
      );
      expect(output).toContain('before-bootbook serves again');
      expect((await server.run('ls server/etc/dnsmasq.d')).output).toBe('hosts.conf\n');
      expect((await server.run('cat server/srv/tftp/pxelinux.0')).output).toBe('by hand\n');
      expect((await server.run(`${drift} 2>/dev/null | grep DHCP`)).output.trimEnd()).toBe(
        asked.output,
      );
    } finally {
      await server.stop();
    }
  });
});

describe('a source that cannot be imported', () => {
  test('says so, and writes nothing', () => {
    const repo = new Scenario({ 'dnsmasq.conf': 'port=53\n', 'notes.txt': 'x\n', 'kept/a': 'a\n' });
    expect(repo.run('import', 'dnsmasq', 'dnsmasq.conf')).toMatchInlineSnapshot(`
      "$ bootbook import dnsmasq dnsmasq.conf
      ! bootbook: No host and no network was found in dnsmasq.conf.
      !   do  Check that it is dnsmasq: dnsmasq.conf; what conf-file, conf-dir, dhcp-hostsfile and dhcp-hostsdir name is read too.
      exit 1"
    `);
    expect(repo.run('import', 'dnsmasq', 'none.conf')).toMatchInlineSnapshot(`
      "$ bootbook import dnsmasq none.conf
      ! bootbook: There is no none.conf.
      !   do  Check the path.
      exit 1"
    `);
    expect(repo.run('import', 'puppet', 'notes.txt')).toMatchInlineSnapshot(`
      "$ bootbook import puppet notes.txt
      ! bootbook: There is no import from puppet.
      !   do  Name one of dnsmasq, dnsmasq-leases, dhcpd, kea-leases, cobbler, ltsp, netbox, ansible, csv.
      exit 1"
    `);
    expect(repo.run('import', 'dnsmasq', 'dnsmasq.conf', '--out', 'kept')).toMatchInlineSnapshot(`
      "$ bootbook import dnsmasq dnsmasq.conf --out kept
      ! bootbook: kept exists, and nothing is overwritten.
      !   do  Name a folder or file that does not exist: --out PATH.
      exit 1"
    `);
    expect(repo.run('import', 'dnsmasq', 'dnsmasq.conf', '--network', 'x')).toMatchInlineSnapshot(`
      "$ bootbook import dnsmasq dnsmasq.conf --network x
      ! error: option '--network <id=cidr>' argument 'x' is invalid. Expected an id and a network, such as prod=10.20.0.0/24.
      ! (--help tells more)
      exit 64"
    `);
    expect(existsSync(repo.path('imported'))).toBe(false);
  });

  test('gives its report as JSON', () => {
    const repo = new Scenario({
      'machines.csv': 'name,mac,address\nweb01,52:54:00:00:00:01,10.1.0.11\n,,\nweb02,nonsense,\n',
    });
    const text = repo.run('import', 'csv', 'machines.csv', '--out', 'one.yaml', '--json');
    const report = JSON.parse(text.replace(/^\$ .*\n/, '')) as Record<string, unknown>;
    expect(report).toMatchObject({
      format: 'csv',
      written: ['one.yaml'],
      leftOut: [
        { file: 'machines.csv', line: 3 },
        { file: 'machines.csv', line: 4 },
        { file: 'machines.csv', line: 4 },
      ],
      problems: [],
    });
    expect(repo.run('validate', '--inventory', '.')).toContain('The inventory is fine');
  });
});
