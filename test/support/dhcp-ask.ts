/*
 * Runs where the clients are: sends each batch of DHCP requests that it reads from its input as one burst, and prints the
 * answers as hexadecimal digits, in the order of the requests, with an empty text where there was none in time.
 */
import { createSocket } from 'node:dgram';
import { text } from 'node:stream/consumers';
import { dhcpPacket, dhcpReply, type DhcpRequest } from '../../cli/ask/dhcp-packet.ts';

/** Milliseconds. dhcpd itself waits a second before it offers an address, to see whether anybody answers a ping. */
const PATIENCE = 4000;

const batches = JSON.parse(await text(process.stdin)) as DhcpRequest[][];
const socket = createSocket('udp4');
await new Promise<void>((resolve) => socket.bind(68, '0.0.0.0', resolve));
socket.setBroadcast(true);
const answers: string[][] = [];
let xid = 1;
for (const batch of batches) answers.push(await Promise.all(batch.map((each) => ask(each, xid++))));
socket.close();
process.stdout.write(JSON.stringify(answers));

function ask(request: DhcpRequest, transaction: number): Promise<string> {
  return new Promise((resolve) => {
    const done = (answer: string): void => {
      clearTimeout(timer);
      socket.off('message', hear);
      resolve(answer);
    };
    const hear = (packet: Uint8Array): void => {
      if (dhcpReply(packet, transaction) !== undefined) done(Buffer.from(packet).toString('hex'));
    };
    const timer = setTimeout(() => done(''), PATIENCE);
    socket.on('message', hear);
    socket.setMaxListeners(batches.flat().length + 1);
    socket.send(dhcpPacket(request, transaction), 67, '255.255.255.255');
  });
}
