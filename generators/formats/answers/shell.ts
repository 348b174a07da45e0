/*
 * What the shells of installers run: POSIX, since busybox is what most of them have.
 */

/**
 * A word for a POSIX shell: nothing within single quotes has a meaning.
 * Source: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_02_02
 */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Lines that write a file, whatever is in it: the mark at its end stands on no line of it. */
export function hereDocument(path: string, lines: readonly string[]): string[] {
  let mark = 'END';
  while (lines.includes(mark)) mark += '_';
  return [`cat > ${shellWord(path)} <<'${mark}'`, ...lines, mark];
}
