import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LONG } from '../support/longest-first.ts';

test.each(Object.keys(LONG))('%s, which begins early because it takes long, is there', (file) => {
  expect(existsSync(new URL(`../../${file}`, import.meta.url))).toBe(true);
});
