import type {
  Architecture,
  Drivers,
  Firmware,
  Loader,
  Source,
  Transport,
} from '../inventory/schema.ts';

/** A file that a route needs on the boot server besides emitted configs: an NBP or a module of the loader. */
export interface RouteFile {
  /** Path below the TFTP root: `pxelinux.0`. */
  readonly path: string;
  readonly source: Source;
}

/** One way from power-on to a kernel: firmware × architecture × transport × loader. */
export interface Route {
  /** `<firmware>-<architecture>-<transport>-<loader>`, and what makes it special. */
  readonly id: string;
  /** A few words for tables and margins. */
  readonly title: string;
  /** What happens on the way, in two or three sentences. */
  readonly summary: string;
  readonly firmware: Firmware;
  readonly architecture: Architecture;
  readonly transport: Transport;
  readonly loader: Loader;
  /** What the loader fetches by, where it cannot do what the transport says. */
  readonly fetches?: 'tftp';
  /** Whose drivers iPXE uses; those of the firmware if nothing stands here. */
  readonly drivers?: Drivers;
  /** DHCP option 93 values that this firmware announces (RFC 4578 with erratum 4624, and IANA's registry). */
  readonly clientArchitectures: readonly number[];
  /** The NBP: path below the TFTP root. For http-boot it is fetched by HTTP from the same path. */
  readonly bootFile: string;
  /** Whether the loader takes the boot server's address from a proxyDHCP answer. */
  readonly proxydhcp: boolean;
  /** True if the way has booted by IPv6 as well. A BIOS has no network boot over IPv6. */
  readonly ipv6?: boolean;
  readonly files: readonly RouteFile[];
  /** Site path of the page that explains this way. */
  readonly page: string;
}

/** How the loader fetches kernel and initrd. */
export function fetchesBy({ fetches, transport }: Route): 'tftp' | 'http' {
  return fetches ?? (transport === 'tftp' ? 'tftp' : 'http');
}
