import { z } from 'zod';
import { audiences } from '../audience.ts';
import { confidence, entryId, pattern, sentence, source, stageId } from './evidence.ts';
import { machines } from './machines.ts';
import { step } from './step.ts';

/*
 * The shape of content/errors/<id>.mdx: its front matter is data, for the page and for the diagnosis alike. The text below
 * it says why the thing happens, for a reader who has time.
 */

/** Who says it, as far as that decides where a person looks. */
const programs = [
  'bios-rom',
  'uefi',
  'uefi-http-boot',
  'secure-boot',
  'shim',
  'pxelinux',
  'grub',
  'ipxe',
  'kernel',
  'initramfs-tools',
  'dracut',
  'debian-installer',
  'anaconda',
  'ubuntu-installer',
  'windows',
  'dnsmasq',
  'isc-dhcpd',
  'kea',
  'tftpd-hpa',
  'nginx',
  'nfs-server',
  'bootbook',
] as const;

const cause = z.strictObject({
  id: entryId,
  title: sentence,
  /** What tells it from the other causes. */
  tell: sentence,
  /** Lines of the same paste that speak for it, or against it. */
  for: z.array(pattern).default([]),
  against: z.array(pattern).default([]),
  machines: machines.prefault({}),
  check: step,
  fix: z.array(step).min(1),
  /** Where it differs from the entry's own. */
  verify: step.optional(),
  undo: step.optional(),
  /** Ids of faults of the lab that bring about this very cause. */
  faults: z.array(entryId).default([]),
  /** Ids of quirks that are this cause. */
  quirks: z.array(entryId).default([]),
});

export const errorEntry = z.strictObject({
  title: z.string().min(3).max(120),
  description: sentence,
  /** Who the page is for; the public, unless given. */
  audience: z.enum(audiences).optional(),
  /** What people search for: `PXE-E32`, `040ee119`. Letter case does not count. */
  codes: z.array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/)).default([]),
  stage: stageId,
  /** `normal`: it looks like an error and is none. */
  severity: z.enum(['error', 'warning', 'normal']),
  /** It only says that something before it went wrong: whatever else was printed tells more. */
  consequence: z.boolean().default(false),
  by: z.enum(programs),
  where: z.enum(['console', 'log']),
  /** Exact texts, one line each, as they are printed. The first one heads the page. */
  printed: z.array(z.string().min(3).max(300)).min(1),
  machines: machines.prefault({}),
  rule: z.strictObject({
    /**
     * A line that any of these matches is this message. Named groups fill {words in braces}. A group `foreign` holds an
     * address that is somebody else's: one of the site's own boot servers there makes it no message.
     */
    match: z.array(pattern).min(1),
    /** … unless one of these matches the line as well. */
    unless: z.array(pattern).default([]),
    /** … or one of these matches another line, before it or after it. */
    without: z.array(pattern).default([]),
    /** … and only after a line that one of these matches. */
    after: z.array(pattern).default([]),
    /** … and not if a later line matches one of these: the machine got over it. */
    until: z.array(pattern).default([]),
    /** More lines that are this message, besides `printed`. */
    yes: z.array(z.string().min(3)).default([]),
    /** Lines that look like it and are not. */
    no: z.array(z.string().min(3)).min(1),
  }),
  meaning: sentence,
  /** How people say it who have no message to quote: `works on the second try`. */
  saidAs: z.array(sentence).default([]),
  /** The likeliest first. Empty only where nothing is wrong. */
  causes: z.array(cause),
  /** How one sees that it worked, and how it is taken back, for all causes that say nothing else. */
  verify: step.optional(),
  undo: step.optional(),
  /** Faults of the lab that print exactly this, or why none does. */
  reproduced: z.union([
    z.strictObject({ faults: z.array(entryId).min(1) }),
    z.strictObject({ not: sentence }),
  ]),
  /** Ids of errors that are mistaken for it, or come with it. */
  related: z.array(entryId).default([]),
  /** When to stop trying, and whom to ask for what. */
  escalate: sentence.optional(),
  confidence,
  sources: z.array(source).min(1),
});

export type ErrorData = z.output<typeof errorEntry>;
export type Cause = z.output<typeof cause>;

/** An error of the catalogue. */
export interface ErrorEntry extends ErrorData {
  /** The name of its file: `uefi-pxe-e18`. */
  readonly id: string;
  /** Why it happens, in Markdown. */
  readonly why: string;
}
