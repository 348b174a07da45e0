import { stages, type StageId } from '../plan/stages.ts';
import type { StageSeen } from './diagnosis.ts';
import { eventOf, type DhcpMessage, type LogEvent, type Outcome } from './events.ts';
import type { KnownHost } from './knowledge.ts';

/*
 * Machines through the logs of boot servers: what each asked for, what it was told and sent, and which stages of the boot
 * chain that shows.
 */

/** What a program is by the way it asks for an address. */
export type Client = 'bios' | 'uefi' | 'uefi-http' | 'ipxe' | 'installer' | 'system';

export interface FileSeen {
  readonly line: number;
  readonly by: 'tftp' | 'http';
  readonly file: string;
  outcome: Outcome;
  readonly status?: number | undefined;
  readonly agent?: string | undefined;
}

/** One try of a machine to boot, from its first question on. */
export interface Attempt {
  /** How often each message of DHCP was seen. */
  readonly dhcp: Partial<Record<DhcpMessage, number>>;
  /** Positions of the first and last lines of DHCP. */
  readonly dhcpLines: number[];
  readonly files: FileSeen[];
  readonly reached: StageSeen[];
  /** What asked, in the order in which it did. */
  readonly clients: Client[];
  /** DHCP option 93 within the vendor class. */
  architecture?: number | undefined;
  bootFile?: string | undefined;
  nextServer?: string | undefined;
  /** Whether the log tells what was told, so that what is missing was not told. */
  told: boolean;
  /** Servers that offered something, where the log tells. */
  readonly servers: Set<string>;
  readonly interfaces: Set<string>;
  /** Lines in which a server says why it does not answer. */
  readonly troubles: number[];
}

/** A machine in a log. */
export interface Followed {
  /** The host's id, or else its MAC or address. */
  readonly name: string;
  readonly host: KnownHost | undefined;
  mac?: string | undefined;
  address?: string | undefined;
  attempt: Attempt;
  /** How often it began anew. */
  attempts: number;
  /** Files that were sent in all attempts, and how often. */
  readonly sent: Map<string, number>;
  since: number | undefined;
  /** Whether these times are those of its lines, and not of their arrival. */
  own: boolean | undefined;
  /** When it reached its latest stage. */
  latest: number | undefined;
  /** Position of its last line. */
  last: number;
}

const MOST_WAITING = 50;
const MOST_EXCHANGES = 1000;
const MOST_FILES = 300;
const MOST_LINES = 12;
const UNDER_WAY: readonly StageId[] = ['menu', 'kernel', 'initrd', 'root', 'handoff'];

/** When a line was written, in seconds. */
export interface Stamp {
  /** By the line itself; looked for only where it is wanted. */
  readonly own: () => number | undefined;
  /** When it came, for lines that bear no time themselves. */
  readonly arrival?: number | undefined;
}

const TIMELESS: Stamp = { own: () => undefined };

interface Waiting {
  readonly event: LogEvent;
  readonly at: number;
}

/** Whose lines there are at all: what a server does not log, it may have done. */
export interface LogsSeen {
  tftp: boolean;
  http: boolean;
}

/** Follows all machines of a log. Lines are given in their order. */
export class Follower {
  readonly #hosts: ReadonlyMap<string, KnownHost>;
  readonly #byAddress = new Map<string, Followed>();
  readonly #machines = new Map<string, Followed>();
  readonly #exchanges = new Map<string, Followed | Waiting[]>();
  readonly logs: LogsSeen = { tftp: false, http: false };

  constructor(hosts: readonly KnownHost[]) {
    this.#hosts = new Map(
      hosts.flatMap((host) =>
        [...host.macs, ...host.addresses].map((each) => [each, host] as const),
      ),
    );
  }

  /** Every machine, in the order of its first line. */
  get machines(): Followed[] {
    return [...this.#machines.values()];
  }

  /** Takes the line at a position, and gives the machine that it is about. */
  line(text: string, at: number, stamp: Stamp): Followed | undefined {
    const event = eventOf(text);
    if (event === undefined) this.logs.tftp ||= text.includes('tftp');
    return event === undefined ? undefined : this.event(event, at, stamp);
  }

  /** Takes what a line says, where it is known already. */
  event(event: LogEvent, at: number, stamp: Stamp = TIMELESS): Followed | undefined {
    if (event.kind === 'file') this.logs[event.by] = true;
    const machine = this.#machineOf(event, at, stamp);
    if (machine === undefined) return undefined;
    take(machine, event, at, stamp);
    return machine;
  }

  /** A machine that nobody asks about any more. */
  forget(machine: Followed): void {
    this.#machines.delete(machine.name);
    for (const [address, other] of this.#byAddress)
      if (other === machine) this.#byAddress.delete(address);
  }

  #machineOf(event: LogEvent, at: number, stamp: Stamp): Followed | undefined {
    const { mac, address, exchange } = event;
    const waiting = exchange === undefined ? undefined : this.#exchanges.get(exchange);
    if (mac === undefined && address === undefined && exchange !== undefined) {
      if (waiting !== undefined && !Array.isArray(waiting)) return waiting;
      if (waiting === undefined) this.#remember(exchange, [{ event, at }]);
      else if (waiting.length < MOST_WAITING) waiting.push({ event, at });
      return undefined;
    }
    const machine =
      mac === undefined
        ? (this.#byAddress.get(address ?? '') ??
          (address === undefined ? undefined : this.#called(address, at)))
        : this.#called(mac, at);
    if (machine === undefined) return undefined;
    if (mac !== undefined) machine.mac = mac;
    // An address is the card's that got it last, whatever the inventory says.
    if (address !== undefined && (mac === undefined || givesAddress(event))) {
      machine.address = address;
      this.#byAddress.set(address, machine);
    }
    if (exchange !== undefined) {
      this.#remember(exchange, machine);
      if (Array.isArray(waiting))
        for (const each of waiting) take(machine, each.event, each.at, stamp);
    }
    return machine;
  }

  #called(macOrAddress: string, at: number): Followed {
    const host = this.#hosts.get(macOrAddress);
    const name = host?.id ?? macOrAddress;
    const known = this.#machines.get(name);
    if (known !== undefined) return known;
    const machine: Followed = {
      ...{ name, host, attempt: newAttempt(), attempts: 1 },
      ...{
        sent: new Map<string, number>(),
        since: undefined,
        own: undefined,
        latest: undefined,
        last: at,
      },
    };
    this.#machines.set(name, machine);
    return machine;
  }

  #remember(exchange: string, what: Followed | Waiting[]): void {
    this.#exchanges.set(exchange, what);
    if (this.#exchanges.size <= MOST_EXCHANGES) return;
    const [oldest] = this.#exchanges.keys();
    this.#exchanges.delete(oldest!);
  }
}

function givesAddress(event: LogEvent): boolean {
  return event.kind === 'dhcp' && ['ACK', 'OFFER', 'PROXY'].includes(event.message);
}

function newAttempt(): Attempt {
  return {
    ...{ dhcp: {}, dhcpLines: [], files: [], reached: [], clients: [], told: false },
    ...{ servers: new Set<string>(), interfaces: new Set<string>(), troubles: [] },
  };
}

function take(machine: Followed, event: LogEvent, at: number, stamp: Stamp): void {
  machine.last = Math.max(machine.last, at);
  switch (event.kind) {
    case 'dhcp':
      return takeDhcp(machine, event, at, stamp);
    case 'told':
      return takeTold(machine, event, at, stamp);
    case 'file':
      return takeFile(machine, event, at, stamp);
  }
}

type Of<Kind extends LogEvent['kind']> = Extract<LogEvent, { kind: Kind }>;

function takeDhcp(machine: Followed, event: Of<'dhcp'>, at: number, stamp: Stamp): void {
  const { attempt } = machine;
  const { message, server, trouble, address } = event;
  attempt.dhcp[message] = (attempt.dhcp[message] ?? 0) + 1;
  keepLine(attempt.dhcpLines, at);
  if (trouble !== undefined) keepLine(attempt.troubles, at);
  if (event.interface !== undefined) attempt.interfaces.add(event.interface);
  if (server !== undefined && (message === 'OFFER' || message === 'ACK'))
    attempt.servers.add(server);
  reach(machine, 'link', 'first DHCP packet', at, stamp);
  if (trouble !== undefined) return;
  if (message === 'ACK') reach(machine, 'dhcp', `address ${address ?? ''}`.trim(), at, stamp);
  if (message === 'PROXY') reach(machine, 'dhcp', 'answer of the proxyDHCP server', at, stamp);
}

const VENDOR = /^(PXE|HTTP)Client(?::Arch:(\d+))?/;
const SYSTEMS = /^(?:MSFT|dhcpcd|systemd|udhcp|android|Linux ipconfig|dracut)/i;

function takeTold(machine: Followed, { what, value }: Of<'told'>, at: number, stamp: Stamp): void {
  if (what === 'vendor class') return takeVendorClass(machine, value, at, stamp);
  const { attempt } = machine;
  if (what === 'user class' && /iPXE/i.test(value)) addClient(attempt, 'ipxe');
  if (what === 'tags') attempt.told = true;
  if (what === 'boot file') attempt.bootFile = value;
  if (what === 'next-server') attempt.nextServer = value;
}

function takeVendorClass(machine: Followed, value: string, at: number, stamp: Stamp): void {
  const [, kind, architecture] = VENDOR.exec(value) ?? [];
  if (kind !== undefined) {
    if (kind === 'HTTP' && goesOn(machine)) return;
    // After its menu, a firmware that asks again has been switched on anew. iPXE asks for a second time before.
    if (machine.attempt.reached.some(({ stage }) => UNDER_WAY.includes(stage))) begin(machine);
    const { attempt } = machine;
    if (architecture !== undefined) attempt.architecture = Number(architecture);
    if (kind === 'HTTP') addClient(attempt, 'uefi-http');
    else if (attempt.clients.length === 0)
      addClient(attempt, attempt.architecture === 0 ? 'bios' : 'uefi');
    return;
  }
  if (value === 'd-i') {
    addClient(machine.attempt, 'installer');
    reach(machine, 'initrd', 'the installer asks for an address', at, stamp);
  } else if (SYSTEMS.test(value)) addClient(machine.attempt, 'system');
}

/**
 * Whether a machine's network boot is over: its menu has sent it to the disk. Firmware that walks through the rest of its boot
 * order then may try HTTP Boot on its way there, which nobody meant it to.
 */
function goesOn(machine: Followed): boolean {
  const { host, attempt } = machine;
  if (host?.until !== 'menu' || host.kind.transport === 'http-boot') return false;
  return attempt.reached.some(({ stage }) => stage === 'menu');
}

function addClient(attempt: Attempt, client: Client): void {
  if (attempt.clients.at(-1) !== client) attempt.clients.push(client);
}

function takeFile(machine: Followed, event: Of<'file'>, at: number, stamp: Stamp): void {
  const { by, outcome, status, agent } = event;
  const asked = machine.attempt.files.findLast((each) => each.outcome === 'asked');
  if (event.file === '' && asked !== undefined) {
    // tftpd-hpa does not say which file it refuses, or which transfer was broken off.
    asked.outcome = outcome;
    return forget(machine.attempt, asked.line);
  }
  const wanted = machine.attempt.files.findLast(
    (each) => (each.outcome === 'wanted' || each.outcome === 'asked') && each.file === event.file,
  );
  const stage = stageOfFile(event.file, machine);
  const arrived = outcome === 'sent' || (outcome === 'asked' && by === 'tftp');
  const again =
    arrived &&
    stage === 'nbp' &&
    machine.attempt.reached.some((each) => UNDER_WAY.includes(each.stage));
  if (again && machine.attempt.files.some((each) => each.file === event.file)) begin(machine);
  const { attempt } = machine;
  if (wanted !== undefined && outcome !== 'wanted' && outcome !== 'asked') {
    wanted.outcome = outcome;
    if (!arrived) forget(attempt, wanted.line);
  } else if (attempt.files.length < MOST_FILES)
    attempt.files.push({ line: at, by, file: event.file, outcome, status, agent });
  if (!arrived) return;
  if (machine.sent.size < MOST_FILES || machine.sent.has(event.file))
    machine.sent.set(event.file, (machine.sent.get(event.file) ?? 0) + 1);
  reach(machine, 'link', 'its first request', at, stamp);
  if (/iPXE\//.test(agent ?? '')) addClient(attempt, 'ipxe');
  if (stage === undefined) return;
  const what =
    stage === 'handoff'
      ? 'installed: its first boot from the disk'
      : `${event.file} by ${by.toUpperCase()}`;
  reach(machine, stage, what, at, stamp);
}

/** What was taken for reached when a file was asked for, and it did not come. */
function forget({ reached }: Attempt, line: number): void {
  const wrongly = reached.findIndex((each) => each.line === line);
  if (wrongly >= 0 && reached[wrongly]!.stage !== 'link') reached.splice(wrongly, 1);
}

const CONFIG =
  /^pxelinux\.cfg\/|(?:^|\/)grub\.cfg|\.ipxe$|(?:^|\/)(?:menu|syslinux|isolinux|extlinux)\.cfg$|(?:^|\/)BCD$/i;
const NBP =
  /\.(?:0|k?k?pxe|efi|n12|com|lkrn)$|(?:^|\/)(?:bootcode\.bin|start4?\.elf|shim\w*|grub(?:net)?x64\w*)$/i;
const KERNEL =
  /(?:^|\/)(?:vmlinu[xz]|linux|bzimage|kernel|image|initrd|initramfs|initrd\.img|boot\.wim|memtest)[^/]*$/i;
/** What an installed machine asks for, once: the plan's install.ts. */
const INSTALLED = /^installed\/[^/]+$/;
const ROOT =
  /^answers\/|preseed|(?:^|\/)(?:user-data|meta-data|autoinstall|ks\.cfg|install\.img|rootfs)[^/]*$|\.(?:ks|squashfs|iso|wim|seed)$|kickstart/i;

/** The stage that is reached when a file has been sent. */
export function stageOfFile(
  file: string,
  { host, attempt }: Pick<Followed, 'host' | 'attempt'>,
): StageId | undefined {
  if (host?.images.includes(file)) return 'kernel';
  if (
    file === host?.values.bootfile ||
    (attempt.bootFile !== undefined && attempt.bootFile.endsWith(`/${file}`))
  )
    return CONFIG.test(file) ? 'menu' : 'nbp';
  if (CONFIG.test(file)) return 'menu';
  if (INSTALLED.test(file)) return 'handoff';
  if (ROOT.test(file)) return 'root';
  if (NBP.test(file)) return 'nbp';
  if (KERNEL.test(file)) return 'kernel';
  return undefined;
}

/** Whether a loader that did not get one config got another one later: they ask for several, one after the other. */
export function isGoneOver({ files }: Attempt, refused: FileSeen): boolean {
  return (
    CONFIG.test(refused.file) &&
    files.some(
      ({ line, outcome, file }) =>
        line > refused.line && outcome === 'sent' && (CONFIG.test(file) || KERNEL.test(file)),
    )
  );
}

function begin(machine: Followed): void {
  const { interfaces } = machine.attempt;
  machine.attempt = { ...newAttempt(), interfaces };
  machine.since = undefined;
  machine.attempts++;
}

function reach(machine: Followed, stage: StageId, what: string, line: number, stamp: Stamp): void {
  const { reached } = machine.attempt;
  if (reached.some((each) => each.stage === stage)) return;
  const own = stamp.own();
  // Lines of one server may bear times, and those of another none: the first one decides for its machine.
  machine.own ??= own !== undefined;
  const time = machine.own ? own : stamp.arrival;
  machine.since ??= time;
  machine.latest = time ?? machine.latest;
  const seconds =
    time === undefined || machine.since === undefined ? undefined : time - machine.since;
  reached.push({ stage, what, line, ...(seconds === undefined ? {} : { seconds }) });
}

function keepLine(lines: number[], at: number): void {
  if (lines.length < MOST_LINES) lines.push(at);
}

const ORDER = stages.map(({ id }) => id);

/** The furthest of some stages; undefined for none. */
export function furthest(reached: readonly StageSeen[]): StageSeen | undefined {
  return reached.toSorted((a, b) => ORDER.indexOf(b.stage) - ORDER.indexOf(a.stage))[0];
}

/** Whether a stage comes after another one, or is the same. */
export function isAtLeast(stage: StageId, other: StageId): boolean {
  return ORDER.indexOf(stage) >= ORDER.indexOf(other);
}

/** The furthest stage that a log shows of a machine: for one that nobody knows, its menu is as far as one can expect. */
export function untilOf({ host }: Followed): StageId {
  return host?.until ?? 'menu';
}
