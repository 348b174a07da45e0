import { z } from 'zod';
import { sentence } from './evidence.ts';

/*
 * A step of a check, a fix, a proof or the way back. Commands and their output may hold {words in braces}, which stand for values
 * of the machine at hand: see site-values.ts.
 */

/** Where a command is typed. */
const places = [
  'boot server',
  'machine',
  'workstation',
  'DHCP server',
  'relay',
  'switch',
  'firmware setup',
  'boot loader',
] as const;

/** One thing to do. At least what is done in words; where it is a command, the command and what it prints. */
export const step = z.strictObject({
  do: sentence,
  on: z.enum(places).optional(),
  run: z.string().min(2).max(800).optional(),
  /** What is seen then, as printed; for a check it is what decides. */
  see: z.string().min(2).max(800).optional(),
  /** Of a check: whether what is seen speaks for the cause at hand, or says that it is another. */
  speaks: z.enum(['for', 'against']).optional(),
  /** The lines of an emitted file that are the answer: those of the machine at hand. */
  config: z
    .strictObject({
      format: z.enum(['dnsmasq', 'pxelinux', 'grub', 'ipxe', 'nginx', 'isc-dhcpd', 'kea']),
      /** Words that the first line holds, {words in braces} among them; the whole file without them. */
      find: z.string().min(2).optional(),
      lines: z.number().int().min(1).max(40).optional(),
    })
    .optional(),
});

/** A step that is words alone may be written as these words. */
export const stepOrWords = z.union([
  sentence.transform((words): RepairStep => ({ do: words })),
  step,
]);

export type RepairStep = z.output<typeof step>;
