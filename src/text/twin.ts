import { plain, type Fact, type Notice, type PageContent, type Section } from '../book/content.ts';
import { rawHref, shortPath } from '../data/links.ts';
import type { Reason } from '../../generators/reason.ts';
import { chainLine } from './chain.ts';
import { pairs, ranges, table, underlined, wrap } from './layout.ts';

/** The plain text twin of a page: what matters first, 80 columns, configs in full and unbroken. Ends with a newline. */
export function twinOf(page: PageContent): string {
  const lines = [...underlined(page.title, '='), ...wrap(plain(page.lead))];
  for (const notice of page.notices) lines.push('', ...noticeLines(notice));
  if (page.chain !== undefined) lines.push('', chainLine(page.chain.at));
  for (const section of page.sections) lines.push('', ...sectionLines(section));
  return `${lines.join('\n')}\n`;
}

function noticeLines({ title, words, because }: Notice): string[] {
  return [
    ...wrap(title.toUpperCase(), '!! '),
    ...wrap(plain(words), '   '),
    ...reasonLines(because, '   '),
  ];
}

function sectionLines(section: Section): string[] {
  const heading = underlined(section.title, '-');
  if (section.intro !== undefined) heading.push(...wrap(plain(section.intro)));
  switch (section.kind) {
    case 'prose':
      return [
        ...heading,
        ...section.paragraphs.flatMap((words, index) => [
          ...(index > 0 ? [''] : []),
          ...wrap(plain(words)),
        ]),
      ];
    case 'facts':
      return [...heading, ...pairs(section.facts.map(factPair))];
    case 'table':
      return [
        ...heading,
        ...(section.rows.length === 0
          ? ['none']
          : table(
              section.head,
              section.rows.map((row) => row.map(plain)),
            )),
      ];
    case 'told':
      return [
        ...heading,
        ...section.stages.flatMap(({ stage, told }) => [
          `${stage.id}:`,
          ...told.flatMap(({ text, because }) => [
            ...wrap(text, '  - ', '    '),
            ...reasonLines(because, '    '),
          ]),
        ]),
      ];
    case 'config':
      return [...heading, ...configLines(section)];
    case 'yaml':
      return [...heading, ...section.source.text.replace(/\n$/, '').split('\n')];
    case 'bundle':
      return [...heading, '', ...section.archives];
    case 'console':
      return [...heading, ...section.lines];
  }
}

function factPair({ name, value, because }: Fact): readonly [string, string] {
  const reasons = reasonWords(because);
  return [name, reasons === '' ? plain(value) : `${plain(value)}  (${reasons})`];
}

/** The file's path, where its bytes are, and its lines as they are: never wrapped, so that they can be copied. */
function configLines({
  server,
  artifact,
  lines,
  annotated,
}: Section & { kind: 'config' }): string[] {
  const shown = lines ?? [...artifact.lines.keys()];
  const which =
    lines === undefined
      ? []
      : [`lines ${ranges(shown.map((index) => index + 1))} of ${artifact.lines.length}`];
  return [
    ...pairs([
      ['file', [`/${artifact.path}`, ...which].join(', ')],
      ['raw', rawHref(server, artifact.path)],
    ]),
    '',
    ...(annotated === true
      ? artifact.lines.flatMap(({ text, because }) => [text, ...reasonLines(because, '      ')])
      : shown.map((index) => artifact.lines[index]!.text)),
  ];
}

function reasonLines(because: readonly Reason[], indent: string): string[] {
  const words = reasonWords(because);
  return words === '' ? [] : wrap(words, `${indent}< `, `${indent}  `);
}

/** Reasons as places to look: an inventory line, or the page that explains. */
function reasonWords(because: readonly Reason[]): string {
  const places = because.map((reason) => {
    switch (reason.kind) {
      case 'inventory':
        return `${shortPath(reason.file)}:${reason.line}`;
      case 'rule':
        return reason.rule.page;
      case 'route':
        return `/routes/${reason.route.id}/`;
    }
  });
  return [...new Set(places)].join(', ');
}
