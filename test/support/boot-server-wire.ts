import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

/** One cable of the boot server. Addresses carry their prefix length: `10.1.0.2/24`. */
export interface Wire {
  /** The interface at the server's end. */
  readonly interface: string;
  readonly server: string;
  /** Its IPv6 address, likewise. */
  readonly server6?: string;
  /** The MAC at the other end; any unless given. */
  readonly mac?: string;
  /** Addresses at the other end, where the clients are; the first one is the server's way to all other networks. */
  readonly clients: readonly string[];
}

/** One UDP datagram of a client. */
export interface Datagram {
  readonly from: { readonly address: string; readonly port: number };
  readonly to: { readonly address: string; readonly port: number };
  /** Its bytes as hexadecimal digits. */
  readonly hex: string;
}

/** The programs that this needs besides dnsmasq. */
export const bootServerPrograms = ['unshare', 'nsenter', 'ip', 'mount', 'bash'];

/*
 * One network namespace for the server and one for the far end of each wire. Needs no root; when bash ends, the kernel
 * takes all of it away. IPv6 addresses are used at once, for there is nobody else who could have them. --no-ping only saves the seconds that dnsmasq spends on asking whether an address is in use.
 */
const setUp = `
set -eu
export PATH="$PATH:/usr/sbin:/sbin"
mount -t tmpfs none /srv
mkdir /srv/tftp
echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
ip link set lo up
declare -A far
`;
const oneWire = `
unshare --net sleep 600 &
far[$INTERFACE]=$!
until test "$(readlink /proc/$!/ns/net)" != "$(readlink /proc/self/ns/net)"; do sleep 0.05; done
ip link add "$INTERFACE" type veth peer name wire netns $!
ip address add "$SERVER" dev "$INTERFACE"
if test -n "$SERVER6"; then ip address add "$SERVER6" dev "$INTERFACE"; fi
ip link set "$INTERFACE" up
nsenter --target $! --net sh -c 'echo 0 >/proc/sys/net/ipv6/conf/wire/accept_dad'
if test -n "$MAC"; then nsenter --target $! --net ip link set wire address "$MAC"; fi
nsenter --target $! --net ip link set wire up
for address in $CLIENTS; do nsenter --target $! --net ip address add $address dev wire; done
nsenter --target $! --net ip route add default dev wire
if ! ip route show default | grep -q .; then ip route add default via "$GATEWAY"; fi
`;
const serve = `
dnsmasq --conf-file=dnsmasq.conf --keep-in-foreground --user=root --group= --no-ping \
  --dhcp-leasefile=$PWD/leases --pid-file=$PWD/pid --log-facility=$PWD/log &
for try in $(seq 100); do
  if grep -qs 'started, version' log || ! kill -0 $! 2>/dev/null; then break; fi
  sleep 0.1
done
grep -q 'started, version' log || { cat log >&2; exit 1; }
echo ready
while read -r interface datagrams; do
  nsenter --target \${far[$interface]} --net "$NODE" "$ASK" <<<"$datagrams"
done
`;

/** A real dnsmasq with a config exactly as emitted, in namespaces of its own. */
export class BootServer {
  private readonly folder: string;
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private readonly reader: Interface;
  private complaints = '';

  private constructor(folder: string, wires: readonly Wire[]) {
    this.folder = folder;
    const laid = wires.map(
      (wire) =>
        `INTERFACE=${wire.interface} SERVER=${wire.server} CLIENTS="${wire.clients.join(' ')}"\n` +
        `SERVER6=${wire.server6 ?? ''} MAC=${wire.mac ?? ''}\n` +
        `GATEWAY=${wire.clients[0]!.split('/')[0]}\n${oneWire}`,
    );
    this.process = spawn(
      'unshare',
      [
        ...'--user --map-root-user --net --mount --pid --fork --kill-child --mount-proc'.split(' '),
        ...['bash', '-c', [setUp, ...laid, serve].join('\n')],
      ],
      {
        cwd: folder,
        env: {
          ...process.env,
          NODE: process.execPath,
          ASK: join(import.meta.dirname, 'udp-ask.ts'),
        },
      },
    );
    this.process.stderr.on('data', (data: Buffer) => (this.complaints += data.toString()));
    this.reader = createInterface(this.process.stdout);
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  /** Lays the wires and starts dnsmasq. */
  static async start(config: string, wires: readonly Wire[]): Promise<BootServer> {
    const folder = await mkdtemp(join(tmpdir(), 'bootbook-server-'));
    await writeFile(join(folder, 'dnsmasq.conf'), config);
    const server = new BootServer(folder, wires);
    await server.line();
    return server;
  }

  /** Sends datagrams from the far end of a wire, and gives the answers in their order; undefined is silence. */
  async ask(wire: string, datagrams: readonly Datagram[]): Promise<(Uint8Array | undefined)[]> {
    this.process.stdin.write(`${wire} ${JSON.stringify(datagrams)}\n`);
    const answers = JSON.parse(await this.line()) as string[];
    return answers.map((hex) => (hex === '' ? undefined : Buffer.from(hex, 'hex')));
  }

  /** What dnsmasq has logged so far. */
  log(): Promise<string> {
    return readFile(join(this.folder, 'log'), 'utf8');
  }

  /** Ends dnsmasq and everything around it. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('close', resolve));
    this.process.stdin.end();
    await ended;
    await rm(this.folder, { recursive: true });
  }

  private async line(): Promise<string> {
    const next = await this.lines.next();
    if (next.done === true) throw new Error(`The boot server ended:\n${this.complaints}`);
    return next.value;
  }
}
