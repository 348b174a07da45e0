/*
 * Which machine a line of a boot server's log is about. Pure: the same lines give the same machines, from a recording as
 * from a running server.
 */

/** A machine as logs know it. */
export interface Known {
  readonly id: string;
  readonly macs: readonly string[];
  /** Addresses that the inventory gives it. */
  readonly addresses: readonly string[];
}

/** A line of a log, and whose it is. */
export interface Attributed {
  readonly machine: string;
  readonly from: string;
  readonly line: string;
}

const MAC = /\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b/i;
/** What stands around addresses in log lines. */
const BETWEEN = /[\s"()[\],]+/;

/**
 * A line in which a DHCP server tells a card its address: DHCPACK of dnsmasq and of ISC's dhcpd; behind proxyDHCP dnsmasq
 * says PXE, with the address that the other server gave.
 */
const GIVES = /DHCPACK(?:\(\S+\)| on) ([\d.]+) |\bPXE\(\S+\) ([\d.]+) /;

/** With log-dhcp, dnsmasq begins each of its lines with the number of the exchange (`xid` of RFC 2131, section 2). */
const EXCHANGE = /^dnsmasq-dhcp(?:\[\d+\])?: (\d+) /;

/** What journald and syslog put before a line: `Nov 22 23:51:01 boot1 `, or a time by ISO 8601 and a name. */
const PREFIX =
  /^(?:[A-Z][a-z]{2} [ \d]\d [\d:]{8}|\d{4}-\d\d-\d\dT\S+) \S+ (?=dnsmasq|dhcpd|nginx)/;

/** Lines of an exchange whose card has not been named yet, at most. */
const MOST_WAITING = 50;
/** Exchanges that are remembered, at most: the oldest are over. */
const MOST_EXCHANGES = 1000;

/** Learns from the log which address and which exchange belong to which machine. */
export class Attribution {
  readonly #byMac = new Map<string, string>();
  readonly #byAddress = new Map<string, string>();
  readonly #exchanges = new Map<string, string | string[]>();

  constructor(machines: readonly Known[]) {
    for (const { id, macs, addresses } of machines) {
      for (const mac of macs) this.#byMac.set(mac.toLowerCase(), id);
      for (const address of addresses) this.#byAddress.set(address, id);
    }
  }

  /**
   * Takes the next line, and gives the lines whose machine is known now: dnsmasq names the card only some lines after the
   * first of an exchange, so they may be several. Lines about nobody are dropped.
   */
  take(from: string, raw: string): Attributed[] {
    const line = raw.replace(PREFIX, '');
    const exchange = EXCHANGE.exec(line)?.[1];
    const mac = MAC.exec(line)?.[0].toLowerCase();
    if (mac !== undefined) return this.#named(from, line, mac, exchange);
    if (exchange !== undefined) return this.#unnamed(from, line, exchange);
    const machine = this.#addressed(line);
    return machine === undefined ? [] : [{ machine, from, line }];
  }

  /** A line that names a card. An address is the card's that got it last, whatever the inventory says. */
  #named(from: string, line: string, mac: string, exchange: string | undefined): Attributed[] {
    const machine = this.#byMac.get(mac);
    const given = GIVES.exec(line);
    const address = given?.[1] ?? given?.[2];
    if (address !== undefined) {
      if (machine === undefined) this.#byAddress.delete(address);
      else this.#byAddress.set(address, machine);
    }
    if (exchange === undefined) return machine === undefined ? [] : [{ machine, from, line }];
    const waiting = this.#exchanges.get(exchange);
    if (machine === undefined) {
      this.#exchanges.delete(exchange);
      return [];
    }
    this.#remember(exchange, machine);
    const lines = Array.isArray(waiting) ? [...waiting, line] : [line];
    return lines.map((each) => ({ machine, from, line: each }));
  }

  #unnamed(from: string, line: string, exchange: string): Attributed[] {
    const known = this.#exchanges.get(exchange);
    if (typeof known === 'string') return [{ machine: known, from, line }];
    if (known === undefined) this.#remember(exchange, [line]);
    else if (known.length < MOST_WAITING) known.push(line);
    return [];
  }

  #remember(exchange: string, what: string | string[]): void {
    this.#exchanges.set(exchange, what);
    if (this.#exchanges.size <= MOST_EXCHANGES) return;
    const [oldest] = this.#exchanges.keys();
    this.#exchanges.delete(oldest!);
  }

  #addressed(line: string): string | undefined {
    for (const word of line.split(BETWEEN)) {
      const machine = this.#byAddress.get(word);
      if (machine !== undefined) return machine;
    }
    return undefined;
  }
}
