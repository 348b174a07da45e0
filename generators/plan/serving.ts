import type { Plan } from './plan.ts';

/** An interface of the boot server that clients reach it by. */
export interface ServingInterface {
  readonly name: string;
  readonly address: string;
  /** Undefined where it serves nothing by IPv6. */
  readonly address6: string | undefined;
}

/**
 * The server's interfaces whose address is the next-server of one of its networks, in the order of the inventory. An
 * interface on a network that another boot server looks after is not among them.
 */
export function servingInterfaces({ server, networks }: Plan): ServingInterface[] {
  const used = new Set(networks.map(({ nextServer }) => nextServer.value));
  const used6 = new Set(networks.map(({ nextServer6 }) => nextServer6?.value));
  return Object.entries(server.interfaces)
    .map(([name, { address, address6 }]) => ({
      name,
      address,
      address6: used6.has(address6) ? address6 : undefined,
    }))
    .filter(({ address }) => used.has(address));
}
