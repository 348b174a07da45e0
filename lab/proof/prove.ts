import { SERVED_ROOT } from '../../generators/plan/images.ts';
import type { ProofStatement, ProvenFile } from '../../generators/proof/statement.ts';
import { promiseOf } from '../promise.ts';
import { tellingLines, type BootResult } from '../result.ts';
import type { Changes } from '../scenarios/changes.ts';
import type { Line, Scenario } from '../scenarios/scenario.ts';
import { clockOf, cutCapture } from './capture.ts';
import { filesOf, type Booted } from './took-part.ts';

/** A boot that did all that was expected of it, and what is known of its surroundings. */
export interface Proven extends Booted {
  readonly scenario: Scenario;
  /** Every file of the boot server, by its path below the server's root. */
  readonly contents: ReadonlyMap<string, { readonly sha256: string; readonly size: number }>;
  /** The inventory's files, without the scenario's changes. */
  readonly configuration: readonly ProvenFile[];
  /** Versions of Debian packages that took part, by their names. */
  readonly versions: ReadonlyMap<string, string>;
  /** When it ended, in milliseconds since 1970. */
  readonly time: number;
}

const CONSOLE_LINES = 60;
/** The menus of loaders draw frames of spaces; a line of the kernel is rarely longer. */
const CONSOLE_WIDTH = 200;

/**
 * The statement of what a boot has proven.
 * @throws Error if a file was sent that the bundle does not have
 */
export function proofOf(proven: Proven): ProofStatement {
  const { scenario, plan, host, result, contents } = proven;
  const promised = promiseOf(plan, host);
  const server = plan.server.id;
  const size = (path: string): number => {
    const content = contents.get(`${SERVED_ROOT}/${path}`);
    if (content === undefined)
      throw new Error(`${path} was sent, and the bundle has no such file.`);
    return content.size;
  };
  const heard = result.stages.find(({ stage }) => stage === 'link')?.seconds;
  const cut = cutCapture(result.capture, host.interface.mac, clockOf(result.capture, heard));
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: filesOf(proven, contents.keys()).map((path) => ({
      name: `${server}/${path}`,
      digest: { sha256: contents.get(path)!.sha256 },
    })),
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: {
      result: 'PASSED',
      configuration: [...proven.configuration],
      passedTests: testsOf(scenario, result, promised.printsArguments),
      failedTests: [],
      boot: {
        scenario: scenario.id,
        title: scenario.title,
        host: host.host.id,
        server,
        route: host.route.value.id,
        profile: host.profile.value.id,
        changes: recordedChanges(scenario.changes),
        time: isoSeconds(proven.time),
        now: isoSeconds(plan.now),
        accelerator: result.accelerator,
        until: result.until,
        promised: promised.stage,
        stages: result.stages.map(({ stage, what, seconds }) => ({
          stage,
          what,
          seconds: rounded(seconds),
        })),
        files: result.files.map(({ path, by, seconds }) => ({
          path,
          by,
          seconds: rounded(seconds),
          bytes: size(path),
        })),
        commandLine: result.commandLine,
        versions: Object.fromEntries([...proven.versions].toSorted(([a], [b]) => (a < b ? -1 : 1))),
        console: tellingLines(result.console)
          .slice(-CONSOLE_LINES)
          .map((line) => line.slice(0, CONSOLE_WIDTH).trimEnd()),
        seconds: rounded(result.seconds),
        capture: {
          pcap: base64(cut.pcap),
          omitted: cut.omitted.map((each) => ({ ...each })),
        },
      },
    },
  };
}

/** Changes as a proof records them: what was taken away is null, since JSON knows no undefined. */
export function recordedChanges(changes: Changes | undefined): Record<string, unknown> | undefined {
  if (changes === undefined) return undefined;
  return Object.fromEntries(Object.entries(changes).map(([path, value]) => [path, value ?? null]));
}

/** What was seen to be so, one sentence each. */
function testsOf({ expect }: Scenario, result: BootResult, printsArguments: boolean): string[] {
  return [
    `It reached ${result.until}.`,
    ...(result.commandLine !== undefined && printsArguments
      ? ['The kernel printed the arguments of the plan, in their order.']
      : []),
    ...(expect.files === undefined ? [] : [`It was first sent ${expect.files.join(', ')}.`]),
    ...said('The console says', expect.console),
    ...said('A log says', expect.log),
    ...said('Neither console nor log says', expect.never),
  ];
}

function said(words: string, lines: readonly Line[] = []): string[] {
  return lines.map((line) => `${words} ${line}.`);
}

/** Hundredths of a second are as exact as files and logs are followed. */
function rounded(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}

function isoSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
