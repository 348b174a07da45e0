import fc from 'fast-check';
import { expect } from 'vitest';
import { artifactText } from '../../../generators/artifact.ts';
import type { Format } from '../../../generators/formats/format.ts';
import { problemText, type Problem } from '../../../generators/inventory/problem.ts';
import { hostMenu, type BootMenu } from '../../../generators/plan/menu.ts';
import type { Plan } from '../../../generators/plan/plan.ts';
import { labels } from '../../support/names.ts';
import { plan } from '../../support/small-site.ts';

/*
 * What the tests of all boot loaders share: small sites with odd but legal values, and what a reader of a loader's file
 * has to find there.
 */

/** The values that a menu is made of. */
export interface Values {
  readonly label: string;
  readonly args: readonly string[];
  readonly site?: string;
}

export interface Machine {
  readonly loader: 'pxelinux' | 'grub' | 'ipxe';
  readonly firmware: 'bios' | 'uefi';
  readonly transport?: 'tftp' | 'http' | 'http-boot';
}

/** The text of a site with one host, `web01`, whose profile and arguments are the values. JSON is YAML. */
export function siteWith(
  { loader, firmware, transport }: Machine,
  { label, args, site = 'Lab' }: Values,
): string {
  return JSON.stringify({
    sites: {
      lab: {
        name: site,
        domain: 'lab.example.net',
        menu: { profiles: ['live', 'disk'], timeout: 7 },
        defaults: { serial: { unit: 0, speed: 115200 }, loader, transport },
      },
    },
    networks: {
      prod: {
        site: 'lab',
        cidr: '10.1.0.0/24',
        server: 'boot1',
        dhcp: { mode: 'authoritative', range: { from: '10.1.0.100', to: '10.1.0.199' } },
      },
    },
    servers: {
      boot1: { site: 'lab', interfaces: { eno1: { network: 'prod', address: '10.1.0.2' } } },
    },
    models: { box: { vendor: 'Acme', name: 'Box', architecture: 'amd64', firmware } },
    images: {
      live: {
        architecture: 'amd64',
        kernel: { path: 'images/vmlinuz' },
        initrds: [{ path: 'images/microcode.img' }, { path: 'images/initrd.gz' }],
        signed: true,
      },
    },
    profiles: {
      disk: { label: 'Local disk', kind: 'local' },
      live: { label, kind: 'live', image: 'live', args },
    },
    hosts: {
      web01: {
        model: 'box',
        profile: 'live',
        interfaces: { eno1: { mac: '52:54:00:00:00:01', network: 'prod', address: '10.1.0.11' } },
      },
    },
  });
}

/** Every value that the kernel could be given: one argument an item, without control characters. */
export const kernelArguments: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom(
      ...['---', 'quiet', 'if', 'done', 'exit', 'initrd=evil', 'a=b', 'root=/dev/nfs', '||', '&&'],
      ...[
        '#',
        '#x',
        ';',
        'a;',
        '${net0/mac}',
        '${',
        '}',
        '{',
        '$x',
        '$(id)',
        '`id`',
        '"',
        "'",
        '\\',
      ],
      ...['a\\', 'x="a b"', 'x="a  b"', "x='a b'", 'a b', '*', '/etc/*', '(hd0)', '[x]', '<', '>&'],
      ...['é', 'à', '日本', '~', '%20', '%s', '-x', '--', '--name', '^', 'BOOTIF=x', '\\x41', '?'],
    ),
    labels,
  )
  .map((text) => text.trim())
  .filter((text) => text !== '');

export const values: fc.Arbitrary<Required<Values>> = fc.record({
  label: labels,
  args: fc.array(kernelArguments, { maxLength: 6 }),
  site: labels,
});

/** The plan of a site that has to be right as far as the plan goes. */
export function planOf(text: string): Plan {
  const { plans, problems } = plan(text);
  expect(problems.map(problemText)).toEqual([]);
  return plans[0]!;
}

export function errorsOf(format: Format, site: Plan): Problem[] {
  return format.check(site).filter(({ severity }) => severity === 'error');
}

/** The whole text of one emitted file. */
export function fileOf(format: Format, site: Plan, path: string): string {
  const found = [...format.emit(site)].filter((artifact) => artifact.path === path);
  expect(found.map((artifact) => artifact.path)).toEqual([path]);
  return artifactText(found[0]!);
}

/** Lines that nobody has a reason for. */
export function unexplained(format: Format, site: Plan): string[] {
  return [...format.emit(site)].flatMap(({ path, lines }) =>
    lines.filter(({ because }) => because.length === 0).map(({ text }) => `${path}: ${text}`),
  );
}

/** One entry of a menu as a reader finds it in a loader's file. */
export interface ReadEntry {
  readonly id: string;
  readonly label: string;
  /** Undefined for the local disk. */
  readonly linux: { kernel: string; initrds: string[]; commandLine: string } | undefined;
}

/** What a reader has to find for the first host: its menu as the plan has it. */
export function expectedEntries(site: Plan): ReadEntry[] {
  return entriesOf(hostMenu(site, site.hosts[0]!));
}

export function entriesOf(menu: BootMenu): ReadEntry[] {
  return menu.entries.map(({ id, label, linux }) => ({
    id,
    label: label.value,
    linux: linux && {
      kernel: linux.kernel.value,
      initrds: linux.initrds.map(({ value }) => value),
      commandLine: linux.args.map(({ value }) => value).join(' '),
    },
  }));
}

/**
 * Splits a command line as Linux does: at white space outside double quotes, byte by byte.
 * Source: next_arg in https://github.com/torvalds/linux/blob/v6.1/lib/cmdline.c; isspace of lib/ctype.c counts a0 as well
 */
export function linuxArguments(commandLine: string): string[] {
  const bytes = Buffer.from(commandLine, 'utf8');
  const found: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at <= bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 0x22) quoted = !quoted;
    const space =
      byte === undefined ||
      (!quoted && (byte === 0x20 || byte === 0xa0 || (byte >= 9 && byte <= 13)));
    if (!space) continue;
    if (at > start) found.push(bytes.subarray(start, at).toString('utf8'));
    start = at + 1;
  }
  return found;
}
