import { wrote, type Entity, type Inventory } from '../../generators/inventory/inventory.ts';
import type { Path } from '../../generators/inventory/lines.ts';
import type { Source } from '../../generators/inventory/schema.ts';
import { nearest } from '../../generators/nearest.ts';
import { Mistake } from '../mistake.ts';
import { oneLine } from '../terminal.ts';

/** A file that an image, or a profile that writes or mounts one, is made of. */
export interface ImagePart {
  /** The image or profile. */
  readonly entity: Entity;
  /** From there down to the source: `['initrds', 0]`. */
  readonly path: Path;
  readonly source: Source;
  /** Where the inventory names it: `content/inventory/images.yaml:6`. */
  readonly at: string;
}

/**
 * The files of the named images and profiles, or of all, in the order of the inventory.
 * @throws Mistake if there is no such image or profile, with the one that was probably meant
 */
export function imageParts(inventory: Inventory, names: readonly string[]): ImagePart[] {
  const parts: ImagePart[] = [];
  const add = (entity: Entity, path: Path, source: Source): void => {
    const reason = wrote(entity, ...path);
    const at = reason.kind === 'inventory' ? `${reason.file}:${reason.line}` : '';
    parts.push({ entity, path, source, at });
  };
  for (const image of inventory.images.values()) {
    add(image, ['kernel'], image.kernel);
    for (const [index, initrd] of image.initrds.entries()) add(image, ['initrds', index], initrd);
  }
  for (const profile of inventory.profiles.values()) {
    // What a profile has from the one that it extends is listed there.
    const own = inventory.profiles.get(profile.extends ?? '');
    if (profile.write !== undefined && profile.write !== own?.write)
      add(profile, ['write', 'file'], profile.write.file);
    if (profile.nfs?.root !== undefined && profile.nfs !== own?.nfs)
      add(profile, ['nfs', 'root'], profile.nfs.root);
  }
  const known = new Set(parts.map(({ entity }) => entity.id));
  for (const name of names) {
    if (known.has(name)) continue;
    const meant = nearest(name, known);
    throw new Mistake(
      `There is no image ${oneLine(name)}.`,
      meant === undefined ? `Choose one of ${[...known].join(', ')}.` : `Did you mean ${meant}?`,
    );
  }
  return names.length === 0 ? parts : parts.filter(({ entity }) => names.includes(entity.id));
}

/** What a part is called where people read it: `debian-12 kernel`, `debian-12 initrds.0`. */
export function partName({ entity, path }: ImagePart): string {
  return `${entity.id} ${path.join('.')}`;
}
