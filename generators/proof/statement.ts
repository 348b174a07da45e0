import type { StageId } from '../../generators/plan/stages.ts';
import type { FileServed, StageReached } from '../result.ts';

/*
 * A proof: what one boot in the lab has shown, and for exactly which bytes. It is an in-toto statement with the predicate
 * test-result, so that other tools can read its frame: https://github.com/in-toto/attestation/tree/main/spec/v1 and
 * https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md. Fields of ours stand in `boot`; readers
 * of the predicate ignore fields that they do not know.
 */

/** A file with its digest, as in-toto names it (ResourceDescriptor). */
export interface ProvenFile {
  /** Path in the bundle with its boot server: `boot1/srv/tftp/pxelinux.0`. */
  readonly name: string;
  readonly digest: { readonly sha256: string };
}

export interface ProofStatement {
  readonly _type: 'https://in-toto.io/Statement/v1';
  /** The files that took part: configs that servers read, and every file that the machine was sent. */
  readonly subject: readonly ProvenFile[];
  readonly predicateType: 'https://in-toto.io/attestation/test-result/v0.1';
  readonly predicate: {
    readonly result: 'PASSED' | 'FAILED';
    /** The inventory's files that the bundle was built from, without those of the scenario's changes. */
    readonly configuration: readonly ProvenFile[];
    readonly passedTests: readonly string[];
    readonly failedTests: readonly string[];
    readonly boot: ProvenBoot;
  };
}

/** What was observed. */
export interface ProvenBoot {
  /** The scenario's id and title. */
  readonly scenario: string;
  readonly title: string;
  readonly host: string;
  readonly server: string;
  readonly route: string;
  readonly profile: string;
  /** Settings of the inventory that the scenario changed, by their path; absent if none. */
  readonly changes?: Readonly<Record<string, unknown>> | undefined;
  /** The day and time at which it ended, ISO 8601 in UTC. */
  readonly time: string;
  /** The time at which arming was judged. */
  readonly now: string;
  readonly accelerator: string;
  /** The stage that was promised and waited for. */
  readonly until: StageId;
  readonly stages: readonly StageReached[];
  /** In the order in which they were sent, each with its size in bytes. */
  readonly files: readonly (FileServed & { readonly bytes: number })[];
  /** The kernel command line as the guest printed it. */
  readonly commandLine?: string | undefined;
  /** Versions of Debian's packages that took part, by name: servers, firmware, QEMU. */
  readonly versions: Readonly<Record<string, string>>;
  /** The last lines of the console. */
  readonly console: readonly string[];
  /** From power-on, in seconds. */
  readonly seconds: number;
  /** The packets of the boot protocols, in the format of tcpdump, as base64. */
  readonly capture: string;
}
