import { satteri } from '@astrojs/markdown-satteri';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import { componentsByName } from './src/components/by-name.ts';
import { grammars } from './src/grammars/index.ts';
import { classedTokens } from './src/grammars/classes.ts';
import { bookTheme } from './src/grammars/theme.ts';
import { onlyForReaders } from './src/integrations/only-for-readers.ts';
import { packedScripts } from './src/integrations/packed-scripts.ts';
import { writtenTwins } from './src/integrations/written-twins.ts';

/** Our own head, frame and footer, so that a written page and a generated one look the same. */
const frame = (name) => `./src/components/starlight/${name}.astro`;

export default defineConfig({
  // Where the book is published, such as https://guide.example.net: with it there is a sitemap, and the feed has whole addresses.
  site: process.env.BOOTBOOK_ADDRESS || undefined,
  trailingSlash: 'ignore',
  devToolbar: { enabled: false },
  // A page asks for nothing that nobody asked for.
  prefetch: false,
  markdown: {
    // Two hyphens before an option are two hyphens.
    processor: satteri({ features: { smartPunctuation: false } }),
    shikiConfig: { langs: grammars, theme: bookTheme, transformers: [classedTokens] },
  },
  vite: {
    plugins: [componentsByName()],
    build: {
      rolldownOptions: {
        // Astro marks each written page with a directive of its own, `use astro:head-inject`, and takes it out again.
        checks: { moduleLevelDirective: false },
      },
    },
  },
  integrations: [
    starlight({
      title: 'Bootbook',
      description: 'A runbook whose every config has booted a machine.',
      favicon: '/favicon.svg',
      // One highlighter and one copy button for generated and for written pages: ours.
      expressiveCode: false,
      // The search field finds hosts and directives as well as pages, so it has an index of its own.
      pagefind: false,
      disable404Route: true,
      customCss: ['./src/styles/site.css', './src/styles/starlight.css'],
      components: {
        Head: frame('Head'),
        Footer: frame('Footer'),
        Header: frame('Header'),
        PageFrame: frame('PageFrame'),
        PageSidebar: frame('PageSidebar'),
        SkipLink: frame('SkipLink'),
        ThemeProvider: frame('ThemeProvider'),
        TwoColumnContent: frame('TwoColumnContent'),
      },
      // The list of written pages is ours as well (src/components/written.ts): Starlight looks for pages in src/content.
      sidebar: [],
      pagination: false,
    }),
    writtenTwins(),
    packedScripts(),
    onlyForReaders(),
  ],
});
