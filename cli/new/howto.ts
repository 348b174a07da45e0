import { open, pageOf, quoted, type Draft } from './draft.ts';

const step = (number: number): string[] => [
  `### ${number}. ${open('what is done')}`,
  '',
  open('the words, and one command with values of the example site.'),
  '',
  `_You should see_ ${open('what one sees then.')}`,
  '',
  `_What goes wrong:_ ${open('what one sees otherwise, and what to do.')}`,
  '',
];

/** content/howto/<id>.mdx */
export const howto: Draft = {
  kind: 'howto',
  folder: 'content/howto',
  like: 'content/howto/rescue.mdx',
  page: (_id, { title }) =>
    pageOf(
      [
        `title: ${quoted(title ?? open('the goal'))}`,
        `description: ${quoted(open('what one has at the end, in one sentence'))}`,
      ],
      [
        open('where one stands, and where these steps lead.'),
        '',
        '## What you need',
        '',
        `- ${open('machines, access, files')}`,
        '',
        '## Steps',
        '',
        ...[1, 2, 3].flatMap(step),
        '## Undo',
        '',
        open('how each step is taken back.'),
        '',
        '## Why so',
        '',
        open('the reasons, each fact with its source.'),
      ],
    ),
};
