import type { Entity } from '../../../generators/inventory/inventory.ts';
import type { SourceText } from '../../../generators/inventory/yaml-file.ts';
import { collectionNames, type CollectionName } from '../../../generators/inventory/schema.ts';
import type { Book } from '../../data/book.ts';
import { entityHref, inventoryHref, shortPath } from '../../data/links.ts';
import { counted, machine, type PageContent } from '../content.ts';

/** /inventory/: the files that all else comes from. */
export function inventoryList(book: Book): PageContent {
  return {
    path: '/inventory/',
    title: 'Inventory',
    machine: false,
    summary: `The ${counted(book.sources.length, 'file')} that all else comes from`,
    lead: 'What people write. Configs, pages and drills come from these files; nothing else is edited by hand.',
    notices: [],
    chain: undefined,
    sections: [
      {
        kind: 'table',
        title: 'All files',
        id: 'files',
        head: ['file', 'holds'],
        rows: book.sources.map((source) => [
          machine(source.path, inventoryHref(source.path)),
          holds(book, source),
        ]),
      },
    ],
  };
}

/** /inventory/<file>/: the YAML as it stands, each line to be linked to, each object with a way to its page. */
export function inventoryPage(book: Book, source: SourceText): PageContent {
  return {
    path: inventoryHref(source.path)!,
    title: shortPath(source.path),
    machine: true,
    summary: holds(book, source),
    lead: [machine(source.path), ` · ${holds(book, source)}`],
    notices: [],
    chain: undefined,
    sections: [
      { kind: 'yaml', title: 'The file', id: 'yaml', source, marks: marksOf(book, source) },
    ],
  };
}

function objectsIn({ inventory }: Book, source: SourceText): [CollectionName, Entity][] {
  return collectionNames.flatMap((name) =>
    [...(inventory[name] as ReadonlyMap<string, Entity>).values()]
      .filter(({ where }) => where.file.path === source.path)
      .map((entity): [CollectionName, Entity] => [name, entity]),
  );
}

function holds(book: Book, source: SourceText): string {
  const counts = new Map<CollectionName, number>();
  for (const [name] of objectsIn(book, source)) counts.set(name, (counts.get(name) ?? 0) + 1);
  if (counts.size === 0) return 'nothing yet';
  return [...counts].map(([name, count]) => counted(count, name.slice(0, -1))).join(', ');
}

function marksOf(book: Book, source: SourceText): Map<number, { text: string; href: string }> {
  const marks = new Map<number, { text: string; href: string }>();
  for (const [name, { id, where }] of objectsIn(book, source)) {
    if (name === 'sites') continue;
    const line = typeof where.lines === 'number' ? where.lines : where.lines.line;
    marks.set(line, { text: `${name.slice(0, -1)} ${id}`, href: entityHref(name, id) });
  }
  return marks;
}
