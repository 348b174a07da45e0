import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { faults } from '../../lab/faults/index.ts';
import { recordPath, type FaultRecord } from '../../lab/faults/record.ts';
import { scenarios } from '../../lab/scenarios/index.ts';
import { root } from './site.ts';

/*
 * What can be said of faults without a machine. That they are seen is in boots-faults.test.ts.
 */

const each = faults.map((fault) => [fault.id, fault] as const);

function recordOf(fault: string): FaultRecord {
  return JSON.parse(readFileSync(join(root, recordPath(fault)), 'utf8')) as FaultRecord;
}

test('each has an id of its own, which is the name of its file', () => {
  const files = readdirSync(join(root, 'lab/faults')).map((name) => name.replace(/\.ts$/, ''));
  const ids = faults.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
  expect(files).toEqual(expect.arrayContaining(ids));
});

test('there is no record of a fault that there is not', () => {
  const files = readdirSync(join(root, 'lab/faults/seen')).sort();
  expect(files).toEqual(faults.map(({ id }) => `${id}.json`).sort());
});

test.each(each)('%s is declared in full', (_id, fault) => {
  expect(scenarios.map(({ id }) => id)).toContain(fault.scenario);
  // What is broken in the machine alone is mended by another machine; a reset breaks nothing.
  const steps = fault.machine === undefined && fault.reset === undefined ? 1 : 0;
  expect(fault.break.length).toBeGreaterThanOrEqual(steps);
  expect(fault.mend.length).toBeGreaterThanOrEqual(steps);
  const ids = fault.symptoms.map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(0);
  expect(ids).toEqual([...new Set(ids)]);
});

test.each(each)('%s was seen as it is declared', (_id, fault) => {
  const record = recordOf(fault.id);
  expect(record.fault).toBe(fault.id);
  expect(record.scenario).toBe(fault.scenario);
  expect(record.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(Object.keys(record.versions)).toContain('dnsmasq-base');
  expect(record.symptoms.map(({ id, where }) => ({ id, where }))).toEqual(
    fault.symptoms.map(({ id, where }) => ({ id, where })),
  );
  fault.symptoms.forEach(({ says }, index) => expect(record.symptoms[index]!.line).toMatch(says));
});
