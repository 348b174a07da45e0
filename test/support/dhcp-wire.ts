import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dhcpReply, type DhcpReply, type DhcpRequest } from '../../cli/ask/dhcp-packet.ts';

/** A DHCP server under test. */
export interface DhcpServer {
  /** Its address on the wire with the prefix length: `10.1.0.1/24`. */
  readonly address: string;
  readonly config: string;
  /** The command line, as bash reads it. The config lies in the current folder as `config`; the interface is `server`. */
  readonly command: string;
  /** What its log says when it is ready, as grep -E reads it. */
  readonly ready: string;
}

/** The programs that the wire needs. */
export const wirePrograms = ['unshare', 'nsenter', 'ip', 'mount', 'bash'];

/*
 * Two network namespaces and a pair of Ethernet interfaces between them, as a switch would be: broadcasts of the clients
 * reach the server and nobody else. When the script ends, the kernel takes all of it away. Needs no root.
 */
const script = `
set -eu
export PATH="$PATH:/usr/sbin:/sbin"
mount -t tmpfs none /run
mount -t tmpfs none /var/lib
mkdir /run/kea /var/lib/kea
ip link add server type veth peer name client
unshare --net sleep 600 &
clients=$!
until test "$(readlink /proc/$clients/ns/net)" != "$(readlink /proc/self/ns/net)"; do sleep 0.05; done
ip link set client netns $clients
ip address add "$ADDRESS" dev server
ip link set lo up
ip link set server up
nsenter --target $clients --net ip link set client up
nsenter --target $clients --net ip route add default dev client
( eval "$COMMAND" ) >log 2>&1 &
for try in $(seq 100); do
  if grep -qE "$READY" log; then break; fi
  sleep 0.1
done
if ! grep -qE "$READY" log; then cat log >&2; exit 1; fi
nsenter --target $clients --net "$NODE" "$ASK" <requests
`;

/**
 * Starts the server and lets clients ask it, one batch after the other, the requests of a batch all at once.
 * @returns the answers in the order of the requests, undefined where the server kept silent
 */
export async function askDhcp(
  server: DhcpServer,
  batches: readonly (readonly DhcpRequest[])[],
): Promise<(DhcpReply | undefined)[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'bootbook-dhcp-'));
  try {
    await writeFile(join(folder, 'config'), server.config);
    await writeFile(join(folder, 'requests'), JSON.stringify(batches));
    const output = await inNamespace(folder, {
      ADDRESS: server.address,
      COMMAND: server.command,
      READY: server.ready,
      NODE: process.execPath,
      ASK: join(import.meta.dirname, 'dhcp-ask.ts'),
    });
    let xid = 1;
    return (JSON.parse(output) as string[][]).map((batch) =>
      batch.map((hex) => dhcpReply(Buffer.from(hex, 'hex'), xid++)),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

function inNamespace(cwd: string, env: Record<string, string>): Promise<string> {
  const args =
    '--user --map-root-user --net --mount --pid --fork --kill-child --mount-proc bash -c';
  return new Promise((resolve, reject) => {
    execFile(
      'unshare',
      [...args.split(' '), script],
      { cwd, env: { ...process.env, ...env }, timeout: 60_000 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`The DHCP server did not start, or the clients failed:\n${stderr}`));
      },
    );
  });
}
