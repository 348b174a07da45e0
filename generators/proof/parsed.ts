import { z } from 'zod';
import { provenFile } from './statement.ts';

/*
 * That a server's own checker has read emitted files without complaint: less than a boot, but it holds for every file that
 * a checker knows, and for these bytes. The frame is that of proofs of boots.
 */

export const parsedStatement = z.object({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  /** The files that were read. */
  subject: z.array(provenFile),
  predicateType: z.literal('https://in-toto.io/attestation/test-result/v0.1'),
  predicate: z.object({
    result: z.literal('PASSED'),
    configuration: z.array(provenFile),
    passedTests: z.array(z.string()),
    failedTests: z.array(z.string()),
    check: z.object({
      /** The checker's id: `nginx`. */
      checker: z.string(),
      /** The day and time, ISO 8601 in UTC. */
      time: z.iso.datetime(),
      /** The version of the program's Debian package, by its name; empty where there is no dpkg. */
      versions: z.record(z.string(), z.string()),
    }),
  }),
});

export type ParsedStatement = z.output<typeof parsedStatement>;

/** Where these statements are kept, from the root of the repo: one file for each checker. */
export const PARSED = 'content/proofs/parsed';
