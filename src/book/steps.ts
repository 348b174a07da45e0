import { hostValues } from '../../generators/catalogue/host-values.ts';
import { headingOfSeen } from '../../generators/catalogue/seen.ts';
import { fillIn } from '../../generators/catalogue/site-values.ts';
import type { RepairStep } from '../../generators/catalogue/step.ts';
import { quoteFile } from '../components/quote.ts';
import type { Book, PlannedHost } from '../data/book.ts';
import { marked, type ShownStep, type StepGroup } from './content.ts';

/** Hosts whose values a page may show, first those whose network our server answers by itself: there is no second one to be thought of. */
export function examples({ hosts }: Book): PlannedHost[] {
  const ours = ({ host }: PlannedHost): boolean =>
    host.network.network.dhcp.mode === 'authoritative';
  return hosts.toSorted((a, b) => Number(ours(b)) - Number(ours(a)));
}

/** Steps of the catalogue as they are shown: with values of one host of the site, in groups; an empty group is left out. */
export function stepGroups(
  book: Book,
  example: PlannedHost | undefined,
  groups: Readonly<Record<string, readonly (RepairStep | undefined)[]>>,
): StepGroup[] {
  return Object.entries(groups)
    .map(([label, steps]) => ({
      label,
      steps: steps.flatMap((step) => (step === undefined ? [] : [shownStep(book, example, step)])),
    }))
    .filter(({ steps }) => steps.length > 0);
}

function shownStep(book: Book, example: PlannedHost | undefined, step: RepairStep): ShownStep {
  const values = example === undefined ? {} : hostValues(example.plan, example.host);
  const linesOf = (text: string | undefined): string[] =>
    text === undefined ? [] : fillIn(text, values).trimEnd().split('\n');
  return {
    words: marked(fillIn(step.do, values)),
    on: step.on,
    run: linesOf(step.run),
    see: linesOf(step.see),
    seen: headingOfSeen(step),
    file: quoted(book, example, step),
  };
}

/** The lines that a step means, if this site emits such a file: a site without iPXE has none of iPXE's. */
function quoted(
  book: Book,
  example: PlannedHost | undefined,
  { config }: RepairStep,
): ShownStep['file'] {
  if (config === undefined || example === undefined) return undefined;
  try {
    const { find } = config;
    return quoteFile(book, {
      host: example.host.host.id,
      ...config,
      ...(find === undefined ? {} : { find: fillIn(find, hostValues(example.plan, example.host)) }),
    });
  } catch {
    return undefined;
  }
}
