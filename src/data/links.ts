import type { Artifact } from '../../generators/artifact.ts';
import type { Entity } from '../../generators/inventory/inventory.ts';
import type { CollectionName } from '../../generators/inventory/schema.ts';
import type { Reason } from '../../generators/reason.ts';

/*
 * Where things are found on the site. Every address of a generated page is made here, so that a page can move.
 */

const INVENTORY = 'content/inventory/';

/** A link and the words for it. Without href there is nothing to go to: a value built in, that no file holds. */
export interface ReasonLink {
  readonly href: string | undefined;
  readonly words: string;
  /** Where the words come from, for a tooltip: the path of an inventory value, the source of a rule. */
  readonly detail: string | undefined;
}

/** Why a line stands there, as a link: an inventory line, the page that explains a rule, a route. */
export function reasonLink(reason: Reason): ReasonLink {
  switch (reason.kind) {
    case 'inventory': {
      const name = shortPath(reason.file);
      return {
        href: inventoryHref(reason.file, reason.line),
        words: reason.file.startsWith(INVENTORY) ? `${name}:${reason.line}` : reason.file,
        detail: reason.path.join('.'),
      };
    }
    case 'rule':
      return { href: reason.rule.page, words: reason.rule.says, detail: reason.rule.source };
    case 'route':
      return {
        href: `/routes/${reason.route.id}/`,
        words: reason.route.title,
        detail: undefined,
      };
    case 'quirk':
      return {
        href: `/quirks/${reason.quirk.id}/`,
        words: `Quirk: ${reason.quirk.title}.`,
        detail: undefined,
      };
  }
}

/** `content/inventory/hosts/prod.yaml` → `hosts/prod.yaml`. */
export function shortPath(file: string): string {
  return file.startsWith(INVENTORY) ? file.slice(INVENTORY.length) : file;
}

/** The name of an inventory file in addresses: `hosts/prod`. A `.yml` keeps its ending, so that two files never share one. */
export function inventorySlug(file: string): string {
  return shortPath(file).replace(/\.yaml$/, '');
}

/** The page of an inventory file, at a line if one is given; undefined for what stands in no file. */
export function inventoryHref(file: string, line?: number): string | undefined {
  if (!file.startsWith(INVENTORY)) return undefined;
  return `/inventory/${inventorySlug(file)}/${line === undefined ? '' : `#L${line}`}`;
}

/** The page of an object: `/hosts/web01/`. Sites have none of their own; theirs is the line that defines them. */
export function entityHref(collection: Exclude<CollectionName, 'sites'>, id: string): string {
  return `/${collection}/${id}/`;
}

/** The inventory line that defines an object. */
export function definedAt(entity: Entity): ReasonLink {
  const { file, lines, path } = entity.where;
  const line = typeof lines === 'number' ? lines : lines.line;
  return reasonLink({ kind: 'inventory', file: file.path, line, path });
}

/**
 * The host on whose page a file stands, or undefined if the file has a page of its own. A snippet names the hosts of its
 * network, but it is a file for the network's DHCP server.
 */
export function ownerOf({ path, hosts }: Pick<Artifact, 'path' | 'hosts'>): string | undefined {
  return path.startsWith('snippets/') ? undefined : hosts[0];
}

/** The annotated page of a file: its own if many hosts share it, else its place on the host's page. */
export function fileHref(server: string, artifact: Pick<Artifact, 'path' | 'hosts'>): string {
  const host = ownerOf(artifact);
  return host === undefined
    ? `/files/${server}/${artifact.path}/`
    : `/hosts/${host}/#${fileAnchor(artifact.path)}`;
}

/** The exact bytes of a file. */
export function rawHref(server: string, path: string): string {
  return `/raw/${server}/${path}`;
}

/** The anchor of a file on a page that shows several. */
export function fileAnchor(path: string): string {
  return path.replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase();
}

/** The plain text twin of a generated page: `/hosts/web01/` → `/hosts/web01.txt`. */
export function twinHref(page: string): string {
  return page === '/' ? '/index.txt' : `${page.replace(/\/$/, '')}.txt`;
}
