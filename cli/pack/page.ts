import { posix } from 'node:path';

/*
 * A page of the built site as one that works from a folder: its links lead to files, seen from where it lies, and its scripts are
 * those of `_pack/`. Text in, text out.
 */

/** Where the built site keeps the scripts of a pack, and the files without which there is none. */
export const SCRIPTS = ['_pack/book.js', '_pack/diagnosis.js'] as const;

/** The files of a site, by their paths from its top. */
export type SiteFiles = ReadonlySet<string>;

export interface PackedPage {
  readonly html: string;
  /** Addresses that lead to nothing in the site. */
  readonly lost: readonly string[];
}

const ATTRIBUTES = /[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?/.source;
/** A comment, a script or a style with all that it holds, or one opening tag. */
const PIECE = new RegExp(
  `<!--[^]*?-->|<(script|style)\\b([^>]*)>[^]*?</\\1>|<([a-z][\\w-]*)((?:\\s+${ATTRIBUTES})*)\\s*/?>`,
  'gi',
);
const LINK = /(\s)(href|src|poster|action)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;

/** @param page the path of its file, from the top of the site: `hosts/web01/index.html` */
export function packPage(html: string, page: string, files: SiteFiles): PackedPage {
  const lost = new Set<string>();
  const root = '../'.repeat(page.split('/').length - 1);
  const relinked = (tag: string): string =>
    tag.replaceAll(LINK, (whole, space: string, name: string, double?: string, single?: string) => {
      const address = double ?? single ?? '';
      const target = addressIn(unescaped(address), page, files);
      if (target === undefined) return whole;
      if (!target.found) lost.add(address);
      return `${space}${name}="${escaped(target.address)}"`;
    });
  const packed = html.replaceAll(
    PIECE,
    (whole: string, holds?: string, head?: string, tag?: string, attributes?: string) => {
      if (holds?.toLowerCase() === 'script')
        return /\btype\s*=\s*["']?module\b/i.test(head!) ? '' : whole;
      if (tag === undefined) return whole;
      if (tag.toLowerCase() === 'html')
        return whole.replace(/^<html/i, `<html data-root="${root}"`);
      // Fonts lie inside the style sheets, modules are gone, and a file has no origin that could be another one.
      if (/\brel\s*=\s*["']?(?:modulepreload|preload)\b/i.test(attributes!)) return '';
      return relinked(whole.replace(/\scrossorigin(?:="[^"]*")?/i, ''));
    },
  );
  const script = `<script defer src="${root}${SCRIPTS[0]}"></script>`;
  return { html: packed.replace(/<\/head>/i, `${script}$&`), lost: [...lost] };
}

/**
 * An address of the site as one that leads from a page to a file; undefined for what stays as it is: other sites, places on the
 * same page, data.
 */
export function addressIn(
  address: string,
  page: string,
  files: SiteFiles,
): { address: string; found: boolean } | undefined {
  if (!/^(?:\/(?!\/)|\.{0,2}\/?(?![a-z][a-z0-9+.-]*:)[^#/?])/i.test(address)) return undefined;
  const { pathname, search, hash } = new URL(address, `http://book/${page}`);
  const path = pathname.slice(1);
  const file = fileOf(path, files);
  const from = posix.dirname(page);
  const seen = posix.relative(from, file ?? path) || './';
  const slash = file === undefined && path.endsWith('/') ? '/' : '';
  return { address: seen + slash + search + hash, found: file !== undefined };
}

/** The file that a server shows for a path, still spelled as in an address. */
function fileOf(path: string, files: SiteFiles): string | undefined {
  const decoded = decodeURIComponent(path);
  if (files.has(decoded)) return path;
  const inner = posix.join(path, 'index.html');
  return files.has(decodeURIComponent(inner)) ? inner : undefined;
}

function unescaped(value: string): string {
  return value.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}

/** Data as a script that a page of a folder may load: it brings them by the address that a server has them under. */
export function dataScript(address: string, json: string): string {
  const key = JSON.stringify(address);
  return `(globalThis.bootbookData??={})[${key}]=${json.trim()};\n`;
}

const TYPES: Readonly<Record<string, string>> = { woff2: 'font/woff2', svg: 'image/svg+xml' };

/**
 * A style sheet that needs no other file: fonts lie inside it, since Firefox takes a font of a file only from below the page
 * (https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS/Errors/CORSRequestNotHttp).
 * @param bytesOf what a path of the site holds; undefined if there is no such file
 */
export function packStyles(
  css: string,
  sheet: string,
  bytesOf: (path: string) => Buffer | undefined,
): string {
  return css.replaceAll(/url\(\s*(["']?)([^"')]+)\1\s*\)/g, (whole, _quote, address: string) => {
    if (/^(?:[a-z][a-z0-9+.-]*:|#)/i.test(address)) return whole;
    const { pathname } = new URL(address, `http://book/${sheet}`);
    const path = decodeURIComponent(pathname).slice(1);
    const bytes = bytesOf(path);
    const type = TYPES[posix.extname(path).slice(1)];
    if (bytes === undefined || type === undefined) return whole;
    return `url(data:${type};base64,${bytes.toString('base64')})`;
  });
}
