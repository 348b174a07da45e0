import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draft } from '../../../generators/import/draft.ts';
import { importers } from '../../../generators/import/index.ts';
import { Findings } from '../../../generators/import/records.ts';
import { scalarText, yamlText } from '../../../generators/import/yaml-text.ts';
import { readInventory } from '../../../generators/inventory/read.ts';
import { parse } from 'yaml';

/*
 * Everything out of a source is data: whatever it holds, what is written is an inventory, and says nothing that the source
 * did not say as a value.
 */

const nasty = fc.oneof(
  { arbitrary: fc.string({ unit: 'binary', maxLength: 20 }), weight: 2 },
  { arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }), weight: 2 },
  fc.constantFrom(
    '__proto__',
    'constructor',
    'null',
    'true',
    '12',
    '1e5',
    '*alias',
    '&anchor x',
    '!!js/function x',
    'a: b',
    'a #b',
    "it's",
    '- x',
    '{',
    '}',
    '[',
    ', evil: true',
    '\nhosts:\n  evil: {}',
    '\r\nsites: {}',
    '\u2028evil: 1',
    '\u0085evil: 1',
    '\ufeff',
    '"',
    "'",
    '\\',
    '%YAML 1.1',
    '---',
    '...',
    '<<',
    '$(reboot)',
    'web01',
    '../../etc',
    '\ud800',
  ),
);
const mac = fc.oneof(
  { arbitrary: fc.stringMatching(/^02:[0-9a-f]{2}:00:00:00:[0-9a-f]{2}$/), weight: 4 },
  nasty,
);
const address = fc.oneof(
  { arbitrary: fc.tuple(fc.nat(3), fc.nat(255)).map(([a, b]) => `10.0.${a}.${b}`), weight: 4 },
  fc.ipV4(),
  fc.ipV6(),
  nasty,
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const origin = fc.record({ file: nasty, line: fc.nat(99) });

const hosts = fc.array(
  fc.record({
    origin,
    name: maybe(nasty),
    model: maybe(fc.constantFrom('m0', 'm1', 'none')),
    profile: maybe(fc.constantFrom('p0', 'none')),
    rack: maybe(nasty),
    firmware: maybe(fc.oneof(nasty, fc.constantFrom('bios', 'uefi'))),
    args: maybe(fc.array(nasty, { maxLength: 3 })),
    interfaces: fc.array(
      fc.record({
        origin,
        name: maybe(nasty),
        mac: maybe(mac),
        address: maybe(address),
        address6: maybe(address),
        boot: maybe(fc.boolean()),
      }),
      { maxLength: 3 },
    ),
  }),
  { maxLength: 6 },
);
const networks = fc.array(
  fc.record({
    origin,
    name: maybe(nasty),
    cidr: fc.tuple(address, fc.integer({ min: 7, max: 33 })).map(([a, bits]) => `${a}/${bits}`),
    vlan: maybe(fc.integer()),
    gateway: maybe(address),
    range: maybe(fc.record({ from: address, to: address })),
    lease: maybe(fc.oneof(nasty, fc.constant('1h'))),
    mode: maybe(fc.constantFrom('authoritative' as const, 'proxy' as const)),
  }),
  { maxLength: 4 },
);
const path = nasty.map((each) => `/srv/${each}`);

test('what is written is an inventory without errors, of the hosts that it says it took', () => {
  fc.assert(
    fc.property(
      fc.record({ hosts, networks, names: fc.array(nasty, { minLength: 6, maxLength: 6 }) }),
      fc.array(address, { maxLength: 3 }),
      path,
      ({ hosts, networks, names }, servers, kernel) => {
        const found = new Findings();
        const at = { file: names[0]!, line: 1 };
        found.hosts.push(...hosts);
        found.networks.push(...networks);
        found.servers.push(...servers.map((each) => ({ origin: at, address: each })));
        found.models.push({ origin: at, key: 'm0', vendor: names[1], name: names[2] });
        found.models.push({ origin: at, key: 'm1', vendor: names[3], architecture: names[4] });
        const image = {
          origin: at,
          key: names[1]!,
          architecture: 'x86_64',
          kernel,
          initrds: [kernel],
        };
        const profile = { origin: at, key: 'p0', label: names[5]!, kind: 'installer' as const };
        found.profiles.push({ ...profile, image, args: [names[2]!] });
        found.dns.push(...servers);
        found.domain = names[3];
        found.siteName = names[4];
        const options = { title: 'a test', site: 'lab', firmware: 'bios' as const, networks: [] };
        const { files, taken, problems } = draft(found, options);
        expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
        const { inventory } = readInventory(files);
        const took = taken.filter(({ collection }) => collection === 'hosts').map(({ id }) => id);
        expect([...inventory!.hosts.keys()].sort()).toEqual(took.sort());
        expect([...inventory!.sites.keys()]).toEqual(['lab']);
        for (const host of inventory!.hosts.values()) expect(host.armedUntil).toBeUndefined();
      },
    ),
    { numRuns: 300 },
  );
});

test('any text is one scalar, by YAML 1.2 and by YAML 1.1', () => {
  fc.assert(
    fc.property(nasty, nasty, (value, remark) => {
      const text = yamlText([{ key: 'k', value, above: [remark], behind: remark }]);
      const wellFormed = value.toWellFormed();
      if (wellFormed === value) {
        expect(parse(text)).toEqual({ k: value });
        expect(parse(`[${scalarText(value)}]`)).toEqual([value]);
        expect(parse(text, { version: '1.1' })).toEqual({ k: value });
      } else expect(Object.keys(parse(text) as object)).toEqual(['k']);
    }),
    { numRuns: 500 },
  );
});

describe.each(importers.map((each) => [each.id, each] as const))('%s', (_id, importer) => {
  const pieces = fc.oneof(
    nasty,
    mac,
    address,
    fc.constantFrom(
      'dhcp-host=',
      'dhcp-range=',
      'dhcp-option=',
      ',',
      '\n',
      ' ',
      '=',
      ';',
      '{',
      '}',
      'host x',
      'subnet ',
      'netmask ',
      'range ',
      'hardware ethernet ',
      'fixed-address ',
      '[web]\n',
      '[02:00:00:00:00:01]\nHOSTNAME=',
      'mac=',
      'name,mac,ip\n',
      '{"results": [',
      '"name": "x"',
      'all:\n  hosts:\n    ',
      '"',
      '#',
      '1700000000 ',
    ),
  );

  test('whatever stands in a file, an import of it is an inventory without errors', () => {
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 25 }),
        fc.constantFrom('a.conf', 'systems/a.json', 'profiles/a.json', 'a.yaml', 'a'),
        (parts, file) => {
          const source = { path: file, kind: 'config', text: parts.join('') };
          importer.includes?.(source);
          const found = importer.read([source]);
          const options = { title: 'x', site: 'lab', firmware: 'uefi' as const, networks: [] };
          const { problems } = draft(found, options);
          expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
