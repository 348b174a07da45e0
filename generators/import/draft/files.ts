import type { CollectionName } from '../../inventory/schema.ts';
import { inOrder, place } from '../origin.ts';
import { commentText, yamlText, type Entry } from '../yaml-text.ts';
import type { Sheet } from './sheet.ts';

/** Notes that stand as comments in the inventory; the report has all. */
const MOST_COMMENTS = 200;

/** What is written as files of YAML, one for each collection that has members. */
export function filesOf(sheet: Sheet): { path: string; text: string }[] {
  const order: readonly (readonly [path: string, CollectionName])[] = [
    ['site.yaml', 'sites'],
    ['networks.yaml', 'networks'],
    ['servers.yaml', 'servers'],
    ['models.yaml', 'models'],
    ['images.yaml', 'images'],
    ['profiles.yaml', 'profiles'],
    ['hosts.yaml', 'hosts'],
  ];
  return order.flatMap(([path, collection]) => {
    const members = sheet.of(collection);
    if (members.length === 0) return [];
    const top: Entry = {
      key: collection,
      value: members.map(({ id, entries, above }): Entry => ({ key: id, value: entries, above })),
    };
    const head = commentText([
      `Imported from ${sheet.options.title}. What no source gave is marked with 'assumed'.`,
    ]);
    const notes = collection === 'sites' ? commentText(noteLines(sheet)) : '';
    return [{ path, text: head + notes + yamlText([top]) }];
  });
}

function noteLines(sheet: Sheet): string[] {
  const notes = inOrder(sheet.found.notes);
  if (notes.length === 0) return [];
  const shownNotes = notes.slice(0, MOST_COMMENTS);
  const more = notes.length - shownNotes.length;
  return [
    '',
    'Not taken over as it stood:',
    ...shownNotes.map(
      ({ verdict, origin, what, why }) =>
        `  ${place(origin)} ${verdict === 'changed' ? 'changed' : 'left out'}: ${what} (${why})`,
    ),
    ...(more > 0 ? [`  and ${more} more; the report has them all`] : []),
    '',
  ];
}
