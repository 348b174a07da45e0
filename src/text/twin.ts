import { stages } from '../../generators/plan/stages.ts';
import {
  counted,
  plain,
  type ChainContent,
  type Fact,
  type Notice,
  type PageContent,
  type Section,
} from '../book/content.ts';
import { reachedHref } from '../components/badge.ts';
import { rawHref, shortPath } from '../data/links.ts';
import type { Reason } from '../../generators/reason.ts';
import { chainLine } from './chain.ts';
import { commandLines } from './command.ts';
import { pairs, ranges, table, underlined, wrap, WIDTH } from './layout.ts';
import { markdownLines } from './markdown.ts';

/**
 * The plain text twin of a page: what matters first, 80 columns. Two things are in full and unbroken: files, and what a machine
 * printed. Ends with a newline.
 */
export function twinOf(page: PageContent): string {
  const lines = [...underlined(page.title, '='), ...wrap(plain(page.lead))];
  for (const notice of page.notices) lines.push('', ...noticeLines(notice));
  if (page.chain !== undefined) lines.push('', ...chainLines(page.chain));
  for (const section of page.sections) {
    // A page's only section needs no heading of its own.
    const heading = page.sections.length === 1 ? [] : underlined(section.title, '-');
    lines.push('', ...heading, ...sectionLines(section));
  }
  return `${lines.join('\n')}\n`;
}

/** The chain, and beneath it what is said at each of its stations. */
function chainLines({ short, ...state }: ChainContent): string[] {
  const said = stages.flatMap(({ id }): [string, string][] =>
    short?.[id] === undefined ? [] : [[id, short[id]]],
  );
  return [chainLine(state), ...pairs(said, '  ')];
}

function noticeLines({ title, words, because }: Notice): string[] {
  return [
    ...wrap(title.toUpperCase(), '!! '),
    ...wrap(plain(words), '   '),
    ...reasonLines(because, '   '),
  ];
}

function sectionLines(section: Section): string[] {
  const intro = section.intro === undefined ? [] : wrap(plain(section.intro));
  switch (section.kind) {
    case 'prose':
      return [
        ...intro,
        ...section.paragraphs.flatMap((words, index) => [
          ...(index > 0 ? [''] : []),
          ...wrap(plain(words)),
        ]),
      ];
    case 'facts':
      return [...intro, ...pairs(section.facts.map(factPair))];
    case 'table':
      return [
        ...intro,
        ...(section.rows.length === 0
          ? ['none']
          : table(
              section.head,
              section.rows.map((row) => row.map(plain)),
            )),
      ];
    case 'told':
      return [
        ...intro,
        ...section.stages.flatMap(({ stage, told }) => [
          `${stage.id}:`,
          ...told.flatMap(({ text, because }) => [
            ...wrap(text, '  - ', '    '),
            ...reasonLines(because, '    '),
          ]),
        ]),
      ];
    case 'config':
      return [...intro, ...configLines(section)];
    case 'yaml':
      return [...intro, ...section.source.text.replace(/\n$/, '').split('\n')];
    case 'bundle':
      return [...intro, '', ...section.archives];
    case 'console':
      return [...intro, ...section.lines];
    case 'steps':
      return [...intro, ...stepLines(section)];
    case 'written':
      return [...intro, ...markdownLines(section.markdown)];
    case 'exchange':
      return [...intro, ...exchangeLines(section)];
  }
}

/** For a cause, how to tell it; then each step with its command, as it can be typed or copied. */
function stepLines({ tell, groups }: Section & { kind: 'steps' }): string[] {
  return [
    ...(tell === undefined ? [] : wrap(plain(tell))),
    ...groups.flatMap(({ label, steps }, index) => [
      ...(tell === undefined && index === 0 ? [] : ['']),
      `${label}:`,
      ...steps.flatMap(({ words, on, run, see, seen, file }) => [
        ...wrap(plain(words), '  - ', '    '),
        ...(run.length > 0 && on !== undefined ? [`    on the ${on}:`] : []),
        ...commandLines(run, on, '      $ '),
        ...(see.length === 0 ? [] : [`    ${seen}:`]),
        ...see.map((line) => `      > ${line}`),
        ...(file === undefined
          ? []
          : [
              `    /${file.artifact.path}:`,
              ...file.artifact.lines
                .slice(file.from, file.from + file.count)
                .map(({ text }) => `      ${text}`),
            ]),
      ]),
    ]),
  ];
}

/** One message a line: `   2.9 s  client -> boot1  DHCP DISCOVER`. */
function exchangeLines({ lanes, messages }: Section & { kind: 'exchange' }): string[] {
  const width = Math.max(...lanes.map((lane) => lane.length));
  return messages.flatMap((message) => {
    if (message.kind === 'omitted')
      return [`${' '.repeat(10)}(${counted(message.packets, 'packet')})`];
    const { seconds, from, to, protocol, what } = message;
    const parties = `${lanes[from]!.padStart(width)} -> ${lanes[to]!.padEnd(width)}`;
    const head = `${seconds.toFixed(1).padStart(6)} s  ${parties}  `;
    // Where both names are long, what is said goes beneath them.
    return head.length > WIDTH / 2
      ? [head.trimEnd(), ...wrap(`${protocol} ${what}`, ' '.repeat(10))]
      : wrap(`${protocol} ${what}`, head, ' '.repeat(head.length));
  });
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
  reached,
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
      ...(reached === undefined
        ? []
        : [
            [
              reached.level,
              `${reached.time.slice(0, 10)}, these bytes: ${reachedHref(reached)}`,
            ] as const,
          ]),
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
      case 'quirk':
        return `/quirks/${reason.quirk.id}/`;
    }
  });
  return [...new Set(places)].join(', ');
}
