import type packages from '../../../lab/debian-packages.json';
import type { Architecture } from '../../../generators/inventory/schema.ts';
import type { Progress } from '../../terminal.ts';

/**
 * How files are made that no package holds ready. The same recipe and the same packages give the same bytes: names in
 * sorted order, fixed times, no owner of this machine. No recipe needs root unless its programs do.
 */
export interface Recipe {
  /** Debian packages that it is made of. What they depend on comes along, unless they stay alone. */
  readonly packages: readonly string[];
  readonly alone?: boolean;
  /** Programs of this machine that it runs, by their names in lab/debian-packages.json. */
  readonly programs: readonly (keyof typeof packages)[];
  /** The files of this project that decide what comes out: the recipe itself, and what it copies. */
  readonly text: readonly URL[];
  /**
   * Writes the files that `generators/inventory/recipes.ts` names into the folder `out`.
   * @throws CannotMake with the reason
   */
  make(kitchen: Kitchen): Promise<void>;
}

/** Why a recipe cannot give its files, in a few words without a full stop. */
export class CannotMake extends Error {}

/** What a recipe works with. */
export interface Kitchen {
  readonly architecture: Architecture;
  /** Downloads and unpacks the recipe's packages into one folder; gives that folder. */
  readonly unpacked: () => Promise<string>;
  /** An empty folder for its work. */
  readonly work: string;
  /** An empty folder for what it gives. */
  readonly out: string;
  readonly progress: Progress;
}
