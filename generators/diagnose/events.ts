/*
 * What one line of a server's log says that a machine did or was told. Prefixes of any kind may stand before it: those of
 * syslog, of the journal, of containers.
 */

export type DhcpMessage =
  | 'DISCOVER'
  | 'OFFER'
  | 'REQUEST'
  | 'ACK'
  | 'NAK'
  | 'DECLINE'
  | 'INFORM'
  | 'RELEASE'
  /** An answer of proxyDHCP: boot information without an address. */
  | 'PROXY';

/** How the sending of a file ended. What comes of a file that is `wanted` can be seen, of one that is `asked` for it cannot. */
export type Outcome = 'wanted' | 'asked' | 'sent' | 'missing' | 'denied' | 'failed' | 'aborted';

interface About {
  readonly mac?: string | undefined;
  readonly address?: string | undefined;
  /** The number of the exchange, or the process that serves it, by which several lines belong together. */
  readonly exchange?: string | undefined;
}

export type LogEvent = About &
  (
    | {
        readonly kind: 'dhcp';
        readonly message: DhcpMessage;
        /** The server's interface that it came in by. */
        readonly interface?: string | undefined;
        /** Why there is no answer, in the server's words. */
        readonly trouble?: string | undefined;
        /** The server that answers, where the line tells. */
        readonly server?: string | undefined;
      }
    | { readonly kind: 'told'; readonly what: Told; readonly value: string }
    | {
        readonly kind: 'file';
        readonly by: 'tftp' | 'http';
        /** Below the served root, without a slash before it. */
        readonly file: string;
        readonly outcome: Outcome;
        /** The status of HTTP. */
        readonly status?: number | undefined;
        /** Who asked, as it calls itself by HTTP. */
        readonly agent?: string | undefined;
      }
  );

/** What lines of dnsmasq's log-dhcp tell about an exchange, or options of a captured packet. */
export type Told = 'vendor class' | 'user class' | 'boot file' | 'next-server' | 'tags';

/** dnsmasq (rfc2131.c, log_packet and log_options); with log-dhcp, the number of the exchange comes first. */
const DNSMASQ_DHCP = /dnsmasq-dhcp(?:\[\d+\])?: (?:(\d+) )?(.*)$/;
const DNSMASQ_PACKET =
  /^(?:DHCP([A-Z]+)|PXE)\(([^)]+)\) (?:([\d.]+) )?([0-9a-f]{2}(?::[0-9a-f]{2}){5})(?: (.*))?$/i;
/** By IPv6 a machine is known by its DUID, of which the last six bytes are a MAC in types 1 and 3 (RFC 8415, section 11). */
const DNSMASQ_PACKET6 =
  /^DHCP(SOLICIT|ADVERTISE|REQUEST|REPLY|CONFIRM|RENEW)\(([^)]+)\) (?:(?!00:0[13]:)([\da-f:]+) )?00:0[13]:00:01(?::[\da-f]{2}){0,4}((?::[\da-f]{2}){6})(?= |$)/i;
const MESSAGES6: Readonly<Record<string, DhcpMessage>> = {
  SOLICIT: 'DISCOVER',
  ADVERTISE: 'OFFER',
  REQUEST: 'REQUEST',
  REPLY: 'ACK',
};
const DNSMASQ_TOLD = /^(vendor class|user class|bootfile name|next server|tags): (.*)$/;
/** dnsmasq (tftp.c). */
const DNSMASQ_TFTP =
  /dnsmasq-tftp(?:\[\d+\])?: (?:(sent|failed sending) (\S+) to ([\da-f.:]+)|file (\S+) not found(?: for ([\da-f.:]+))?|cannot access (\S+): (.*)|error (\d+) (.*) received from ([\da-f.:]+))/;
/** ISC dhcpd (server/dhcp.c). */
const ISC_DHCPD =
  /\bDHCP(DISCOVER|REQUEST|INFORM|DECLINE|RELEASE|OFFER|ACK|NAK) (?:(?:for|of|on|to) ([\d.]+) )?(?:\(([\d.]+)\) )?(?:from|to) ([0-9a-f]{2}(?::[0-9a-f]{2}){5})(?: \(([^)]*)\))? via ([\w.:-]+?)(?:: (.*))?$/i;
/** Kea's own format: `[hwtype=1 00:24:…], cid=[…], tid=0x3d1d…: …`. */
const KEA = /\bDHCP4_\w+ \[hwtype=\d+ ([0-9a-f:]{17})\].*?tid=(0x[0-9a-f]+)\S* (.*)$/i;
const KEA_PACKET = /\bDHCP(DISCOVER|OFFER|REQUEST|ACK|NAK|DECLINE|INFORM|RELEASE)\b/;
const KEA_LEASE = /\bDHCP4_LEASE_(ADVERT|OFFER|ALLOC)\b.*?: lease ([\d.]+)/;
/** tftpd-hpa (tftpd/tftpd.c), with -v -v -v. */
const TFTPD =
  /\btftpd(?:\[\d+\])?: (?:RRQ from ([\d.:a-f]+) filename (\S+)|sending NAK \((\d+), ([^)]*)\) to ([\d.:a-f]+))/;
/** Each request is served by a process of its own, and what that says of its end names nobody else. */
const TFTPD_PROCESS = /\btftpd\[(\d+)\]: /;
const TFTPD_ABORTED =
  /\btftpd\[(\d+)\]: (?:tftp: client does not accept options|tftpd: (?:read|write)(?:\(ack\))?: Connection refused)/;
/** Where it is told to log every end of a transfer (-v -v -v, as Debian has it since 5.2+20240610). */
const TFTPD_END =
  /\btftpd(?:\[\d+\])?: Client ([\d.:a-f]+) (finished|File not found|Permission denied|timed out) (\S+)/i;
/** tcpdump's own words. */
const TCPDUMP = /((?:\d+\.){3}\d+)\.\d+ > \S+[.:](?:69|tftp): .*\bRRQ "([^"]+)"/;
const ATFTPD = /\batftpd(?:\[[\d.]+\])?: Serving (\S+) to ([\d.]+)/;
/** Combined, the lab's own, and Python's: an address, a request, a status. */
const HTTP =
  /(?<![\d:.])((?:\d+\.){3}\d+|(?:[\da-f]{0,4}:){3,7}[\da-f.]*) (?:\S+ \S+ )?\[[^\]]+\] "(GET|HEAD) (\S+)(?: HTTP\/[\d.]+)?" (\d{3})(?: [^"]*)?(?:"([^"]*)")?(?: "([^"]*)")?/;

/** What a line says; undefined if it is about no machine. */
export function eventOf(line: string): LogEvent | undefined {
  if (line.includes('dnsmasq-dhcp')) return dnsmasqDhcp(line);
  if (line.includes('dnsmasq-tftp')) return dnsmasqTftp(line);
  if (line.includes('"GET ') || line.includes('"HEAD ')) return http(line);
  if (line.includes('tftpd')) return tftpd(line);
  if (line.includes('DHCP4_')) return kea(line);
  if (line.includes('RRQ "')) return tcpdump(line);
  return line.includes('DHCP') ? iscDhcpd(line) : undefined;
}

function dnsmasqDhcp(line: string): LogEvent | undefined {
  const [, exchange, said = ''] = DNSMASQ_DHCP.exec(line) ?? [];
  const packet = DNSMASQ_PACKET.exec(said);
  if (packet !== null) {
    const [, message = 'PROXY', port, address, mac, rest] = packet;
    const dhcp = messageNamed(message);
    if (dhcp === undefined) return undefined;
    // After an answer stands the machine's name, after a question the reason why there is no answer.
    const trouble = rest?.includes(' ') ? rest : undefined;
    return {
      ...{ kind: 'dhcp', message: dhcp, interface: port, mac: mac!.toLowerCase() },
      ...{ address, exchange, trouble },
    };
  }
  const [, name6, port6, address6, mac6] = DNSMASQ_PACKET6.exec(said) ?? [];
  const message6 = MESSAGES6[name6?.toUpperCase() ?? ''];
  if (message6 !== undefined)
    return {
      ...{ kind: 'dhcp', message: message6, interface: port6, mac: mac6!.slice(1).toLowerCase() },
      ...{ address: address6, exchange },
    };
  const [, what, value] = DNSMASQ_TOLD.exec(said) ?? [];
  if (what === undefined || exchange === undefined) return undefined;
  return { kind: 'told', what: toldAs(what), value: value!, exchange };
}

function toldAs(what: string): Told {
  if (what === 'bootfile name') return 'boot file';
  return what === 'next server' ? 'next-server' : (what as Told);
}

function messageNamed(name: string): DhcpMessage | undefined {
  const known: readonly string[] = [
    ...['DISCOVER', 'OFFER', 'REQUEST', 'ACK', 'NAK', 'DECLINE', 'INFORM', 'RELEASE', 'PROXY'],
  ];
  const upper = name.toUpperCase();
  return known.includes(upper) ? (upper as DhcpMessage) : undefined;
}

function dnsmasqTftp(line: string): LogEvent | undefined {
  const found = DNSMASQ_TFTP.exec(line);
  if (found === null) return undefined;
  const [, sent, sentFile, sentTo, missing, missingFor, denied, , number, , from] = found;
  const file = { kind: 'file', by: 'tftp' } as const;
  if (sent !== undefined)
    return {
      ...file,
      file: served(sentFile!),
      outcome: sent === 'sent' ? 'sent' : 'failed',
      address: sentTo,
    };
  if (missing !== undefined)
    return { ...file, file: served(missing), outcome: 'missing', address: missingFor };
  if (denied !== undefined) return { ...file, file: served(denied), outcome: 'denied' };
  return { ...file, file: '', outcome: number === '8' ? 'aborted' : 'failed', address: from };
}

/** Where boot servers keep their files, on Debian and elsewhere. */
const ROOT = /^\/?(?:srv\/tftp|var\/lib\/tftpboot|var\/ftpd|tftpboot|srv\/tftpboot|var\/tftp)\//;

function served(path: string): string {
  return path.replace(ROOT, '').replace(/^\/+/, '');
}

function iscDhcpd(line: string): LogEvent | undefined {
  const [, name, address, server, mac, , via, trouble] = ISC_DHCPD.exec(line) ?? [];
  if (name === undefined) return undefined;
  return {
    ...{ kind: 'dhcp', message: messageNamed(name)!, mac: mac!.toLowerCase(), address },
    ...{ interface: via, trouble, server },
  };
}

function kea(line: string): LogEvent | undefined {
  const [, mac, exchange, said = ''] = KEA.exec(line) ?? [];
  if (mac === undefined) return undefined;
  const about = { kind: 'dhcp', mac: mac.toLowerCase(), exchange } as const;
  const [, kind, address] = KEA_LEASE.exec(line) ?? [];
  if (kind !== undefined) return { ...about, message: kind === 'ALLOC' ? 'ACK' : 'OFFER', address };
  if (/DHCP4_(?:PACKET_RECEIVED|BUFFER_RECEIVED)/.test(line)) {
    const message = KEA_PACKET.exec(said)?.[1];
    return message === undefined ? undefined : { ...about, message: messageNamed(message)! };
  }
  return undefined;
}

function tftpd(line: string): LogEvent | undefined {
  const [, from, file, number, , to] = TFTPD.exec(line) ?? [];
  if (file !== undefined)
    return {
      ...{ kind: 'file', by: 'tftp', file: served(file), outcome: 'asked', address: from },
      exchange: processOf(TFTPD_PROCESS.exec(line)),
    };
  if (number !== undefined)
    return {
      ...{ kind: 'file', by: 'tftp', file: '', address: to },
      outcome: number === '1' ? 'missing' : number === '2' ? 'denied' : 'failed',
    };
  const [, whose, end, ended] = TFTPD_END.exec(line) ?? [];
  if (ended !== undefined) {
    const outcomes: Readonly<Record<string, Outcome>> = {
      finished: 'sent',
      'file not found': 'missing',
      'permission denied': 'denied',
    };
    const outcome = outcomes[end!.toLowerCase()] ?? 'failed';
    return { kind: 'file', by: 'tftp', file: served(ended), outcome, address: whose };
  }
  const aborted = processOf(TFTPD_ABORTED.exec(line));
  if (aborted !== undefined)
    return { kind: 'file', by: 'tftp', file: '', outcome: 'aborted', exchange: aborted };
  const [, serving, client] = ATFTPD.exec(line) ?? [];
  if (serving === undefined) return undefined;
  return { kind: 'file', by: 'tftp', file: served(serving), outcome: 'asked', address: client };
}

function processOf(found: RegExpExecArray | null): string | undefined {
  return found === null ? undefined : `tftpd ${found[1]!}`;
}

function tcpdump(line: string): LogEvent | undefined {
  const [, address, file] = TCPDUMP.exec(line) ?? [];
  if (file === undefined) return undefined;
  return { kind: 'file', by: 'tftp', file: served(file), outcome: 'asked', address };
}

function http(line: string): LogEvent | undefined {
  const found = HTTP.exec(line);
  if (found === null) return undefined;
  const [, address, method, path, code, first, second] = found;
  const status = Number(code);
  // What HEAD asks for is the size, and a redirection is no file either.
  const sent = method === 'GET' && [200, 204, 206, 304].includes(status);
  const outcome: Outcome =
    status === 404
      ? 'missing'
      : status === 403 || status === 401
        ? 'denied'
        : status >= 400
          ? 'failed'
          : sent
            ? 'sent'
            : 'asked';
  return {
    ...{ kind: 'file', by: 'http', file: pathOf(path!), outcome, status, address },
    agent: second ?? first,
  };
}

function pathOf(path: string): string {
  return path
    .replace(/^https?:\/\/[^/]+/, '')
    .split('?', 1)[0]!
    .replace(/^\/+/, '');
}
