import { z } from 'zod';
import { stages, type StageId } from '../plan/stages.ts';
import { expression } from './expression.ts';

/*
 * What entries of the catalogue have in common, whether they describe a message or a piece of hardware.
 */

/** One line of prose: no control characters, no line breaks. */
export const sentence = z
  .string()
  .min(3)
  .max(600)
  .regex(/^[^\p{Cc}\u2028\u2029]+$/u, 'text on one line');

/** An entry's id is the name of its file, and it stands in addresses. */
export const entryId = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'lower-case letters, digits and inner hyphens');

export const stageId = z.enum(stages.map(({ id }) => id) as [StageId, ...StageId[]]);

/**
 * How well something is known.
 * `lab`: seen in this project's lab. `source`: read in the source code or the vendor's own words. `report`: told by people who met it.
 */
export const confidence = z.enum(['lab', 'source', 'report']);

/** Where a fact was read. */
export const source = z.strictObject({
  title: z.string().min(3).max(160),
  href: z.url({ protocol: /^https?$/ }),
});

/**
 * A regular expression as text, for one line of what was pasted. It is tried without regard to case, on a line whose escape
 * sequences are gone and whose white space is single blanks.
 */
export const pattern = z
  .string()
  .min(3)
  .refine(isExpression, 'a regular expression that JavaScript accepts with the flags i and u');

function isExpression(text: string): boolean {
  try {
    return expression(text) instanceof RegExp;
  } catch {
    return false;
  }
}

export type Confidence = z.output<typeof confidence>;
export type EntrySource = z.output<typeof source>;
