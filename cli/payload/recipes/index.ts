import type { RecipeName } from '../../../generators/inventory/recipes.ts';
import { grubHttpAmd64, grubHttpArm64 } from './grub-http.ts';
import { debianVm } from './debian-vm.ts';
import { imageWriter } from './image-writer.ts';
import type { Recipe } from './recipe.ts';
import { rescue } from './rescue.ts';
import { rescueDisk } from './rescue-disk.ts';
import { signedMediumAmd64, signedMediumArm64 } from './signed-medium.ts';

/** Every recipe, by the name that the inventory knows it by. */
export const recipeByName: Readonly<Record<RecipeName, Recipe>> = {
  rescue,
  'grub-http-amd64': grubHttpAmd64,
  'grub-http-arm64': grubHttpArm64,
  'signed-medium-amd64': signedMediumAmd64,
  'signed-medium-arm64': signedMediumArm64,
  'image-writer': imageWriter,
  'debian-vm': debianVm,
  'rescue-disk': rescueDisk,
};
