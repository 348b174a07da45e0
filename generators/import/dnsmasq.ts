import { normaliseMac } from '../inventory/schema.ts';
import { isIpv4, leaseText, numbered, Findings } from './records.ts';
import type {
  FoundInterface,
  FoundNetwork,
  Importer,
  Include,
  Origin,
  SourceFile,
} from './records.ts';

/*
 * dnsmasq.conf, with the folders and files that it names. Options and their arguments: dnsmasq(8).
 */

const DNS = 'DNS is not what Bootbook looks after; a DNS server goes on doing this';
const OURS = "Bootbook's own dnsmasq.conf says this, fitting each boot route";
const BOOT = 'boot files follow from the boot route of each host; see `bootbook explain HOST`';
const PER_HOST = 'Bootbook has no such setting';

const reasons: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'dhcp-boot',
      'pxe-service',
      'pxe-prompt',
      'dhcp-match',
      'dhcp-vendorclass',
      'dhcp-userclass',
    ].map((name) => [name, BOOT]),
  ),
  ...Object.fromEntries(
    [
      'enable-tftp',
      'tftp-root',
      'tftp-secure',
      'tftp-no-blocksize',
      'tftp-lowercase',
      'port',
      'interface',
      'except-interface',
      'bind-interfaces',
      'bind-dynamic',
      'dhcp-authoritative',
      'log-dhcp',
      'log-facility',
      'log-queries',
      'user',
      'group',
      'pid-file',
      'dhcp-leasefile',
      'dhcp-lease-max',
      'dhcp-no-override',
      'no-ping',
      'dhcp-sequential-ip',
      'dhcp-option-force',
      'tftp-port-range',
      'no-daemon',
      'quiet-dhcp',
    ].map((name) => [name, OURS]),
  ),
  ...Object.fromEntries(
    [
      'server',
      'local',
      'address',
      'cname',
      'host-record',
      'ptr-record',
      'txt-record',
      'srv-host',
      'mx-host',
      'mx-target',
      'localmx',
      'selfmx',
      'domain-needed',
      'bogus-priv',
      'expand-hosts',
      'no-hosts',
      'addn-hosts',
      'hostsdir',
      'resolv-file',
      'no-resolv',
      'no-poll',
      'strict-order',
      'all-servers',
      'cache-size',
      'no-negcache',
      'local-ttl',
      'neg-ttl',
      'rebind-domain-ok',
      'stop-dns-rebind',
      'auth-zone',
      'auth-server',
      'dnssec',
      'trust-anchor',
      'localise-queries',
      'filterwin2k',
      'rev-server',
      'interface-name',
      'naptr-record',
      'dns-rr',
      'edns-packet-max',
      'local-service',
      'conntrack',
      'bogus-nxdomain',
      'synth-domain',
      'clear-on-reload',
    ].map((name) => [name, DNS]),
  ),
  'read-ethers': '/etc/ethers is not read; import it as CSV with the columns mac and name',
  'dhcp-script': PER_HOST,
  'dhcp-ignore': PER_HOST,
  'dhcp-mac': PER_HOST,
  'enable-ra': "Bootbook's own dnsmasq.conf says this for networks with cidr6",
};

interface Option {
  readonly name: string;
  readonly value: string;
  readonly origin: Origin;
  readonly text: string;
}

/** What of a line is no comment: a # begins one at its start or after white space, outside of double quotes. */
function withoutComment(line: string): string {
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (char === '\\' && quoted) at++;
    else if (char === '"') quoted = !quoted;
    else if (char === '#' && !quoted && (at === 0 || /\s/.test(line[at - 1]!)))
      return line.slice(0, at).trim();
  }
  return line.trim();
}

function optionsOf({ path, text }: SourceFile): Option[] {
  return numbered(text).flatMap(({ line, text: whole }) => {
    const text = withoutComment(whole);
    if (text === '') return [];
    const [, name = '', value = ''] = /^([^=\s]+)\s*(?:=\s*(.*))?$/.exec(text) ?? [text, text];
    return [{ name: name.replace(/^--/, ''), value, origin: { file: path, line }, text }];
  });
}

/** The arguments between commas; double quotes hold one together. */
function argumentsOf(value: string): string[] {
  return [...value.matchAll(/(?:^|,)\s*(?:"((?:[^"\\]|\\.)*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll(/\\(.)/g, '$1') ?? plain!.trim(),
  );
}

const LEASE = /^([1-9][0-9]*)([smhdw]?)$/;

/** A lease time of dnsmasq (45m, 3600, 1w) as one of the inventory. */
function leaseOf(text: string): string | undefined {
  const match = LEASE.exec(text);
  if (match === null) return undefined;
  const unit = { s: 1, m: 60, h: 3600, d: 86400, w: 604800, '': 1 }[match[2]!]!;
  return leaseText(Number(match[1]) * unit);
}

function prefixOf(netmask: string): number | undefined {
  const bits = netmask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? bits.indexOf('0') + (bits.includes('0') ? 0 : 33) : undefined;
}

class Reader {
  readonly found = new Findings();
  /** Networks by the tags that their ranges set, and which options waited for them. */
  private readonly networks: (FoundNetwork & {
    gateway?: string;
    readonly tags: readonly string[];
  })[] = [];
  private readonly routers: { address: string; tags: readonly string[]; option: Option }[] = [];

  read(files: readonly SourceFile[]): Findings {
    for (const file of files)
      for (const option of optionsOf(file))
        if (file.kind === 'hosts') this.host({ ...option, name: 'dhcp-host', value: option.text });
        else this.option(option);
    for (const { address, tags, option } of this.routers) this.router(address, tags, option);
    this.found.networks.push(...this.networks);
    return this.found;
  }

  private option(option: Option): void {
    const { name, value, origin, text } = option;
    const { found } = this;
    if (name === 'dhcp-range') this.range(option);
    else if (name === 'dhcp-host') this.host(option);
    else if (name === 'dhcp-option') this.dhcpOption(option);
    else if (name === 'domain') {
      const [domain = '', ...rest] = argumentsOf(value);
      if (found.domain !== undefined || rest.length > 0 || domain === '#')
        found.leftOut(origin, text, 'a site has one domain, and the first plain one was taken');
      else found.domain = domain;
    } else if (name === 'listen-address') {
      for (const address of argumentsOf(value))
        if (isIpv4(address) && !address.startsWith('127.')) found.servers.push({ address, origin });
        else found.leftOut(origin, text, OURS);
    } else if (name === 'dhcp-boot') {
      const address = argumentsOf(value).at(-1) ?? '';
      if (isIpv4(address)) found.servers.push({ address, origin });
      found.leftOut(origin, text, BOOT);
    } else if (!['conf-file', 'conf-dir', 'dhcp-hostsfile', 'dhcp-hostsdir'].includes(name))
      found.leftOut(origin, text, reasons[name] ?? `the option ${name} has no counterpart`);
  }

  private range({ value, origin, text }: Option): void {
    const tags: string[] = [];
    const rest = argumentsOf(value).filter((each) => {
      const [, tag] = /^(?:set:|tag:|net:)(.*)$/.exec(each) ?? [];
      if (tag !== undefined) tags.push(tag);
      return tag === undefined && !/^(?:constructor|interface):/.test(each);
    });
    const [from = '', second = '', ...others] = rest;
    if (!isIpv4(from)) {
      this.found.leftOut(
        origin,
        text,
        'only ranges of IPv4 are taken over; `cidr6` of a network is its IPv6 prefix',
      );
      return;
    }
    const mask = others.find((each) => isIpv4(each));
    const bits = mask === undefined ? undefined : prefixOf(mask);
    const lease = [second, ...others].map(leaseOf).find((each) => each !== undefined);
    const range = isIpv4(second) ? { from, to: second } : undefined;
    const known = this.networks.find((each) => each.name !== undefined && tags.includes(each.name));
    if (known !== undefined) {
      this.found.leftOut(origin, text, 'a network has one range, and the first one was taken');
      return;
    }
    this.networks.push({
      origin,
      cidr: `${from}/${bits ?? 24}`,
      mode: second === 'proxy' ? 'proxy' : 'authoritative',
      tags,
      ...(tags[0] !== undefined && { name: tags[0] }),
      ...(bits === undefined && { assumed: 'the range has no netmask, so 24 bits' }),
      ...(range !== undefined && { range }),
      ...(lease !== undefined && { lease }),
    });
  }

  private dhcpOption(option: Option): void {
    const { value, origin, text } = option;
    const all = argumentsOf(value);
    const tags = all.flatMap((each) => /^(?:tag:|net:)(.*)$/.exec(each)?.[1] ?? []);
    const [which = '', ...values] = all.filter(
      (each) => !/^(?:tag|net|encap|vendor|vi-encap):/.test(each),
    );
    const addresses = values.filter(isIpv4);
    const plain = addresses.length > 0 && addresses.length === values.length;
    if (plain && /^(?:option:router|3)$/.test(which) && values.length === 1)
      this.routers.push({ address: values[0]!, tags, option });
    else if (plain && /^(?:option:dns-server|6)$/.test(which)) this.found.dns.push(...values);
    else if (plain && /^(?:option:ntp-server|42)$/.test(which)) this.found.ntp.push(...values);
    else if (
      /^(?:option:domain-name|15)$/.test(which) &&
      values.length === 1 &&
      this.found.domain === undefined
    )
      this.found.domain = values[0];
    else this.found.leftOut(origin, text, 'Bootbook sends no DHCP options of your own');
  }

  /** A router belongs to the network that its tag names, else to the one that it lies in. */
  private router(address: string, tags: readonly string[], option: Option): void {
    const network =
      this.networks.find((each) => each.tags.some((tag) => tags.includes(tag))) ??
      (tags.length > 0
        ? undefined
        : (this.networks.find((each) => near(each.cidr, address)) ??
          (this.networks.length === 1 ? this.networks[0] : undefined)));
    if (network === undefined || network.gateway !== undefined)
      this.found.leftOut(
        option.origin,
        option.text,
        'it is not clear which network this router belongs to',
      );
    else network.gateway = address;
  }

  private host({ value, origin, text }: Option): void {
    const macs: string[] = [];
    const names: string[] = [];
    const rest: string[] = [];
    let address: string | undefined;
    for (const each of argumentsOf(value)) {
      if (each === '') continue;
      const mac = normaliseMac(each);
      if (mac !== undefined && /[:.-]/.test(each)) macs.push(mac);
      else if (isIpv4(each)) address = each;
      else if (
        /^(?:set|tag|net|id):|^\[|\*|^ignore$|^infinite$/.test(each) ||
        leaseOf(each) !== undefined
      )
        rest.push(each);
      else names.push(each);
    }
    const [name] = names;
    if (rest.includes('ignore')) {
      this.found.leftOut(
        origin,
        text,
        'a machine that is to get no answer is not part of an inventory',
      );
      return;
    }
    if (macs.length === 0) {
      this.found.leftOut(
        origin,
        text,
        'a host of the inventory has a MAC, and this line has none (or a wildcard)',
      );
      return;
    }
    for (const each of rest)
      this.found.leftOut(
        origin,
        each,
        `of ${text}: tags, client ids and lease times of one host have no counterpart`,
      );
    const interfaces = macs.map((mac, index): FoundInterface => ({
      origin,
      mac,
      ...(index === 0 && { address }),
    }));
    if (macs.length > 1)
      this.found.changed(
        origin,
        text,
        'each MAC became an interface; the first has the address and boots',
      );
    this.found.hosts.push({ origin, name, interfaces });
  }
}

function near(cidr: string, address: string): boolean {
  return cidr.split('.').slice(0, 3).join('.') === address.split('.').slice(0, 3).join('.');
}

/** Names of files that dnsmasq leaves out of a folder: `~` and `#` at the ends, dots at the start. See conf-dir in dnsmasq(8). */
function takenFrom(patterns: readonly string[]): (name: string) => boolean {
  const only = patterns
    .filter((each) => each.startsWith('*') && each.length > 1)
    .map((each) => each.slice(1));
  const not = patterns.filter((each) => !each.startsWith('*'));
  return (name) =>
    !name.endsWith('~') &&
    !name.startsWith('.') &&
    !(name.startsWith('#') && name.endsWith('#')) &&
    (only.length === 0 || only.some((end) => name.endsWith(end))) &&
    !not.some((end) => name.endsWith(end));
}

export const dnsmasq: Importer = {
  id: 'dnsmasq',
  title: 'dnsmasq',
  takes:
    'dnsmasq.conf; what conf-file, conf-dir, dhcp-hostsfile and dhcp-hostsdir name is read too',
  source: 'https://thekelleys.org.uk/dnsmasq/docs/dnsmasq-man.html',
  files: /\.conf$/,
  includes(file) {
    if (file.kind === 'hosts') return [];
    return optionsOf(file).flatMap(({ name, value, origin }): Include[] => {
      const [path = '', ...patterns] = argumentsOf(value);
      if (path === '') return [];
      if (name === 'conf-file' || name === 'conf-dir')
        return [{ path, kind: 'config', origin, takes: takenFrom(patterns) }];
      if (name === 'dhcp-hostsfile' || name === 'dhcp-hostsdir')
        return [{ path, kind: 'hosts', origin, takes: takenFrom([]) }];
      return [];
    });
  },
  read: (files) => new Reader().read(files),
};
