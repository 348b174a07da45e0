import type { Quirk } from './catalogue/quirk.ts';
import type { Path } from './inventory/lines.ts';
import type { Route } from './plan/route.ts';

/** A decision that Bootbook makes by itself. It has a page that explains it, and a source if it rests on one. */
export interface Rule {
  /** Kebab case, unique. */
  readonly id: string;
  /** One sentence, shown in the margin beside the line. */
  readonly says: string;
  /** Site path of the page that explains it, with a slash at both ends. */
  readonly page: string;
  /** RFC, manual page or thread that the rule rests on. */
  readonly source?: string;
}

/** Why a value or a line is as it is. */
export type Reason =
  | {
      readonly kind: 'inventory';
      readonly file: string;
      readonly line: number;
      readonly path: Path;
    }
  | { readonly kind: 'rule'; readonly rule: Rule }
  | { readonly kind: 'route'; readonly route: Route }
  /** A quirk of the machine or of what it is attached to; the reasons beside it say why it is taken to have it. */
  | { readonly kind: 'quirk'; readonly quirk: Pick<Quirk, 'id' | 'title'> };

/** A rule as a reason. */
export function byRule(rule: Rule): Reason {
  return { kind: 'rule', rule };
}

/** A value together with why it is that value. */
export interface Sourced<T> {
  readonly value: T;
  readonly because: readonly Reason[];
}

/** One reason as one short line of plain text, for the terminal, the manifest and text twins. */
export function reasonText(reason: Reason): string {
  switch (reason.kind) {
    case 'inventory':
      return `${reason.file}:${reason.line} ${reason.path.join('.')}`;
    case 'rule':
      return `${reason.rule.says} [${reason.rule.page}]`;
    case 'route':
      return `${reason.route.title} [/routes/${reason.route.id}/]`;
    case 'quirk':
      return `Quirk: ${reason.quirk.title} [/quirks/${reason.quirk.id}/]`;
  }
}
