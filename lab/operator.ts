import { Console } from '../generators/diagnose/console.ts';
import type { Line } from './scenarios/scenario.ts';

/** What a person at the console waits for, and what they then type. */
export interface Keystrokes {
  /** Printed on a serial port after what was typed before it; a line that is still being written counts. */
  readonly sees: Line;
  /** What is typed on that port; nothing if they only wait for it. A return is `\r`. */
  readonly types?: string | undefined;
  /** What has come about with it, in a few words, if that is worth being told. */
  readonly what?: string | undefined;
}

/** A person at the console, and what they wait for. */
export interface Attendance {
  /** One after the other. */
  readonly steps: readonly Keystrokes[];
  /** After a line like this there is nothing to be waited for any more. */
  readonly fails?: RegExp | undefined;
}

/** Something that has come about, and when, in seconds from power-on. */
export interface Milestone {
  readonly what: string;
  readonly seconds: number;
}

/** The person at a machine's console, who does one thing after the other. Like the observer, they know no clock. */
export class Operator {
  readonly #steps: Keystrokes[];
  readonly #fails: RegExp | undefined;
  readonly #type: (port: string, text: string) => void;
  readonly #consoles = new Map<string, Console>();
  readonly #milestones: Milestone[] = [];
  #failure: string | undefined;

  constructor({ steps, fails }: Attendance, type: (port: string, text: string) => void) {
    this.#steps = [...steps];
    this.#fails = fails;
    this.#type = type;
  }

  /** Whether they have seen everything. */
  get done(): boolean {
    return this.#steps.length === 0;
  }

  /** The line after which they gave up; undefined if there was none. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** What they have waited for in vain, in one line; undefined if there is nothing. */
  get lacking(): string | undefined {
    const [next] = this.#steps;
    return next && `The console never said ${next.sees}.`;
  }

  get milestones(): readonly Milestone[] {
    return this.#milestones;
  }

  /** Takes what a serial port has printed, and gives what has come about. */
  console(port: string, text: string, seconds: number): Milestone[] {
    let console = this.#consoles.get(port);
    if (console === undefined) this.#consoles.set(port, (console = new Console()));
    const before = this.#milestones.length;
    for (const line of console.read(text)) {
      this.#look(port, line, seconds);
      if (this.#fails?.test(line) === true) this.#failure ??= `The console says: ${line}`;
    }
    this.#look(port, console.unfinished, seconds);
    return this.#milestones.slice(before);
  }

  #look(port: string, line: string, seconds: number): void {
    const [next] = this.#steps;
    if (next === undefined || !says(line, next.sees)) return;
    this.#steps.shift();
    if (next.what !== undefined) this.#milestones.push({ what: next.what, seconds });
    if (next.types !== undefined) this.#type(port, next.types);
  }
}

function says(line: string, wanted: Line): boolean {
  return typeof wanted === 'string' ? line.includes(wanted) : wanted.test(line);
}
