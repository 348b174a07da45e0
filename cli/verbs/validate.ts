import type { Command } from 'commander';
import type { Inventory } from '../../generators/inventory/inventory.ts';
import { sortedProblems, type Problem } from '../../generators/inventory/problem.ts';
import { collectionNames } from '../../generators/inventory/schema.ts';
import { exitCodes } from '../exit-codes.ts';
import { exitText } from '../exit-text.ts';
import { loadCatalogue } from '../load-catalogue.ts';
import { checkLocalFiles } from '../payload/check-local-files.ts';
import {
  addAudienceOption,
  addSiteOptions,
  loadOptions,
  type SiteOptions,
} from '../site-options.ts';
import { painted, plural, write, writeJson, writeProblems } from '../terminal.ts';

/** `bootbook validate` */
export function register(program: Command): void {
  addAudienceOption(addSiteOptions(program.command('validate')))
    .description('check the inventory and the catalogue, and report all of its problems at once')
    .addHelpText(
      'after',
      `
It reads every .yaml file of the inventory, checks each value and what concerns several of them (references,
addresses, names, boot routes), and whether every format can express them; and every page of content/errors and
content/quirks. Nothing is written.

${exitText({ fine: 'no errors (there may be warnings)', problem: 'errors' })}

Examples:
  bootbook validate
  bootbook validate --json | jq -r '.problems[].code' | sort | uniq -c`,
    )
    .action(validate);
}

async function validate(options: SiteOptions): Promise<void> {
  const { root, repo, inventory, plans, problems: found } = await loadOptions(options);
  const { problems: ofPages } = await loadCatalogue(repo);
  const problems = sortedProblems(
    withoutRepeats([...found, ...ofPages, ...checkLocalFiles(root, plans)]),
  );
  const failed = problems.some(({ severity }) => severity === 'error');
  if (failed) process.exitCode = exitCodes.problem;
  if (options.json) {
    await writeJson({
      ok: !failed,
      counts: inventory === undefined ? undefined : countsOf(inventory),
      problems,
    });
    return;
  }
  await writeProblems(problems, process.stdout);
  if (failed || inventory === undefined) return;
  const counted = Object.entries(countsOf(inventory))
    .filter(([, count]) => count > 0)
    .map(([name, count]) => plural(count, name === 'servers' ? 'boot server' : name.slice(0, -1)));
  await write(
    process.stdout,
    `${painted('green', 'The inventory is fine', process.stdout)}: ${counted.join(', ')}.\n`,
  );
}

/** Each problem once: what is wrong with a quirk's page keeps the site from being planned, so both tell of it. */
function withoutRepeats(problems: readonly Problem[]): Problem[] {
  const byPlace = new Map<string, Problem>();
  for (const problem of problems) {
    const { code, file, position, message } = problem;
    const place = [code, file, position.line, position.column, message].join(' ');
    if (!byPlace.has(place)) byPlace.set(place, problem);
  }
  return [...byPlace.values()];
}

function countsOf(inventory: Inventory): Record<string, number> {
  return Object.fromEntries(collectionNames.map((name) => [name, inventory[name].size]));
}
