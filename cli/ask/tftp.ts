import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { Content } from '../hash-file.ts';

/** Why a server did not give what it was asked for. */
export interface Refusal {
  readonly why: string;
  /** Of HTTP, where there was one. */
  readonly status?: number | undefined;
}

/** Milliseconds until a packet is sent again, and how often. */
const PATIENCE = 1000;
const TRIES = 4;
/** Bytes of a block: as many as fit into an Ethernet frame with the headers of IP, UDP and TFTP. */
const BLOCK = 1428;

/**
 * Fetches a file as a machine does, and gives its sum: RFC 1350, with the block size of RFC 2348.
 * @param path from the TFTP root
 * @param most bytes after which it is enough: then the sum is that of what came
 */
export function askTftp(
  server: string,
  path: string,
  most: number = Infinity,
): Promise<Content | Refusal> {
  return new Promise((resolve) => {
    const socket = createSocket(server.includes(':') ? 'udp6' : 'udp4');
    const hash = createHash('sha256');
    let size = 0;
    let block = 512;
    let expected = 1;
    let port = 69;
    let tries = 0;
    let timer: NodeJS.Timeout | undefined;
    let last = Buffer.from(`\0\u0001${path}\0octet\0blksize\0${BLOCK}\0`);
    const end = (answer: Content | Refusal): void => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const send = (): void => {
      clearTimeout(timer);
      if (tries++ === TRIES) {
        end({ why: 'no answer by TFTP' });
        return;
      }
      timer = setTimeout(send, PATIENCE);
      socket.send(last, port, server);
    };
    const acknowledge = (number: number): void => {
      last = Buffer.from([0, 4, (number >> 8) & 255, number & 255]);
      tries = 0;
      send();
    };
    socket.on('error', ({ message }) => end({ why: message }));
    socket.on('message', (packet, from) => {
      // Data comes from a port of its own; what comes from elsewhere is none of this transfer.
      if (packet.length < 4 || (port !== 69 && from.port !== port)) return;
      port = from.port;
      const kind = packet.readUInt16BE(0);
      if (kind === 5) end({ why: packet.subarray(4, packet.length - 1).toString() });
      else if (kind === 6) {
        const [, given] = /blksize\0(\d+)/i.exec(packet.subarray(2).toString('latin1')) ?? [];
        block = given === undefined ? 512 : Number(given);
        acknowledge(0);
      } else if (kind === 3 && packet.readUInt16BE(2) === (expected & 0xffff)) {
        const data = packet.subarray(4);
        hash.update(data);
        size += data.length;
        const whole = data.length < block;
        if (!whole && size < most) {
          acknowledge(expected++ & 0xffff);
          return;
        }
        // An error packet is how a client says that it has had enough.
        const bye = whole ? [0, 4, ...packet.subarray(2, 4)] : [0, 5, 0, 0, 0];
        socket.send(Buffer.from(bye), port, server, () =>
          end({ sha256: hash.digest('hex'), size }),
        );
        clearTimeout(timer);
      }
    });
    send();
  });
}
