import type { Architecture } from './schema.ts';

/** What the inventory may know of a recipe; how its files are made stands in `cli/payload/recipes/`. */
export interface RecipeText {
  /** What comes of it, in a few words for people. */
  readonly says: string;
  readonly architectures: readonly Architecture[];
  /** Names of the files that it gives. */
  readonly files: readonly string[];
}

/** Files that no package holds ready: they are made out of Debian packages when the bundle is built. */
export const recipes = {
  rescue: {
    says: 'a rescue system in RAM: shell, disk tools and an SSH server',
    architectures: ['amd64'],
    files: ['linux', 'initrd.img'],
  },
  'grub-http-amd64': {
    says: 'a GRUB for UEFI x64 that fetches by HTTP, not signed',
    architectures: ['amd64'],
    files: ['grubhttpx64.efi'],
  },
  'grub-http-arm64': {
    says: 'a GRUB for UEFI arm64 that fetches by HTTP, not signed',
    architectures: ['arm64'],
    files: ['grubhttpaa64.efi'],
  },
  'signed-medium-amd64': {
    says: "a disk for UEFI HTTP Boot with Debian's signed shim and GRUB for x64",
    architectures: ['amd64'],
    files: ['shimx64.img'],
  },
  'signed-medium-arm64': {
    says: "a disk for UEFI HTTP Boot with Debian's signed shim and GRUB for arm64",
    architectures: ['arm64'],
    files: ['shimaa64.img'],
  },
  'image-writer': {
    says: 'a system in RAM that writes an image onto a disk',
    architectures: ['amd64'],
    files: ['linux', 'initrd.img'],
  },
  'debian-vm': {
    says: 'Debian for virtual machines: root file system, and its kernel and initrd',
    architectures: ['amd64'],
    files: ['linux', 'initrd.img', 'root.tar.zst'],
  },
  'rescue-disk': {
    says: 'the rescue system as a whole disk, for BIOS and UEFI: to be written raw, or onto a stick',
    architectures: ['amd64'],
    files: ['rescue.img.zst'],
  },
} as const satisfies Record<string, RecipeText>;

export type RecipeName = keyof typeof recipes;
export const recipeNames = Object.keys(recipes) as RecipeName[];
