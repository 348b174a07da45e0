import { dnsmasqConfig } from './dnsmasq-config.ts';
import type { Fault } from './fault.ts';

export const signedFilesByHttpBoot: Fault = {
  id: 'signed-files-by-http-boot',
  title: 'shim and GRUB come by HTTP Boot as plain files',
  summary:
    'HTTP Boot is given shim itself, and not the disk with shim on it. shim starts and fetches GRUB by HTTP, and both are accepted. But GRUB knows a place for its config only if it came from a disk or by PXE: it asks for none and waits at its prompt.',
  stage: 'menu',
  scenario: 'uefi-secure-boot-http-boot-grub',
  ...dnsmasqConfig('s/shimx64.img/shimx64.efi/'),
  symptoms: [
    { id: 'grub-by-http', where: 'log', says: /"GET \/+grubx64\.efi HTTP\/1\.1" 200 / },
    {
      id: 'grub-prompt-no-config',
      where: 'console',
      says: /Minimal BASH-like line editing is supported/,
    },
  ],
  patience: 90,
};
