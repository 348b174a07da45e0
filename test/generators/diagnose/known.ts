import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadCatalogue } from '../../../cli/load-catalogue.ts';
import { loadSite } from '../../../cli/load-site.ts';
import { knowledgeOf } from '../../../generators/diagnose/knowledge.ts';
import { recordPath, type FaultRecord } from '../../../lab/faults/record.ts';

const root = resolve(import.meta.dirname, '../../..');
const { catalogue } = await loadCatalogue(root);
const { plans } = await loadSite(root, Date.parse('2026-11-23T00:00:00Z'));

/** The catalogue and the example site, as the browser gets them: through JSON. */
export const knowledge = JSON.parse(JSON.stringify(knowledgeOf(catalogue, plans))) as ReturnType<
  typeof knowledgeOf
>;

export { catalogue, root };

/** What was seen of a fault in the lab. */
export function recordOf(fault: string): FaultRecord {
  return JSON.parse(readFileSync(resolve(root, recordPath(fault)), 'utf8')) as FaultRecord;
}
