import { textOf } from '../options.ts';
import { httpHead } from '../protocol.ts';
import type { Said } from './said.ts';

/** The head of a request or an answer; undefined for anything else (RFC 9112). */
export function readHttp(payload: Uint8Array): Said | undefined {
  const head = httpHead(payload);
  if (head === undefined) return undefined;
  const [first = '', ...lines] = head.trimEnd().split('\r\n');
  const details = lines.map((line) => {
    const colon = line.indexOf(':');
    return { name: line.slice(0, colon), value: plain(line.slice(colon + 1).trim()) };
  });
  const length = details.find(({ name }) => name.toLowerCase() === 'content-length')?.value;
  const answer = /^HTTP\/1\.[01] (.*)$/.exec(first)?.[1];
  const what =
    answer === undefined
      ? first.replace(/ HTTP\/1\.[01]$/, '')
      : length === undefined
        ? answer
        : `${answer}, ${length} bytes`;
  return { what: plain(what), details };
}

function plain(text: string): string {
  return textOf(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}
