import { openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

/** How often is looked, in milliseconds: times of stages are exact to this. */
const INTERVAL = 50;

/** Gives everything that is written to the files of a folder, as it grows, for as long as this process lives. */
export function follow(folder: string, take: (file: string, text: string) => void): void {
  const buffer = Buffer.alloc(65536);
  const files = new Map<string, { descriptor: number; decoder: StringDecoder }>();
  setInterval(() => {
    for (const name of readdirSync(folder)) {
      if (!files.has(name)) {
        const descriptor = openSync(join(folder, name), 'r');
        // Characters are never cut in two.
        files.set(name, { descriptor, decoder: new StringDecoder('utf8') });
      }
    }
    for (const [name, { descriptor, decoder }] of files) {
      let length: number;
      while ((length = readSync(descriptor, buffer)) > 0) {
        const text = decoder.write(buffer.subarray(0, length));
        if (text !== '') take(name, text);
      }
    }
  }, INTERVAL);
}
