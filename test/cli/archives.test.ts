import { randomBytes } from 'node:crypto';
import { readFileSync, utimesSync } from 'node:fs';
import { expect, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { changed } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

/** A site whose kernel does not get smaller and whose initrd does; both are larger than a piece. */
function repo(kernel: Uint8Array): Scenario {
  const inventory = changed(
    '    destructive: true\n',
    '    destructive: false\n',
    changed('    model: old\n', '    model: old\n    profile: install\n'),
  );
  return new Scenario({
    'content/inventory/site.yaml': inventory,
    'images/linux': kernel,
    'images/initrd.gz': 'all the same\n'.repeat(200_000),
  });
}

const BUILD = ['build', '--offline', '--now', '2026-11-22'];

test('the same tree gives the same bytes, whenever and wherever', () => {
  const site = repo(randomBytes(3_000_000));
  site.env['TZ'] = 'Pacific/Auckland';
  site.run(...BUILD, '--archives', 'first');
  site.env['TZ'] = 'America/St_Johns';
  utimesSync(site.path('images/linux'), 0, 0);
  site.run(...BUILD, '--archives', 'second');
  for (const name of ['boot1.tar.gz', 'boot1.zip'])
    expect(
      readFileSync(site.path('first', name)).equals(readFileSync(site.path('second', name))),
      name,
    ).toBe(true);
  expect(site.tree('first')).toBe(
    '644 first/SHA256SUMS\n644 first/boot1.tar.gz\n644 first/boot1.zip',
  );
  expect(site.runProgram('sh', '-c', 'cd first && sha256sum -c SHA256SUMS')).toBe(
    'boot1.tar.gz: OK\nboot1.zip: OK',
  );
});

test.skipIf(!needs('tar', 'unzip'))('tar and unzip find the tree in it', () => {
  const site = repo(randomBytes(3_000_000));
  site.run(...BUILD, '--archives', 'archives');
  const check = (unpack: string): string =>
    site.runProgram(
      'sh',
      '-c',
      `rm -rf out && mkdir out && cd out && ${unpack} && diff -r boot1 ../bundle/boot1 && cd boot1 && sha256sum --quiet -c SHA256SUMS`,
    );
  expect(check('tar -xzf ../archives/boot1.tar.gz')).toBe('');
  expect(check('unzip -q ../archives/boot1.zip')).toBe('');
  expect(site.runProgram('stat', '-c', '%a', 'out/boot1/SHA256SUMS')).toBe('644');
});

test.skipIf(!needs('zipinfo'))('what would not get smaller is stored', () => {
  const site = repo(randomBytes(3_000_000));
  site.run(...BUILD, '--archives', 'archives');
  const listing = site.runProgram('zipinfo', 'archives/boot1.zip');
  expect(listing).toMatch(/ stor .*images\/installer\/linux/);
  expect(listing).toMatch(/ def. .*images\/installer\/initrd\.gz/);
  expect(readFileSync(site.path('archives/boot1.tar.gz')).length).toBeLessThan(3_100_000);
});
