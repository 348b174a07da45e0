import { isCapture } from '../../generators/diagnose/capture-file.ts';

/*
 * A file that a person opened or dropped, as bytes for the diagnosis. It is read where the diagnosis runs, so that a log of
 * hundreds of megabytes neither holds up a key nor has to fit into memory.
 */

/** Bytes that are kept of a file, half of them from its end. */
const MOST = 64_000_000;
const LINE_FEED = 0x0a;

/**
 * The bytes of a file, unpacked if it is compressed by gzip (RFC 1952, section 2.3.1). Of one that is too long, the beginning
 * and the end; the lines between them are empty, so that numbers stay what they are in the file.
 * @param most bytes that are kept at most
 * @throws if the file cannot be read any more, or nothing of it can be unpacked
 */
export async function bytesOf(file: Blob, most = MOST): Promise<Uint8Array> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const packed = first === 0x1f && second === 0x8b;
  const stream: ReadableStream<Uint8Array> = packed
    ? file.stream().pipeThrough(new DecompressionStream('gzip'))
    : file.stream();
  const kept = new Ends(Math.floor(most / 2));
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      kept.take(value);
    }
  } catch (error) {
    // An archive that was cut off is good as far as it goes.
    if (!packed || kept.isEmpty) throw error;
  }
  return kept.joined();
}

/** The beginning and the end of what comes in pieces. */
class Ends {
  readonly #half: number;
  readonly #head: Uint8Array[] = [];
  readonly #tail: Uint8Array[] = [];
  #headLength = 0;
  #tailLength = 0;
  #lost = 0;
  #linesLost = 0;

  constructor(half: number) {
    this.#half = half;
  }

  get isEmpty(): boolean {
    return this.#headLength === 0;
  }

  take(piece: Uint8Array): void {
    const room = Math.max(this.#half - this.#headLength, 0);
    const [fits, rest] = [piece.subarray(0, room), piece.subarray(room)];
    if (fits.length > 0) this.#head.push(fits);
    this.#headLength += fits.length;
    if (rest.length > 0) this.#tail.push(rest);
    this.#tailLength += rest.length;
    while (this.#tailLength > this.#half) {
      const lost = this.#tail[0]!.subarray(0, this.#tailLength - this.#half);
      this.#tailLength -= lost.length;
      this.#lost += lost.length;
      this.#tail[0] = this.#tail[0]!.subarray(lost.length);
      if (this.#tail[0].length === 0) this.#tail.shift();
      for (const byte of lost) if (byte === LINE_FEED) this.#linesLost++;
    }
  }

  joined(): Uint8Array {
    const head = concatenated(this.#head);
    // A capture is read from its beginning; a later part of it says nothing without what it goes on from.
    if (this.#lost > 0 && isCapture(head)) return head;
    const between = new Uint8Array(this.#linesLost).fill(LINE_FEED);
    return concatenated([head, between, ...this.#tail]);
  }
}

function concatenated(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
