import { stages } from '../../generators/plan/stages.ts';
import { open, pageOf, quoted, type Draft } from './draft.ts';

/** content/quirks/<id>.mdx */
export const quirk: Draft = {
  kind: 'quirk',
  folder: 'content/quirks',
  like: 'content/quirks/stp-no-portfast.mdx',
  page: (_id, { title }) =>
    pageOf(
      [
        `title: ${quoted(title ?? open('which hardware does what'))}`,
        `description: ${quoted(open('what it does, and what others do, in one sentence'))}`,
        `of: firmware # ${open('firmware, nic, bmc, switch, storage, boot loader, server, virtual machine or operating system')}`,
        `vendor: ${quoted(open('its maker'))}`,
        'seenOn:',
        `  - ${quoted(open('model and version of its firmware'))}`,
        `stages: [nbp] # ${open(`some of ${stages.map(({ id }) => id).join(', ')}`)}`,
        `symptoms: [] # ${open('ids of errors that one sees')}`,
        `seen: ${quoted(open('what one sees, if no error is it'))}`,
        `cause: ${quoted(open('why it does so'))}`,
        'check:',
        `  do: ${quoted(open('how one tells that it is this'))}`,
        '  run: lspci -nn -d ::0200',
        `  see: ${quoted(open('what decides; or leave run and see out'))}`,
        'workaround:',
        `  - ${quoted(open('what helps; on a step with a command, do, on, run and see as in check'))}`,
        'verify:',
        `  do: ${quoted(open('how one sees that it helps'))}`,
        'undo:',
        `  do: ${quoted(open('how it is taken back'))}`,
        `# ${open('match and effect, if the plan can do something about it; generators/catalogue/quirk.ts has all keys')}`,
        `confidence: report # ${open('lab, source or report; CONTRIBUTING.md says which')}`,
        'sources:',
        `  - title: ${quoted(open('who reported it, or where its maker says so'))}`,
        '    href: https://example.net/',
      ],
      [open('more about it, or nothing.')],
    ),
};
