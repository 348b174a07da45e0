import { describe, expect, test } from 'vitest';
import { smallSite } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

/* What each form holds is shown in test/generators/export; here it is the command. */

const INVENTORY = 'content/inventory/site.yaml';

/** Two sites in one inventory. */
const both = `${smallSite}`
  .replace('  lab:\n', '  far:\n    name: Far\n    domain: far.example.net\n  lab:\n')
  .replace(
    'servers:\n',
    '  away:\n    site: far\n    cidr: 10.2.0.0/24\n    server: boot2\n    dhcp: { mode: external }\nservers:\n  boot2:\n    site: far\n    interfaces:\n      eno1: { network: away, address: 10.2.0.2 }\n',
  )
  .replace(
    'hosts:\n',
    'hosts:\n  far01:\n    model: old\n    interfaces:\n      eno1: { mac: 52:54:00:00:02:01, network: away, address: 10.2.0.11 }\n',
  );

describe('bootbook export', () => {
  test('writes to stdout, the same bytes each time', () => {
    const repo = new Scenario({ [INVENTORY]: smallSite });
    const once = repo.run('export', 'hosts');
    expect(once).toMatch(/^10\.1\.0\.11\s+web01/m);
    expect(once).not.toMatch(/^! |^exit/m);
    expect(repo.run('export', 'hosts')).toBe(once);
  });

  test('gives one site alone', () => {
    const repo = new Scenario({ [INVENTORY]: both });
    const far = repo.run('export', 'hosts', '--site', 'far');
    expect(far).toContain('far01');
    expect(far).not.toContain('web01');
    expect(repo.run('export', 'hosts')).toContain('web01');
    expect(repo.run('export', 'hosts', '--site', 'near')).toMatchInlineSnapshot(`
      "$ bootbook export hosts --site near
      ! bootbook: There is no site near.
      !   do  Name one of far, lab.
      exit 1"
    `);
  });

  test('says what is wrong with the inventory, and writes nothing else', () => {
    const repo = new Scenario({ [INVENTORY]: smallSite.replace('cidr: 10.1.0.0/24', 'cidr: x') });
    const text = repo.run('export', 'json');
    expect(text).toContain('content/inventory/site.yaml:8:11 error wrong-value');
    expect(text).toMatch(/exit 1$/);
    expect(text).not.toContain('"hosts"');
  });

  test('knows its forms', () => {
    const repo = new Scenario({ [INVENTORY]: smallSite });
    expect(repo.run('export', 'bind')).toMatchInlineSnapshot(`
      "$ bootbook export bind
      ! error: command-argument value 'bind' is invalid for argument 'to'. Allowed choices are ansible, hosts, zone, prometheus, json.
      ! (--help tells more)
      exit 64"
    `);
  });

  test('what was exported can be imported again', () => {
    const repo = new Scenario({ [INVENTORY]: smallSite });
    repo.write('hosts.yaml', repo.run('export', 'ansible').replace(/^\$ .*\n/, '') + '\n');
    const report = repo.run('import', 'ansible', 'hosts.yaml', '--out', 'again', '--json');
    const { takenOver } = JSON.parse(report.replace(/^\$ .*\n/, '')) as {
      takenOver: { collection: string; id: string }[];
    };
    const hosts = takenOver.filter(({ collection }) => collection === 'hosts');
    expect(hosts.map(({ id }) => id)).toEqual(['web01', 'web02']);
  });
});
