import { readdir, readFile } from 'node:fs/promises';
import { audienceOf } from '../../generators/audience.ts';
import { audience } from './audience.ts';

/** The folder of the written pages, from the root of the repo. */
const CONTENT = 'content';

/**
 * The written pages that this book does not hold, by their paths below content/: none for the internal wiki. All are read before
 * any is loaded, so that no part of the build comes to know more of an internal page than its name.
 */
export async function notForThem(): Promise<string[]> {
  if (audience === 'internal') return [];
  const names = (await readdir(CONTENT, { recursive: true })).filter((name) =>
    /\.mdx?$/.test(name),
  );
  const pages = await Promise.all(
    names.map(async (name) => {
      const path = `${CONTENT}/${name.replaceAll('\\', '/')}`;
      return { name, who: audienceOf({ path, text: await readFile(path, 'utf8') }) };
    }),
  );
  return pages
    .filter(({ who }) => who === 'internal')
    .map(({ name }) => name.replaceAll('\\', '/'));
}
