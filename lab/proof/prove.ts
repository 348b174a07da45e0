import { SERVED_ROOT } from '../../generators/plan/images.ts';
import type { FurtherBoot, ProofStatement, ProvenFile } from '../../generators/proof/statement.ts';
import { promiseOf } from '../promise.ts';
import { tellingLines, type BootResult } from '../result.ts';
import { recordedChanges } from '../scenarios/changes.ts';
import type { Line, Scenario } from '../scenarios/scenario.ts';
import { clockOf, cutCapture } from './capture.ts';
import { filesOf, type Booted } from './took-part.ts';

/** The contents of a boot server's files, by their path below its root. */
export type Contents = ReadonlyMap<string, { readonly sha256: string; readonly size: number }>;

/** A scenario whose boots did all that was expected of them, and what is known of their surroundings. */
export interface Proven {
  readonly scenario: Scenario;
  /** One after the other, each with the files that were on the boot server then. */
  readonly boots: readonly (Booted & { readonly contents: Contents })[];
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
 * The statement of what a scenario has proven.
 * @throws Error if a file was sent that the bundle does not have
 */
export function proofOf({
  scenario,
  boots,
  configuration,
  versions,
  time,
}: Proven): ProofStatement {
  const [first, ...further] = boots;
  if (first === undefined) throw new Error(`${scenario.id} has not booted.`);
  const { plan, host, result } = first;
  const subject = tookPart(first);
  const known = new Set(subject.map((each) => JSON.stringify(each)));
  const then = further.map((each) => ({
    ...observationOf(each),
    differs: tookPart(each).filter((file) => !known.has(JSON.stringify(file))),
  }));
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject,
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: {
      result: 'PASSED',
      configuration: [...configuration],
      passedTests: boots.flatMap((each, index) => {
        const number = boots.length > 1 ? `Boot ${index + 1}: ` : '';
        return testsOf(each).map((test) => number + test);
      }),
      failedTests: [],
      boot: {
        scenario: scenario.id,
        title: scenario.title,
        host: host.host.id,
        server: plan.server.id,
        route: host.route.value.id,
        time: isoSeconds(time),
        now: isoSeconds(plan.now),
        accelerator: result.accelerator,
        versions: Object.fromEntries([...versions].toSorted(([a], [b]) => (a < b ? -1 : 1))),
        ...(scenario.standIns === undefined ? {} : { standIns: [...scenario.standIns] }),
        ...observationOf(first),
        ...(then.length === 0 ? {} : { then }),
      },
    },
  };
}

function tookPart(booted: Proven['boots'][number]): ProvenFile[] {
  const { plan, contents } = booted;
  return filesOf(booted, contents.keys()).map((path) => ({
    name: `${plan.server.id}/${path}`,
    digest: { sha256: contents.get(path)!.sha256 },
  }));
}

/** What was seen of one boot. */
function observationOf(booted: Proven['boots'][number]): Omit<FurtherBoot, 'differs'> {
  const { plan, host, result, contents } = booted;
  const size = (path: string): number => {
    const content = contents.get(`${SERVED_ROOT}/${path}`);
    if (content === undefined)
      throw new Error(`${path} was sent, and the bundle has no such file.`);
    return content.size;
  };
  const heard = result.stages.find(({ stage }) => stage === 'link')?.seconds;
  const cut = cutCapture(result.capture, host.interface.mac, clockOf(result.capture, heard));
  return {
    profile: host.profile.value.id,
    changes: recordedChanges(booted.changes),
    until: result.until,
    promised: promiseOf(plan, host).stage,
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
    ...milestonesOf(result),
    commandLine: result.commandLine,
    console: tellingLines(result.console)
      .slice(-CONSOLE_LINES)
      .map((line) => line.slice(0, CONSOLE_WIDTH).trimEnd()),
    seconds: rounded(result.seconds),
    capture: { pcap: base64(cut.pcap), omitted: cut.omitted.map((each) => ({ ...each })) },
  };
}

function milestonesOf({ milestones = [] }: BootResult): Pick<FurtherBoot, 'milestones'> {
  if (milestones.length === 0) return {};
  return {
    milestones: milestones.map(({ what, seconds }) => ({ what, seconds: rounded(seconds) })),
  };
}

/** What was seen to be so, one sentence each. */
function testsOf({ plan, host, result, expect, visit }: Booted): string[] {
  const { printsArguments } = promiseOf(plan, host);
  return [
    `It reached ${result.until}.`,
    ...(result.commandLine !== undefined && printsArguments
      ? ['The kernel printed the arguments of the plan, in their order.']
      : []),
    ...(expect.files === undefined ? [] : [`It was first sent ${expect.files.join(', ')}.`]),
    ...said('The console says', expect.console),
    ...said('A log says', expect.log),
    ...said('Neither console nor log says', expect.never),
    ...said('A visit on the boot server says', visit?.says),
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
