import { z } from 'zod';
import { architectures, firmwares, loaders, transports } from '../inventory/schema.ts';

/**
 * Which machines something can concern. Each key that is given must hold; a key holds if the machine has one of its values.
 * Without keys it concerns every machine.
 */
export const machines = z.strictObject({
  firmware: z.array(z.enum(firmwares)).min(1).optional(),
  architecture: z.array(z.enum(architectures)).min(1).optional(),
  loader: z.array(z.enum(loaders)).min(1).optional(),
  transport: z.array(z.enum(transports)).min(1).optional(),
  /** Who answers DHCP on the machine's network. */
  dhcp: z
    .array(z.enum(['authoritative', 'proxy', 'external']))
    .min(1)
    .optional(),
  relayed: z.boolean().optional(),
  ipv6: z.boolean().optional(),
});

export type Machines = z.output<typeof machines>;
