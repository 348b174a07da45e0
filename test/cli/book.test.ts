import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { smallSite } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

/** A repo with a built site, as small as one can be. */
function repo(): Scenario {
  return new Scenario({
    'content/inventory/site.yaml': smallSite,
    'images/linux': 'kernel',
    'images/initrd.gz': 'initrd',
    'dist/index.html':
      '<!DOCTYPE html><html><head></head><body><a href="/hosts/">Hosts</a></body></html>',
    'dist/hosts/index.html':
      '<!DOCTYPE html><html><head></head><body><a href="/">Front</a></body></html>',
    'dist/search.json': '[]',
    'dist/_pack/book.js': 'void 0;',
    'dist/_pack/diagnosis.js': 'void 0;',
    'dist/bundle/boot1.zip': 'an archive',
  });
}

test('pack writes one zip, the same again, and says what leads nowhere', () => {
  const scenario = repo();
  scenario.write('dist/hosts/index.html', '<html><head></head><a href="/gone/">Gone</a></html>');
  expect(scenario.run('pack')).toMatchInlineSnapshot(`
    "$ bootbook pack
    bootbook.zip  6 files, 1.1 kB
    leads nowhere: /gone/ (on 1 page)"
  `);
  const first = readFileSync(scenario.path('bootbook.zip'));
  expect(scenario.run('pack', '--out', 'other/again.zip', '--no-bundles')).toMatchInlineSnapshot(`
    "$ bootbook pack --out other/again.zip --no-bundles
    other/again.zip  5 files, 980 B
    leads nowhere: /gone/ (on 1 page)"
  `);
  expect(scenario.run('pack')).toContain('bootbook.zip  6 files');
  expect(readFileSync(scenario.path('bootbook.zip')).equals(first)).toBe(true);
});

test('pack says where there is no site, or one that an older version built', () => {
  const scenario = repo();
  expect(scenario.run('pack', '--site', 'nowhere')).toMatchInlineSnapshot(`
    "$ bootbook pack --site nowhere
    ! bootbook: nowhere is not the site as this version builds it: there is no such folder.
    !   do  Build it with \`npm run build\`, or name its folder: --site DIR.
    exit 1"
  `);
  expect(scenario.run('pack', '--site', 'images')).toMatchInlineSnapshot(`
    "$ bootbook pack --site images
    ! bootbook: images is not the site as this version builds it: it has no index.html.
    !   do  Build it with \`npm run build\`, or name its folder: --site DIR.
    exit 1"
  `);
  expect(scenario.top()).not.toContain('bootbook.zip');
});

test('build takes the site along when asked to, and nothing else changes', () => {
  const scenario = repo();
  scenario.run('build', '--no-payload', '--out', 'without');
  expect(scenario.run('build', '--no-payload', '--site', 'dist')).toMatchInlineSnapshot(`
    "$ bootbook build --no-payload --site dist
    bundle/boot1  20 files, 8.3 kB
    left out: all payload (--no-payload)"
  `);
  const paths = (out: string): string[] =>
    scenario
      .tree(`${out}/boot1`)
      .split('\n')
      .map((line) => line.replace(/^\S+ [^/]*\//, ''));
  const added = paths('bundle').filter((path) => !paths('without').includes(path));
  expect(added).toMatchInlineSnapshot(`
    [
      "boot1/etc/nginx/conf.d/bootbook-book.conf",
      "boot1/srv/tftp/book/_pack/book.js",
      "boot1/srv/tftp/book/_pack/diagnosis.js",
      "boot1/srv/tftp/book/hosts/index.html",
      "boot1/srv/tftp/book/index.html",
      "boot1/srv/tftp/book/search.json",
    ]
  `);
  expect(
    scenario.runProgram('sh', '-c', 'cd bundle/boot1 && sha256sum --quiet -c SHA256SUMS'),
  ).toBe('');
  const nginx = 'boot1/etc/nginx/conf.d/bootbook.conf';
  expect(readFileSync(scenario.path('bundle', nginx), 'utf8')).toBe(
    readFileSync(scenario.path('without', nginx), 'utf8'),
  );
  expect(scenario.run('plan')).toMatchInlineSnapshot(`
    "$ bootbook plan
    ! No differences."
  `);
});
