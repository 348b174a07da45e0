import type { StageId } from '../generators/plan/stages.ts';
import { Console } from '../generators/diagnose/console.ts';
import type { Promised } from './promise.ts';
import type { Symptom } from './faults/fault.ts';
import type { BootResult, FileServed, StageReached, SymptomSeen } from './result.ts';
import {
  commandLineOf,
  missingArguments,
  servedFile,
  stageOfConsole,
  stagesOfLog,
  type Sighting,
} from './watch.ts';

/** How a boot ended, and when. */
export interface Ending {
  /** One line; undefined if the boot did what was promised. */
  readonly failure: string | undefined;
  readonly seconds: number;
}

/** What has been seen of one boot so far. It knows no clock: every event brings its own time. */
export class Observer {
  readonly #promised: Promised;
  readonly #until: StageId;
  readonly #symptoms: readonly Symptom[];
  readonly #symptomsSeen = new Map<Symptom, SymptomSeen>();
  readonly #counts = new Map<Symptom, number>();
  readonly #consoles = new Map<string, Console>();
  readonly #stages: StageReached[] = [];
  readonly #files: FileServed[] = [];
  readonly #console: string[] = [];
  readonly #log: string[] = [];
  #commandLine: string | undefined;
  #ending: Ending | undefined;

  /** @param symptoms if there are any, the boot is over when all of them have been seen, and not before */
  constructor(promised: Promised, until: StageId, symptoms: readonly Symptom[] = []) {
    this.#promised = promised;
    this.#until = until;
    this.#symptoms = symptoms;
  }

  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** Takes what a serial port has printed, and gives the stages that it shows to be reached for the first time. */
  console(port: string, text: string, seconds: number): StageReached[] {
    let console = this.#consoles.get(port);
    if (console === undefined) this.#consoles.set(port, (console = new Console()));
    const seen: (Sighting | undefined)[] = [
      { stage: 'firmware', what: 'first sign on the console' },
    ];
    for (const line of console.read(text)) {
      this.#console.push(`${port}: ${line}`);
      this.#look('console', port, line, seconds);
      this.#commandLine ??= commandLineOf(line);
      seen.push(stageOfConsole(line, this.#promised));
    }
    this.#look('console', port, console.unfinished, seconds, false);
    seen.push(stageOfConsole(console.unfinished, this.#promised));
    return this.#reach(seen, seconds);
  }

  /** Takes a line of a server's log, and gives the stages that it shows to be reached for the first time. */
  log(from: string, line: string, seconds: number): StageReached[] {
    this.#log.push(`${from}: ${line}`);
    this.#look('log', from, line, seconds);
    const file = servedFile(from, line);
    if (file !== undefined) this.#files.push({ ...file, seconds });
    return this.#reach(stagesOfLog(from, line, this.#promised), seconds);
  }

  /** The boot ends here, unless it has ended before. */
  end(failure: string | undefined, seconds: number): void {
    const broken = this.#symptoms.length > 0 ? undefined : this.#broken();
    this.#ending ??= { failure: failure ?? broken, seconds };
  }

  /** What was seen, to be put into a result. */
  get seen(): Pick<
    BootResult,
    'stages' | 'files' | 'console' | 'log' | 'commandLine' | 'symptoms'
  > {
    return {
      stages: this.#stages,
      files: this.#files,
      console: this.#console,
      log: this.#log,
      commandLine: this.#commandLine,
      symptoms: this.#symptoms.flatMap((each) => this.#symptomsSeen.get(each) ?? []),
    };
  }

  /** What has not been seen when the time is over, in one line. */
  lacking(limit: number): string {
    const missing = this.#symptoms.filter((each) => !this.#symptomsSeen.has(each));
    if (missing.length === 0) return `It did not reach ${this.#until} within ${limit} s.`;
    return `Not seen within ${limit} s: ${missing.map(({ id }) => id).join(', ')}.`;
  }

  /** @param complete a line that is still being written is shown again with every piece, and counts only where one is enough */
  #look(
    where: Symptom['where'],
    from: string,
    line: string,
    seconds: number,
    complete = true,
  ): void {
    for (const symptom of this.#symptoms) {
      if (symptom.where !== where || this.#symptomsSeen.has(symptom)) continue;
      if (!symptom.says.test(line)) continue;
      const { times = 1 } = symptom;
      if (!complete && times > 1) continue;
      const count = (this.#counts.get(symptom) ?? 0) + 1;
      this.#counts.set(symptom, count);
      if (count < times) continue;
      this.#symptomsSeen.set(symptom, { id: symptom.id, line: `${from}: ${line}`, seconds });
    }
    if (this.#symptoms.length > 0 && this.#symptomsSeen.size === this.#symptoms.length)
      this.end(undefined, seconds);
  }

  #reach(seen: readonly (Sighting | undefined)[], seconds: number): StageReached[] {
    const fresh: StageReached[] = [];
    for (const sighting of seen) {
      if (sighting === undefined || this.#ending !== undefined) continue;
      if (this.#stages.some(({ stage }) => stage === sighting.stage)) continue;
      const reached = { ...sighting, seconds };
      this.#stages.push(reached);
      fresh.push(reached);
      // A broken machine may come far. What counts is that its symptoms are seen.
      if (this.#symptoms.length > 0) continue;
      if (sighting.stage === this.#until) this.end(undefined, seconds);
      else if (sighting.stage === 'handoff')
        this.end('It left the network and started its local disk.', seconds);
    }
    return fresh;
  }

  /** A stage may be reached with a kernel that was told something else than the plan says. */
  #broken(): string | undefined {
    const { args, printsArguments } = this.#promised;
    if (this.#commandLine === undefined) {
      const due = printsArguments && this.#stages.some(({ stage }) => stage === 'root');
      return due ? 'The kernel printed no command line on the console.' : undefined;
    }
    const missing = missingArguments(this.#commandLine, args);
    if (missing.length === 0) return undefined;
    return `The kernel's command line lacks, or has in another order: ${missing.join(' ')}`;
  }
}
