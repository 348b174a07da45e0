import { expect, test } from 'vitest';
import { compareVersions } from '../../../generators/plan/quirk-match.ts';
import { reasonText } from '../../../generators/reason.ts';
import { quirksOf } from '../../support/quirks.ts';
import { changed, plan, smallSite } from '../../support/small-site.ts';

/** The small site; its model `old` (BIOS, boots by PXELINUX) has cards and a firmware version. */
const site = changed(
  '    memory: 1024',
  `    memory: 1024
    nic: [Broadcom NetXtreme BCM5720, Intel X550]
    pci: ['14E4:165f', '8086:1563']
    firmwareVersion: 2.10.3`,
);

/** Why web01, of the model `old`, has a quirk with this match; undefined if it has not. */
function why(match: string): string[] | undefined {
  const { plans, problems } = plan(site, quirksOf({ odd: { match } }));
  expect(problems).toEqual([]);
  const host = plans[0]!.hosts.find((each) => each.host.id === 'web01')!;
  return host.quirks[0]?.because.map(reasonText).slice(1);
}

test.each([
  ['{ vendor: [acme] }', ['site.yaml:21 models.old.vendor']],
  ['{ vendor: [Dell, "A*e"] }', ['site.yaml:21 models.old.vendor']],
  ['{ vendor: [Acme Corp] }', undefined],
  ['{ model: ["O*"] }', ['site.yaml:22 models.old.name']],
  ['{ model: ["*e*n*"] }', undefined],
  ['{ model: ["O.e"] }', undefined],
  ['{ nic: ["*x550*"] }', ['site.yaml:26 models.old.nic.1']],
  ['{ nic: ["Intel*", "Broadcom*"] }', ['site.yaml:26 models.old.nic.0']],
  ['{ pci: ["14e4:165f"] }', ['site.yaml:27 models.old.pci.0']],
  ['{ pci: ["8086:*"] }', ['site.yaml:27 models.old.pci.1']],
  ['{ pci: ["14e4:1657"] }', undefined],
  ['{ firmware: [bios] }', ['site.yaml:24 models.old.firmware']],
  ['{ firmware: [uefi, uefi-secure-boot] }', undefined],
  ['{ architecture: [amd64] }', ['site.yaml:23 models.old.architecture']],
  [
    '{ loader: [pxelinux] }',
    ['Nobody chose a boot loader: PXELINUX for BIOS, GRUB for UEFI. [/explain/option-93/]'],
  ],
  ['{ loader: [grub, ipxe] }', undefined],
  ['{ firmwareVersion: { from: 2.9.0 } }', ['site.yaml:28 models.old.firmwareVersion']],
  [
    '{ firmwareVersion: { from: 2.10.3, below: 2.10.4 } }',
    ['site.yaml:28 models.old.firmwareVersion'],
  ],
  ['{ firmwareVersion: { below: 2.10.3 } }', undefined],
  ['{ vendor: [Acme], pci: ["15b3:*"] }', undefined],
  [
    '{ vendor: [Acme], firmware: [bios] }',
    ['site.yaml:21 models.old.vendor', 'site.yaml:24 models.old.firmware'],
  ],
])('%s', (match, places) => {
  expect(why(match)).toEqual(places);
});

test('what a model does not say is not matched', () => {
  const quirks = quirksOf({
    card: { match: '{ nic: ["**"] }' },
    id: { match: '{ pci: ["14e4:*"] }' },
    old: { match: '{ firmwareVersion: { below: 9.0.0 } }' },
  });
  const { plans } = plan(smallSite, quirks);
  expect(plans[0]!.hosts.flatMap((host) => host.quirks)).toEqual([]);
});

test("a host's own firmware and loader are what is matched", () => {
  const quirks = quirksOf({ firmware: { match: '{ firmware: [uefi], loader: [ipxe] }' } });
  const text = changed('    model: old', '    firmware: uefi\n    loader: ipxe\n    model: old');
  const [web01, web02] = plan(text, quirks).plans[0]!.hosts;
  expect(web01!.quirks[0]?.because.map(reasonText)).toEqual([
    'Quirk: The quirk firmware [/quirks/firmware/]',
    'site.yaml:44 hosts.web01.firmware',
    'site.yaml:45 hosts.web01.loader',
  ]);
  expect(web02!.quirks).toEqual([]);
});

test('versions are put in order as their vendors count', () => {
  const order = [
    '1.4',
    '1.4a',
    '1.4b',
    '2.9',
    '2.9.1',
    '2.10',
    '2.10.0',
    'A07',
    'A12',
    'U30',
    'U32',
  ];
  expect(order.toReversed().sort(compareVersions)).toEqual(order);
  expect(compareVersions('2.10.0', '2.10.0')).toBe(0);
  expect(compareVersions('02.1(b)', '2.1-B')).toBe(0);
});
