import type { Draft } from './draft.ts';
import { error } from './error.ts';
import { howto } from './howto.ts';
import { quirk } from './quirk.ts';
import { runbook } from './runbook.ts';

/** The kinds of page that can be begun. */
export const drafts: readonly Draft[] = [error, quirk, howto, runbook];
