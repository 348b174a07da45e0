import { expect, test } from 'vitest';
import { changed, smallSite } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

const INVENTORY = 'content/inventory/site.yaml';

/** A repo with one inventory file, and the payload that the small site names. */
function repo(inventory: string): Scenario {
  return new Scenario({
    [INVENTORY]: inventory,
    'images/linux': 'kernel',
    'images/initrd.gz': 'initrd',
  });
}

test('an inventory without problems', () => {
  expect(repo(smallSite).run('validate')).toMatchInlineSnapshot(`
    "$ bootbook validate
    The inventory is fine: 1 site, 1 network, 1 boot server, 2 models, 1 profile, 1 image, 2 hosts."
  `);
});

test('the repo is found from a folder inside it', () => {
  expect(repo(smallSite).runIn('images', 'validate')).toMatchInlineSnapshot(`
    "$ bootbook validate
    The inventory is fine: 1 site, 1 network, 1 boot server, 2 models, 1 profile, 1 image, 2 hosts."
  `);
});

test('all problems at once, each with its place and what to do', () => {
  const inventory = changed('model: old\n', 'model: odl\n', changed('10.1.0.12', '10.1.1.12'));
  expect(repo(inventory).run('validate')).toMatchInlineSnapshot(`
    "$ bootbook validate
    content/inventory/site.yaml:44:12 error unknown-id
      hosts.web01 names a model that does not exist.
        43 |   web01:
        44 |     model: odl
           |            ^^^
        45 |     interfaces:
      expected  one of old, new
      received  "odl"
      do        Did you mean old?

    content/inventory/site.yaml:50:63 error address-outside
      10.1.1.12 is not an address for a machine on network prod.
        49 |     interfaces:
        50 |       eno1: { mac: 52:54:00:00:00:02, network: prod, address: 10.1.1.12 }
           |                                                               ^^^^^^^^^
      expected  10.1.0.1 to 10.1.0.254 (10.1.0.0/24)
      received  10.1.1.12
      do        Correct the address, or name the network that it belongs to.

    2 errors.
    exit 1"
  `);
});

test('problems for a machine', () => {
  const inventory = changed('model: old\n', 'model: odl\n');
  expect(repo(inventory).run('validate', '--json')).toMatchInlineSnapshot(`
    "$ bootbook validate --json
    {
      "ok": false,
      "problems": [
        {
          "severity": "error",
          "code": "unknown-id",
          "message": "hosts.web01 names a model that does not exist.",
          "expected": "one of old, new",
          "received": "\\"odl\\"",
          "advice": "Did you mean old?",
          "file": "content/inventory/site.yaml",
          "position": {
            "line": 44,
            "column": 12,
            "length": 3
          },
          "frame": [
            "43 |   web01:",
            "44 |     model: odl",
            "   |            ^^^",
            "45 |     interfaces:"
          ]
        }
      ]
    }
    exit 1"
  `);
});

test('of very many problems the first fifty are shown, and the rest counted', () => {
  const ids = Array.from({ length: 60 }, (_, index) => `  extra${index}: { model: nothing }\n`);
  const text = repo(smallSite + ids.join('')).run('validate');
  expect(text.match(/ error missing-value$/gm)).toHaveLength(50);
  expect(text.split('\n').slice(-2).join('\n')).toMatchInlineSnapshot(`
    "60 errors; the first 50 are shown.
    exit 1"
  `);
});

test('a payload file of the repo that is missing is a warning', () => {
  const menu = '    domain: lab.example.net\n    menu: { profiles: [install] }\n';
  const inventory = changed(
    '    domain: lab.example.net\n',
    menu,
    changed('destructive: true', 'destructive: false'),
  );
  const site = new Scenario({ [INVENTORY]: inventory, 'images/linux': 'kernel' });
  expect(site.run('validate')).toMatchInlineSnapshot(`
    "$ bootbook validate
    content/inventory/site.yaml:35:15 warning missing-file
      This file cannot be put into the bundle: there is no such file.
        34 |     kernel: { path: images/linux }
        35 |     initrds: [{ path: images/initrd.gz }]
           |               ^^^^^^^^^^^^^^^^^^^^^^^^^^
        36 |     memory: 512
      expected  the path of a file, from the root of the repo
      received  images/initrd.gz
      do        Correct the path, or add the file; until then the bundle leaves it out.

    1 warning.
    The inventory is fine: 1 site, 1 network, 1 boot server, 2 models, 1 profile, 1 image, 2 hosts."
  `);
});

test('an inventory folder that is not there', () => {
  const site = new Scenario({});
  expect(site.run('validate')).toMatchInlineSnapshot(`
    "$ bootbook validate
    ! bootbook: There is no inventory folder content/inventory.
    !   do  Run this in the repo, or name the folder: --inventory DIR.
    exit 1"
  `);
  expect(site.run('validate', '--inventory', 'elsewhere')).toMatchInlineSnapshot(`
    "$ bootbook validate --inventory elsewhere
    ! bootbook: There is no inventory folder elsewhere.
    !   do  Run this in the repo, or name the folder: --inventory DIR.
    exit 1"
  `);
});

test('an inventory folder without inventory', () => {
  expect(new Scenario({ 'site/README': '' }).run('validate', '--inventory', 'site'))
    .toMatchInlineSnapshot(`
      "$ bootbook validate --inventory site
      ! bootbook: There is no YAML file in the inventory folder site.
      !   do  Name the folder that holds the inventory, or write its first file, ending in .yaml or .yml.
      exit 1"
    `);
});

test('an inventory that is a file', () => {
  expect(new Scenario({ 'site.yaml': smallSite }).run('validate', '--inventory', 'site.yaml'))
    .toMatchInlineSnapshot(`
      "$ bootbook validate --inventory site.yaml
      ! bootbook: There is no inventory folder site.yaml.
      !   do  Run this in the repo, or name the folder: --inventory DIR.
      exit 1"
    `);
});

const quirkPage = `---
title: Answers that come too soon
description: The machine misses a DHCP answer that comes at once.
of: firmware
vendor: Acme
seenOn: [Acme One]
match: { vendor: [Acme] }
stages: [dhcp]
symptoms: []
seen: The first try fails.
cause: Its receiver starts late.
check: Look at the name.
workaround: [Let the server wait.]
verify: It works.
effect: { dhcp: { replyDelay: 2 } }
confidence: report
sources: [{ title: A report, href: 'https://example.net/' }]
---
`;

test('what is wrong with a page of the catalogue is told together with the inventory, once', () => {
  const scenario = new Scenario({
    [INVENTORY]: changed('10.1.0.12', '10.1.1.12'),
    'content/quirks/hasty.mdx': quirkPage.replace('replyDelay: 2', 'replyDelay: soon'),
    'content/quirks/other.mdx': quirkPage.replace('symptoms: []', 'symptoms: [pxe-e99]'),
  });
  const told = scenario.run('validate');
  expect(told.match(/^content\S+ error .*$/gm)).toMatchInlineSnapshot(`
    [
      "content/inventory/site.yaml:50:63 error address-outside",
      "content/quirks/hasty.mdx:15:31 error wrong-value",
      "content/quirks/other.mdx:9:12 error unknown-entry",
    ]
  `);
});

test('explain tells the quirks of a host, and a declined one with its reason', () => {
  const files = (inventory: string): Record<string, string> => ({
    [INVENTORY]: inventory,
    'content/quirks/hasty.mdx': quirkPage,
  });
  const shown = (inventory: string, ...options: string[]): string =>
    new Scenario(files(inventory)).run('explain', 'web01', ...options);
  const from = (text: string): string => text.slice(text.indexOf('Quirk hasty'));
  expect(from(shown(smallSite))).toMatchInlineSnapshot(`
    "Quirk hasty
      Effect: DHCP answers after: 2 s.
        - Quirk: Answers that come too soon [/quirks/hasty/]
        - content/inventory/site.yaml:21 models.old.vendor"
  `);
  const declined = changed(
    '    model: old\n',
    '    model: old\n    declined: { hasty: a newer firmware }\n',
  );
  expect(from(shown(declined))).toMatchInlineSnapshot(`
    "Quirk hasty
      Declined: a newer firmware.
        - Quirk: Answers that come too soon [/quirks/hasty/]
        - content/inventory/site.yaml:21 models.old.vendor
        - content/inventory/site.yaml:45 hosts.web01.declined.hasty"
  `);
  expect(shown(declined, '--json')).toContain('"reason": "a newer firmware"');
});
