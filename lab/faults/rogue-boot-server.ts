import { rogueServer } from './rogue.ts';
import type { Fault } from './fault.ts';

export const rogueBootServer: Fault = {
  id: 'rogue-boot-server',
  title: 'A second DHCP server names another boot file',
  summary:
    'An old boot server was left in the network. It answers before the right one does, and names a boot file that nobody serves any more.',
  stage: 'dhcp',
  scenario: 'local-bios',
  ...rogueServer(
    '--dhcp-boot=old/pxelinux.0,,10.20.0.254',
    '--enable-tftp',
    '--tftp-root=/run/netns',
  ),
  symptoms: [
    { id: 'other-next-server', where: 'console', says: /^Next server: 10\.20\.0\.254$/ },
    {
      id: 'ipxe-2d126',
      where: 'console',
      says: /^tftp:\/\/10\.20\.0\.254\/old\/pxelinux\.0\.+ No such file or directory \(http:\/\/ipxe\.org/,
    },
  ],
  patience: 90,
  regular: false,
};
