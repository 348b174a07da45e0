import { stages, type StageId } from '../plan/stages.ts';
import { diagnose } from './diagnose.ts';
import { Follower, furthest, isAtLeast, untilOf, type Followed } from './follow.ts';
import type { Knowledge } from './knowledge.ts';
import { Times, type Moment } from './time.ts';
import { USUAL } from './usual.ts';

/*
 * A log as it grows: each machine's boot chain, and which machines stand still. It knows no clock: every line brings the time
 * at which it came.
 */

/** A machine in a growing log. */
export interface LiveMachine {
  readonly name: string;
  readonly known: boolean;
  /** The furthest stage that it has reached. */
  readonly stage: StageId;
  readonly what: string;
  /** From its first line to that stage. */
  readonly seconds: number;
  /** The stage after which a log shows nothing more of it. */
  readonly until: StageId;
  readonly standing?: LiveStanding | undefined;
}

/** A machine that has not got on for longer than is usual. */
export interface LiveStanding {
  readonly waitsFor: StageId;
  readonly seconds: number;
  /** The message that is behind it, or else the stage; and the page about it. */
  readonly title: string;
  readonly page: string;
}

/** Lines that are kept of each machine. */
const KEPT = 120;
/** Machines that are kept: those that were silent for longest are forgotten. */
const MOST = 5000;
const BOOTING: ReadonlySet<string> = new Set(['bios', 'uefi', 'uefi-http', 'ipxe', 'installer']);

interface Lately {
  readonly lines: string[];
  /** When its last line came. */
  arrival: number;
  /** How many lines it had when it was last diagnosed, and what came of it. */
  told?: { readonly count: number; readonly title: string; readonly page: string } | undefined;
  count: number;
}

/** Follows a log line by line. */
export class LiveLog {
  readonly #knowledge: Knowledge;
  readonly #follower: Follower;
  readonly #origin: Moment | undefined;
  readonly #lately = new Map<Followed, Lately>();
  #at = 0;
  #times: Times | undefined;
  /** The latest time that a line bore, and when that line came. */
  #clock: { readonly time: number; readonly arrival: number } | undefined;

  /** @param origin the moment that arrivals are counted from, and the reader's zone; for lines without a year or a zone */
  constructor(knowledge: Knowledge, origin?: Moment) {
    this.#knowledge = knowledge;
    this.#follower = new Follower(knowledge.hosts);
    this.#origin = origin;
  }

  /**
   * Takes lines that came together.
   * @param arrival when they came, in seconds
   */
  lines(texts: readonly string[], arrival: number): void {
    const origin = this.#origin;
    const reading =
      origin === undefined ? undefined : { ...origin, seconds: origin.seconds + arrival };
    const times = new Times(texts, reading, this.#times);
    for (const [position, text] of texts.entries()) this.#line(text, times, position, arrival);
    this.#times = times;
  }

  #line(text: string, times: Times, position: number, arrival: number): void {
    const own = (): number | undefined => times.at(position);
    const machine = this.#follower.line(text, this.#at++, { own, arrival });
    if (machine === undefined) return;
    const time = own();
    if (time !== undefined) this.#clock = { time, arrival };
    let lately = this.#lately.get(machine);
    if (lately === undefined)
      this.#lately.set(machine, (lately = { lines: [], arrival, count: 0 }));
    lately.arrival = arrival;
    lately.count++;
    if (lately.lines.push(text) > 2 * KEPT) lately.lines.splice(0, KEPT);
    if (this.#lately.size > MOST) this.#forget();
  }

  /** Every machine that boots, in the order of its first line. */
  machines(now: number): LiveMachine[] {
    return [...this.#lately.keys()].flatMap((machine) => {
      const last = furthest(machine.attempt.reached);
      return last === undefined || !boots(machine) ? [] : [this.#seen(machine, now)];
    });
  }

  #seen(machine: Followed, now: number): LiveMachine {
    const { name, host, attempt, latest, since } = machine;
    const last = furthest(attempt.reached)!;
    const until = untilOf(machine);
    return {
      ...{ name, known: host !== undefined, stage: last.stage, what: last.what, until },
      seconds: (latest ?? 0) - (since ?? 0),
      standing: isAtLeast(last.stage, until) ? undefined : this.#standing(machine, last.stage, now),
    };
  }

  #standing(machine: Followed, stage: StageId, now: number): LiveStanding | undefined {
    const clock = this.#clock;
    const today =
      machine.own === true && clock !== undefined ? clock.time + (now - clock.arrival) : now;
    const seconds = today - (machine.latest ?? today);
    if (seconds <= USUAL[stage]) return undefined;
    const next = stages[stages.findIndex(({ id }) => id === stage) + 1];
    return next === undefined
      ? undefined
      : { waitsFor: next.id, seconds, ...this.#told(machine, next) };
  }

  /** What its lines say is wrong. It is asked again only when there are new ones. */
  #told(machine: Followed, next: (typeof stages)[number]): { title: string; page: string } {
    const lately = this.#lately.get(machine)!;
    if (lately.told?.count !== lately.count) {
      const text = lately.lines.join('\n');
      const [cause] = diagnose({ text, host: machine.host?.id }, this.#knowledge).causes;
      const { title, page } =
        cause === undefined || cause.by === 'words'
          ? { title: next.title, page: `/stages/${next.id}/` }
          : { title: cause.entry, page: cause.page };
      lately.told = { count: lately.count, title, page };
    }
    return lately.told;
  }

  /** Forgets those that have been silent longest, many at once: to look through all of them for each new one takes too long. */
  #forget(): void {
    const byAge = [...this.#lately].toSorted(([, a], [, b]) => a.arrival - b.arrival);
    for (const [machine] of byAge.slice(0, MOST / 10)) {
      this.#lately.delete(machine);
      this.#follower.forget(machine);
    }
  }
}

/** A machine that boots, and not a running system that renews its lease. */
function boots({ host, attempt: { clients, files } }: Followed): boolean {
  return host !== undefined || files.length > 0 || clients.some((client) => BOOTING.has(client));
}
