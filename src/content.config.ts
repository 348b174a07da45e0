import { docsSchema } from '@astrojs/starlight/schema';
import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';
import { audiences } from '../generators/audience.ts';
import { notForThem } from './data/pages-left-out.ts';

/*
 * What people write: MDX in content/, one folder for each kind of page. The inventory beside it is YAML and is read by
 * the generators, never as a collection. Pages that are not for the readers of this book are never loaded.
 */
const leftOut = (await notForThem()).map((path) => `!${path}`);

const entries = (kind: 'errors' | 'quirks') =>
  defineCollection({
    loader: glob({
      base: `./content/${kind}`,
      pattern: ['*.mdx', ...leftOut.map((path) => path.replace(`${kind}/`, ''))],
    }),
  });

export const collections = {
  docs: defineCollection({
    loader: glob({
      base: './content',
      // Entries of the catalogue have pages of their own: src/pages/errors, src/pages/quirks.
      pattern: ['**/[^_]*.{md,mdx}', '!errors/**', '!quirks/**', ...leftOut],
    }),
    schema: docsSchema({
      extend: z.object({
        // Who the page is for: as generators/audience.ts says for its kind, unless given.
        audience: z.enum(audiences).optional(),
        // Scenarios with a proof and faults with a record that do what the page says: src/book/last-proof.ts.
        provenBy: z.array(z.string()).min(1).optional(),
      }),
    }),
  }),
  // Their front matter is held against its schema by generators/catalogue, with line and column; here only the text counts.
  errors: entries('errors'),
  quirks: entries('quirks'),
};
