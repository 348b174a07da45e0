import { audienceOf } from '../../generators/audience.ts';
import type { Catalogue } from '../../generators/catalogue/catalogue.ts';
import { readCatalogue } from '../../generators/catalogue/read.ts';
import { problemText } from '../../generators/inventory/problem.ts';
import { faults } from '../../lab/faults/index.ts';
import { audience } from './audience.ts';

/*
 * What is known of messages and of hardware: the third source of pages, beside the inventory and the lab.
 */

const files = import.meta.glob<string>('../../content/{errors,quirks}/*.mdx', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const { catalogue: read, problems } = readCatalogue(
  Object.entries(files)
    .map(([key, text]) => ({ path: key.replace(/^(?:\.\.\/)+/, ''), text }))
    // A page of the guide that names an internal one names nothing, and fails the build.
    .filter((page) => audience === 'internal' || audienceOf(page) === 'public'),
  new Set(faults.map(({ id }) => id)),
);
if (problems.some(({ severity }) => severity === 'error'))
  throw new Error(`The catalogue has problems.\n\n${problems.map(problemText).join('\n\n')}\n`);

/** The errors and quirks of this repo. */
export const catalogue: Catalogue = read;
