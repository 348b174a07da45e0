import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { dhcpPacket, dhcpReply, type DhcpReply, type DhcpRequest } from './dhcp-packet.ts';

/** Milliseconds until a request is sent again, and how often. dnsmasq may first ping an address for three seconds. */
const PATIENCE = 2000;
const TRIES = 3;

/** DHCP between relays and servers: RFC 2131, section 4.1. */
const SERVER_PORT = 67;

/**
 * Asks a DHCP server what it would offer to machines, from anywhere: as a relay does, by unicast, with the answer coming back
 * to us. Nothing is taken: an offer that nobody accepts is forgotten.
 */
export class DhcpAsker {
  readonly #socket: Socket;
  readonly #address: string;
  readonly #server: string;
  #transaction = (process.pid << 16) >>> 0;

  private constructor(socket: Socket, address: string, server: string) {
    this.#socket = socket;
    this.#address = address;
    this.#server = server;
    socket.setMaxListeners(0);
  }

  /** Opens the port that relays are answered at. Only root may; who may not is told why. */
  static async open(server: string): Promise<DhcpAsker | { why: string }> {
    const address = await ownAddress(server);
    const socket = createSocket('udp4');
    try {
      socket.bind(SERVER_PORT, address);
      await once(socket, 'listening');
      return new DhcpAsker(socket, address, server);
    } catch (error) {
      socket.close();
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES') return { why: 'port 67 is for root: run this as root' };
      if (code === 'EADDRINUSE')
        return { why: 'port 67 is in use here: run this on a machine without a DHCP server' };
      throw error;
    }
  }

  /** What the server would offer; undefined if it keeps silent. */
  ask(request: DhcpRequest, network: string): Promise<DhcpReply | undefined> {
    const xid = (this.#transaction = (this.#transaction + 1) >>> 0);
    const packet = dhcpPacket({ ...request, relay: { address: this.#address, network } }, xid);
    return new Promise((resolve) => {
      let tries = 0;
      let timer: NodeJS.Timeout | undefined;
      const done = (reply: DhcpReply | undefined): void => {
        clearTimeout(timer);
        this.#socket.off('message', hear);
        resolve(reply);
      };
      const hear = (answer: Buffer): void => {
        const reply = dhcpReply(answer, xid);
        if (reply !== undefined) done(reply);
      };
      const send = (): void => {
        if (tries++ === TRIES) {
          done(undefined);
          return;
        }
        timer = setTimeout(send, PATIENCE);
        this.#socket.send(packet, SERVER_PORT, this.#server);
      };
      this.#socket.on('message', hear);
      send();
    });
  }

  close(): void {
    this.#socket.close();
  }
}

/** The address of this machine that a server sees. */
async function ownAddress(server: string): Promise<string> {
  const socket = createSocket('udp4');
  try {
    socket.connect(SERVER_PORT, server);
    await once(socket, 'connect');
    return socket.address().address;
  } finally {
    socket.close();
  }
}
