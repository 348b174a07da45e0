import astro from 'eslint-plugin-astro';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Rooms that each folder of generators/ may not reach into (see README, the map of the rooms). */
const impure = [
  {
    group: ['node:*', 'fs', 'path', 'child_process', 'astro', 'astro:*', '@astrojs/*'],
    message: 'generators/ is pure: text in, text out.',
  },
  {
    group: ['**/cli/**', '**/lab/**', '**/src/**'],
    message: 'generators/ imports nothing from the rooms that build on it.',
  },
];
const noFormats = {
  group: ['**/formats/**'],
  message: 'The way of the data is one way: inventory, plan, formats.',
};
const noPlan = {
  group: ['**/plan/**'],
  allowTypeImports: true,
  message: 'The inventory knows nothing of the plan.',
};

export default defineConfig(
  { ignores: ['dist/', 'bundle', '.bundle-*/', '.astro/', '.cache/', 'node_modules/'] },
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  ...astro.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      eqeqeq: 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  {
    files: ['generators/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'document',
        'window',
        'process',
        'Buffer',
        'fetch',
        'navigator',
        'localStorage',
      ],
      'no-console': 'error',
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: impure }],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Same input, same bytes: the time is given.' },
        { object: 'Math', property: 'random', message: 'Same input, same bytes.' },
      ],
    },
  },
  {
    files: ['generators/inventory/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [...impure, noFormats, noPlan] },
      ],
    },
  },
  {
    files: ['generators/plan/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [...impure, noFormats] }],
    },
  },
  {
    // A format never imports another one; format.ts is what they have in common, index.ts lists them.
    files: ['generators/formats/*.ts'],
    ignores: ['generators/formats/index.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            ...impure,
            {
              regex: '^\\./(?!format\\.ts$)',
              message: 'Formats never import each other; what they share belongs in the plan.',
            },
          ],
        },
      ],
    },
  },
);
