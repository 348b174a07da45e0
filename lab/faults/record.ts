import { tellingLines, type BootResult } from '../result.ts';
import type { Fault } from './fault.ts';

/*
 * What was really seen of a fault, kept beside it so that pages can quote it: lab/faults/seen/<id>.json. `bootbook lab
 * fault <id> --record` writes it.
 */

/** A fault as it was seen once. */
export interface FaultRecord {
  readonly fault: string;
  readonly scenario: string;
  readonly host: string;
  /** The day, by ISO 8601 in UTC. */
  readonly date: string;
  readonly accelerator: string;
  /** Versions of Debian's packages that took part, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** In the order of the fault's symptoms. */
  readonly symptoms: readonly RecordedSymptom[];
  /** The last lines of all serial ports in the order in which they came. */
  readonly console: readonly string[];
  /** The last lines of the servers' logs, each after the name of its server. Lines about single DHCP options are left out. */
  readonly log: readonly string[];
}

export interface RecordedSymptom {
  readonly id: string;
  readonly where: 'console' | 'log';
  /** The serial port, or the server. */
  readonly from: string;
  /** The line as it was printed. */
  readonly line: string;
  /** From power-on. */
  readonly seconds: number;
}

/** How many lines of console and log are kept. */
const TAIL = 25;

/** What is kept of a boot that has shown all symptoms of a fault. */
export function recordOf(
  fault: Fault,
  result: BootResult,
  about: Pick<FaultRecord, 'date' | 'versions'>,
): FaultRecord {
  const symptoms = result.symptoms.map(({ id, line, seconds }) => {
    const { where } = fault.symptoms.find((each) => each.id === id)!;
    const colon = line.indexOf(': ');
    const from = line.slice(0, colon);
    return { id, where, from, line: line.slice(colon + 2), seconds: Number(seconds.toFixed(1)) };
  });
  return {
    fault: fault.id,
    scenario: fault.scenario,
    host: result.host,
    date: about.date,
    accelerator: result.accelerator,
    versions: about.versions,
    symptoms,
    console: tellingLines(result.console)
      .slice(-TAIL)
      .map((line) => line.slice(line.indexOf(': ') + 2)),
    log: tellingLines(result.log).slice(-TAIL),
  };
}

/** The file of a record, from the root of the repo. */
export function recordPath(fault: string): string {
  return `lab/faults/seen/${fault}.json`;
}
