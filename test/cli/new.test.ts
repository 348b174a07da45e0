import { check, resolveConfig } from 'prettier';
import { describe, expect, test } from 'vitest';
import { loadCatalogue } from '../../cli/load-catalogue.ts';
import { drafts } from '../../cli/new/index.ts';
import { masked } from '../prose/masked.ts';
import { findingsIn, unwritten } from '../prose/rules.ts';
import { smallSite } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

const repo = (): Scenario => new Scenario({ 'content/inventory/site.yaml': smallSite });

test('a page is begun, and says what to do next', () => {
  const scenario = repo();
  expect(scenario.run('new', 'error', 'uefi-pxe-e99', '--printed', "PXE-E99: Can't (at all) read."))
    .toMatchInlineSnapshot(`
    "$ bootbook new error uefi-pxe-e99 --printed "PXE-E99: Can't (at all) read."
    content/errors/uefi-pxe-e99.mdx
    What to write: npm run prose -- content/errors/uefi-pxe-e99.mdx
    One that is finished: content/errors/intel-pxe-e32.mdx"
  `);
  expect(scenario.run('new', 'error', 'uefi-pxe-e99')).toMatchInlineSnapshot(`
    "$ bootbook new error uefi-pxe-e99
    ! bootbook: content/errors/uefi-pxe-e99.mdx is there already.
    !   do  Edit it, or choose another id.
    exit 1"
  `);
  expect(scenario.run('new', 'quirk', 'No Id')).toMatchInlineSnapshot(`
    "$ bootbook new quirk "No Id"
    ! bootbook: "No Id" cannot be an id.
    !   do  Take lower-case letters and digits, with single hyphens between them.
    exit 1"
  `);
  expect(scenario.run('new', 'poem', 'x')).toMatchInlineSnapshot(`
    "$ bootbook new poem x
    ! error: command-argument value 'poem' is invalid for argument 'kind'. Allowed choices are error, quirk, howto, runbook.
    ! (--help tells more)
    exit 64"
  `);
});

describe.each(drafts)('a $kind', ({ folder, page }) => {
  const given = [{}, { title: "Somebody's title", printed: "PXE-E99: Can't (at all) read." }];

  test.each(given)('passes every check but that of its words: %o', async (known) => {
    const file = `${folder}/begun.mdx`;
    const text = page('begun', known);
    const config = await resolveConfig('package.json');
    expect(await check(text, { ...config, filepath: file })).toBe(true);
    const findings = findingsIn(text, masked(file, text));
    expect(findings).toEqual(unwritten(text));
    expect(findings.length).toBeGreaterThan(4);
    const scenario = new Scenario({ [file]: text });
    expect((await loadCatalogue(scenario.folder)).problems).toEqual([]);
  });

  test('every open place is found at its line', () => {
    const text = page('begun', {});
    const lines = text.split('\n').filter((line) => line.includes('TO WRITE'));
    expect(unwritten(text)).toHaveLength(lines.length);
  });
});
