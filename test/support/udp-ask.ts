/*
 * Runs where the clients are: reads datagrams as JSON from its input, sends them all at once, and prints the answers in
 * the same order. An answer belongs to the datagram with the same transaction id.
 */
import { createSocket, type Socket } from 'node:dgram';
import { text } from 'node:stream/consumers';
import type { Datagram } from './boot-server-wire.ts';

/** Milliseconds without an answer that count as silence. dnsmasq answers within a few. */
const PATIENCE = 2500;
/** Where the transaction stands among the hexadecimal digits: bytes 4 to 7 of DHCP, 1 to 3 of DHCPv6. */
const TRANSACTION = { udp4: [8, 16], udp6: [2, 8] } as const;

const datagrams = JSON.parse(await text(process.stdin)) as Datagram[];
const sockets = new Map<string, Socket>();
for (const { from } of datagrams) {
  const place = `${from.address}:${from.port}`;
  if (sockets.has(place)) continue;
  const socket = createSocket({ type: typeOf(from.address), reuseAddr: true });
  await new Promise<void>((resolve) => socket.bind(from.port, from.address, resolve));
  if (typeOf(from.address) === 'udp4') socket.setBroadcast(true);
  sockets.set(place, socket);
}
const answers = await Promise.all(datagrams.map(ask));
for (const socket of sockets.values()) socket.close();
process.stdout.write(`${JSON.stringify(answers)}\n`);

function ask({ from, to, hex }: Datagram): Promise<string> {
  const socket = sockets.get(`${from.address}:${from.port}`)!;
  const transaction = TRANSACTION[typeOf(from.address)];
  socket.setMaxListeners(datagrams.length + 1);
  return new Promise((resolve) => {
    const done = (answer: string): void => {
      clearTimeout(timer);
      socket.off('message', hear);
      resolve(answer);
    };
    const hear = (packet: Buffer): void => {
      const heard = packet.toString('hex');
      if (heard.slice(...transaction) === hex.slice(...transaction)) done(heard);
    };
    const timer = setTimeout(() => done(''), PATIENCE);
    socket.on('message', hear);
    socket.send(Buffer.from(hex, 'hex'), to.port, to.address);
  });
}

function typeOf(address: string): keyof typeof TRANSACTION {
  return address.includes(':') ? 'udp6' : 'udp4';
}
