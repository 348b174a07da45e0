import type { Architecture, Loader } from '../inventory/schema.ts';
import type { HostPlan } from './plan.ts';

/** A MAC as PXELINUX, GRUB and BOOTIF write it: hardware type 01 (Ethernet), dashes, lower case. */
export function macFileName(mac: string): string {
  return `01-${mac.replaceAll(':', '-')}`;
}

/** Where the loader's config for one MAC lies, below the TFTP root. Each loader asks for this name by itself or is sent there. */
export function configPathFor(loader: Loader, mac: string): string {
  switch (loader) {
    case 'pxelinux':
      return `pxelinux.cfg/${macFileName(mac)}`;
    case 'grub':
      return `grub/grub.cfg-${macFileName(mac)}`;
    case 'ipxe':
      return `ipxe/${mac.replaceAll(':', '-')}.ipxe`;
  }
}

/** Where the config of one host lies, below the TFTP root. */
export function hostConfigPath(host: HostPlan): string {
  return configPathFor(host.route.value.loader, host.interface.mac);
}

/** The first config that a loader reads, below the TFTP root, whoever the machine is. */
export function firstConfigPath(loader: Loader, architecture: Architecture): string {
  switch (loader) {
    case 'pxelinux':
      return 'pxelinux.cfg/default';
    case 'grub':
      // Built into Debian's signed netboot GRUB as its prefix.
      return `debian-installer/${architecture}/grub/grub.cfg`;
    case 'ipxe':
      return 'boot.ipxe';
  }
}
