/** A page that is begun: its places that people still have to write say `TO WRITE`, and test/prose/check.ts lists them. */
export interface Draft {
  /** What one types: `bootbook new error`. */
  readonly kind: string;
  /** Where such pages lie, from the root of the repo. */
  readonly folder: string;
  /** What to look at while one writes. */
  readonly like: string;
  /** The whole page. */
  readonly page: (id: string, given: Given) => string;
}

/** What is known already. */
export interface Given {
  readonly title?: string | undefined;
  /** The line that the machine prints. */
  readonly printed?: string | undefined;
}

/** A place that is still to be written. */
export function open(what: string): string {
  return `TO WRITE: ${what}`;
}

/** Text as YAML writes it on one line, in the form that Prettier leaves alone. */
export function quoted(text: string): string {
  if (!text.includes("'")) return `'${text}'`;
  return text.includes('"') || text.includes('\\')
    ? `'${text.replaceAll("'", "''")}'`
    : `"${text}"`;
}

/** Lines of a page, from its front matter and its body. */
export function pageOf(front: readonly string[], body: readonly string[]): string {
  return ['---', ...front, '---', '', ...body, ''].join('\n');
}
