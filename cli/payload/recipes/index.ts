import type { RecipeName } from '../../../generators/inventory/recipes.ts';
import type { Recipe } from './recipe.ts';
import { rescue } from './rescue.ts';

/** Every recipe, by the name that the inventory knows it by. */
export const recipeByName: Readonly<Record<RecipeName, Recipe>> = { rescue };
