import { createInterface, type Interface } from 'node:readline/promises';
import type { KeptEvent } from '../../lab/keep/event.ts';
import { LabClient } from '../../lab/keep/client.ts';
import { Unable } from '../../lab/unable.ts';
import { Mistake } from '../mistake.ts';
import { attach } from '../verbs/lab/console.ts';
import { enter } from '../verbs/lab/shell.ts';
import { labLines } from '../verbs/watch.ts';
import type { DrillResult } from './result.ts';
import type { DrillSession } from './session.ts';

const HELP = `console HOST             sit down at a machine; Ctrl-] leaves it
shell [NEIGHBOUR]        the boot server's shell; exit leaves it
log                      the servers' logs so far
machines                 how far each machine is
power HOST on|off|reset
server NAME start|stop|restart   dnsmasq, nginx: what systemctl is elsewhere
inventory                where the inventory of this drill lies; edit it in another terminal
publish                  build it, and give the boot server what differs
found [WORDS]            you know what is wrong: stops the first clock
hint                     the next hint
check                    is the service restored? If so, the drill is over
quit                     give up
`;

/** A drill that a person plays at the terminal. */
class Game {
  readonly #session: DrillSession;
  readonly #start = performance.now();
  #hints = 0;
  #found: number | undefined;
  over = false;

  constructor(session: DrillSession) {
    this.#session = session;
  }

  /** Seconds since the call. */
  get seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }

  /** `04:12`. */
  get clock(): string {
    const seconds = Math.floor(this.seconds);
    return [Math.floor(seconds / 60), seconds % 60]
      .map((each) => String(each).padStart(2, '0'))
      .join(':');
  }

  result(began: Date): DrillResult {
    const { drill, hosts } = this.#session;
    const total = this.seconds;
    return {
      drill: drill.id,
      began: began.toISOString(),
      unattended: false,
      hosts,
      found: this.#found,
      repair: this.over ? total - (this.#found ?? 0) : undefined,
      total,
      hints: this.#hints,
    };
  }

  /** Does what a line says. @throws Unable or Mistake if it cannot be done */
  async obey(line: string): Promise<void> {
    const [verb = '', ...words] = line.trim().split(/\s+/);
    const [first = '', second = ''] = words;
    switch (verb) {
      case '':
        return;
      case 'help':
        return say(HELP);
      case 'console':
        return await this.#console(first);
      case 'shell':
        await this.#shell(first === '' ? undefined : first);
        return;
      case 'log':
        return this.#log();
      case 'machines':
        return say(`${labLines(this.#session.status).join('\n')}\n`);
      case 'power':
        await this.#ask({
          ask: 'power',
          machine: first,
          to: oneOf(second, ['on', 'off', 'reset']),
        });
        return;
      case 'server': {
        const to = oneOf(second, ['start', 'stop', 'restart']);
        await this.#ask({ ask: 'server', server: first, to });
        return;
      }
      case 'inventory':
        return say(`${this.#session.inventory}\n`);
      case 'publish': {
        const { written, removed } = await this.#session.publish();
        return say(
          [...written, ...removed].map((path) => `/${path}\n`).join('') || 'Nothing differs.\n',
        );
      }
      case 'found':
        this.#found ??= this.seconds;
        return say('The clock of the repair runs.\n');
      case 'hint':
        return this.#hint();
      case 'check':
        return this.#check();
      default:
        throw new Mistake(`There is no ${verb} here.`, '`help` lists what there is.');
    }
  }

  async #console(host: string): Promise<void> {
    const { status, hosts } = this.#session;
    const id = host === '' && hosts.length === 1 ? hosts[0]! : host;
    if (!hosts.includes(id))
      throw new Mistake('Which machine?', `Name one of them: ${hosts.join(', ')}.`);
    const client = (await LabClient.find(status.name))!;
    await attach(client, id, undefined);
    client.close();
  }

  async #shell(neighbour: string | undefined): Promise<void> {
    const { status, variables } = this.#session;
    await enter(status, neighbour, undefined, variables);
  }

  #log(): void {
    const see = (event: KeptEvent): void => {
      if (event.kind === 'log') say(`${event.from}: ${event.line}\n`);
      else if (event.kind === 'server-ended') say(`${event.message}\n`);
    };
    this.#session.follow(see)();
  }

  async #ask(request: Parameters<LabClient['ask']>[0]): Promise<void> {
    await this.#session.client.ask(request);
  }

  #hint(): void {
    const hint = this.#session.drill.hints[this.#hints];
    if (hint === undefined)
      return say('That was the last hint. The page of the drill has the repair.\n');
    this.#hints++;
    say(`${hint.says}\n  ${hint.page}\n`);
  }

  #check(): void {
    const { drill, restored, status } = this.#session;
    this.over = restored;
    if (restored) return say(`Restored after ${this.clock}. ${drill.after}\n`);
    say(`Not yet: all machines have to reach ${drill.restored}.\n${labLines(status).join('\n')}\n`);
  }
}

/** Plays a drill with the person at the terminal. */
export async function play(session: DrillSession, secret: boolean): Promise<DrillResult> {
  const { drill } = session;
  await session.begin();
  const began = new Date();
  const game = new Game(session);
  say(`\n${secret ? '' : `${drill.title}\n\n`}${drill.call}\n\n\`help\` says what you can do.\n`);
  const lines = process.stdin.isTTY
    ? fromTerminal(game)
    : createInterface({ input: process.stdin });
  for await (const line of lines) {
    if (line.trim() === 'quit') break;
    try {
      await game.obey(line);
    } catch (error) {
      if (!(error instanceof Unable || error instanceof Mistake)) throw error;
      say(`${error.message}\n  do  ${error.advice}\n`);
    }
    if (game.over) break;
  }
  return game.result(began);
}

/** Lines from a terminal. Between two of them, a console or a shell may have the keyboard. */
async function* fromTerminal(game: Game): AsyncGenerator<string> {
  for (;;) {
    const reader: Interface = createInterface({ input: process.stdin, output: process.stdout });
    const closed = new Promise<undefined>((done) => reader.once('close', () => done(undefined)));
    const line = await Promise.race([reader.question(`${game.clock} drill> `), closed]);
    reader.close();
    if (line === undefined) return;
    yield line;
  }
}

function oneOf<T extends string>(word: string, words: readonly T[]): T {
  const found = words.find((each) => each === word);
  if (found !== undefined) return found;
  throw new Mistake(`What shall be done?`, `One of: ${words.join(', ')}.`);
}

function say(text: string): void {
  process.stdout.write(text);
}
