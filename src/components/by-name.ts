import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** The components that a written page may use by name, and where they live. */
const ours: Readonly<Record<string, string>> = Object.fromEntries(
  ['Answers', 'Chain', 'Config', 'Exchange', 'Source', 'Value'].map((name) => [
    name,
    fileURLToPath(new URL(`./${name}.astro`, import.meta.url)),
  ]),
);

const FRONT_MATTER = /^---\r?\n[^]*?\r?\n---\r?\n/;

/**
 * Lets written pages use the book's components without importing them: MDX has no notion of components that are always
 * there, so the imports are written here, for those that a page uses and does not import itself.
 */
export function componentsByName(): Plugin {
  return {
    name: 'bootbook:components-by-name',
    enforce: 'pre',
    transform: {
      filter: { id: /\/content\/.*\.mdx$/ },
      handler(code) {
        const used = Object.entries(ours).filter(
          ([name]) =>
            new RegExp(`<${name}[\\s/>]`).test(code) &&
            !new RegExp(`^import\\s[^;]*\\b${name}\\b`, 'm').test(code),
        );
        if (used.length === 0) return null;
        const imports = used
          .map(([name, file]) => `import ${name} from ${JSON.stringify(file)};`)
          .join('\n');
        const front = FRONT_MATTER.exec(code)?.[0] ?? '';
        return { code: `${front}\n${imports}\n\n${code.slice(front.length)}`, map: null };
      },
    },
  };
}
