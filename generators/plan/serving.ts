import type { Plan } from './plan.ts';

/** An interface of the boot server that clients reach it by. */
export interface ServingInterface {
  readonly name: string;
  readonly address: string;
}

/**
 * The server's interfaces whose address is the next-server of one of its networks, in the order of the inventory. An
 * interface on a network that another boot server looks after is not among them.
 */
export function servingInterfaces({ server, networks }: Plan): ServingInterface[] {
  const used = new Set(networks.map(({ nextServer }) => nextServer.value));
  return Object.entries(server.interfaces)
    .map(([name, { address }]) => ({ name, address }))
    .filter(({ address }) => used.has(address));
}
