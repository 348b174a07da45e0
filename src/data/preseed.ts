import { answerFiles } from './sources.ts';

/*
 * The preseed files of this repo. They go into the bundle as they are, so they are no emitted text; written pages quote them
 * by the profile that they answer for.
 */

/** Each by its path from the root of the repo. */
export const preseedFiles: ReadonlyMap<string, string> = new Map(
  answerFiles.map(({ path, text }) => [path, text]),
);
