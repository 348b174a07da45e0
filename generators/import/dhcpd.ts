import { Findings, isIpv4, leaseText } from './records.ts';
import type { FoundNetwork, Importer, Include, Origin, SourceFile } from './records.ts';

/*
 * dhcpd.conf of ISC DHCP: statements that end in a semicolon, and declarations with a block in braces. See
 * dhcpd.conf(5). Scopes are followed (what holds for a subnet, a group and a host), conditions are not evaluated.
 */

interface Token {
  readonly text: string;
  readonly quoted: boolean;
  readonly line: number;
}

interface Statement {
  /** Its words, quotes taken off. */
  readonly words: readonly string[];
  readonly block: readonly Statement[] | undefined;
  readonly origin: Origin;
}

const TOKENS = /"(?:[^"\\]|\\.)*"|#[^\n]*|[{};,]|[^\s{};,"#]+|\n/g;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '\n') line++;
    else if (token.startsWith('"')) {
      const inner = token.slice(1, -1).replaceAll(/\\(.)/gs, '$1');
      tokens.push({ text: inner, quoted: true, line });
      line += token.split('\n').length - 1;
    } else if (!token.startsWith('#')) tokens.push({ text: token, quoted: false, line });
  }
  return tokens;
}

function statementsOf({ path, text }: SourceFile): Statement[] {
  const tokens = tokensOf(text);
  // One list for each open brace, so that no depth of nesting exhausts the stack.
  const open: { words: string[]; line: number; statements: Statement[] }[] = [];
  let statements: Statement[] = [];
  let words: string[] = [];
  let line = 1;
  const is = (token: Token, text: string): boolean => !token.quoted && token.text === text;
  const end = (block?: readonly Statement[]): void => {
    if (words.length > 0) statements.push({ words, block, origin: { file: path, line } });
    words = [];
  };
  for (const token of tokens) {
    if (is(token, '{')) {
      open.push({ words, line, statements });
      statements = [];
      words = [];
    } else if (is(token, '}')) {
      end();
      const outer = open.pop();
      if (outer === undefined) continue;
      const block = statements;
      ({ words, line, statements } = outer);
      end(block);
    } else if (is(token, ';')) end();
    else if (!is(token, ',')) {
      if (words.length === 0) line = token.line;
      words.push(token.text);
    }
  }
  end();
  for (let outer = open.pop(); outer !== undefined; outer = open.pop()) {
    const block = statements;
    ({ words, line, statements } = outer);
    end(block);
  }
  return statements;
}

/** What holds in a scope and in those inside of it. */
interface Scope {
  readonly network?: Network | undefined;
  readonly name?: string | undefined;
  readonly host?: Host | undefined;
  readonly where: 'top' | 'network' | 'pool' | 'group' | 'host';
}

type Network = { -readonly [Key in keyof FoundNetwork]: FoundNetwork[Key] };

interface Host {
  readonly origin: Origin;
  name: string;
  mac?: string;
  address?: string;
}

const BOOT = 'boot files follow from the boot route of each host; see `bootbook explain HOST`';
const OURS = "Bootbook's own files say this, or need it not";

class Reader {
  readonly found = new Findings();
  private readonly networks: Network[] = [];
  private lease: string | undefined;

  read(files: readonly SourceFile[]): Findings {
    for (const file of files) this.statements(statementsOf(file), { where: 'top' });
    for (const network of this.networks)
      this.found.networks.push(
        network.lease === undefined && this.lease !== undefined
          ? { ...network, lease: this.lease }
          : network,
      );
    return this.found;
  }

  private statements(all: readonly Statement[], scope: Scope): void {
    for (const each of all)
      if (each.block === undefined) this.statement(each, scope);
      else this.block(each, each.block, scope);
  }

  private block({ words, origin }: Statement, block: readonly Statement[], scope: Scope): void {
    const [kind = '', name = ''] = words;
    if (kind === 'subnet' && words[2] === 'netmask') {
      const bits = bitsOf(words[3] ?? '');
      if (bits === undefined) {
        this.found.leftOut(origin, words.join(' '), 'its netmask is none');
        return;
      }
      const network: Network = {
        origin,
        cidr: `${name}/${bits}`,
        mode: 'authoritative',
        ...(scope.name !== undefined && { name: scope.name }),
      };
      this.networks.push(network);
      this.statements(block, { where: 'network', network });
    } else if (kind === 'shared-network') {
      if (block.filter(({ words: [first] }) => first === 'subnet').length > 1)
        this.found.changed(
          origin,
          words.join(' '),
          'each of its subnets became a network of its own',
        );
      this.statements(block, { ...scope, where: 'group', name });
    } else if (kind === 'group') this.statements(block, { ...scope, where: 'group' });
    else if (kind === 'pool') this.statements(block, { ...scope, where: 'pool' });
    else if (kind === 'host') {
      const host: Host = { origin, name };
      this.statements(block, { ...scope, where: 'host', host });
      const { mac, address } = host;
      this.found.hosts.push({ origin, name: host.name, interfaces: [{ origin, mac, address }] });
    } else
      this.found.leftOut(
        origin,
        `${words.join(' ')} { … }`,
        kind === 'class' || kind === 'if' || kind === 'else' || kind === 'elsif'
          ? BOOT
          : `there is no counterpart to ${kind}`,
      );
  }

  private statement({ words, origin }: Statement, scope: Scope): void {
    const text = words.join(' ');
    const { network, host } = scope;
    const leave = (why: string): void => this.found.leftOut(origin, text, why);
    const option = words[0] === 'option' ? words[1] : undefined;
    const values = words.slice(option === undefined ? 1 : 2);
    switch (option ?? words[0]) {
      case 'include':
        return;
      case 'hardware':
        if (host !== undefined && values[0] === 'ethernet') host.mac = values[1] ?? '';
        else leave('a host of the inventory has a MAC of Ethernet');
        return;
      case 'fixed-address':
        if (host === undefined) leave('it stands outside of a host');
        else if (values.length === 1 && isIpv4(values[0]!)) host.address = values[0]!;
        else leave('a host has one address here, and it is written as numbers');
        return;
      case 'host-name':
        if (host === undefined) leave(OURS);
        else if (host.name.includes('.') || values[0] !== host.name)
          this.found.changed(
            origin,
            text,
            `the host is called ${host.name}, as in its declaration`,
          );
        return;
      case 'range': {
        const [from = '', to = from] = values.filter((each) => each !== 'dynamic-bootp');
        if (network === undefined) leave('it stands outside of a subnet');
        else if (network.range !== undefined)
          leave('a network has one range, and the first one was taken');
        else network.range = { from, to };
        return;
      }
      case 'routers':
        if (network !== undefined && scope.where !== 'host' && values.length === 1)
          network.gateway = values[0]!;
        else leave('a network has one gateway, and hosts have none of their own');
        return;
      case 'domain-name':
        if (scope.where !== 'host' && (this.found.domain ??= values[0]) === values[0]) return;
        return leave('a site has one domain, and the first one was taken');
      case 'domain-name-servers':
      case 'ntp-servers': {
        const list = option === 'ntp-servers' ? this.found.ntp : this.found.dns;
        const numbers = values.filter(isIpv4);
        if (scope.where === 'host' || numbers.length < values.length)
          leave('name and time servers are addresses, and the same for a whole site');
        else list.push(...numbers);
        return;
      }
      case 'default-lease-time': {
        const lease = leaseText(Number(values[0]));
        if (lease === undefined || scope.where === 'host' || scope.where === 'group')
          leave('lease times are set for a network');
        else if (network !== undefined) network.lease = lease;
        else this.lease = lease;
        return;
      }
      case 'next-server':
        if (isIpv4(values[0] ?? '') && scope.where !== 'host')
          this.found.servers.push({ origin, address: values[0]! });
        else leave(BOOT);
        return;
      case 'filename':
        return leave(BOOT);
      case 'max-lease-time':
      case 'min-lease-time':
      case 'authoritative':
      case 'ddns-update-style':
      case 'log-facility':
      case 'broadcast-address':
      case 'subnet-mask':
      case 'allow':
      case 'server-name':
        return leave(OURS);
      default:
        return leave(
          option === undefined
            ? `there is no counterpart to ${words[0]!}`
            : 'Bootbook sends no DHCP options of your own',
        );
    }
  }
}

function bitsOf(netmask: string): number | undefined {
  if (!isIpv4(netmask)) return undefined;
  const bits = netmask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : undefined;
}

export const dhcpd: Importer = {
  id: 'dhcpd',
  title: 'ISC dhcpd',
  takes: 'dhcpd.conf; what its include statements name is read too',
  source: 'https://manpages.debian.org/bookworm/isc-dhcp-server/dhcpd.conf.5.en.html',
  files: /\.conf$/,
  includes: (file) =>
    allOf(statementsOf(file)).flatMap(({ words: [first, path], block, origin }): Include[] =>
      first === 'include' && block === undefined && path !== undefined
        ? [{ path, kind: 'config', origin, takes: () => true }]
        : [],
    ),
  read: (files) => new Reader().read(files),
};

/** Statements with those of their blocks. */
function allOf(statements: readonly Statement[]): Statement[] {
  const all = [...statements];
  for (const each of all)
    if (each.block !== undefined) for (const inner of each.block) all.push(inner);
  return all;
}
