import type { HostPlan } from './plan.ts';
import { answerOf } from './boot-answers.ts';

/** What one host is told, in the few words that decide where it ends up. One line of a manifest holds it. */
export interface HostTold {
  readonly host: string;
  readonly mac: string;
  readonly network: string;
  /** The first address of that network. */
  readonly subnet: string;
  /** Who answers its DHCP there. */
  readonly dhcp: 'authoritative' | 'proxy' | 'external';
  /** Its reserved address; undefined if it gets any. */
  readonly address?: string | undefined;
  readonly ipv6: boolean;
  /** The boot route's id. */
  readonly route: string;
  /** What it starts, as people call it: `shim`, `PXELINUX`. */
  readonly starts: string;
  /** Option 93 of its firmware. */
  readonly architecture: number;
  readonly vendorClass: 'PXEClient' | 'HTTPClient';
  readonly nextServer: string;
  /** As DHCP names it: a path below the TFTP root, or a URL. */
  readonly bootFile: string;
  /** The profile that counts. */
  readonly profile: string;
  /** Whether that profile erases disks. */
  readonly erases: boolean;
  /** Until when it is armed for that, as the inventory says it; undefined unless the profile erases disks. */
  readonly armedUntil?: string | undefined;
}

/** What a host is told. */
export function hostTold({
  host,
  interface: booting,
  network: { network, subnet },
  route,
  nextServer,
  profile,
  ipv6,
}: HostPlan): HostTold {
  const { bootFile, vendorClass, architectures } = answerOf(nextServer, route.value, []);
  return {
    host: host.id,
    mac: booting.mac,
    network: network.id,
    subnet: subnet.network,
    dhcp: network.dhcp.mode,
    address: ipv6 ? booting.address6 : booting.address,
    ipv6,
    route: route.value.id,
    starts: nameOf(route.value.bootFile, route.value.loader),
    architecture: architectures[0]!,
    vendorClass,
    nextServer: nextServer.value,
    bootFile: bootFile.value,
    profile: profile.value.id,
    erases: profile.value.destructive,
    armedUntil: profile.value.destructive ? host.armedUntil : undefined,
  };
}

const loaderNames = { pxelinux: 'PXELINUX', grub: 'GRUB', ipxe: 'iPXE' } as const;

/** Under Secure Boot the firmware starts shim, and that the loader. */
function nameOf(bootFile: string, loader: keyof typeof loaderNames): string {
  return /(?:^|\/)shim/.test(bootFile) ? 'shim' : loaderNames[loader];
}
