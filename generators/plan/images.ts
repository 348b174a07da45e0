import { wrote, type Image, type Inventory, type Profile } from '../inventory/inventory.ts';
import type { RecipeName } from '../inventory/recipes.ts';
import type { Architecture, Source } from '../inventory/schema.ts';
import type { Reason } from '../reason.ts';
import type { Route } from './route.ts';

/** The root of TFTP and HTTP on the boot server: one tree, so that a path is the same by either transport. */
export const SERVED_ROOT = 'srv/tftp';

/** Where files with secrets lie: nginx serves each to the hosts that it is for, TFTP and everybody else never. */
export const PRIVATE_ROOT = 'srv/private';

/** The image of a profile for an architecture, or undefined if it has none. */
export function imageFor(
  inventory: Inventory,
  profile: Profile,
  architecture: Architecture,
): Image | undefined {
  const id = typeof profile.image === 'string' ? profile.image : profile.image?.[architecture];
  const image = id === undefined ? undefined : inventory.images.get(id);
  return image?.architecture === architecture ? image : undefined;
}

/** Whether machines on this route can boot the profile. */
export function fits(inventory: Inventory, profile: Profile, route: Route): boolean {
  if (profile.kind === 'local') return true;
  const image = imageFor(inventory, profile, route.architecture);
  if (image === undefined || !image.firmware.includes(route.firmware)) return false;
  return image.signed || route.firmware !== 'uefi-secure-boot';
}

/** Where the files of an image lie below the TFTP root, in the order kernel, initrds. */
export function imageFiles(image: Image): { path: string; source: Source; because: Reason }[] {
  const taken = new Set<string>();
  const place = (source: Source, fallback: string): string => {
    let name = fileName(source) ?? fallback;
    for (let copy = 2; taken.has(name); copy++) name = `${copy}-${fileName(source) ?? fallback}`;
    taken.add(name);
    return `images/${image.id}/${name}`;
  };
  return [
    { path: place(image.kernel, 'kernel'), source: image.kernel, because: wrote(image, 'kernel') },
    ...image.initrds.map((source, index) => ({
      path: place(source, 'initrd'),
      source,
      because: wrote(image, 'initrds', index),
    })),
  ];
}

/** Where the preseed file of a profile lies below the TFTP root. */
export function preseedPath(profile: Profile): string {
  return `preseed/${profile.id}.cfg`;
}

/** Where the image that a profile writes onto a disk lies below the TFTP root. */
export function writtenPath(profile: Profile, file: Source): string {
  return `write/${profile.id}/${fileName(file) ?? 'image'}`;
}

/** Where the archive of an NFS root lies below the boot server's root: nobody fetches it, it is unpacked there. */
export function nfsArchive(profile: Profile): string {
  return `srv/nfs/${profile.id}.tar.zst`;
}

/** Where public SSH keys lie below the TFTP root. */
export const SSH_KEYS_PATH = 'ssh/authorized_keys';

/** Whether a file of the image is made by this recipe. */
export function isMadeBy(image: Image, recipe: RecipeName): boolean {
  return [image.kernel, ...image.initrds].some(
    (source) => 'recipe' in source && source.recipe === recipe,
  );
}

const PLAIN_NAME = /^[A-Za-z0-9_+@][A-Za-z0-9_+.@-]*$/;

function fileName(source: Source): string | undefined {
  const path =
    'file' in source ? source.file : 'path' in source ? source.path : new URL(source.url).pathname;
  const name = path.slice(path.lastIndexOf('/') + 1);
  return PLAIN_NAME.test(name) ? name : undefined;
}
