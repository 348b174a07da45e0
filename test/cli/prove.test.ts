import { expect, test } from 'vitest';
import { smallSite } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

/*
 * What `bootbook prove` says before there is any machine.
 */

const INVENTORY = 'content/inventory/site.yaml';
const NOW = ['--now', '2026-11-22'];

function repo(files: Record<string, string> = {}): Scenario {
  return new Scenario({ [INVENTORY]: smallSite, ...files });
}

test('without a choice it says what is to be proven: in a new site, every host', () => {
  expect(repo().run('prove', ...NOW)).toMatchInlineSnapshot(`
    "$ bootbook prove --now 2026-11-22
    host-web01: was never proven
    host-web02: was never proven
    2 scenarios to be proven. \`bootbook prove --all\` boots them."
  `);
});

test('where nothing was proven, nothing fails to hold', () => {
  expect(repo().run('prove', '--check', ...NOW)).toMatchInlineSnapshot(`
    "$ bootbook prove --check --now 2026-11-22
    All of 0 proofs hold.
    Never proven: host-web01, host-web02."
  `);
  expect(repo().run('prove', '--check', '--json', ...NOW)).toMatchInlineSnapshot(`
    "$ bootbook prove --check --json --now 2026-11-22
    {
      "holding": [],
      "stale": [],
      "installations": [],
      "missing": [
        {
          "scenario": "host-web01",
          "why": "was never proven"
        },
        {
          "scenario": "host-web02",
          "why": "was never proven"
        }
      ],
      "orphans": [],
      "unknown": [],
      "sunk": []
    }"
  `);
});

test('what cannot be proven gets a suggestion', () => {
  expect(repo().run('prove', '--host', 'web1', ...NOW)).toMatchInlineSnapshot(`
    "$ bootbook prove --host web1 --now 2026-11-22
    ! bootbook: There is no host web1 that could be proven.
    !   do  Did you mean web01?
    exit 1"
  `);
  expect(repo().run('prove', '--route', 'bios', ...NOW)).toMatchInlineSnapshot(`
    "$ bootbook prove --route bios --now 2026-11-22
    ! bootbook: There is no route bios that could be proven.
    !   do  There are: bios-amd64-tftp-pxelinux, uefi-secure-boot-amd64-tftp-grub.
    exit 1"
  `);
});

test('a file that is no proof is named', () => {
  const files = { 'content/proofs/host-web01.json': '{"_type": "something else"}' };
  expect(repo(files).run('prove', '--check', ...NOW)).toMatchInlineSnapshot(`
    "$ bootbook prove --check --now 2026-11-22
    ! bootbook: /repo/content/proofs/host-web01.json is not a proof: _type: Invalid input: expected "https://in-toto.io/Statement/v1".
    !   do  Remove the file; \`bootbook prove\` then lists its scenario as one to be proven.
    exit 1"
  `);
});

test('a number of machines', () => {
  expect(repo().run('prove', '--all', '--jobs', 'many', ...NOW)).toMatchInlineSnapshot(`
    "$ bootbook prove --all --jobs many --now 2026-11-22
    ! error: option '--jobs <number>' argument 'many' is invalid. Expected a number of machines, such as 2.
    ! (--help tells more)
    exit 64"
  `);
});
