import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadSite } from '../../../cli/load-site.ts';
import { ipxe } from '../../../generators/formats/ipxe.ts';
import { problemText } from '../../../generators/inventory/problem.ts';
import { hostMenu, unknownMenu, type BootMenu } from '../../../generators/plan/menu.ts';
import type { Plan } from '../../../generators/plan/plan.ts';
import { changed } from '../../support/small-site.ts';
import {
  entriesOf,
  errorsOf,
  fileOf,
  kernelArguments,
  linuxArguments,
  planOf,
  siteWith,
  unexplained,
  values,
  type Values,
} from './boot-menus.ts';
import { runIpxe, type Machine, type Run } from './ipxe-reader.ts';
import { oddButLegal } from './odd-menus.ts';

const uefi = { loader: 'ipxe', firmware: 'uefi' } as const;
const bios = { loader: 'ipxe', firmware: 'bios' } as const;
const HOST = 'srv/tftp/ipxe/52-54-00-00-00-01.ipxe';
const DISPATCH = 'srv/tftp/boot.ipxe';
const mac = '52:54:00:00:00:01';
const settings = {
  'netX/mac': mac,
  'netX/mac:hexhyp': mac.replaceAll(':', '-'),
  platform: 'efi',
};

function codes(given: Values): string[] {
  return errorsOf(ipxe, planOf(siteWith(uefi, given))).map(({ code }) => code);
}

/** Runs a script once for each entry of its menu and holds what happens against the plan. */
function expectMenu(
  text: string,
  menu: BootMenu,
  { base, efi, bootif, machine }: { base: string; efi: boolean; bootif?: string; machine: Machine },
): void {
  for (const [index, entry] of entriesOf(menu).entries()) {
    const run = runIpxe(text, { ...machine, choice: entry.id });
    expect(run.menus[0]!.items).toEqual(entriesOf(menu).map(({ id, label }) => ({ id, label })));
    expect(run.menus[0]!.preset).toBe(menu.entries[0]!.id);
    if (entry.linux === undefined) {
      expect([run.end, run.with]).toEqual(
        efi ? ['exit', '1'] : ['sanboot', '--no-describe --drive 0x80'],
      );
      continue;
    }
    const { kernel, initrds, commandLine } = entry.linux;
    const names = efi ? initrds.map((path) => `initrd=${path.replace(/^.*\//, '')}`) : [];
    expect(run.end).toBe('boot');
    expect(run.kernel!.uri).toBe(base + kernel);
    expect(run.initrds).toEqual(initrds.map((path) => base + path));
    // A memory test gets nothing that it has no use for.
    const memtest = menu.entries[index]!.profile.kind === 'memtest';
    const words = [...names, commandLine, memtest ? '' : (bootif ?? '')];
    expect(run.kernel!.commandLine).toBe(words.filter((word) => word !== '').join(' '));
  }
}

describe('the example site', async () => {
  const { plans } = await loadSite('.', Date.parse('2026-11-22T12:00:00Z'));

  it.each([
    ['boot1', 'boot.ipxe'],
    ['boot1', 'ipxe/0c-c4-7a-d9-30-03.ipxe'],
    ['boot1', 'ipxe/0c-c4-7a-d9-60-01.ipxe'],
  ])('%s: %s', async (server, path) => {
    const site = plans.find((each) => each.server.id === server)!;
    await expect(fileOf(ipxe, site, `srv/tftp/${path}`)).toMatchFileSnapshot(
      `golden/ipxe/${server}-${path.replace('ipxe/', '')}`,
    );
  });

  it('has one script for everybody and one for each host', () => {
    const [boot1] = plans;
    expect([...ipxe.emit(boot1!)].map(({ path, hosts }) => [path, ...hosts])).toEqual([
      ['srv/tftp/boot.ipxe'],
      ['srv/tftp/ipxe/0c-c4-7a-d9-60-01.ipxe', 'edge01'],
      ['srv/tftp/ipxe/0c-c4-7a-d9-60-02.ipxe', 'edge02'],
      ['srv/tftp/ipxe/1c-69-7a-0b-44-01.ipxe', 'desk01'],
      ['srv/tftp/ipxe/1c-69-7a-0b-44-02.ipxe', 'desk02'],
      ['srv/tftp/ipxe/0c-c4-7a-d9-30-03.ipxe', 'build03'],
    ]);
  });

  it('has a reason for every line', () => {
    expect(plans.flatMap((site) => unexplained(ipxe, site))).toEqual([]);
  });

  it('sends each host to its own script', () => {
    const site = plans[0]!;
    const hosts = site.hosts.filter(({ route }) => route.value.loader === 'ipxe');
    const paths = [...ipxe.emit(site)].map(({ path }) => path);
    for (const host of hosts) {
      const own = host.interface.mac.replaceAll(':', '-');
      const run = runIpxe(fileOf(ipxe, site, DISPATCH), {
        settings: { ...settings, 'netX/mac:hexhyp': own },
      });
      expect(run.end).toBe('chain');
      expect(paths).toContain(`srv/tftp/${run.with}`);
    }
  });

  it.each(['efi', 'pcbios'])('shows its own menu to an unknown machine under %s', (platform) => {
    const site = plans[0]!;
    const machine = { settings: { ...settings, platform }, failing: ['chain'] };
    const firmware = platform === 'efi' ? 'uefi' : 'bios';
    const route = site.networks
      .flatMap(({ unknownRoutes }) => unknownRoutes)
      .find((each) => each.loader === 'ipxe' && each.firmware === firmware)!;
    expectMenu(fileOf(ipxe, site, DISPATCH), unknownMenu(site, route), {
      base: '',
      efi: platform === 'efi',
      machine,
      bootif: 'BOOTIF=01-52-54-00-00-00-01',
    });
  });

  it('gives a machine that it has no menu for back to the firmware', () => {
    const run = runIpxe(fileOf(ipxe, plans[0]!, DISPATCH), {
      settings: { ...settings, platform: 'riscv' },
      failing: ['chain'],
    });
    expect([run.end, run.with, run.said]).toEqual([
      'exit',
      '1',
      ['52:54:00:00:00:01 is not in the inventory, or its script could not be loaded.'],
    ]);
  });
});

describe('odd but legal values', () => {
  it.each([
    ['uefi', 'boot.ipxe'],
    ['uefi', 'ipxe/52-54-00-00-00-01.ipxe'],
    ['bios', 'ipxe/52-54-00-00-00-02.ipxe'],
  ] as const)('%s: %s', async (firmware, path) => {
    const site = planOf(oddButLegal(firmware, 'ipxe'));
    expect(errorsOf(ipxe, site).map(problemText)).toEqual([]);
    await expect(fileOf(ipxe, site, `srv/tftp/${path}`)).toMatchFileSnapshot(
      `golden/ipxe/odd-${firmware}-${path.replace('ipxe/', '')}`,
    );
  });
});

describe('what people see', () => {
  const site = planOf(siteWith(uefi, { label: 'Live', args: ['quiet'] }));
  const script = fileOf(ipxe, site, HOST);
  const run = (machine: Partial<Machine>): Run => runIpxe(script, { settings, ...machine });

  it('is a menu that starts its first entry after the time of the site', () => {
    const { end, menus } = run({});
    expect(end).toBe('boot');
    expect(menus).toEqual([
      {
        title: 'web01 (Lab)',
        items: [
          { id: 'live', label: 'Live' },
          { id: 'disk', label: 'Local disk' },
        ],
        preset: 'live',
        timeout: 7000,
      },
    ]);
  });

  it.each(['kernel', 'initrd', 'boot'])(
    'is what failed and the menu again, if %s fails',
    (command) => {
      const { end, menus, said, initrds } = run({ failing: [command] });
      expect([end, menus.length, initrds.length]).toEqual(['boot', 2, 2]);
      expect(said).toEqual([
        'Could not start live: the lines above say why.',
        'Press s for the iPXE shell; the menu comes back in 10 seconds.',
      ]);
    },
  );

  it('is a shell after Esc, and then the menu again', () => {
    const { end, menus, said } = run({ choice: 'Esc' });
    expect([end, menus.length]).toEqual(['boot', 2]);
    expect(said).toEqual(['Type exit to come back to the menu.', '(a person types)']);
  });
});

describe('what iPXE cannot say', () => {
  const fine = { label: 'Live', args: ['quiet'] };

  it.each<[string, Values, string[]]>([
    ['nothing amiss', fine, []],
    ['a setting in a label', { ...fine, label: 'Live ${net0/mac}' }, ['ipxe-label']],
    ['a setting in the name of the site', { ...fine, site: '${x}' }, ['ipxe-name']],
    ['a setting in an argument', { ...fine, args: ['a${b}c'] }, ['ipxe-argument']],
    [
      'braces that are no setting',
      { ...fine, label: '${ a } $ {b}', args: ['${', '}', '{x}'] },
      [],
    ],
    ['letters beyond ASCII under UEFI', { ...fine, args: ['x=é'] }, ['ipxe-argument']],
    ['two words in one argument', { ...fine, args: ['a b'] }, ['kernel-argument']],
    ['two words in double quotes', { ...fine, args: ['x="a  b"'] }, []],
    [
      'ends of commands',
      { ...fine, label: '#1 || ; &&', args: ['#1', '||', ';', '&&', 'a\\'] },
      [],
    ],
  ])('%s', (_name, given, expected) => {
    expect(codes(given)).toEqual(expected);
  });

  it('is less under BIOS, where no UEFI machine is offered the same', () => {
    const text = siteWith(bios, { ...fine, args: ['x=é'] });
    const own = changed('"profiles":["live","disk"]', '"profiles":["disk"]', text);
    expect(errorsOf(ipxe, planOf(own))).toEqual([]);
    expect(errorsOf(ipxe, planOf(text)).map(({ code }) => code)).toEqual(['ipxe-argument']);
  });

  it('of letters only warns', () => {
    const site = planOf(siteWith(uefi, { label: 'Système', args: [] }));
    expect(ipxe.check(site).map(({ code, severity }) => [code, severity])).toEqual([
      ['ipxe-letters', 'warning'],
    ]);
  });
});

describe('any values at all', () => {
  const check = (site: Plan, given: Required<Values>, efi: boolean): void => {
    const script = fileOf(ipxe, site, HOST);
    expectMenu(script, hostMenu(site, site.hosts[0]!), {
      base: 'http://10.1.0.2/',
      efi,
      machine: { settings },
    });
    const { menus, kernel } = runIpxe(script, { settings });
    expect(menus[0]!.title).toBe(`web01 (${given.site})`);
    expect(linuxArguments(kernel!.commandLine).slice(-given.args.length || Infinity)).toEqual(
      given.args,
    );
    expectMenu(fileOf(ipxe, site, DISPATCH), unknownMenu(site, site.hosts[0]!.route.value), {
      base: '',
      efi,
      bootif: 'BOOTIF=01-52-54-00-00-00-01',
      machine: { settings: { ...settings, platform: efi ? 'efi' : 'pcbios' }, failing: ['chain'] },
    });
  };

  it.each([
    ['UEFI', uefi],
    ['BIOS', bios],
  ] as const)('are refused, or read back as they are: %s', (_name, machine) => {
    let read = 0;
    fc.assert(
      fc.property(values, (given) => {
        const site = planOf(siteWith(machine, given));
        if (errorsOf(ipxe, site).length > 0) return;
        read++;
        check(site, given, machine === uefi);
      }),
      { numRuns: 300 },
    );
    expect(read).toBeGreaterThan(30);
  });

  it('one argument alone is refused only for what iPXE or Linux would change', () => {
    fc.assert(
      fc.property(kernelArguments, (argument) => {
        const split = linuxArguments(`${argument} next`);
        const oneWord = split.length === 2 && split[0] === argument;
        const ascii = /^[ -~]*$/.test(argument);
        const setting = argument.split(' ').some((word) => /\$\{.*\}/s.test(word));
        expect(codes({ label: 'Live', args: [argument] })).toHaveLength(
          oneWord && ascii && !setting ? 0 : 1,
        );
      }),
      { numRuns: 300 },
    );
  });
});
