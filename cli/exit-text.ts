import { exitCodes } from './exit-codes.ts';

type Ending = keyof typeof exitCodes;

/** What each exit code means, whatever the verb. */
const meanings: Record<Ending, string> = {
  fine: 'done, and what was asked is so',
  problem: 'not done, or not so: the inventory has errors, a check failed, something is missing',
  different: 'there are differences: plan, drift, images update',
  refused: 'refused, since too many hosts would be taken away or re-pointed: plan, apply',
  usage: 'the command itself was wrong: an unknown verb or option',
};

const endings = Object.keys(exitCodes) as Ending[];

/** The exit codes of all verbs, for the help of the command. */
export const exitTable = table(meanings);

/** The exit codes of one verb, for its help. The command itself may be wrong with every one. */
export function exitText(words: Partial<Record<Exclude<Ending, 'usage'>, string>>): string {
  return table({ ...words, usage: 'the command itself was wrong' });
}

function table(words: Partial<Record<Ending, string>>): string {
  const rows = endings.flatMap((ending) => {
    const text = words[ending];
    return text === undefined ? [] : [`  ${String(exitCodes[ending]).padEnd(2)}  ${text}`];
  });
  return ['Exit codes:', ...rows].join('\n');
}
