import { describe, expect, test } from 'vitest';
import { changed } from '../../lab/scenarios/changes.ts';
import { scenarios } from '../../lab/scenarios/index.ts';
import { shortfalls } from '../../lab/scenarios/judge.ts';
import type { BootResult } from '../../lab/result.ts';
import { plansWith } from '../../cli/scenario-plans.ts';
import { hostOf } from './site.ts';
import { source } from './lab.ts';

describe('changes to an inventory', () => {
  const hosts = `# Rack A1
hosts:
  web01: # the oldest
    model: dell-r610
    args: [quiet]
  web02:
    model: dell-r610
`;
  const models = 'models:\n  dell-r610: { vendor: Dell, firmware: bios }\n';
  const sources = [
    { path: 'hosts.yaml', text: hosts },
    { path: 'models.yaml', text: models },
  ];

  test('a thing that is there is changed where it stands, and comments stay', () => {
    const texts = changed(sources, {
      'hosts.web01.profile': 'memtest',
      'hosts.web01.args': undefined,
      'hosts.web02.args': ['lab.signs=$HOME#', 'a: b'],
      'models.dell-r610.firmware': 'uefi',
    });
    expect(texts.map(({ path, text }) => `${path}\n${text}`).join('')).toMatchInlineSnapshot(`
      "hosts.yaml
      # Rack A1
      hosts:
        web01:
          # the oldest
          model: dell-r610
          profile: memtest
        web02:
          model: dell-r610
          args:
            - lab.signs=$HOME#
            - "a: b"
      models.yaml
      models:
        dell-r610: { vendor: Dell, firmware: uefi }
      "
    `);
  });

  test('a new thing comes to those of its kind', () => {
    const [, text] = changed(sources, { 'models.hp-t620': { vendor: 'HP' } });
    expect(text!.text).toBe(
      'models:\n  dell-r610: { vendor: Dell, firmware: bios }\n  hp-t620:\n    vendor: HP\n',
    );
  });

  test('a kind of thing that no file has is a mistake', () => {
    expect(() => changed(sources, { 'sites.ams1.name': 'x' })).toThrow(
      'No file of the inventory has sites.',
    );
  });
});

describe('what a boot lacks', () => {
  const result = {
    files: [
      { by: 'tftp', path: 'pxelinux.0', seconds: 1 },
      { by: 'tftp', path: 'pxelinux.0', seconds: 2 },
      { by: 'http', path: 'boot.ipxe', seconds: 3 },
    ],
    console: ['serial0: Kernel panic - not syncing'],
    log: ['dnsmasq: dnsmasq-dhcp[23]: DHCPACK(eno1) 10.20.0.11 00:24:e8:5a:10:01'],
  } satisfies Pick<BootResult, 'files' | 'console' | 'log'> as unknown as BootResult;

  test('nothing', () => {
    const expected = {
      files: ['tftp pxelinux.0', 'http boot.ipxe'],
      console: ['panic'],
      log: [/DHCPACK\(eno1\)/],
      never: ['serial0', /^dnsmasq:/],
    };
    expect(shortfalls(result, expected)).toEqual([]);
  });

  test('everything, each in a sentence', () => {
    const expected = {
      files: ['http boot.ipxe'],
      console: [/login:$/],
      log: ['PXE('],
      never: ['Kernel panic'],
    };
    expect(shortfalls(result, expected)).toEqual([
      'The first files should be http boot.ipxe; they were tftp pxelinux.0.',
      'The console never says /login:$/.',
      'No log says PXE(.',
      'Console or log says Kernel panic, which it must not.',
    ]);
  });
});

test('every scenario has an id of its own, and its changed inventory has no errors', async () => {
  const ids = scenarios.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
  for (const { host, changes } of scenarios) hostOf(await plansWith(source, changes), host);
});
