import { expect, test } from 'vitest';
import { diagnose } from '../../../generators/diagnose/diagnose.ts';
import { faults } from '../../../lab/faults/index.ts';
import { knowledge, recordOf } from './known.ts';

test.each(faults.map((fault) => [fault.id, fault] as const))(
  'what the lab saw of %s is found',
  (id, { symptoms }) => {
    const { console, log } = recordOf(id);
    const { causes } = diagnose({ text: [...console, ...log].join('\n') }, knowledge);
    const right = [
      ...symptoms.map((symptom) => symptom.id),
      ...knowledge.errors
        .filter((entry) => entry.causes.some((cause) => cause.faults.includes(id)))
        .map((entry) => entry.id),
    ];
    const first = [...new Set(causes.map((cause) => cause.id))].slice(0, 3);
    expect(first.filter((found) => right.includes(found))).not.toEqual([]);
  },
);
