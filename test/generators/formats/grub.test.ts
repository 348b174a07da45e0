import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadSite } from '../../../cli/load-site.ts';
import { artifactText } from '../../../generators/artifact.ts';
import { grub } from '../../../generators/formats/grub.ts';
import { problemText } from '../../../generators/inventory/problem.ts';
import { needs } from '../../support/needs.ts';
import { unknownMenu } from '../../../generators/plan/menu.ts';
import type { Plan } from '../../../generators/plan/plan.ts';
import {
  entriesOf,
  errorsOf,
  expectedEntries,
  fileOf,
  kernelArguments,
  linuxArguments,
  planOf,
  siteWith,
  unexplained,
  values,
  type ReadEntry,
  type Values,
} from './boot-menus.ts';
import { grubEntries, readGrub } from './grub-reader.ts';
import { oddButLegal } from './odd-menus.ts';

const uefi = { loader: 'grub', firmware: 'uefi' } as const;
const HOST = 'srv/tftp/grub/grub.cfg-01-52-54-00-00-00-01';
const DISPATCH = 'srv/tftp/debian-installer/amd64/grub/grub.cfg';
const hasChecker = needs('grub-script-check');

/** What GRUB's own parser says against a script; empty if it takes it. */
function faults(text: string): string {
  const { status, stderr, stdout } = spawnSync('grub-script-check', {
    input: text,
    encoding: 'utf8',
  });
  return status === 0 ? '' : `${stdout}${stderr}` || `status ${status}`;
}

function codes(given: Values): string[] {
  return errorsOf(grub, planOf(siteWith(uefi, given))).map(({ code }) => code);
}

/** The menu for unknown machines, each with the BOOTIF that the dispatch file makes out of the MAC. */
function unknownEntries(site: Plan): ReadEntry[] {
  const route = site.networks[0]!.unknownRoutes.find(
    (each) => each.loader === 'grub' && each.architecture === 'amd64',
  )!;
  return entriesOf(unknownMenu(site, route)).map((entry) =>
    entry.linux === undefined
      ? entry
      : {
          ...entry,
          linux: {
            ...entry.linux,
            commandLine: `${entry.linux.commandLine} BOOTIF=<client>`.trim(),
          },
        },
  );
}

describe('the example site', async () => {
  const { plans } = await loadSite('.', Date.parse('2026-11-22T12:00:00Z'));

  it.each([
    ['boot1', 'debian-installer/amd64/grub/grub.cfg', 'dispatch-amd64.cfg'],
    ['boot1', 'debian-installer/arm64/grub/grub.cfg', 'dispatch-arm64.cfg'],
    ['boot1', 'grub/disk-amd64.cfg', 'disk-amd64.cfg'],
    ['boot1', 'grub/disk-arm64.cfg', 'disk-arm64.cfg'],
    ['boot1', 'grub/grub.cfg-01-e4-43-4b-20-7a-01', 'app01.cfg'],
    ['boot1', 'grub/grub.cfg-01-94-40-c9-1f-02-02', 'db02.cfg'],
    ['boot1', 'grub/grub.cfg-01-00-30-48-aa-61-01', 'build01.cfg'],
  ])('%s: %s', async (server, path, golden) => {
    const site = plans.find((each) => each.server.id === server)!;
    await expect(fileOf(grub, site, `srv/tftp/${path}`)).toMatchFileSnapshot(
      `golden/grub/${golden}`,
    );
  });

  it('has one file for each architecture and one for each host', () => {
    const files = plans.map((site) =>
      [...grub.emit(site)].map(({ path, hosts }) => [path, ...hosts]),
    );
    expect(files[1]).toEqual([
      ['srv/tftp/debian-installer/amd64/grub/grub.cfg'],
      ['srv/tftp/grub/disk-amd64.cfg'],
      ['srv/tftp/debian-installer/arm64/grub/grub.cfg'],
      ['srv/tftp/grub/disk-arm64.cfg'],
      ['srv/tftp/grub/grub.cfg-01-e4-43-4b-20-9c-01', 'mail01'],
    ]);
    expect(files[0]!.length).toBe(
      4 + plans[0]!.hosts.filter(({ route }) => route.value.loader === 'grub').length,
    );
  });

  it('has a reason for every line', () => {
    expect(plans.flatMap((site) => unexplained(grub, site))).toEqual([]);
  });

  it.skipIf(!hasChecker)("is taken by GRUB's own parser", () => {
    for (const site of plans) {
      for (const artifact of grub.emit(site))
        expect([artifact.path, faults(artifactText(artifact))]).toEqual([artifact.path, '']);
    }
  });
});

describe('the dispatch file', async () => {
  const { plans } = await loadSite('.', Date.parse('2026-11-22T12:00:00Z'));
  const commands = readGrub(fileOf(grub, plans[0]!, DISPATCH), {
    net_default_mac: 'e4:43:4b:20:7a:01',
  });

  it('turns the MAC into the name of the file of its host', () => {
    const [, ...words] = commands[0]!.words;
    const [pattern, mac] = words.slice(-2);
    const parts = new RegExp(pattern!).exec(mac!)!;
    const variables: Record<string, string> = {};
    for (const word of words.slice(0, -2)) {
      const [, group, name] = /^--set=(\d):(m\d)$/.exec(word)!;
      variables[name!] = parts[Number(group)]!;
    }
    const text = fileOf(grub, plans[0]!, DISPATCH);
    const client = readGrub(text, variables)[1]!.words[1]!.replace('client=', '');
    const asked = readGrub(text, { client }).find(({ words: [name] }) => name === 'configfile')!;
    const paths = [...grub.emit(plans[0]!)].map(({ path }) => path);
    expect(paths).toContain(`srv/tftp${asked.words[1]}`);
  });
});

describe('odd but legal values', () => {
  const site = planOf(oddButLegal('uefi', 'grub'));

  it('are all expressed', () => {
    expect(errorsOf(grub, site).map(problemText)).toEqual([]);
  });

  it.each([
    [DISPATCH, 'odd-dispatch.cfg'],
    [HOST, 'odd-web01.cfg'],
    ['srv/tftp/grub/grub.cfg-01-52-54-00-00-00-02', 'odd-web02.cfg'],
  ])('%s', async (path, golden) => {
    await expect(fileOf(grub, site, path)).toMatchFileSnapshot(`golden/grub/${golden}`);
  });

  it('have the loaders of arm64 on arm64', () => {
    const arm = planOf(oddButLegal('uefi-secure-boot', 'grub', 'arm64'));
    const text = fileOf(grub, arm, 'srv/tftp/grub/disk-arm64.cfg');
    expect(text).toContain('debian/shimaa64.efi');
    expect(text).toContain('BOOT/BOOTAA64.EFI');
    expect(text).not.toMatch(/x64/i);
  });
});

describe('what GRUB cannot say', () => {
  const fine = { label: 'Live', args: ['quiet'] };

  it.each<[string, Values, string[]]>([
    ['nothing amiss', fine, []],
    ['a label like an option', { ...fine, label: '--help' }, ['grub-label']],
    ['a space, be it in quotes', { ...fine, args: ['x="a b"'] }, ['grub-argument']],
    ['a single quote', { ...fine, args: ["it's"] }, ['grub-argument']],
    ['a backslash', { ...fine, args: ['a\\b'] }, ['grub-argument']],
    ['an open quote', { ...fine, args: ['x="a'] }, ['kernel-argument']],
    ['two words in one argument', { ...fine, args: ['a b'] }, ['kernel-argument']],
    ['signs of a shell', { ...fine, args: ['$(id)', '`id`', '#x', ';', '||', '{', '*', 'é'] }, []],
    [
      'a line too long',
      { ...fine, args: Array.from({ length: 300 }, (_, n) => `number=${n}`) },
      ['command-line-too-long'],
    ],
  ])('%s', (_name, given, expected) => {
    expect(codes(given)).toEqual(expected);
  });
});

describe('any values at all', () => {
  it('are refused, or read back as they are', () => {
    let read = 0;
    fc.assert(
      fc.property(values, (given) => {
        const site = planOf(siteWith(uefi, given));
        if (errorsOf(grub, site).length > 0) return;
        read++;
        const commands = readGrub(fileOf(grub, site, HOST));
        const entries = grubEntries(commands);
        expect(entries).toEqual(expectedEntries(site));
        expect(
          linuxArguments(entries[0]!.linux!.commandLine).slice(-given.args.length || Infinity),
        ).toEqual(given.args);
        expect(commands.map(({ words }) => words[0])).toEqual([
          'set',
          'set',
          'menuentry',
          'menuentry',
        ]);
        const dispatch = readGrub(fileOf(grub, site, DISPATCH));
        expect(grubEntries(dispatch)).toEqual(unknownEntries(site));
      }),
      { numRuns: 300 },
    );
    expect(read).toBeGreaterThan(30);
  });

  it('one argument alone is refused only for what GRUB or Linux would change', () => {
    fc.assert(
      fc.property(kernelArguments, (argument) => {
        const split = linuxArguments(`${argument} next`);
        const oneWord = split.length === 2 && split[0] === argument;
        const expected = oneWord && !/[ '"\\]/.test(argument) ? 0 : 1;
        expect(codes({ label: 'Live', args: [argument] })).toHaveLength(expected);
      }),
      { numRuns: 300 },
    );
  });

  it.skipIf(!hasChecker)("are taken by GRUB's own parser", () => {
    fc.assert(
      fc.property(values, (given) => {
        const site = planOf(siteWith(uefi, given));
        if (errorsOf(grub, site).length > 0) return;
        expect(faults(fileOf(grub, site, HOST))).toBe('');
      }),
      { numRuns: 60 },
    );
  });
});
