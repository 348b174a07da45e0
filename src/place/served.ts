import type { DiagnosisPort } from '../diagnose/answer.ts';

/*
 * Where the book's scripts find things when a web server serves the book: pages by their addresses, data by fetching it, and
 * the diagnosis in a worker. The packed book puts packed.ts in the place of this file (src/integrations/packed-scripts.ts).
 */

/** The address of a page, as it stands in a link. */
export function addressOf(href: string): string {
  return href;
}

/** The data of an address such as `/search.json`. */
export async function load<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as T;
}

/** Starts what answers questions, which then fetches what it has to know. */
export function startDiagnosis(): DiagnosisPort {
  return new Worker(new URL('../diagnose/worker.ts', import.meta.url), { type: 'module' });
}
