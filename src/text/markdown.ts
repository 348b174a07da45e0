import { wrap } from './layout.ts';

/**
 * Markdown as plain text: paragraphs and list items wrapped, fenced blocks as they are, the address of a link behind its words.
 * Only what entries of the catalogue may hold is known here: paragraphs, lists, headings, code and links.
 */
export function markdownLines(markdown: string): string[] {
  const lines: string[] = [];
  let paragraph: string[] = [];
  let fenced = false;
  const flush = (): void => {
    if (paragraph.length === 0) return;
    const text = paragraph.join(' ').replaceAll(LINK, '$1 <$2>');
    const [, mark] = ITEM.exec(text) ?? [];
    lines.push(
      ...(mark === undefined
        ? wrap(text)
        : wrap(text.slice(mark.length), mark, ' '.repeat(mark.length))),
    );
    paragraph = [];
  };
  for (const line of markdown.split('\n')) {
    if (/^```/.test(line)) {
      flush();
      fenced = !fenced;
    } else if (fenced) lines.push(`    ${line}`);
    else if (line.trim() === '') {
      flush();
      lines.push('');
    } else {
      if (ITEM.test(line)) flush();
      paragraph.push(line.trim());
    }
  }
  flush();
  return lines;
}

const LINK = /\[([^\]]+)\]\(([^)\s]+)\)/g;
const ITEM = /^(\s*(?:[-*]|\d+\.) )/;
