import { z } from 'zod';
import { audiences } from '../audience.ts';
import {
  architectures,
  drivers,
  FIRMWARE_VERSION,
  firmwares,
  loaders,
  transports,
} from '../inventory/schema.ts';
import { confidence, entryId, sentence, source, stageId } from './evidence.ts';
import { stepOrWords } from './step.ts';

/*
 * The shape of content/quirks/<id>.mdx: its front matter says which hardware it is, what one sees, and what the plan does about
 * it. The text below it is for people.
 */

/** A name as vendors write it, with * for any run of characters. Letter case does not count. */
const glob = z.string().min(2).max(80);

/** A version as vendors write it: numbers and letters, parted by dots. */
const version = z.string().regex(FIRMWARE_VERSION, 'a version such as 2.10.0');

/**
 * Which models of the inventory it concerns. Each key that is given must hold; a list holds if one of its items does. A model that
 * says nothing of a key is not matched by it.
 */
const match = z
  .strictObject({
    vendor: z.array(glob).min(1).optional(),
    /** The model's name. */
    model: z.array(glob).min(1).optional(),
    /** The network card's name. */
    nic: z.array(glob).min(1).optional(),
    /** PCI vendor and device of the network card. */
    pci: z
      .array(z.string().regex(/^[0-9a-f]{4}:(?:[0-9a-f]{4}|\*)$/, 'a PCI id such as 14e4:165f'))
      .min(1)
      .optional(),
    firmware: z.array(z.enum(firmwares)).min(1).optional(),
    architecture: z.array(z.enum(architectures)).min(1).optional(),
    loader: z.array(z.enum(loaders)).min(1).optional(),
    /** Versions of the system firmware, from the first that has it to the first that does not. */
    firmwareVersion: z
      .strictObject({ from: version.optional(), below: version.optional() })
      .optional(),
  })
  .refine((given) => Object.keys(given).length > 0, 'at least one key');

/** What the plan does for a machine that has it. What the inventory says of the model or the host itself weighs more. */
const effect = z
  .strictObject({
    /** Another boot loader, transport or driver: so another NBP. */
    loader: z.enum(loaders).optional(),
    transport: z.enum(transports).optional(),
    drivers: z.enum(drivers).optional(),
    /** false: a rule refuses the machine on a network with proxyDHCP. */
    proxydhcp: z.literal(false).optional(),
    /** Kernel arguments, for profiles of these kinds. */
    args: z
      .array(
        z.strictObject({
          kinds: z.array(z.enum(['installer', 'image', 'rescue', 'nfs-root', 'live'])).min(1),
          args: z.array(z.string().min(1)).min(1),
        }),
      )
      .min(1)
      .optional(),
    dhcp: z
      .strictObject({
        /** Answers go to all, since the machine does not hear them otherwise: dnsmasq's dhcp-broadcast. */
        broadcast: z.literal(true).optional(),
        /** Seconds to wait before answering: dnsmasq's dhcp-reply-delay. */
        replyDelay: z.number().int().min(1).max(30).optional(),
      })
      .optional(),
    tftp: z
      .strictObject({
        /** Blocks of 512 bytes only, for the whole server: dnsmasq's tftp-no-blocksize. */
        blockSize: z.literal(false).optional(),
        /** Largest packet in bytes, for the whole server: dnsmasq's tftp-mtu. */
        mtu: z.number().int().min(576).max(9000).optional(),
      })
      .optional(),
    ipxe: z
      .strictObject({
        /** Seconds that iPXE's script waits for the link before it asks for more. */
        linkWait: z.number().int().min(1).max(120).optional(),
        /** How often the script tries a failed download again. */
        retries: z.number().int().min(1).max(20).optional(),
      })
      .optional(),
  })
  .refine((given) => Object.keys(given).length > 0, 'at least one key');

export const quirkEntry = z.strictObject({
  title: z.string().min(3).max(120),
  description: sentence,
  /** Who the page is for; the public, unless given. */
  audience: z.enum(audiences).optional(),
  /** What it is a property of. */
  of: z.enum([
    'firmware',
    'nic',
    'bmc',
    'switch',
    'storage',
    'boot loader',
    'server',
    'virtual machine',
    'operating system',
  ]),
  vendor: z.string().min(2).max(80),
  /** Which hardware it was seen on, in words. */
  seenOn: z.array(sentence).min(1),
  /** Without it, no model has it by itself; `quirks:` in the inventory can name it all the same. */
  match: match.optional(),
  stages: z.array(stageId).min(1),
  /** Ids of errors of the catalogue: what one sees. */
  symptoms: z.array(entryId).default([]),
  /** What one sees, where no error of the catalogue is it. */
  seen: sentence.optional(),
  cause: sentence,
  /** How people say it who have no message to quote: `works on the second try`. */
  saidAs: z.array(sentence).default([]),
  /** How one tells that it is this, and no other reason for the same symptom. */
  check: stepOrWords,
  workaround: z.array(stepOrWords).min(1),
  /** How one sees that the workaround works. */
  verify: stepOrWords,
  /** How it is taken back once it is not needed any more; some leaves nothing that could be. */
  undo: stepOrWords.optional(),
  effect: effect.optional(),
  /** Ids of faults of the lab that bring it about. */
  faults: z.array(entryId).default([]),
  confidence,
  sources: z.array(source).min(1),
});

export type QuirkData = z.output<typeof quirkEntry>;
export type QuirkEffect = z.output<typeof effect>;
export type QuirkMatch = z.output<typeof match>;

/** A quirk of the catalogue. */
export interface Quirk extends QuirkData {
  /** The name of its file: `stp-no-portfast`. */
  readonly id: string;
  /** More about it, in Markdown. */
  readonly more: string;
}
