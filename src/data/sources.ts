import type { SourceText } from '../../generators/inventory/yaml-file.ts';
import { audience } from './audience.ts';

/*
 * The inventory that pages are made from: this repo's own for the wiki, the example for the guide. Files are loaded when they are
 * asked for, so that of the one that is not wanted nothing is ever read.
 */

/** Where the example lies: a repo in small, with a content folder like that of the repo itself. */
const EXAMPLE = 'examples/ams1/';

const own = import.meta.glob<string>('../../content/inventory/**/*.{yaml,yml}', {
  query: '?raw',
  import: 'default',
});
const example = import.meta.glob<string>('../../examples/ams1/content/inventory/**/*.{yaml,yml}', {
  query: '?raw',
  import: 'default',
});
const ownPreseed = import.meta.glob<string>('../../content/preseed/*', {
  query: '?raw',
  import: 'default',
});
const examplePreseed = import.meta.glob<string>('../../examples/ams1/content/preseed/*', {
  query: '?raw',
  import: 'default',
});

type Files = Record<string, () => Promise<string>>;

/** Paths are those from the root of the repo that the files belong to, the example's small one included. */
async function loaded(files: Files): Promise<SourceText[]> {
  return Promise.all(
    Object.keys(files)
      .sort()
      .map(async (key) => ({
        path: key.replace(/^(?:\.\.\/)+/, '').replace(EXAMPLE, ''),
        text: await files[key]!(),
      })),
  );
}

/** The files of the inventory, in the order of their paths. */
export const inventoryFiles = await loaded(audience === 'public' ? example : own);

/** The preseed files that profiles of it name. */
export const answerFiles = await loaded(audience === 'public' ? examplePreseed : ownPreseed);

/** Whether the inventory of this repo is the example itself, as it is until somebody puts their own in its place. */
export async function ownIsExample(): Promise<boolean> {
  const [mine, shipped] = await Promise.all([loaded(own), loaded(example)]);
  return JSON.stringify(mine) === JSON.stringify(shipped);
}
