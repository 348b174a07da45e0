import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

/** How often is looked, in milliseconds: times of stages are exact to this. */
const INTERVAL = 50;

/** Gives everything that is written to the files of a folder, as it grows; files may come later, too. */
export function follow(
  folder: string,
  take: (file: string, text: string) => void,
): { stop(): void } {
  const buffer = Buffer.alloc(65536);
  const files = new Map<string, { descriptor: number; decoder: StringDecoder }>();
  const look = (): void => {
    for (const name of readdirSync(folder)) {
      if (!files.has(name))
        files.set(name, {
          descriptor: openSync(join(folder, name), 'r'),
          // Characters are never cut in two.
          decoder: new StringDecoder('utf8'),
        });
    }
    for (const [name, { descriptor, decoder }] of files) {
      let length: number;
      while ((length = readSync(descriptor, buffer, 0, buffer.length, null)) > 0) {
        const text = decoder.write(buffer.subarray(0, length));
        if (text !== '') take(name, text);
      }
    }
  };
  const timer = setInterval(look, INTERVAL);
  return {
    stop(): void {
      clearInterval(timer);
      look();
      for (const { descriptor } of files.values()) closeSync(descriptor);
    },
  };
}
