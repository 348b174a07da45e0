import nginx from 'shiki/langs/nginx.mjs';
import json from 'shiki/langs/json.mjs';
import powershell from 'shiki/langs/powershell.mjs';
import shellscript from 'shiki/langs/shellscript.mjs';
import xml from 'shiki/langs/xml.mjs';
import yaml from 'shiki/langs/yaml.mjs';
import { createHighlighterCoreSync } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { grammars, type Listing } from './index.ts';
import { bookTheme, classOf } from './theme.ts';

const highlighter = createHighlighterCoreSync({
  engine: createJavaScriptRegexEngine(),
  themes: [bookTheme],
  langs: [...grammars, nginx, json, powershell, shellscript, xml, yaml],
});

/**
 * The lines of a file as HTML, one string each. A token that is plain ink stays plain text, so that a listing of
 * thousands of lines stays small.
 */
export function highlightLines(lines: readonly string[], language: Listing): string[] {
  if (language === 'text') return lines.map(escapeHtml);
  const { tokens } = highlighter.codeToTokens(lines.join('\n'), {
    lang: language,
    theme: bookTheme.name!,
  });
  return tokens.map((line) =>
    line.map(({ content, color }) => tokenHtml(content, classOf(color))).join(''),
  );
}

function tokenHtml(text: string, name: string | undefined): string {
  const escaped = escapeHtml(text);
  return name === undefined ? escaped : `<span class="${name}">${escaped}</span>`;
}

/** Text as it must stand in HTML, in an element as well as in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
