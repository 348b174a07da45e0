import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { installSite, type InstallSite } from '../support/install-site.ts';
import { needs } from '../support/needs.ts';
import { Scenario } from './scenario.ts';

const SITE: InstallSite = {
  install: {
    answers: 'preseed',
    disk: { path: '/dev/sda' },
    layout: { kind: 'luks', key: { secret: { file: 'secrets/luks' } } },
    users: [{ name: 'ops', password: { secret: { file: 'secrets/ops' } } }],
  },
};
const FOLDER = 'bundle/boot1/srv/private/answers/inst01';
const PASSWORD = 'correct horse 7 battery';

function repo(site: InstallSite, passphrase: string): Scenario {
  return new Scenario({
    'content/inventory/site.yaml': installSite(site),
    'secrets/ops': `${PASSWORD}\n`,
    'secrets/luks': `${passphrase}\n`,
  });
}

const build = (site: Scenario, ...more: string[]): string =>
  site.run('build', '--offline', '--now', '2026-11-22T12:00:00Z', ...more);

describe.skipIf(!needs('openssl'))('answers with secrets', () => {
  test('are written while the host is armed, a hash for a password and a passphrase as it is', () => {
    const site = repo(SITE, "it's a $long one");
    build(site);
    const text = readFileSync(site.path(`${FOLDER}/preseed.cfg`), 'utf8');
    expect(text).toMatch(
      /^d-i passwd\/user-password-crypted password \$6\$[./A-Za-z0-9]+\$[./A-Za-z0-9]{86}$/m,
    );
    expect(
      text.match(/^d-i partman-crypto\/passphrase(?:-again)? password it's a \$long one$/gm),
    ).toHaveLength(2);
    expect(text).not.toMatch(/⟦|⟧/);
    for (const name of ['preseed.cfg', 'disk.sh', 'late.sh'])
      expect(statSync(site.path(`${FOLDER}/${name}`)).mode & 0o777).toBe(0o640);
    expect(globSync('bundle/boot1/srv/tftp/answers/**', { cwd: site.folder })).toEqual([]);
    expect(readFileSync(site.path('bundle/boot1/manifest.jsonl'), 'utf8')).not.toContain('$long');
    // What lies there differs from the answers of a plan by its secrets alone.
    expect(site.run('plan', '--now', '2026-11-22T12:00:00Z')).not.toContain('answers/inst01');
  });

  test('are left out while it is not, and of what is given to others', () => {
    const disarmed = repo({ ...SITE, armed: false }, 'secret');
    build(disarmed);
    expect(existsSync(disarmed.path(FOLDER))).toBe(false);
    const given = repo(SITE, 'secret');
    const said = build(given, '--archives', 'archives');
    expect(existsSync(given.path(FOLDER))).toBe(false);
    expect(said).toContain('which only a private bundle may hold');
  });

  test('a passphrase that the format would read otherwise is refused', () => {
    const site = repo(SITE, 'ends in a backslash\\');
    const said = build(site);
    expect(said).toContain(
      'The secret file secrets/luks cannot stand in srv/private/answers/inst01/preseed.cfg',
    );
    expect(said).not.toContain('backslash\\');
    expect(existsSync(join(site.folder, 'bundle'))).toBe(false);
  });
});
