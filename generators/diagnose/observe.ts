import type { StageId } from '../plan/stages.ts';
import {
  furthest,
  isGoneOver,
  isAtLeast,
  type Attempt,
  type Client,
  type FileSeen,
  type Followed,
  type LogsSeen,
} from './follow.ts';
import type { Knowledge, KnownHost } from './knowledge.ts';

/*
 * What is wrong with a boot by what the machine did and what it did not do. Each observation names the lab's faults that look
 * like it and the messages that a console shows then, so that the catalogue says what to do about it.
 */

export interface Observation {
  /** Whom it is about. */
  readonly machine: string;
  readonly stage: StageId;
  /** One sentence. */
  readonly says: string;
  /** Ids of errors, those of the machine's own program first. */
  readonly errors: readonly string[];
  /** Ids of faults of the lab that look like it. */
  readonly faults: readonly string[];
  /** Positions of the lines that show it. */
  readonly lines: readonly number[];
  /** How telling it is: 1 is a message of its own. */
  readonly weight: number;
}

/** What is known of the boot servers. */
type Site = Pick<Knowledge, 'servers' | 'interfaces'>;

type Rule = (
  machine: Followed,
  site: Site,
  logs: LogsSeen,
) => Omit<Observation, 'machine'> | undefined;

/** Errors by the program that prints them; without knowing it, all of them. */
function printedBy(
  { clients }: Attempt,
  errors: Partial<Record<Client, readonly string[]>>,
): string[] {
  const client = clients.findLast((each) => errors[each] !== undefined);
  return [...new Set(client === undefined ? Object.values(errors).flat() : errors[client])];
}

function count(attempt: Attempt, ...messages: (keyof Attempt['dhcp'])[]): number {
  return messages.reduce((sum, message) => sum + (attempt.dhcp[message] ?? 0), 0);
}

/** A machine that boots from the network, and not a running system that renews its lease. */
function boots({ clients }: Attempt): boolean {
  return clients.some((each) => ['bios', 'uefi', 'uefi-http', 'ipxe'].includes(each));
}

const noAnswer: Rule = ({ attempt }) => {
  const questions = count(attempt, 'DISCOVER');
  if (questions < 2 || count(attempt, 'OFFER', 'ACK', 'PROXY') > 0) return undefined;
  return {
    stage: 'dhcp',
    says: `It asked ${questions} times for an address, and no answer stands in the log.`,
    errors: printedBy(attempt, {
      uefi: ['uefi-pxe-e18', 'dnsmasq-no-address-available', 'dnsmasq-no-address-range'],
      'uefi-http': ['uefi-http-no-offer'],
      bios: ['intel-pxe-e51', 'dnsmasq-no-address-available', 'dnsmasq-no-address-range'],
      ipxe: ['ipxe-040ee1', 'dnsmasq-no-address-available', 'dnsmasq-no-address-range'],
    }),
    faults: ['dhcp-range-exhausted', 'server-address-wrong', 'dhcp-server-stopped'],
    lines: [...attempt.troubles, ...attempt.dhcpLines],
    weight: 0.8,
  };
};

const offerNotTaken: Rule = ({ attempt }) => {
  const offers = count(attempt, 'OFFER');
  if (offers < 2 || count(attempt, 'REQUEST', 'ACK') > 0) return undefined;
  return {
    stage: 'dhcp',
    says: `It got ${offers} offers and took none: it did not hear them, or they lack what it needs.`,
    errors: printedBy(attempt, {
      uefi: ['uefi-pxe-e16', 'uefi-pxe-e18'],
      'uefi-http': ['uefi-http-no-offer'],
      bios: ['uefi-pxe-e53', 'intel-pxe-e51', 'intel-pxe-e52'],
      ipxe: ['ipxe-nothing-to-boot', 'ipxe-040ee1'],
    }),
    faults: ['proxydhcp-port-blocked', 'rogue-dhcp-server'],
    lines: attempt.dhcpLines,
    weight: 0.8,
  };
};

const noBootFile: Rule = ({ attempt }) => {
  const answered = count(attempt, 'ACK', 'PROXY') > 0;
  if (!answered || !attempt.told || attempt.bootFile !== undefined || !boots(attempt))
    return undefined;
  return {
    stage: 'dhcp',
    says: 'It was given an address and no boot file.',
    errors: printedBy(attempt, {
      uefi: ['uefi-pxe-e16', 'dnsmasq-proxy-silent'],
      'uefi-http': ['uefi-http-no-offer'],
      bios: ['uefi-pxe-e53', 'intel-pxe-e55'],
      ipxe: ['ipxe-nothing-to-boot'],
    }),
    faults: ['proxydhcp-stopped', 'rogue-dhcp-server'],
    lines: attempt.dhcpLines.slice(-3),
    weight: 0.85,
  };
};

const foreignServer: Rule = ({ attempt, host }, { servers }) => {
  const { nextServer } = attempt;
  const wrong = nextServer !== undefined && host !== undefined && !servers.includes(nextServer);
  if (!wrong && attempt.servers.size < 2) return undefined;
  return {
    stage: wrong ? 'nbp' : 'dhcp',
    says: wrong
      ? `It was sent to ${nextServer}, which is not a boot server of this site.`
      : `It was answered by several servers: ${[...attempt.servers].join(', ')}.`,
    errors: wrong
      ? printedBy(attempt, {
          ipxe: ['ipxe-4c1260'],
          uefi: ['uefi-pxe-e18'],
          bios: ['intel-pxe-e32'],
        })
      : ['dnsmasq-wrong-server-id'],
    faults: wrong ? ['wrong-next-server'] : ['rogue-boot-server', 'rogue-dhcp-server'],
    lines: attempt.dhcpLines,
    weight: 0.95,
  };
};

const otherInterface: Rule = ({ attempt, host }, { interfaces }) => {
  const expected = host?.values.interface;
  const [only] = attempt.interfaces;
  if (expected === undefined || only === undefined || attempt.interfaces.has(expected))
    return undefined;
  // Other servers have other interfaces, of which the inventory says nothing.
  if (!interfaces.includes(only)) return undefined;
  return {
    stage: 'link',
    says: `It asks on ${only}, and the inventory has it on ${expected}.`,
    errors: ['dhcp-on-another-interface'],
    faults: ['wrong-vlan'],
    lines: attempt.dhcpLines,
    weight: 0.9,
  };
};

/** Types of clients by RFC 4578 with erratum 4624, and IANA's registry. */
const BIOS = 0;
const UEFI = new Set([6, 7, 9, 11, 15, 16, 19]);
/** Boot programs that only a BIOS starts. */
const BIOS_FILE = /(?:\.0|\.k?k?pxe|\.n12|\.com|\.lkrn)$/i;

const otherArchitecture: Rule = ({ attempt }) => {
  const { architecture, bootFile, dhcpLines } = attempt;
  if (architecture === undefined || bootFile === undefined) return undefined;
  const toBios = architecture === BIOS && /\.efi$/i.test(bootFile);
  const toUefi = UEFI.has(architecture) && BIOS_FILE.test(bootFile);
  if (!toBios && !toUefi) return undefined;
  return {
    stage: 'nbp',
    says: `Its firmware is ${toBios ? 'a BIOS' : 'UEFI'} (option 93: ${architecture}), and it was told ${bootFile}.`,
    errors: toBios ? ['ipxe-efi-on-bios'] : ['uefi-nbp-downloaded-then-next-entry'],
    faults: toBios ? ['uefi-file-to-bios'] : ['bios-file-to-uefi'],
    lines: dhcpLines,
    weight: 1,
  };
};

const noRequest: Rule = ({ attempt }, _, logs) => {
  const { bootFile, files } = attempt;
  const told = count(attempt, 'ACK', 'PROXY') > 0 && bootFile !== undefined;
  if (!told || files.length > 0 || !boots(attempt)) return undefined;
  const byHttp = /^https?:/.test(bootFile);
  // The log of the other server may not be here at all.
  if (byHttp && !logs.http) return undefined;
  return {
    stage: 'nbp',
    says: `It was told to fetch ${bootFile}, and no request for a file stands in the log.`,
    errors: printedBy(attempt, {
      ipxe: byHttp ? ['ipxe-4c0a60', 'ipxe-0f0a60'] : ['ipxe-4c1260'],
      uefi: ['uefi-pxe-e18', 'uefi-nbp-filesize-zero', 'uefi-pxe-e99'],
      'uefi-http': ['uefi-http-connect'],
      bios: ['intel-pxe-e32'],
    }),
    faults: byHttp
      ? ['http-blocked', 'nginx-stopped']
      : ['tftp-blocked', 'tftp-server-off', 'wrong-next-server'],
    lines: attempt.dhcpLines,
    weight: byHttp || logs.tftp ? 0.8 : 0.5,
  };
};

const requestUnanswered: Rule = ({ attempt }) => {
  const wanted = attempt.files.filter(({ outcome }) => outcome === 'wanted');
  const last = wanted.at(-1);
  if (last === undefined || attempt.files.at(-1) !== last) return undefined;
  return {
    stage: stageAfter(attempt),
    says: `It asked ${wanted.length === 1 ? '' : `${wanted.length} times `}for ${last.file}, and did not get it.`,
    errors: printedBy(attempt, {
      ipxe: ['ipxe-4c1260'],
      uefi: ['uefi-pxe-e18', 'uefi-nbp-filesize-zero'],
      bios: ['intel-pxe-e32'],
    }),
    faults: ['tftp-blocked', 'tftp-server-off', 'packet-loss', 'mtu-black-hole'],
    lines: wanted.map(({ line }) => line),
    weight: 0.9,
  };
};

/** Loaders look for these and go on without: they are not missed. */
const OPTIONAL =
  /^pxelinux\.cfg\/(?!default)|grub\.cfg-|revocations_|shim_certificate|\.lst$|autoexec\.ipxe|bootsig\.bin|\/(?:recovery|pieeprom)\b|dt-blob|config\.txt|favicon\.ico|mmx64|moktable|\.sig$|Release$|InRelease|Packages/i;

const fileRefused: Rule = ({ attempt }) => {
  const arrived = new Set(
    attempt.files.flatMap(({ outcome, file }) => (outcome === 'sent' ? [file] : [])),
  );
  const refused = attempt.files.filter(
    (each) =>
      (each.outcome === 'missing' || each.outcome === 'denied') &&
      !OPTIONAL.test(each.file) &&
      !arrived.has(each.file) &&
      !isGoneOver(attempt, each),
  );
  const last = refused.at(-1);
  if (last === undefined) return undefined;
  const { outcome, status, file } = last;
  const how =
    status === undefined
      ? outcome === 'missing'
        ? 'is not there'
        : 'may not be read'
      : `gives ${status}`;
  return {
    stage: stageAfter(attempt),
    says: `It asked for ${file === '' ? 'a file' : file}, which ${how}.`,
    errors: refusedErrors(attempt, last),
    faults: [],
    lines: refused.map(({ line }) => line),
    weight: 0.9,
  };
};

function refusedErrors(attempt: Attempt, { by, outcome, file, agent = '' }: FileSeen): string[] {
  if (/^pxelinux\.cfg\//.test(file)) return ['pxelinux-no-config', 'dnsmasq-tftp-not-found'];
  if (by === 'tftp') {
    const server = outcome === 'missing' ? 'dnsmasq-tftp-not-found' : 'dnsmasq-tftp-cannot-access';
    return [
      server,
      ...printedBy(attempt, {
        uefi: ['uefi-pxe-e23'],
        bios: ['intel-pxe-t-lines'],
        ipxe: outcome === 'missing' ? ['ipxe-2d126'] : ['ipxe-0212603c'],
      }),
    ];
  }
  const server = outcome === 'missing' ? 'http-404' : 'http-403';
  if (/UefiHttpBoot/i.test(agent)) return [server, 'uefi-http-status-text', 'uefi-http-filesize'];
  if (/debian-installer|Wget/i.test(agent) || /preseed/.test(file))
    return [server, 'di-preseed-not-retrieved'];
  if (/GRUB/i.test(agent)) return [server, 'grub-file-not-found'];
  return [server, outcome === 'missing' ? 'ipxe-2d0c61' : 'ipxe-http-other'];
}

function stageAfter({ reached }: Attempt): StageId {
  const stage = furthest(reached)?.stage ?? 'dhcp';
  const next: Partial<Record<StageId, StageId>> = {
    link: 'nbp',
    dhcp: 'nbp',
    nbp: 'menu',
    menu: 'kernel',
    kernel: 'root',
  };
  return next[stage] ?? stage;
}

const silenceAfterNbp: Rule = ({ attempt }) => {
  const last = furthest(attempt.reached);
  // Of what tftpd-hpa and atftpd send, their logs show the request alone.
  const nbps = attempt.files.filter(
    ({ outcome, by, file }) =>
      (outcome === 'sent' || (outcome === 'asked' && by === 'tftp')) && file !== '',
  );
  const asked = count(attempt, 'DISCOVER', 'REQUEST', 'ACK', 'PROXY') > 0;
  if (last?.stage !== 'nbp' || nbps.length === 0 || !asked) return undefined;
  // A second part of the loader, or its modules: it has started.
  if (new Set(nbps.map(({ file }) => file)).size > 1) return undefined;
  const again = nbps.length > 2 && attempt.clients.includes('ipxe');
  if (again) return undefined;
  return {
    stage: 'nbp',
    says: `It was sent ${nbps[0]!.file}, and asked for nothing more: the file was refused, or did not start.`,
    errors: printedBy(attempt, {
      uefi: ['uefi-nbp-downloaded-then-next-entry', 'uefi-bds-access-denied'],
      'uefi-http': ['uefi-bds-access-denied'],
      bios: ['pxelinux-failed-ldlinux'],
      ipxe: ['ipxe-efi-on-bios', 'ipxe-2e0080'],
    }),
    // Whoever does not start what a BIOS starts is no BIOS; a signature has nothing to do with it.
    faults: BIOS_FILE.test(nbps[0]!.file)
      ? ['bios-file-to-uefi']
      : ['unsigned-nbp', 'uefi-32-bit-file', 'shim-by-ipxe-rom'],
    lines: nbps.map(({ line }) => line),
    weight: 0.6,
  };
};

const otherAddress: Rule = ({ attempt, host, address }) => {
  if (host === undefined || address === undefined || count(attempt, 'ACK') === 0) return undefined;
  return addressObservation(host, address, attempt.dhcpLines);
};

/**
 * A machine that got another address of its network than the inventory gives to it; undefined if it has none there, or if it got
 * an address of another network, which is another story.
 * @param lines positions of the lines that show the address
 */
export function addressObservation(
  { addresses, kind, values: { network } }: KnownHost,
  address: string,
  lines: readonly number[],
): Omit<Observation, 'machine'> | undefined {
  const own = addresses.filter((each) => IPV4.test(each));
  if (kind.dhcp !== 'authoritative' || own.length === 0 || own.includes(address)) return undefined;
  if (network === undefined || !isWithin(network, address)) return undefined;
  return {
    stage: 'dhcp',
    says: `It got the address ${address}, and the inventory gives it ${own.join(', ')}.`,
    errors: ['dnsmasq-configured-address'],
    faults: ['address-leased-elsewhere'],
    lines,
    weight: 0.7,
  };
}

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

/** Whether an IPv4 address lies in a network such as `10.20.0.0/24`. */
function isWithin(network: string, address: string): boolean {
  const [base = '', length = ''] = network.split('/');
  const part = (text: string): number =>
    Math.floor(
      text.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0) /
        2 ** (32 - Number(length)),
    );
  return IPV4.test(base) && IPV4.test(address) && part(base) === part(address);
}

const sentAgain: Rule = ({ attempt }) => {
  const sent = attempt.files.filter(({ outcome, by }) => outcome === 'sent' && by === 'tftp');
  const [first] = sent;
  // A machine that restarts asks for its address before each of them.
  if (sent.length < 3 || count(attempt, 'DISCOVER') >= sent.length) return undefined;
  if (sent.some(({ file }) => file !== first!.file)) return undefined;
  if (IPXE_FILE.test(first!.file)) return undefined;
  return {
    stage: 'nbp',
    says: `It was sent ${first!.file} ${sent.length} times, and nothing else: it asked again before it had all of it.`,
    errors: ['tftp-sent-again'],
    faults: ['network-slow'],
    lines: sent.map(({ line }) => line),
    weight: 0.8,
  };
};

const brokenOff: Rule = ({ attempt }) => {
  const broken = attempt.files.filter(({ outcome, by }) => outcome === 'aborted' && by === 'tftp');
  const [first] = broken;
  // Once is the question for the size; whoever has asked for it asks for the file.
  if (broken.length < 3 || first!.file === '') return undefined;
  if (attempt.files.some(({ file, outcome }) => file !== first!.file || outcome !== 'aborted'))
    return undefined;
  return {
    stage: 'nbp',
    says: `It asked for ${first!.file} ${broken.length} times, and broke each transfer off at its first packet.`,
    errors: ['tftpd-hpa-aborted'],
    faults: [],
    lines: broken.map(({ line }) => line),
    weight: 0.9,
  };
};

/** Names under which iPXE is fetched, and not its script. */
const IPXE_FILE = /undionly|ipxe(?!$)|snponly|\.k?pxe$/i;

const chainloadLoop: Rule = ({ attempt }) => {
  const nbps = attempt.files.filter(
    ({ outcome, file }) =>
      (outcome === 'sent' || outcome === 'asked') &&
      /undionly|ipxe|snponly|\.k?pxe$/i.test(file) &&
      !/\.ipxe$/.test(file),
  );
  const counts = Map.groupBy(nbps, ({ file }) => file);
  const often = [...counts.values()].find((each) => each.length > 2);
  if (often === undefined || attempt.reached.some(({ stage }) => isAtLeast(stage, 'menu')))
    return undefined;
  return {
    stage: 'nbp',
    says: `It fetched ${often[0]!.file} ${often.length} times and never came to a config: iPXE is told to load itself.`,
    errors: ['ipxe-chainload-loop'],
    faults: ['chainload-loop'],
    lines: often.map(({ line }) => line),
    weight: 0.95,
  };
};

const installsAgain: Rule = (machine) => {
  const answers = [...machine.sent].find(
    ([file, times]) => times > 1 && /preseed|\.ks$|kickstart|user-data/i.test(file),
  );
  if (answers === undefined || machine.attempts < 2) return undefined;
  return {
    stage: 'handoff',
    says: `The installer fetched ${answers[0]} ${answers[1]} times: it installs again and again.`,
    errors: ['installer-served-again'],
    faults: ['reinstall-loop'],
    lines: machine.attempt.files.map(({ line }) => line),
    weight: 0.95,
  };
};

const transfersFail: Rule = ({ attempt }) => {
  // What ends without a name was a question for the size, if the same machine is sent a file right after.
  const failed = attempt.files.filter(
    ({ outcome, status, file }, index) =>
      outcome === 'failed' &&
      (status ?? 0) < 500 &&
      (file !== '' || attempt.files[index + 1]?.outcome !== 'sent'),
  );
  const errors = attempt.files.filter(({ status }) => (status ?? 0) >= 500);
  if (failed.length === 0 && errors.length === 0) return undefined;
  const [first] = errors.length > 0 ? errors : failed;
  if (attempt.files.some(({ file, outcome }) => file === first!.file && outcome === 'sent'))
    return undefined;
  return {
    stage: stageAfter(attempt),
    says: `${first!.file === '' ? 'A transfer' : `The transfer of ${first!.file}`} failed.`,
    errors: errors.length > 0 ? ['ipxe-http-other'] : ['dnsmasq-tftp-failed-sending'],
    faults: errors.length > 0 ? [] : ['packet-loss', 'mtu-black-hole'],
    lines: (errors.length > 0 ? errors : failed).map(({ line }) => line),
    weight: 0.8,
  };
};

const rules: readonly Rule[] = [
  otherArchitecture,
  foreignServer,
  otherInterface,
  noAnswer,
  offerNotTaken,
  noBootFile,
  noRequest,
  requestUnanswered,
  fileRefused,
  transfersFail,
  chainloadLoop,
  brokenOff,
  silenceAfterNbp,
  sentAgain,
  otherAddress,
  installsAgain,
];

/** What is wrong with a machine's last attempt, the most telling first. */
export function observationsOf(machine: Followed, site: Site, logs: LogsSeen): Observation[] {
  return rules
    .map((rule) => rule(machine, site, logs))
    .filter((each) => each !== undefined)
    .map((each) => ({ ...each, machine: machine.name }))
    .toSorted((a, b) => b.weight - a.weight);
}
