/*
 * The preseed files of this repo. They go into the bundle as they are, so they are no emitted text; written pages quote them
 * by the profile that they answer for.
 */

const files = import.meta.glob<string>('../../content/preseed/*', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Each by its path from the root of the repo. */
export const preseedFiles: ReadonlyMap<string, string> = new Map(
  Object.entries(files).map(([path, text]) => [path.replace(/^(?:\.\.\/)+/, ''), text]),
);
