import type { Scenario } from './scenario.ts';

export const biosTwoCards: Scenario = {
  id: 'bios-two-cards',
  title: 'BIOS, PXELINUX: the installer takes the card that booted, of two',
  host: 'web03',
  // web03 is armed then.
  now: '2026-11-21T12:00:00Z',
  changes: {
    'hosts.web03.interfaces.eno1.boot': true,
    'hosts.web03.interfaces.eno2': { mac: '00:24:e8:5a:30:03', network: 'office' },
  },
  expect: {
    files: ['tftp pxelinux.0'],
    log: [/"GET \/preseed\/debian-12-install\.cfg HTTP\/1\.[01]" 200/],
  },
};
