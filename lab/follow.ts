import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** How often a followed file is looked at, in milliseconds: stage times are exact to this. */
const INTERVAL = 50;

/**
 * Gives everything that is written to a file, from its beginning and as it grows, until `stop` is called.
 * Characters are never cut in two.
 */
export function follow(path: string, take: (text: string) => void): { stop(): void } {
  const file = openSync(path, 'r');
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.alloc(65536);
  const look = (): void => {
    for (;;) {
      const length = readSync(file, buffer, 0, buffer.length, null);
      if (length === 0) return;
      const text = decoder.write(buffer.subarray(0, length));
      if (text !== '') take(text);
    }
  };
  const timer = setInterval(look, INTERVAL);
  return {
    stop(): void {
      clearInterval(timer);
      look();
      closeSync(file);
    },
  };
}
