import { byRule, type Reason } from '../../reason.ts';

/** Makes the rules of one format. Their ids begin with its name, and one page explains them all. */
export function rulesOf(
  format: string,
  page: string,
): (id: string, says: string, source: string) => Reason {
  return (id, says, source) => byRule({ id: `${format}-${id}`, says, page, source });
}
