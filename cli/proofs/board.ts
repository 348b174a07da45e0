import { printable } from '../../generators/inventory/problem.ts';
import { stages, type StageId } from '../../generators/plan/stages.ts';
import type { BootOptions } from '../../lab/boot.ts';
import type { StageReached } from '../../lab/result.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';
import { painted } from '../terminal.ts';
import type { Outcome } from './prove-all.ts';

interface Machine {
  readonly scenario: Scenario;
  readonly reached: Set<StageId>;
  /** When it was switched on, in milliseconds. */
  poweredAt: number | undefined;
  last: StageReached | undefined;
}

/** How often the lines of a terminal are drawn anew, in milliseconds: seconds are counted on them. */
const INTERVAL = 250;
const COLUMNS = 80;

/**
 * Live progress of machines that boot side by side: on a terminal a line for each, its boot chain filling up; elsewhere a
 * line for each stage.
 */
export class ProofBoard {
  readonly #stream: NodeJS.WriteStream;
  readonly #total: number;
  readonly #machines = new Map<Scenario, Machine>();
  readonly #timer: NodeJS.Timeout | undefined;
  #ended = 0;
  /** Lines of the terminal that are drawn over next. */
  #drawn = 0;

  constructor(total: number, stream: NodeJS.WriteStream) {
    this.#total = total;
    this.#stream = stream;
    if (stream.isTTY) this.#timer = setInterval(() => this.#draw(), INTERVAL);
  }

  /** A scenario begins: its bundle is built. */
  begin(scenario: Scenario): Pick<BootOptions, 'onPower' | 'onStage'> {
    const machine: Machine = {
      scenario,
      reached: new Set(),
      poweredAt: undefined,
      last: undefined,
    };
    this.#machines.set(scenario, machine);
    this.#say(`${scenario.id}: ${scenario.title}`);
    return {
      onPower: ({ accelerator, limit }) => {
        machine.poweredAt = performance.now();
        this.#say(`${scenario.id}: switched on (${accelerator}); time limit ${limit} s`);
      },
      onStage: (stage) => {
        machine.reached.add(stage.stage);
        machine.last = stage;
        this.#say(`${scenario.id}: ${stageText(stage)}`);
      },
    };
  }

  end(outcome: Outcome): void {
    const { scenario } = outcome;
    this.#machines.delete(scenario);
    this.#ended++;
    const count = `${this.#ended} of ${this.#total}`;
    const line =
      'proof' in outcome
        ? `${painted('green', 'Proven', this.#stream)} (${count}): ${scenario.id}, ${outcome.proof.predicate.boot.until} after ${outcome.proof.predicate.boot.seconds.toFixed(1)} s`
        : `${painted('red', 'Failed', this.#stream)} (${count}): ${scenario.id}: ${outcome.failure.split('\n', 1)[0]}`;
    this.#clear();
    this.#stream.write(`${line}\n`);
    this.#draw();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#clear();
  }

  /** A line that stays, where nothing can be drawn. */
  #say(line: string): void {
    if (!this.#stream.isTTY) this.#stream.write(`${printable(line)}\n`);
  }

  #draw(): void {
    if (!this.#stream.isTTY) return;
    this.#clear();
    const width = this.#stream.columns || COLUMNS;
    for (const machine of this.#machines.values())
      this.#stream.write(`${machineLine(machine, width, this.#stream)}\n`);
    this.#drawn = this.#machines.size;
  }

  #clear(): void {
    if (this.#drawn > 0) this.#stream.write(`\u001b[${this.#drawn}A\u001b[J`);
    this.#drawn = 0;
  }
}

function stageText({ stage, what, seconds }: StageReached): string {
  return `${seconds.toFixed(1)} s ${stage} (${printable(what)})`;
}

const NAME = 24;

/** `web02                    ●●●●●○○○○   41 s  kernel: images/…/linux by TFTP` */
function machineLine(machine: Machine, width: number, stream: NodeJS.WriteStream): string {
  const { scenario, reached, last, poweredAt } = machine;
  const chain = stages.map(({ id }) => (reached.has(id) ? '●' : '○')).join('');
  const seconds = poweredAt === undefined ? 0 : (performance.now() - poweredAt) / 1000;
  const now =
    poweredAt === undefined
      ? 'building its bundle'
      : last === undefined
        ? 'switched on'
        : `${last.stage}: ${printable(last.what)}`;
  const before = `${scenario.id.padEnd(NAME)} `;
  const after = ` ${seconds.toFixed(0).padStart(5)} s  ${now}`;
  const room = Math.max(0, width - 1 - before.length - chain.length);
  return `${before}${painted('cyan', chain, stream)}${after.slice(0, room)}`;
}
