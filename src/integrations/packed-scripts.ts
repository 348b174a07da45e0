import type { AstroIntegration } from 'astro';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

/*
 * The scripts of the packed book, beside the pages as `_pack/`: made from the same sources as those of the served one, only
 * that src/place/packed.ts stands in the place of src/place/served.ts, and that they are classic scripts. `bootbook pack`
 * puts them into its pages; served pages never load them.
 */

const place = (name: string): string =>
  fileURLToPath(new URL(`../place/${name}.ts`, import.meta.url));

/** Writes `_pack/book.js`, which each page runs, and `_pack/diagnosis.js`, which brings the diagnosis as a function. */
export function packedScripts(): AstroIntegration {
  return {
    name: 'bootbook:packed-scripts',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const folder = new URL('_pack/', dir);
        await mkdir(folder, { recursive: true });
        await writeFile(new URL('book.js', folder), await bundled('packed-book'));
        const diagnosis = await bundled('packed-diagnosis');
        await writeFile(
          new URL('diagnosis.js', folder),
          `globalThis.bootbookDiagnosis=function(scope){${diagnosis}};\n`,
        );
      },
    },
  };
}

/** One classic script of an entry and all that it imports. */
async function bundled(entry: string): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [packedPlace()],
    build: {
      write: false,
      copyPublicDir: false,
      rolldownOptions: { input: place(entry), output: { format: 'iife' } },
    },
  });
  const [chunk, ...others] = 'output' in made ? made.output : [];
  if (chunk?.type !== 'chunk' || others.length > 0)
    throw new Error(`${entry} did not become one script.`);
  return chunk.code;
}

function packedPlace(): Plugin {
  return {
    name: 'bootbook:packed-place',
    enforce: 'pre',
    load: (id) => (id === place('served') ? `export * from './packed.ts';` : null),
  };
}
