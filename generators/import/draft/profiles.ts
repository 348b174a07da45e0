import { idFrom, labelFrom } from '../names.ts';
import { place } from '../origin.ts';
import type { FoundImage, FoundProfile } from '../records.ts';
import { argumentsEntry } from './arguments.ts';
import { architectureOf } from './models.ts';
import type { Sheet } from './sheet.ts';

/** Profiles, and the images that they boot. */
export class Profiles {
  private readonly sheet: Sheet;
  private readonly images = new Map<string, string>();
  private readonly ids = new Map<string, string>();

  constructor(sheet: Sheet) {
    this.sheet = sheet;
  }

  /** The id of a profile by the name that hosts of the source give it. */
  idOf(key: string): string | undefined {
    return this.ids.get(key);
  }

  /** Writes a profile down, and its image, if that can be. */
  write(found: FoundProfile): void {
    const imageId = this.image(found.image);
    if (imageId === undefined) {
      this.sheet.found.leftOut(
        found.origin,
        `profile ${found.key}`,
        `its distro ${found.image.key} was left out`,
      );
      return;
    }
    const id = this.sheet.claim('profiles', idFrom(found.key) ?? 'profile');
    if (id !== found.key)
      this.sheet.found.changed(found.origin, `profile ${found.key}`, `its id is ${id}`);
    const destructive = found.kind === 'installer';
    const why = destructive
      ? this.sheet.assume(
          `profiles.${id}.destructive`,
          'true',
          'an installer may erase disks, so it counts only while a host is armed',
        )
      : undefined;
    this.sheet.put(
      'profiles',
      id,
      [
        { key: 'label', value: labelFrom(found.label) ?? id },
        { key: 'kind', value: found.kind },
        { key: 'image', value: imageId },
        ...(destructive ? [{ key: 'destructive', value: true, behind: why }] : []),
        ...argumentsEntry(this.sheet.found, found.args, found.origin),
      ],
      found.origin,
      [`From ${place(found.origin)}.`],
    );
    this.ids.set(found.key, id);
  }

  /** The id of an image, which is written when the first profile names it; undefined, with a note, if it cannot be. */
  private image(image: FoundImage): string | undefined {
    const known = this.images.get(image.key);
    if (known !== undefined) return known;
    const id = this.sheet.claim('images', idFrom(image.key) ?? 'image');
    const architecture = architectureOf(image.architecture);
    if (architecture === undefined) {
      this.sheet.found.leftOut(
        image.origin,
        `distro ${image.key}`,
        `its architecture ${image.architecture ?? '(none)'} is neither amd64 nor arm64`,
      );
      return undefined;
    }
    const copy = (path: string): string => `images/${id}/${fileName(path)}`;
    const fine = this.sheet.put(
      'images',
      id,
      [
        { key: 'architecture', value: architecture },
        { key: 'kernel', value: [{ key: 'path', value: copy(image.kernel) }], flow: true },
        ...(image.initrds.length === 0
          ? []
          : [
              {
                key: 'initrds',
                value: { items: image.initrds.map((path) => [{ key: 'path', value: copy(path) }]) },
              },
            ]),
      ],
      image.origin,
      [
        `From ${place(image.origin)}. Copy the files into this repo:`,
        ...[image.kernel, ...image.initrds].map((path) => `  ${path} to ${copy(path)}`),
      ],
    );
    if (!fine) return undefined;
    this.images.set(image.key, id);
    return id;
  }
}

function fileName(path: string): string {
  const name = path
    .split('/')
    .at(-1)!
    .replaceAll(/[^A-Za-z0-9_+.@-]/g, '-');
  return name === '' || /^\.+$/.test(name) ? 'file' : name;
}
