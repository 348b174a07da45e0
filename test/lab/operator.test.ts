import { describe, expect, test } from 'vitest';
import { Operator } from '../../lab/operator.ts';

const steps = [
  { sees: 'Choose a password', types: 'secret\r' },
  { sees: /^Re-enter/, types: 'secret\r', what: 'the password is typed' },
  { sees: 'done' },
];

function operator(fails?: RegExp): { operator: Operator; typed: string[] } {
  const typed: string[] = [];
  const person = new Operator({ steps, fails }, (port, text) => typed.push(`${port}: ${text}`));
  return { operator: person, typed };
}

describe('the person at the console', () => {
  test('types what is asked for, where it is asked, one after the other', () => {
    const { operator: person, typed } = operator();
    // What comes too early is not what they wait for.
    person.console('serial1', 'Re-enter it\n', 1);
    expect(typed).toEqual([]);
    expect(person.console('serial1', 'Choose a password:', 2)).toEqual([]);
    expect(typed).toEqual(['serial1: secret\r']);
    expect(person.console('serial1', '\nRe-enter it\n', 3)).toEqual([
      { what: 'the password is typed', seconds: 3 },
    ]);
    expect(person.done).toBe(false);
    expect(person.lacking).toBe('The console never said done.');
    person.console('serial0', 'done', 4);
    expect(person.done).toBe(true);
    expect(person.lacking).toBeUndefined();
    expect(typed).toHaveLength(2);
    expect(person.milestones).toEqual([{ what: 'the password is typed', seconds: 3 }]);
  });

  test('does not take a line twice that grows', () => {
    const { operator: person, typed } = operator();
    person.console('serial1', 'Choose a pass', 1);
    person.console('serial1', 'word', 2);
    person.console('serial1', ' now', 3);
    expect(typed).toEqual(['serial1: secret\r']);
  });

  test('gives up at a line after which nothing can come', () => {
    const { operator: person } = operator(/Menu item '\S+' failed/);
    person.console('serial1', "main-menu[9]: WARNING **: Menu item 'disk' failed.\n", 5);
    expect(person.failure).toBe(
      "The console says: main-menu[9]: WARNING **: Menu item 'disk' failed.",
    );
    expect(operator().operator.failure).toBeUndefined();
  });
});
