import type { SecretLine } from '../../generators/plan/plan.ts';
import type { Source } from '../../generators/inventory/schema.ts';

/** Where the bytes of a payload file came from, as the manifest tells it. */
export type Origin =
  | {
      readonly package: string;
      readonly version: string;
      readonly url: string;
      /** Path inside the package. */
      readonly file: string;
    }
  | {
      readonly path: string;
      /** What was added to it, and where the secret in it is kept. */
      readonly with?: SecretLine;
    }
  | {
      readonly url: string;
      /** Whose signature the list of sums had that names the file, where the inventory asks for one. */
      readonly signedBy?: string | undefined;
    }
  | {
      readonly recipe: string;
      readonly architecture: string;
      /** Which of the files that the recipe gives. */
      readonly file: string;
      /** SHA-256 of the recipe itself. */
      readonly text: string;
      /** The packages that it was made of, and their versions. */
      readonly packages: Readonly<Record<string, string>>;
    };

/** A payload file that lies ready on this machine. */
export interface Ready {
  /** Absolute path. */
  readonly file: string;
  readonly sha256: string;
  readonly size: number;
  readonly origin: Origin;
}

/** A payload file that cannot be had, and why, in a few words without a full stop. */
export interface Missing {
  readonly why: string;
}

/** Sources with the same key give the same file. */
export function sourceKey(source: Source): string {
  if ('package' in source)
    return JSON.stringify([
      'package',
      source.package,
      source.architecture ?? '',
      source.file,
      source.sha256 ?? '',
    ]);
  if ('path' in source) return JSON.stringify(['path', source.path, source.sha256 ?? '']);
  if ('recipe' in source)
    return JSON.stringify([
      'recipe',
      source.recipe,
      source.architecture,
      source.file,
      source.sha256 ?? '',
    ]);
  // With other signers the same bytes are to be judged anew.
  const { url, sha256, sums } = source;
  return JSON.stringify(['url', url, sha256, ...(sums?.signature === undefined ? [] : [sums])]);
}

/** A source in a few words: `package pxelinux`, `content/preseed/debian-12.cfg`. */
export function sourceText(source: Source): string {
  if ('package' in source) return `package ${source.package}`;
  if ('recipe' in source) return `recipe ${source.recipe}`;
  return 'path' in source ? source.path : source.url;
}

/** Why a file is not the one that the inventory declares; undefined if it is, or if the inventory declares none. */
export function wrongSum(source: Source, sha256: string): string | undefined {
  if (source.sha256 === undefined || source.sha256 === sha256) return undefined;
  return `its SHA-256 is ${sha256}, and the inventory says ${source.sha256}`;
}
