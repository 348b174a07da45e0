import { stages, type StageId } from '../generators/plan/stages.ts';
import type { Accelerator } from './accelerator.ts';
import type { Milestone } from './operator.ts';
import type { ServedFile, Sighting } from './watch.ts';

/** A stage and when its first sign was seen, in seconds from power-on. */
export interface StageReached extends Sighting {
  readonly seconds: number;
}

/** A file and when it had been sent, in seconds from power-on. */
export interface FileServed extends ServedFile {
  readonly seconds: number;
}

/** A symptom of a fault, as console or log print it. */
export interface SymptomSeen {
  readonly id: string;
  /** The line, after the name of its port or server. */
  readonly line: string;
  /** From power-on. */
  readonly seconds: number;
}

/** What came of a boot. */
export interface BootResult {
  readonly host: string;
  readonly server: string;
  readonly route: string;
  readonly profile: string;
  readonly ok: boolean;
  /** One line: why it counts as failed; undefined if it did not. */
  readonly failure: string | undefined;
  /** The stage that was waited for. */
  readonly until: StageId;
  /** In the order in which they were reached. */
  readonly stages: readonly StageReached[];
  /** From power-on to the end. */
  readonly seconds: number;
  /** The time limit in seconds. */
  readonly limit: number;
  readonly accelerator: Accelerator;
  /** The kernel command line as the guest printed it; undefined if it printed none. */
  readonly commandLine: string | undefined;
  readonly files: readonly FileServed[];
  /** Every line that the machine printed, each after the name of its port. */
  readonly console: readonly string[];
  /** Every line of the servers' logs, each after the name of its server. */
  readonly log: readonly string[];
  /** What was seen of a fault, in the order of its symptoms; empty without one. */
  readonly symptoms: readonly SymptomSeen[];
  /** What has come about at the console besides stages, in its order. */
  readonly milestones?: readonly Milestone[] | undefined;
  /** Paths below the TFTP root of files that the boot's own preparation has changed, so that the bundle has other ones. */
  readonly altered?: readonly string[] | undefined;
  /** The packets of the card that boots, in the format of tcpdump, each cut after a few hundred bytes. */
  readonly capture: Uint8Array;
  /** What came of the boot after the fault was mended, if that was asked for. */
  readonly mended?: BootResult | undefined;
}

/** The furthest stage of the boot chain among those reached, or undefined if there was no sign of life at all. */
export function furthest(reached: readonly StageReached[]): StageReached | undefined {
  const order = stages.map(({ id }) => id);
  return reached.toSorted((a, b) => order.indexOf(b.stage) - order.indexOf(a.stage))[0];
}

const TAIL = 20;

/** With log-dhcp, dnsmasq has a line for each option of each packet, which would be all that one sees. */
const OPTIONS = /(?:sent size|requested options|available DHCP subnet): /;

/** What a person needs after a failed boot: what failed, the stage reached, the last lines of console and logs. */
export function failureText(result: BootResult): string {
  const last = furthest(result.stages);
  const reached =
    last === undefined
      ? 'It gave no sign of life.'
      : `Stage reached: ${last.stage}, after ${last.seconds.toFixed(1)} s (${last.what}).`;
  return [
    `${result.host}: ${result.failure}`,
    reached,
    ...tail('Console', result.console),
    ...tail('Logs', result.log),
  ].join('\n');
}

/** A piece of the frame of a menu: spaces, and what is left of the line-drawing characters of a VT100 or a PC. */
const FRAME = /^\w+: [\slqkxmjtu\u2500-\u257f]*$/;

function tail(title: string, lines: readonly string[]): string[] {
  const telling = tellingLines(lines);
  if (telling.length === 0) return [`${title}: nothing.`];
  return [`${title}, the last lines:`, ...telling.slice(-TAIL).map((line) => `  ${line}`)];
}

/** Lines of console or logs without those that nobody reads: single DHCP options, and frames of menus. */
export function tellingLines(lines: readonly string[]): string[] {
  return lines.filter((line) => !OPTIONS.test(line) && !FRAME.test(line));
}
