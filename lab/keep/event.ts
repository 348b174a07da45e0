import type { StageReached } from '../result.ts';
import type { RoomEvent } from '../room.ts';

/** What happens in a kept lab. `at` is in seconds since it was brought up. */
export type KeptEvent =
  | RoomEvent
  | { readonly kind: 'reset'; readonly at: number; readonly machine: string }
  | {
      readonly kind: 'stage';
      readonly at: number;
      readonly machine: string;
      readonly reached: StageReached;
    }
  /** A fault was made, or taken back. */
  | {
      readonly kind: 'fault';
      readonly at: number;
      readonly machine: string;
      readonly fault: string;
      readonly to: 'break' | 'mend';
    };

/** Characters that are remembered: about what twenty boots with a talkative kernel print. */
const MOST = 8_000_000;

/** What has happened, as far back as memory goes. */
export class History {
  readonly #events: KeptEvent[] = [];
  #size = 0;

  add(event: KeptEvent): void {
    this.#events.push(event);
    this.#size += sizeOf(event);
    let dropped = 0;
    while (this.#size > MOST) this.#size -= sizeOf(this.#events[dropped++]!);
    this.#events.splice(0, dropped);
  }

  [Symbol.iterator](): Iterator<KeptEvent> {
    return this.#events[Symbol.iterator]();
  }
}

/** The text of an event, and something for the rest of it. */
function sizeOf(event: KeptEvent): number {
  const text = event.kind === 'console' ? event.text : event.kind === 'log' ? event.line : '';
  return text.length + 100;
}
