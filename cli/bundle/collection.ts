import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Rule } from '../../generators/reason.ts';

/*
 * The Ansible collection bootbook.pxe. Its roles are the same for every site, so a bundle gets a copy of them as they lie
 * in this repository, beside the inventory that was emitted for its boot server.
 */

/** The folder that holds `ansible_collections/`. */
export const COLLECTIONS = fileURLToPath(new URL('../../ansible', import.meta.url));

export const collectionRule: Rule = {
  id: 'ansible-collection',
  says: 'The generic roles, which the emitted inventory gives its values to.',
  page: '/howto/deploy-the-boot-server/',
};

/** What of a bundle stays on the machine that builds: the roles, and what they are given. */
export const STAYS = 'ansible/';

/** A file of the collection. */
export interface CollectionFile {
  /** Where it lies in a bundle. */
  readonly path: string;
  readonly mode: number;
  /** Where it lies on this machine. */
  readonly from: string;
  /** Where it lies in this repository. */
  readonly origin: string;
}

/** Every file of the collection, in the order of their paths. What running it leaves behind is none. */
export function collectionFiles(): CollectionFile[] {
  return readdirSync(COLLECTIONS, { recursive: true, encoding: 'utf8' })
    .filter((path) => !/(?:^|\/)(?:__pycache__|\.ansible|\.cache)(?:\/|$)|\.pyc$|\.tar\.gz$/.test(path))
    .map((path) => ({ path, from: join(COLLECTIONS, path) }))
    .filter(({ from }) => statSync(from).isFile())
    .map(({ path, from }) => ({
      path: `ansible/${path}`,
      // Whatever the umask of whoever cloned the repository was.
      mode: (statSync(from).mode & 0o100) === 0 ? 0o644 : 0o755,
      from,
      origin: `ansible/${path}`,
    }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
