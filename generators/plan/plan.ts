import type { Subnet } from '../inventory/address.ts';
import type {
  Host,
  HostInterface,
  Inventory,
  Model,
  Network,
  Profile,
  Server,
  Site,
} from '../inventory/inventory.ts';
import type { Firmware, SecretPlace, Serial, Source } from '../inventory/schema.ts';
import type { Reason, Sourced } from '../reason.ts';
import type { HostQuirk, QuirkArgument } from './quirks.ts';
import type { Route } from './route.ts';

/** What one boot server will tell each of its machines. */
export interface Plan {
  readonly server: Server;
  readonly site: Site;
  readonly inventory: Inventory;
  /** The time that arming was judged at, in milliseconds since 1970. */
  readonly now: number;
  readonly networks: readonly NetworkPlan[];
  /** Hosts that boot from this server, in the order of the inventory. */
  readonly hosts: readonly HostPlan[];
  /** Every route that a client of this server can take, known hosts and unknown machines together. */
  readonly routes: readonly Route[];
  /** Files that are not text of ours: NBPs, loader modules, kernels, initrds, preseed files. */
  readonly payload: readonly PayloadFile[];
}

/** A network as its boot server sees it. */
export interface NetworkPlan {
  readonly network: Network;
  readonly subnet: Subnet;
  /** The boot server's address as clients of this network reach it. */
  readonly nextServer: Sourced<string>;
  /** The boot server's IPv6 address on this network, where the network has a prefix. */
  readonly nextServer6: Sourced<string> | undefined;
  /** The server's interface on this network; undefined behind a relay. */
  readonly serverInterface: string | undefined;
  /** Every interface of every host that stands in this network, whatever server the host boots from. */
  readonly reservations: readonly Reservation[];
  /** Routes offered to machines that the inventory does not know, at most one for each kind of client. */
  readonly unknownRoutes: readonly Route[];
}

/** One interface of a host in a network. */
export interface Reservation {
  readonly host: Host;
  readonly interface: HostInterface;
  /** The plan of the host if it boots from this interface; undefined for its other interfaces. */
  readonly boots: HostPlan | undefined;
}

/** What one host will be told. */
export interface HostPlan {
  readonly host: Host;
  readonly model: Model;
  readonly network: NetworkPlan;
  readonly interface: HostInterface;
  readonly firmware: Sourced<Firmware>;
  /** Whether it boots by IPv6: the interface has an IPv6 address and no IPv4 address. */
  readonly ipv6: boolean;
  /** The boot server's address as this host reaches it, IPv6 without brackets. */
  readonly nextServer: Sourced<string>;
  readonly route: Sourced<Route>;
  /** The profile that counts now. */
  readonly profile: Sourced<Profile>;
  /** The destructive profile that the inventory asks for but that is not armed (any more). */
  readonly withheld: Sourced<Profile> | undefined;
  readonly serial: Sourced<Serial> | undefined;
  /** Kernel arguments of site, network, quirks, model and host; those of the profile are added entry by entry. */
  readonly args: HostArguments;
  /** What is known to be odd about it, declined quirks included, in the order of their ids. */
  readonly quirks: readonly HostQuirk[];
}

export interface HostArguments {
  readonly general: readonly (Sourced<string> | QuirkArgument)[];
  readonly own: readonly Sourced<string>[];
}

/** A file to be fetched from its source and put into the tree as it is. */
export interface PayloadFile {
  /** Where it lies below the boot server's root: `srv/tftp/pxelinux.0`. */
  readonly path: string;
  readonly source: Source;
  readonly because: readonly Reason[];
  /** What is added to it when a bundle is built; absent for nearly all. */
  readonly secret?: SecretLine;
}

/** A line with a secret, as far as a plan knows it: where the secret is kept, and never the secret. */
export interface SecretLine {
  /** The question of the installer that it answers: `passwd/user-password-crypted`. */
  readonly question: string;
  readonly place: SecretPlace;
}
