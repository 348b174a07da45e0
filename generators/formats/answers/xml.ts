import type { Line } from '../../artifact.ts';
import type { Reason } from '../../reason.ts';

/*
 * XML 1.0, a line for each element that holds text, with the reasons of each.
 * Source: https://www.w3.org/TR/xml/
 */

export interface Element {
  readonly tag: string;
  /** Attributes as they are written: `config:type="list"`; their values are this program's own. */
  readonly attributes?: string;
  /** Text, lines of a script, or further elements. */
  readonly content: string | readonly Element[] | Script;
  /** Why it is there; as for the element around it unless given. */
  readonly because?: readonly Reason[];
}

export interface Script {
  readonly script: readonly Line[];
}

/** Characters that XML 1.0 has no way to write: https://www.w3.org/TR/xml/#charsets */
const NOT_IN_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/**
 * A text as the content of an element.
 * @returns undefined if XML cannot express it
 */
export function xmlText(text: string): string | undefined {
  if (NOT_IN_XML.test(text)) return undefined;
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/** The lines of an element, indented by so many steps. */
export function* xmlLines(
  { tag, attributes, content, because: own }: Element,
  because: readonly Reason[],
  depth = 0,
): Generator<Line> {
  const why = own ?? because;
  const indent = '  '.repeat(depth);
  const start = attributes === undefined ? `<${tag}>` : `<${tag} ${attributes}>`;
  if (typeof content === 'string') {
    const text = xmlText(content);
    if (text === undefined) throw new RangeError(`XML has no way to write ${tag}.`);
    yield { text: `${indent}${start}${text}</${tag}>`, because: why };
    return;
  }
  if ('script' in content) {
    yield { text: `${indent}${start}<![CDATA[`, because: why };
    for (const line of content.script)
      yield { text: line.text.replaceAll(']]>', ']]]]><![CDATA[>'), because: line.because };
    yield { text: `]]></${tag}>`, because: why };
    return;
  }
  yield { text: `${indent}${start}`, because: why };
  for (const each of content) yield* xmlLines(each, why, depth + 1);
  yield { text: `${indent}</${tag}>`, because: why };
}
