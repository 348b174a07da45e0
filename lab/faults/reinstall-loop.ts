import type { Fault } from './fault.ts';

export const reinstallLoop: Fault = {
  id: 'reinstall-loop',
  title: 'The installer starts again and again',
  summary:
    'The host is still armed when the installer restarts the machine, and the network comes before the disk in its boot order. It boots the installer a second time, which erases what the first one has installed.',
  stage: 'handoff',
  scenario: 'bios-pxelinux-install',
  break: [],
  mend: [],
  // An installation takes long. Here the machine restarts as soon as the installer has its answers.
  reset: /"GET \/preseed\/debian-12-install\.cfg HTTP\/1\.[01]" 200 /,
  symptoms: [
    {
      id: 'installer-served-again',
      where: 'log',
      says: /^dnsmasq-tftp\[\d+\]: sent \/srv\/tftp\/images\/debian-12-installer-amd64\/linux to /,
      times: 2,
    },
  ],
  patience: 180,
  regular: false,
};
