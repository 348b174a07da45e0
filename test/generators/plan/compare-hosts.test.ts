import { expect, test } from 'vitest';
import { compareHosts, endangered, tooMany } from '../../../generators/plan/compare-hosts.ts';
import { hostTold, type HostTold } from '../../../generators/plan/host-told.ts';
import { changed, plan, smallSite } from '../../support/small-site.ts';

function told(text: string): HostTold[] {
  return plan(text).plans[0]!.hosts.map(hostTold);
}

const armed = changed(
  '    model: old\n    interfaces',
  "    model: old\n    profile: install\n    armedUntil: '2026-11-22T13:00:00Z'\n    interfaces",
);

test('what a change means to hosts, in sentences', () => {
  const texts = (text: string): string[] =>
    compareHosts(told(smallSite), told(text)).map((each) => `${each.change}: ${each.text}`);
  expect(texts(smallSite)).toEqual([]);
  expect(texts(changed('firmware: uefi-secure-boot', 'firmware: uefi'))).toEqual([
    'repointed: web02 would get GRUB instead of shim (grubx64.efi instead of shimx64.efi).',
  ]);
  expect(texts(armed)).toEqual([
    'repointed: web01 would start install, which erases its disk, instead of local.',
  ]);
  expect(texts(changed('10.1.0.12 }', '10.1.0.22 }'))).toEqual([
    'changed: web02 would get the address 10.1.0.22 instead of 10.1.0.12.',
  ]);
  expect(texts(changed('  web02:', '  web03:'))).toEqual([
    'new: web03 is new: it would get shim (shimx64.efi) and start local.',
    'gone: web02 would be told nothing any more: so far it gets shim (shimx64.efi).',
  ]);
});

test('a file of its own, and nothing else', () => {
  const files = new Map([['web01', ['srv/tftp/pxelinux.cfg/01-52-54-00-00-00-01']]]);
  expect(compareHosts(told(smallSite), told(smallSite), files)).toEqual([
    {
      host: 'web01',
      change: 'changed',
      text: 'web01 would read another pxelinux.cfg/01-52-54-00-00-00-01.',
    },
  ]);
});

test('how many are too many', () => {
  expect(endangered(compareHosts(told(smallSite), told(armed)))).toBe(1);
  expect(endangered(compareHosts(told(smallSite), []))).toBe(2);
  expect(tooMany(1, 2, 0)).toBe(false);
  expect(tooMany(2, 2, 0.25)).toBe(true);
  expect(tooMany(25, 100, 0.25)).toBe(false);
  expect(tooMany(26, 100, 0.25)).toBe(true);
});
