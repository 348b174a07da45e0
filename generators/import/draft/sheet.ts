import type { CollectionName } from '../../inventory/schema.ts';
import type { Findings, Origin } from '../records.ts';
import type { Entry } from '../yaml-text.ts';
import { fitting } from './fitting.ts';
import type { DraftOptions } from './options.ts';

/** An object of the inventory that came out of the source. */
export interface Taken {
  readonly collection: CollectionName;
  readonly id: string;
  readonly origin: Origin;
}

/** A value that no source gave, and why it is what it is. */
export interface Assumed {
  /** `networks.prod.dhcp.mode` */
  readonly path: string;
  readonly value: string;
  readonly why: string;
}

/** An object as it will stand in a file. */
export interface Written {
  readonly id: string;
  readonly entries: readonly Entry[];
  readonly above: readonly string[];
}

/** What is written so far: objects with ids of their own, where they came from, and what had to be assumed. */
export class Sheet {
  readonly found: Findings;
  readonly options: DraftOptions;
  readonly taken: Taken[] = [];
  readonly assumed: Assumed[] = [];
  /** Objects in the order in which they are written. */
  private readonly written = new Map<CollectionName, Written[]>();
  private readonly ids = new Map<CollectionName, Set<string>>();

  constructor(found: Findings, options: DraftOptions) {
    this.found = found;
    this.options = options;
  }

  /** An id that nobody in the collection has: the wanted one, or it with a number. */
  claim(collection: CollectionName, wanted: string): string {
    const known = this.ids.get(collection) ?? new Set();
    this.ids.set(collection, known);
    let id = wanted;
    for (let count = 2; known.has(id); count++) {
      const end = `-${count}`;
      id = wanted.slice(0, 63 - end.length).replace(/-+$/, '') + end;
    }
    known.add(id);
    return id;
  }

  /** Notes that a value was assumed, and gives the remark that stands behind it. */
  assume(path: string, value: string, why: string): string {
    this.assumed.push({ path, value, why });
    return `assumed: ${why}`;
  }

  /** Writes an object down, without the values that its schema refuses. Returns whether it could be written at all. */
  put(
    collection: CollectionName,
    id: string,
    entries: readonly Entry[],
    origin: Origin | undefined,
    above: readonly string[] = [],
  ): boolean {
    const fit = fitting(this.found, collection, id, entries, origin);
    if (fit === undefined) return false;
    const all = this.written.get(collection) ?? [];
    this.written.set(collection, all);
    all.push({ id, entries: fit, above });
    if (origin !== undefined) this.taken.push({ collection, id, origin });
    return true;
  }

  /** The objects of a collection, in the order in which they are written. */
  of(collection: CollectionName): readonly Written[] {
    return this.written.get(collection) ?? [];
  }
}
