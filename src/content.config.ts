import { docsSchema } from '@astrojs/starlight/schema';
import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';

/*
 * What people write: MDX in content/, one folder for each kind of page. The inventory beside it is YAML and is read by
 * the generators, never as a collection.
 */
export const collections = {
  docs: defineCollection({
    loader: glob({
      base: './content',
      // Entries of the catalogue have pages of their own: src/pages/errors, src/pages/quirks.
      pattern: ['**/[^_]*.{md,mdx}', '!errors/**', '!quirks/**'],
    }),
    schema: docsSchema(),
  }),
  // Their front matter is held against its schema by generators/catalogue, with line and column; here only the text counts.
  errors: defineCollection({ loader: glob({ base: './content/errors', pattern: '*.mdx' }) }),
  quirks: defineCollection({ loader: glob({ base: './content/quirks', pattern: '*.mdx' }) }),
};
