import { open, pageOf, quoted, type Draft } from './draft.ts';

const parts: readonly (readonly [heading: string, what: string])[] = [
  ['What it means', 'what has happened, in two sentences.'],
  ['What it does', 'who notices, what still works, and what gets worse while one waits.'],
  ['Find out', 'checks in their order, each with its command and what it prints.'],
  ['Mend it', 'what stops the damage first, then what mends it.'],
  ['See that it worked', 'one check for the whole.'],
  ['Take it back', 'how each step is taken back.'],
  ['When to ask for help', 'when to stop trying, and whom to ask for what.'],
];

/** content/runbooks/<id>.mdx */
export const runbook: Draft = {
  kind: 'runbook',
  folder: 'content/runbooks',
  like: 'content/runbooks/one-host.mdx',
  page: (_id, { title }) =>
    pageOf(
      [
        `title: ${quoted(title ?? open('what stands still'))}`,
        `description: ${quoted(open('what one sees, and what this page leads to'))}`,
      ],
      [
        '<Chain />',
        '',
        ...parts.flatMap(([heading, what]) => [`## ${heading}`, '', open(what), '']),
      ].slice(0, -1),
    ),
};
