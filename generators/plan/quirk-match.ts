import type { Quirk, QuirkMatch } from '../catalogue/quirk.ts';
import { wrote, type Model } from '../inventory/inventory.ts';
import type { Firmware, Loader } from '../inventory/schema.ts';
import type { Reason, Sourced } from '../reason.ts';

/** What a quirk is matched against. */
export interface MatchedMachine {
  readonly model: Model;
  readonly firmware: Sourced<Firmware>;
  readonly loader: Sourced<Loader>;
}

/** The condition of one quirk, made ready for many models. */
export class QuirkMatcher {
  readonly quirk: Quirk;
  readonly #match: QuirkMatch;
  readonly #vendor: readonly RegExp[] | undefined;
  readonly #model: readonly RegExp[] | undefined;
  readonly #nic: readonly RegExp[] | undefined;
  readonly #pci: readonly RegExp[] | undefined;

  constructor(quirk: Quirk, match: QuirkMatch) {
    this.quirk = quirk;
    this.#match = match;
    this.#vendor = match.vendor?.map(glob);
    this.#model = match.model?.map(glob);
    this.#nic = match.nic?.map(glob);
    this.#pci = match.pci?.map(glob);
  }

  /** The values that fit, each with its place; undefined if anything that is asked for does not. */
  match({ model, firmware, loader }: MatchedMachine): Reason[] | undefined {
    const { architecture, firmwareVersion } = this.#match;
    const cards = typeof model.nic === 'string' ? [model.nic] : model.nic;
    const parts: (readonly Reason[] | undefined)[] = [];
    if (this.#vendor !== undefined)
      parts.push(fits(this.#vendor, model.vendor) && [wrote(model, 'vendor')]);
    if (this.#model !== undefined)
      parts.push(fits(this.#model, model.name) && [wrote(model, 'name')]);
    if (this.#nic !== undefined)
      parts.push(
        fitting(this.#nic, cards, (index) =>
          typeof model.nic === 'string' ? wrote(model, 'nic') : wrote(model, 'nic', index),
        ),
      );
    if (this.#pci !== undefined)
      parts.push(fitting(this.#pci, model.pci, (index) => wrote(model, 'pci', index)));
    if (this.#match.firmware !== undefined)
      parts.push(this.#match.firmware.includes(firmware.value) ? firmware.because : undefined);
    if (architecture !== undefined)
      parts.push(
        architecture.includes(model.architecture) ? [wrote(model, 'architecture')] : undefined,
      );
    if (this.#match.loader !== undefined)
      parts.push(this.#match.loader.includes(loader.value) ? loader.because : undefined);
    if (firmwareVersion !== undefined)
      parts.push(
        within(model.firmwareVersion, firmwareVersion)
          ? [wrote(model, 'firmwareVersion')]
          : undefined,
      );
    const places = parts.filter((part) => part !== undefined);
    return places.length === parts.length ? places.flat() : undefined;
  }
}

/** A name as vendors write it, with * for any run of characters, as a pattern for the whole of a name. */
function glob(text: string): RegExp {
  const literal = text.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`, 'isu');
}

function fits(patterns: readonly RegExp[], value: string): true | undefined {
  return patterns.some((pattern) => pattern.test(value)) ? true : undefined;
}

/** The first of several values that one of the patterns fits. */
function fitting(
  patterns: readonly RegExp[],
  values: readonly string[] | undefined,
  place: (index: number) => Reason,
): Reason[] | undefined {
  const index = (values ?? []).findIndex((value) => fits(patterns, value));
  return index < 0 ? undefined : [place(index)];
}

function within(
  version: string | undefined,
  { from, below }: { readonly from?: string | undefined; readonly below?: string | undefined },
): boolean {
  if (version === undefined) return false;
  if (from !== undefined && compareVersions(version, from) < 0) return false;
  return below === undefined || compareVersions(version, below) < 0;
}

/**
 * Compares two versions as vendors write them: runs of digits as numbers, runs of letters as words, and what ends first is
 * the older one. 2.9 < 2.10 < 2.10.1, A07 < A12, 1.4a < 1.4b.
 * @returns less than, equal to or greater than 0
 */
export function compareVersions(a: string, b: string): number {
  const parts = (text: string): string[] => text.toLowerCase().match(/\d+|[a-z]+/g) ?? [];
  const [left, right] = [parts(a), parts(b)];
  for (const [index, one] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const numbers = /^\d/.test(one) && /^\d/.test(other);
    const order = numbers ? Number(one) - Number(other) : one < other ? -1 : one > other ? 1 : 0;
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
