import { z } from 'zod';
import { stages, type StageId } from '../plan/stages.ts';

/*
 * A proof: what one boot in the lab has shown, and for exactly which bytes. It is an in-toto statement with the predicate
 * test-result, so that other tools can read its frame: https://github.com/in-toto/attestation/tree/main/spec/v1 and
 * https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md. Fields of ours stand in `boot`; readers
 * of the predicate ignore fields that they do not know.
 */

const stage = z.enum(stages.map(({ id }) => id) as [StageId, ...StageId[]]);

/** A file with its digest, as in-toto names it (ResourceDescriptor). */
export const provenFile = z.object({
  /** Path in the bundle with its boot server: `boot1/srv/tftp/pxelinux.0`. */
  name: z.string(),
  digest: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
});

/** A stage of the boot chain, what its first sign was, and when it was seen, in seconds from power-on. */
const stageReached = z.object({ stage, what: z.string(), seconds: z.number() });

/** A file that was sent whole: its path below the TFTP root, its size, and when it had been sent. */
const fileSent = z.object({
  path: z.string(),
  by: z.enum(['tftp', 'http']),
  seconds: z.number(),
  bytes: z.number(),
});

/** The packets of the boot protocols, in the format of tcpdump. Their times count from power-on. */
const capture = z.object({
  /** Base64. */
  pcap: z.string(),
  /**
   * Where packets were left out that say nothing new: before which packet of the file (0 is the first), and how many. These
   * are data of a transfer and their acknowledgements.
   */
  omitted: z.array(z.object({ before: z.number(), packets: z.number() })),
});

/** What was seen of one boot. */
const observed = {
  /** The profile that counted. */
  profile: z.string(),
  /** Settings of the inventory that the scenario changed, by their path; null for one that it took away. Absent if none. */
  changes: z.record(z.string(), z.unknown()).optional(),
  /** The stage that was waited for. */
  until: stage,
  /** The stage that the plan promises: it may be a later one. */
  promised: stage,
  stages: z.array(stageReached),
  /** What else has come about at the console, and when, in seconds from power-on. Absent if nothing was waited for. */
  milestones: z.array(z.object({ what: z.string(), seconds: z.number() })).optional(),
  /** In the order in which they were sent. */
  files: z.array(fileSent),
  /** The kernel command line as the guest printed it. */
  commandLine: z.string().optional(),
  /** The last lines of the console, each after the name of its port. */
  console: z.array(z.string()),
  /** From power-on, in seconds. */
  seconds: z.number(),
  capture,
};

/** A scenario, and what was seen of its first boot. */
const boot = z.object({
  /** The scenario's id and title. */
  scenario: z.string(),
  title: z.string(),
  host: z.string(),
  server: z.string(),
  route: z.string(),
  /** The day and time at which it ended, ISO 8601 in UTC. */
  time: z.iso.datetime(),
  /** The time at which arming was judged. */
  now: z.iso.datetime(),
  accelerator: z.enum(['kvm', 'tcg']),
  /** Versions of Debian's packages that took part, by name: servers, firmware, QEMU, boot programs, kernels. */
  versions: z.record(z.string(), z.string()),
  /** What was not what it would be outside of the lab, a sentence each. Absent where there is nothing to be said. */
  standIns: z.array(z.string()).optional(),
  ...observed,
  /**
   * Further boots of the same machine, each after other settings were published. Their files are those of the statement's
   * subject, but for the ones that differ. Changes are besides those of the scenario. Absent if there were none.
   */
  then: z.array(z.object({ ...observed, differs: z.array(provenFile) })).optional(),
});

export const proofStatement = z.object({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  /** The files that took part: configs of the servers that answered, and every file that the machine was sent. */
  subject: z.array(provenFile),
  predicateType: z.literal('https://in-toto.io/attestation/test-result/v0.1'),
  predicate: z.object({
    result: z.enum(['PASSED', 'FAILED']),
    /** The inventory's files that the bundle was built from, without the scenario's changes. */
    configuration: z.array(provenFile),
    passedTests: z.array(z.string()),
    failedTests: z.array(z.string()),
    boot,
  }),
});

export type ProofStatement = z.output<typeof proofStatement>;
export type ProvenFile = z.output<typeof provenFile>;
export type ProvenBoot = z.output<typeof boot>;
export type FurtherBoot = NonNullable<ProvenBoot['then']>[number];
export type Capture = z.output<typeof capture>;

/** Where proofs are kept, from the root of the repo: one file for each scenario, named by its id. */
export const PROOFS = 'content/proofs';
