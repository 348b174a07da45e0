import type { Scenario } from './scenario.ts';

export const biosHttpPxelinux: Scenario = {
  id: 'bios-http-pxelinux',
  title: 'BIOS, PXELINUX over HTTP: the rescue system',
  regular: true,
  host: 'web02',
  changes: { 'hosts.web02.transport': 'http' },
  until: 'initrd',
  expect: {
    files: [
      'tftp lpxelinux.0',
      'tftp ldlinux.c32',
      'tftp pxelinux.cfg/01-00-24-e8-5a-10-02',
      'tftp menu.c32',
      'tftp libutil.c32',
      'http images/debian-12-installer-amd64/linux',
      'http images/debian-12-installer-amd64/initrd.gz',
    ],
    console: ['BOOT_IMAGE=http://10.20.0.2/images/debian-12-installer-amd64/linux'],
  },
};
