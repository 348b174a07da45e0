import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

/*
 * Which letters of a page are prose. All else becomes blanks, so that every word keeps its place: commands, their output,
 * patterns, links' addresses, components, and names of things in the front matter.
 */

/** What people wrote for people, with each other letter as a blank. */
export interface Masked {
  /** Prose alone, for spelling. */
  readonly words: string;
  /** With a single word in the place of each piece of code, for sentences. */
  readonly sentences: string;
}

/** Keys of the front matter that hold prose, and those whose values hold more keys. */
const PROSE_KEYS = new Set([
  'description',
  'meaning',
  'tell',
  'do',
  'escalate',
  'not',
  'cause',
  'seen',
  'workaround',
  'saidAs',
]);
/** The title of an error is what a machine says; elsewhere it is prose. */
const TITLES = /^content\/(?!errors\/)/;

const FRONT = /^---\n([^]*?\n)---(?:\n|$)/;

/** @param path from the root of the repo */
export function masked(path: string, text: string): Masked {
  const front = FRONT.exec(text)?.[0] ?? '';
  const head = maskFront(front, TITLES.test(path));
  const body = maskBody(text.slice(front.length));
  const whole = head + body;
  return {
    words: whole.replaceAll(CODE, blanks).replaceAll(QUOTES, blanks).replaceAll(NAMES, blanks),
    sentences: whole.replaceAll(CODE, standIn),
  };
}

/** What stands in double quotes inside a line is what a machine says, which has words of its own. */
const QUOTES = /(?<=[\w,(] ?\(?)"[^"\n]*"/g;

/** Paths, files, hosts and settings that stand among words as they are: `netcfg/dhcp_timeout=90`, `ipxe.efi`, `web01`. */
const NAMES = /[^\s"'()]*(?:[/=_@\\]|\.(?=[a-z])|[a-z](?=\d))[^\s"'(),]*/g;

const CODE = /(`+)(?!`)[^]*?[^`]\1(?!`)/g;

/** A piece of code counts as one word of the sentence around it. */
function standIn(code: string): string {
  return 'x' + blanks(code.slice(1));
}

/** Blanks in the place of all letters; lines stay. */
function blanks(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}

function maskFront(front: string, titles: boolean): string {
  if (front === '') return '';
  const lines = new LineCounter();
  const document = parseDocument(front.replace(/^---/, '   ').replace(/---\n?$/, ''), {
    lineCounter: lines,
  });
  const kept: [number, number][] = [];
  const visit = (node: unknown, prose: boolean): void => {
    if (isScalar(node)) {
      if (prose && node.range && typeof node.value === 'string')
        kept.push([node.range[0], node.range[1]]);
    } else if (isSeq(node)) for (const item of node.items) visit(item, prose);
    else if (isMap(node))
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : '';
        // A source's title is a name that somebody else gave.
        if (name === 'sources' || name === 'rule') continue;
        visit(value, PROSE_KEYS.has(name) || (name === 'title' && titles));
      }
  };
  visit(document.contents, false);
  let made = '';
  let at = 0;
  for (const [from, to] of kept) {
    // The mark of an end keeps the sentences of two values apart.
    made += `|${blanks(front.slice(at + 1, from))}${front.slice(from, to)}`;
    at = to;
  }
  return `${made}|${blanks(front.slice(at + 1))}`;
}

/** What is no prose in Markdown, in the order in which it has to go. */
const NO_PROSE: readonly RegExp[] = [
  /^([ \t]*)(`{3,}|~{3,})[^\n]*\n[^]*?\n[ \t]*\2[ \t]*$/gm,
  /\{\/\*[^]*?\*\/\}|<!--[^]*?-->/g,
  /^import\s.*$/gm,
  // The name of a source is what its maker calls it.
  /<Source\b[^>]*>[^]*?<\/Source>/g,
  // Components and HTML, with their attributes; what stands between two tags is prose.
  /<\/?[A-Za-z](?:"[^"]*"|'[^']*'|\{[^}]*\}|[^>"'{])*>/g,
  /<https?:[^>]*>|\bhttps?:\/\/[^\s)>]+/g,
];

function maskBody(body: string): string {
  let made = body;
  // Code first stands aside, so that a tag inside it is none.
  const codes: string[] = [];
  made = made.replaceAll(NO_PROSE[0]!, blanks);
  made = made.replaceAll(CODE, (code) => {
    codes.push(code);
    return '\u0000'.repeat(code.length);
  });
  for (const each of NO_PROSE.slice(1)) made = made.replaceAll(each, blanks);
  made = made.replaceAll(/\]\([^)\s]*(?:\s"[^"]*")?\)/g, (link) => `]${blanks(link.slice(1))}`);
  let next = 0;
  return made.replaceAll(/\u0000+/g, (run) => {
    let back = '';
    while (back.length < run.length) back += codes[next++]!;
    return back;
  });
}
