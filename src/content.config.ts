import { docsSchema } from '@astrojs/starlight/schema';
import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';
import { stages } from '../generators/plan/stages.ts';

const stageIds = stages.map(({ id }) => id);

/*
 * What people write: MDX in content/, one folder for each kind of page. The inventory beside it is YAML and is read by
 * the generators, never as a collection.
 */
export const collections = {
  docs: defineCollection({
    loader: glob({ base: './content', pattern: '**/[^_]*.{md,mdx}' }),
    schema: docsSchema({
      extend: z.object({
        /** The stage of the boot chain that the page is about; the chain at its top shows it lit. */
        stage: z.enum(stageIds).optional(),
      }),
    }),
  }),
};
