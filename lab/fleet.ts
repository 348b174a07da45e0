import { stages as chain, type StageId } from '../generators/plan/stages.ts';
import { Attribution, type Attributed } from './attribution.ts';
import { Console } from '../generators/diagnose/console.ts';
import { USUAL } from '../generators/diagnose/usual.ts';
import type { Promised } from './promise.ts';
import type { StageReached } from './result.ts';
import { stageOfConsole, stagesOfLog, type Sighting } from './watch.ts';

/** A machine that is watched: what it must do, and the addresses that the inventory gives it. */
export interface Watched {
  readonly promised: Promised;
  readonly addresses: readonly string[];
}

/** What is known of one machine's boot. */
export interface BootSeen {
  readonly id: string;
  /** Undefined where nobody tells: a log knows nothing of power. */
  readonly power: 'on' | 'off' | undefined;
  /** In the order in which they were reached, since it was last switched on. */
  readonly stages: readonly StageReached[];
  /** The last line of a log that is about it. */
  readonly line: string | undefined;
  /** The stage after which nothing more is expected of it. */
  readonly until: StageId;
}

/** A machine that has not got on for longer than is usual. */
export interface Standing {
  /** The stage that it does not reach. */
  readonly waitsFor: StageId;
  /** Since it reached the one before. */
  readonly seconds: number;
}

/** A virtual machine has nothing to test: seconds from power-on to its first DHCP packet were 2 to 7. */
const LAB_FIRMWARE = 25;

/** The boots of several machines side by side. It knows no clock: every event brings its own time, in seconds. */
export class Fleet {
  #attribution: Attribution;
  readonly #boots: ReadonlyMap<string, Boot>;

  constructor(machines: readonly Watched[]) {
    this.#attribution = attributionOf(machines);
    this.#boots = new Map(machines.map(({ promised }) => [promised.host, new Boot(promised)]));
  }

  /** Every machine, in the order in which they were given. */
  get machines(): readonly BootSeen[] {
    return [...this.#boots.values()];
  }

  /** From now on the machines must do something else: their boot server was told something new. */
  promise(machines: readonly Watched[]): void {
    this.#attribution = attributionOf(machines);
    for (const { promised } of machines) this.#boots.get(promised.host)?.promise(promised);
  }

  /** It was switched on, off, or on anew: a boot begins, or is over. */
  power(machine: string, power: 'on' | 'off', seconds: number): void {
    this.#boots.get(machine)?.switch(power, seconds);
  }

  /** What a serial port of a machine has printed. */
  console(machine: string, port: string, text: string, seconds: number): StageReached[] {
    return this.#boots.get(machine)?.console(port, text, seconds) ?? [];
  }

  /** A line of a server's log, and the machines that it shows to have got on. */
  log(from: string, line: string, seconds: number): { machine: string; stage: StageReached }[] {
    return this.#attribution.take(from, line).flatMap((each) =>
      (this.#boots.get(each.machine)?.log(each, seconds) ?? []).map((stage) => ({
        machine: each.machine,
        stage,
      })),
    );
  }

  /**
   * Whether a machine stands still.
   * @param scale how many times slower than usual everything is here
   */
  standing(machine: string, seconds: number, scale = 1): Standing | undefined {
    return this.#boots.get(machine)?.standing(seconds, scale);
  }
}

function attributionOf(machines: readonly Watched[]): Attribution {
  return new Attribution(
    machines.map(({ promised, addresses }) => ({
      id: promised.host,
      macs: promised.macs,
      addresses,
    })),
  );
}

class Boot implements BootSeen {
  #promised: Promised;
  #consoles = new Map<string, Console>();
  #since = 0;
  power: 'on' | 'off' | undefined;
  stages: StageReached[] = [];
  line: string | undefined;

  constructor(promised: Promised) {
    this.#promised = promised;
  }

  get id(): string {
    return this.#promised.host;
  }

  get until(): StageId {
    return this.#promised.stage;
  }

  promise(promised: Promised): void {
    this.#promised = promised;
  }

  switch(power: 'on' | 'off', seconds: number): void {
    this.power = power;
    if (power === 'on') this.#begin(seconds);
  }

  console(port: string, text: string, seconds: number): StageReached[] {
    let console = this.#consoles.get(port);
    if (console === undefined) this.#consoles.set(port, (console = new Console()));
    const seen: (Sighting | undefined)[] = [
      { stage: 'firmware', what: 'first sign on the console' },
    ];
    for (const line of [...console.read(text), console.unfinished])
      seen.push(stageOfConsole(line, this.#promised));
    return this.#reach(seen, seconds);
  }

  log({ from, line }: Attributed, seconds: number): StageReached[] {
    this.line = line;
    return this.#reach(stagesOfLog(from, line, this.#promised), seconds);
  }

  standing(seconds: number, scale: number): Standing | undefined {
    if (this.power === 'off') return undefined;
    const reached = chain.findLastIndex(({ id }) => this.stages.some(({ stage }) => stage === id));
    const last = chain[reached]?.id ?? 'firmware';
    // Whoever boots its disk goes there from the menu.
    const next =
      last === 'menu' && this.#promised.stage === 'handoff' ? chain.at(-1) : chain[reached + 1];
    const unseen = this.stages.length === 0 && this.power === undefined;
    if (unseen || next === undefined || chain.findIndex(({ id }) => id === this.until) <= reached)
      return undefined;
    const waited = seconds - (this.stages.at(-1)?.seconds ?? 0) - this.#since;
    const usual = last === 'firmware' ? LAB_FIRMWARE : USUAL[last];
    return waited > usual * scale ? { waitsFor: next.id, seconds: waited } : undefined;
  }

  #begin(seconds: number): void {
    this.#since = seconds;
    this.#consoles = new Map();
    this.stages = [];
  }

  /** Stages are timed from power-on, or from the first sign of life in a log. */
  #reach(seen: readonly (Sighting | undefined)[], seconds: number): StageReached[] {
    const fresh: StageReached[] = [];
    for (const sighting of seen) {
      if (sighting === undefined) continue;
      if (this.stages.some(({ stage }) => stage === sighting.stage)) continue;
      if (this.stages.length === 0 && this.power === undefined) this.#since = seconds;
      const reached = { ...sighting, seconds: seconds - this.#since };
      this.stages.push(reached);
      fresh.push(reached);
    }
    return fresh;
  }
}
