import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadSite } from '../../../cli/load-site.ts';
import { artifactText } from '../../../generators/artifact.ts';
import { pxelinux } from '../../../generators/formats/pxelinux.ts';
import { problemText } from '../../../generators/inventory/problem.ts';
import { unknownMenu } from '../../../generators/plan/menu.ts';
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
  type Values,
} from './boot-menus.ts';
import { oddButLegal } from './odd-menus.ts';
import { readPxelinux } from './pxelinux-reader.ts';

const bios = { loader: 'pxelinux', firmware: 'bios' } as const;
const HOST = 'srv/tftp/pxelinux.cfg/01-52-54-00-00-00-01';
const DEFAULT = 'srv/tftp/pxelinux.cfg/default';

function codes(given: Values): string[] {
  return errorsOf(pxelinux, planOf(siteWith(bios, given))).map(({ code }) => code);
}

describe('the example site', async () => {
  const { plans } = await loadSite('.', Date.parse('2026-11-22T12:00:00Z'));

  it.each([
    ['boot1', 'default'],
    ['boot1', '01-00-24-e8-5a-10-01'],
    ['boot1', '01-00-24-e8-5a-10-02'],
    ['boot1', '01-50-65-f3-77-18-01'],
  ])('%s: pxelinux.cfg/%s', async (server, name) => {
    const site = plans.find((each) => each.server.id === server)!;
    await expect(fileOf(pxelinux, site, `srv/tftp/pxelinux.cfg/${name}`)).toMatchFileSnapshot(
      `golden/pxelinux/${server}-${name}`,
    );
  });

  it('has a file for each host that boots by PXELINUX, and one for the rest', () => {
    const files = plans.map((site) =>
      [...pxelinux.emit(site)].map(({ path, hosts }) => [path, ...hosts]),
    );
    expect(files).toEqual([
      [
        ['srv/tftp/pxelinux.cfg/default'],
        ['srv/tftp/pxelinux.cfg/01-50-65-f3-77-18-01', 'kiosk01'],
        ['srv/tftp/pxelinux.cfg/01-00-24-e8-5a-10-01', 'web01'],
        ['srv/tftp/pxelinux.cfg/01-00-24-e8-5a-10-02', 'web02'],
        ['srv/tftp/pxelinux.cfg/01-00-24-e8-5a-10-03', 'web03'],
      ],
      [
        ['srv/tftp/pxelinux.cfg/default'],
        ['srv/tftp/pxelinux.cfg/01-00-24-e8-5a-40-01', 'proxy01'],
      ],
      [['srv/tftp/pxelinux.cfg/default'], ['srv/tftp/pxelinux.cfg/01-00-24-e8-5a-10-22', 'deb02']],
    ]);
  });

  it('has a reason for every line', () => {
    expect(plans.flatMap((site) => unexplained(pxelinux, site))).toEqual([]);
  });

  it('reads back as it was planned', () => {
    for (const site of plans) {
      for (const artifact of pxelinux.emit(site)) {
        const file = readPxelinux(artifactText(artifact));
        expect(file.entries.length).toBeGreaterThan(1);
        expect(file.defaultEntry).toBe(file.entries[0]!.id);
        expect(file.globals.find(([name]) => name === 'ontimeout')?.[1]).toBe(file.entries[0]!.id);
        expect(file.skipped.every((line) => line.startsWith('# '))).toBe(true);
      }
    }
  });
});

describe('odd but legal values', () => {
  const site = planOf(oddButLegal('bios', 'pxelinux'));

  it('are all expressed', () => {
    expect(errorsOf(pxelinux, site).map(problemText)).toEqual([]);
  });

  it.each(['default', '01-52-54-00-00-00-01', '01-52-54-00-00-00-02'])(
    'pxelinux.cfg/%s',
    async (name) => {
      await expect(fileOf(pxelinux, site, `srv/tftp/pxelinux.cfg/${name}`)).toMatchFileSnapshot(
        `golden/pxelinux/odd-${name}`,
      );
    },
  );
});

describe('a host that boots over HTTP', () => {
  const site = planOf(siteWith({ ...bios, transport: 'http' }, { label: 'Live', args: ['quiet'] }));

  it('gets the PXELINUX that knows HTTP, and URLs in its own file', () => {
    const { route } = site.hosts[0]!;
    expect(route.value.bootFile).toBe('lpxelinux.0');
    const linux = readPxelinux(fileOf(pxelinux, site, HOST)).entries[0]!.linux!;
    const folder = 'http://10.1.0.2/images/live';
    expect(linux.kernel).toBe(`${folder}/vmlinuz`);
    expect(linux.initrds).toEqual([`${folder}/microcode.img`, `${folder}/initrd.gz`]);
  });

  it('leaves plain names to machines that nobody knows, whose PXELINUX may speak TFTP only', () => {
    expect(fileOf(pxelinux, site, DEFAULT)).not.toContain('http');
  });

  it('is checked with its URLs in the command line', () => {
    const args = Array.from({ length: 185 }, (_, n) => `n=${String(1e6 + n)}`);
    const long = { label: 'Live', args };
    expect(codes(long)).toEqual([]);
    const http = planOf(siteWith({ ...bios, transport: 'http' }, long));
    expect(errorsOf(pxelinux, http).map(({ code }) => code)).toEqual(['command-line-too-long']);
  });
});

describe('what PXELINUX cannot say', () => {
  const fine = { label: 'Live', args: ['quiet'] };

  it.each<[string, Values, string[]]>([
    ['nothing amiss', fine, []],
    ['white space in front of a label', { ...fine, label: '  Live' }, ['pxelinux-label']],
    ['a caret in a label', { ...fine, label: 'Live ^ now' }, ['pxelinux-label']],
    ['initrd= in an argument', { ...fine, args: ['rd.initrd=x'] }, ['pxelinux-argument']],
    ['two words in one argument', { ...fine, args: ['a b'] }, ['kernel-argument']],
    ['a letter that Linux splits at', { ...fine, args: ['name=voilà'] }, ['kernel-argument']],
    ['an open quote', { ...fine, args: ['x="a'] }, ['kernel-argument']],
    ['two words in double quotes', { ...fine, args: ['x="a  b"'] }, []],
    [
      'signs of a shell',
      { ...fine, args: ['$(id)', '`id`', '#x', ';', '||', '\\', "'", '{}'] },
      [],
    ],
    [
      'a line too long',
      { ...fine, args: Array.from({ length: 300 }, (_, n) => `number=${n}`) },
      ['command-line-too-long'],
    ],
  ])('%s', (_name, given, expected) => {
    expect(codes(given)).toEqual(expected);
  });

  it('is told at its place', () => {
    const site = planOf(siteWith(bios, { label: 'Live', args: ['quiet', 'rd.initrd=x'] }));
    expect(errorsOf(pxelinux, site).map(({ file, position }) => [file, position.line])).toEqual([
      ['site.yaml', 1],
    ]);
    expect(errorsOf(pxelinux, site)[0]!.position.column).toBe(
      siteWith(bios, { label: 'Live', args: ['quiet', 'rd.initrd=x'] }).indexOf('"rd.initrd=x"') +
        1,
    );
  });

  it('of letters only warns', () => {
    const site = planOf(siteWith(bios, { label: 'Système', args: [] }));
    expect(pxelinux.check(site).map(({ code, severity }) => [code, severity])).toEqual([
      ['pxelinux-letters', 'warning'],
    ]);
  });
});

describe('any values at all', () => {
  it('are refused, or read back as they are', () => {
    let read = 0;
    fc.assert(
      fc.property(values, (given) => {
        const site = planOf(siteWith(bios, given));
        if (errorsOf(pxelinux, site).length > 0) return;
        read++;
        const file = readPxelinux(fileOf(pxelinux, site, HOST));
        expect(file.entries).toEqual(expectedEntries(site));
        expect(
          linuxArguments(file.entries[0]!.linux!.commandLine).slice(-given.args.length || Infinity),
        ).toEqual(given.args);
        expect(file.globals).toEqual([
          ['serial', '0 115200'],
          ['ui', 'menu.c32'],
          ['menu title', `web01 (${given.site})`],
          ['timeout', '70'],
          ['ontimeout', 'live'],
        ]);
        expect(file.skipped).toEqual(['# web01, 52:54:00:00:00:01']);
        const everybody = readPxelinux(fileOf(pxelinux, site, DEFAULT));
        expect(everybody.entries).toEqual(entriesOf(unknownMenu(site, site.hosts[0]!.route.value)));
        expect(everybody.sysappend).toEqual(
          given.args.some((each) => each.startsWith('BOOTIF=')) ? {} : { live: '2' },
        );
      }),
      { numRuns: 300 },
    );
    expect(read).toBeGreaterThan(30);
  });

  it('one argument alone is refused only for what PXELINUX or Linux would change', () => {
    fc.assert(
      fc.property(kernelArguments, (argument) => {
        const oneWord =
          linuxArguments(argument).length === 1 &&
          linuxArguments(`${argument} next`).length === 2 &&
          linuxArguments(argument)[0] === argument;
        const expected = oneWord && !argument.includes('initrd=') ? 0 : 1;
        expect(codes({ label: 'Live', args: [argument] })).toHaveLength(expected);
      }),
      { numRuns: 300 },
    );
  });
});
