import type { Element, Nodes, Parents } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { stages } from '../../generators/plan/stages.ts';
import { chainLine, type ChainState } from './chain.ts';
import { commandLines } from './command.ts';
import { table, typewriter, underlined, wrap, WIDTH } from './layout.ts';

/*
 * The plain text twin of a written page, from its HTML: components and quoted files are in it as a reader sees them. Generated
 * pages do not need this, since their twin comes of what their HTML comes of.
 */

/** What a written page says, in 80 columns; files, and what a machine printed, in full and unbroken. Ends with a newline. */
export function twinOfHtml(html: string): string {
  const main = find(fromHtml(html), (element) => element.tagName === 'main');
  if (main === undefined) throw new Error('There is no <main> in this page.');
  const lines = blocks(main);
  const text: string[] = [];
  for (const line of lines) if (line !== '' || text.at(-1) !== '') text.push(line);
  return `${text.join('\n').trim()}\n`;
}

/** What only a screen or a pointer has a use for. */
function isLeftOut(element: Element): boolean {
  const { tagName } = element;
  return (
    ['script', 'style', 'button', 'template', 'svg'].includes(tagName) ||
    element.properties['ariaHidden'] === 'true' ||
    hasClass(element, 'screen-only') ||
    hasClass(element, 'turn')
  );
}

/** The lines of everything inside, an empty one before each block. */
function blocks(parent: Parents, width = WIDTH): string[] {
  const lines: string[] = [];
  let words = '';
  const flush = (): void => {
    if (words.trim() !== '') lines.push('', ...wrap(words, '', '', width));
    words = '';
  };
  for (const child of parent.children) {
    if (child.type === 'element' && isLeftOut(child)) continue;
    const block = child.type === 'element' ? blockOf(child, width) : undefined;
    if (block === undefined) words += inline(child);
    else {
      flush();
      lines.push('', ...block);
    }
  }
  flush();
  return lines;
}

/** The lines of an element that stands for itself; undefined for one within a line. */
function blockOf(element: Element, width: number): string[] | undefined {
  switch (element.tagName) {
    case 'h1':
      return underlined(inline(element).trim(), '=');
    case 'h2':
      return underlined(inline(element).trim(), '-');
    case 'h3':
    case 'h4':
      return wrap(inline(element), '### ', '    ', width);
    case 'p':
    case 'figcaption':
      return wrap(inline(element), '', '', width);
    case 'pre':
      return preformatted(element);
    case 'ul':
    case 'ol':
      return listItems(element, width);
    case 'table':
      return tableOf(element);
    case 'details':
      // Its summary says enough: what unfolds is on the page of the file or the proof.
      return element.children.flatMap((child) =>
        child.type === 'element' && child.tagName === 'summary'
          ? wrap(inline(child), '', '', width)
          : [],
      );
    case 'nav':
      return hasClass(element, 'chain-of') ? [chainLine(chainStateOf(element))] : [];
    case 'div':
    case 'section':
    case 'figure':
    case 'article':
    case 'header':
    case 'dl':
    case 'dd':
    case 'dt':
    case 'blockquote':
    case 'aside':
      return blocks(element, width).slice(1);
    default:
      return undefined;
  }
}

function preformatted(element: Element): string[] {
  const lines = rawText(element).replace(/\n$/, '').split('\n');
  const shell = element.properties['dataLanguage'] === 'sh';
  return (shell ? commandLines(lines, undefined, '    ') : lines.map((line) => `    ${line}`)).map(
    (line) => line.trimEnd(),
  );
}

function listItems(list: Element, width: number): string[] {
  const items = elements(list, 'li').filter((item) => !isLeftOut(item));
  return items.flatMap((item, index) => {
    const message = messageOf(item);
    if (message !== undefined) return [message];
    const mark = list.tagName === 'ol' ? `${index + 1}. ` : '- ';
    const indent = ' '.repeat(mark.length);
    // Whatever is inside is narrower by its mark.
    const lines = blocks(item, width - mark.length).slice(1);
    return lines.map((line, at) => (at === 0 ? mark : line === '' ? '' : indent) + line);
  });
}

/** A message of a sequence diagram in one line: `   4.7 s  desk02 -> DHCP  DISCOVER`. */
function messageOf(item: Element): string | undefined {
  const says = find(item, (each) => hasClass(each, 'parties'));
  const what = find(item, (each) => hasClass(each, 'what'));
  const at = find(item, (each) => hasClass(each, 'at'));
  if (says === undefined || what === undefined || at === undefined) return undefined;
  const words = [says, what].map((each) => typewriter(inline(each).replaceAll(/\s+/g, ' ').trim()));
  return `${inline(at).trim().padStart(8)}  ${words.join('  ')}`;
}

function tableOf(element: Element): string[] {
  const rows = descendants(element, 'tr').map((row) =>
    row.children
      .filter((cell) => cell.type === 'element')
      .map((cell) => inline(cell).replaceAll(/\s+/g, ' ').trim()),
  );
  const [head, ...body] = rows;
  return head === undefined ? [] : table(head, body);
}

/** Text as it stands within a line; where an address leads out of the book, it follows its words. */
function inline(node: Nodes): string {
  if (node.type === 'text') return node.value;
  if (node.type !== 'element' || isLeftOut(node)) return '';
  const words = node.children.map(inline).join('');
  if (node.tagName === 'br') return ' ';
  const { href } = node.properties;
  if (node.tagName !== 'a' || typeof href !== 'string' || !/^https?:/.test(href)) return words;
  return hasClass(node, 'source') ? `[${words.trim()}: ${href}]` : `${words} <${href}>`;
}

function rawText(node: Nodes): string {
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map(rawText).join('') : '';
}

/** Which station of a chain is lit. */
function chainStateOf(chain: Element): ChainState {
  const items = descendants(chain, 'li');
  const state: { at?: ChainState['at']; failed?: ChainState['failed'] } = {};
  for (const [index, { id }] of stages.entries()) {
    if (items[index] === undefined) continue;
    if (hasClass(items[index], 'failed')) state.failed = id;
    else if (hasClass(items[index], 'now')) state.at = id;
  }
  return state;
}

function hasClass({ properties }: Element, name: string): boolean {
  const { className } = properties;
  return Array.isArray(className) && className.includes(name);
}

function elements(parent: Parents, tagName: string): Element[] {
  return parent.children.flatMap((child) =>
    child.type === 'element' && child.tagName === tagName ? [child] : [],
  );
}

function descendants(parent: Parents, tagName: string): Element[] {
  return parent.children.flatMap((child) => {
    if (child.type !== 'element') return [];
    return [...(child.tagName === tagName ? [child] : []), ...descendants(child, tagName)];
  });
}

function find(parent: Parents, is: (element: Element) => boolean): Element | undefined {
  for (const child of parent.children) {
    if (child.type !== 'element') continue;
    const found = is(child) ? child : find(child, is);
    if (found !== undefined) return found;
  }
  return undefined;
}
