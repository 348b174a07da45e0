import type { Origin } from './records.ts';

/** `etc/dnsmasq.conf:12` */
export function place({ file, line }: Origin): string {
  return `${file}:${line}`;
}

/** As one reads the sources: by file and line. */
export function inOrder<T extends { readonly origin: Origin }>(items: readonly T[]): T[] {
  return items.toSorted(
    ({ origin: a }, { origin: b }) =>
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line,
  );
}
