import { stages } from '../../generators/plan/stages.ts';
import { open, pageOf, quoted, type Draft } from './draft.ts';

/** content/errors/<id>.mdx */
export const error: Draft = {
  kind: 'error',
  folder: 'content/errors',
  like: 'content/errors/intel-pxe-e32.mdx',
  page: (id, { title, printed }) => {
    const line = printed ?? open(`the exact line of ${id}`);
    return pageOf(
      [
        `title: ${quoted(title ?? printed ?? open('the message as it is printed, with its code'))}`,
        `description: ${quoted(open('what the machine could not do, in one sentence for lists'))}`,
        `codes: [] # ${open('the codes that people search for, or nothing')}`,
        `stage: nbp # ${open(`one of ${stages.map((stage) => stage.id).join(', ')}`)}`,
        `severity: error # ${open('error, warning, or normal if nothing is wrong')}`,
        `by: uefi # ${open('who says it; the schema in generators/catalogue/error.ts has the list')}`,
        `where: console # ${open('console or log')}`,
        'printed:',
        `  - ${quoted(line)}`,
        'rule:',
        `  match: # ${open('a pattern that fits this message and no other')}`,
        `    - ${quoted(line.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`))}`,
        '  no:',
        `    - ${quoted(open('a line that looks like it and is something else'))}`,
        `meaning: ${quoted(open('what has happened, and what has worked so far'))}`,
        'causes:',
        `  - id: first-cause # ${open('a short name; more causes follow, the likeliest first')}`,
        `    title: ${quoted(open('what is wrong'))}`,
        `    tell: ${quoted(open('what tells it from the other causes'))}`,
        '    check:',
        `      do: ${quoted(open('what to look at'))}`,
        '      on: boot server',
        `      run: ${quoted(open('one command'))}`,
        '      speaks: for',
        `      see: ${quoted(open('what it prints if this is the cause'))}`,
        '    fix:',
        `      - do: ${quoted(open('what mends it'))}`,
        'verify:',
        `  do: ${quoted(open('how one sees that it worked'))}`,
        'undo:',
        `  do: ${quoted(open('how it is taken back'))}`,
        'reproduced:',
        `  not: ${quoted(open('why no fault of the lab prints it, or name the faults that do'))}`,
        `confidence: report # ${open('lab, source or report; CONTRIBUTING.md says which')}`,
        'sources:',
        `  - title: ${quoted(open('where it was read, and in which version'))}`,
        '    href: https://example.net/',
      ],
      [open('why it happens, for a reader who has time.')],
    );
  },
};
