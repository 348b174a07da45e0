import { describe, expect, test } from 'vitest';
import { problemText } from '../../../generators/inventory/problem.ts';
import { readInventory } from '../../../generators/inventory/read.ts';
import { changed, read, smallSite } from '../../support/small-site.ts';

/** Every problem of a text as a person sees it. */
function shown(text: string): string {
  return read(text).problems.map(problemText).join('\n');
}

describe('what a person is told', () => {
  test('nothing, if all is well', () => {
    expect(shown(smallSite)).toBe('');
  });

  test('an unknown model, with the nearest name', () => {
    expect(shown(changed('model: old\n', 'model: odl\n'))).toMatchInlineSnapshot(`
      "site.yaml:44:12 error unknown-id
        hosts.web01 names a model that does not exist.
          43 |   web01:
          44 |     model: odl
             |            ^^^
          45 |     interfaces:
        expected  one of old, new
        received  "odl"
        do        Did you mean old?"
    `);
  });

  test("an unknown profile in a site's menu", () => {
    expect(
      shown(
        changed(
          'domain: lab.example.net',
          'domain: lab.example.net\n    menu: { profiles: [instal] }',
        ),
      ),
    ).toMatchInlineSnapshot(`
      "site.yaml:5:24 error unknown-id
        sites.lab names a profile that does not exist.
          4 |     domain: lab.example.net
          5 |     menu: { profiles: [instal] }
            |                        ^^^^^^
          6 | networks:
        expected  one of install
        received  "instal"
        do        Did you mean install?"
    `);
  });

  test('an unknown key', () => {
    expect(shown(changed('vendor: Acme', 'vendro: Acme'))).toMatchInlineSnapshot(`
      "site.yaml:21:5 error unknown-key
        There is no such key here: "vendro".
          20 |   old:
          21 |     vendro: Acme
             |     ^^^^^^
          22 |     name: One
        expected  one of extends, vendor, name, architecture, firmware, memory, proxydhcp, nic, pci, firmwareVersion, profile, loader, transport, drivers, serial, args, quirks, declined, notes
        received  "vendro"
        do        Did you mean vendor?"
    `);
  });

  test('an unknown collection', () => {
    expect(shown(changed('servers:\n', 'server:\n'))).toMatchInlineSnapshot(`
      "site.yaml:14:1 error unknown-key
        There is no such key here: "server".
          13 |       range: { from: 10.1.0.100, to: 10.1.0.199 }
          14 | server:
             | ^^^^^^
          15 |   boot1:
        expected  one of sites, networks, servers, models, profiles, images, hosts
        received  "server"
        do        Did you mean servers?"
    `);
  });

  test('a wrong word', () => {
    expect(shown(changed('firmware: bios', 'firmware: boos'))).toMatchInlineSnapshot(`
      "site.yaml:24:15 error wrong-value
        models.old.firmware is not valid.
          23 |     architecture: amd64
          24 |     firmware: boos
             |               ^^^^
          25 |     memory: 1024
        expected  one of bios, uefi, uefi-secure-boot
        received  "boos"
        do        Did you mean bios?"
    `);
  });

  test('a missing value', () => {
    expect(shown(changed('    domain: lab.example.net\n', ''))).toMatchInlineSnapshot(`
      "site.yaml:2:3 error missing-value
        sites.lab has no domain.
          1 | sites:
          2 |   lab:
            |   ^^^
          3 |     name: Lab
        expected  a string
        do        Add \`domain:\`."
    `);
  });

  test('a MAC that YAML takes for a number', () => {
    expect(shown(changed('mac: 52:54:00:00:00:01', 'mac: 525400000001'))).toMatchInlineSnapshot(`
      "site.yaml:46:20 error wrong-value
        hosts.web01.interfaces.eno1.mac is not valid.
          45 |     interfaces:
          46 |       eno1: { mac: 525400000001, network: prod, address: 10.1.0.11 }
             |                    ^^^^^^^^^^^^
          47 |   web02:
        expected  a MAC address, in quotes if it is made of digits only
        received  525400000001
        do        Put it in quotes."
    `);
  });

  test('a MAC with a letter too many', () => {
    expect(shown(changed('mac: 52:54:00:00:00:01', 'mac: 52:54:00:00:00:0g')))
      .toMatchInlineSnapshot(`
        "site.yaml:46:20 error wrong-value
          hosts.web01.interfaces.eno1.mac is not valid.
            45 |     interfaces:
            46 |       eno1: { mac: 52:54:00:00:00:0g, network: prod, address: 10.1.0.11 }
               |                    ^^^^^^^^^^^^^^^^^
            47 |   web02:
          expected  a MAC address such as 52:54:00:12:34:56, 52-54-00-12-34-56 or 5254.0012.3456
          received  "52:54:00:00:00:0g"
          do        Write it in the form that is expected."
      `);
  });

  test('two hosts with one MAC, spelt differently', () => {
    expect(shown(changed('mac: 52:54:00:00:00:02', 'mac: 5254.0000.0001'))).toMatchInlineSnapshot(`
      "site.yaml:50:20 error duplicate-mac
        The MAC 52:54:00:00:00:01 is already that of web01 eno1.
          49 |     interfaces:
          50 |       eno1: { mac: 5254.0000.0001, network: prod, address: 10.1.0.12 }
             |                    ^^^^^^^^^^^^^^
        expected  a MAC of its own
        received  52:54:00:00:00:01
        do        Correct the one that is wrong."
    `);
  });

  test('two hosts with one address', () => {
    expect(shown(changed('address: 10.1.0.12', 'address: 10.1.0.11'))).toMatchInlineSnapshot(`
      "site.yaml:50:63 error duplicate-address
        The address 10.1.0.11 is already that of web01 eno1.
          49 |     interfaces:
          50 |       eno1: { mac: 52:54:00:00:00:02, network: prod, address: 10.1.0.11 }
             |                                                               ^^^^^^^^^
        expected  an address of its own
        received  10.1.0.11
        do        Correct the one that is wrong."
    `);
  });

  test('a host called like a server', () => {
    expect(shown(changed('  web02:', '  boot1:'))).toMatchInlineSnapshot(`
      "site.yaml:47:3 error duplicate-name
        The name boot1 is already that of boot server boot1.
          46 |       eno1: { mac: 52:54:00:00:00:01, network: prod, address: 10.1.0.11 }
          47 |   boot1:
             |   ^^^^^
          48 |     model: new
        expected  a name of its own
        received  boot1
        do        Correct the one that is wrong."
    `);
  });

  test('an address outside its network', () => {
    expect(shown(changed('address: 10.1.0.12', 'address: 10.2.0.12'))).toMatchInlineSnapshot(`
      "site.yaml:50:63 error address-outside
        10.2.0.12 is not an address for a machine on network prod.
          49 |     interfaces:
          50 |       eno1: { mac: 52:54:00:00:00:02, network: prod, address: 10.2.0.12 }
             |                                                               ^^^^^^^^^
        expected  10.1.0.1 to 10.1.0.254 (10.1.0.0/24)
        received  10.2.0.12
        do        Correct the address, or name the network that it belongs to."
    `);
  });

  test('the broadcast address', () => {
    expect(shown(changed('address: 10.1.0.12', 'address: 10.1.0.255'))).toMatchInlineSnapshot(`
      "site.yaml:50:63 error address-outside
        10.1.0.255 is not an address for a machine on network prod.
          49 |     interfaces:
          50 |       eno1: { mac: 52:54:00:00:00:02, network: prod, address: 10.1.0.255 }
             |                                                               ^^^^^^^^^^
        expected  10.1.0.1 to 10.1.0.254 (10.1.0.0/24)
        received  10.1.0.255
        do        Correct the address, or name the network that it belongs to."
    `);
  });

  test('an address inside the dynamic range', () => {
    expect(shown(changed('address: 10.1.0.12', 'address: 10.1.0.150'))).toMatchInlineSnapshot(`
      "site.yaml:50:63 error address-in-range
        10.1.0.150 lies in the dynamic range of prod; another machine may get it first.
          49 |     interfaces:
          50 |       eno1: { mac: 52:54:00:00:00:02, network: prod, address: 10.1.0.150 }
             |                                                               ^^^^^^^^^^
        expected  an address outside 10.1.0.100 to 10.1.0.199
        received  10.1.0.150
        do        Choose an address outside the range, or make the range smaller."
    `);
  });

  test('a range that ends before it starts', () => {
    expect(shown(changed('from: 10.1.0.100, to: 10.1.0.199', 'from: 10.1.0.199, to: 10.1.0.100')))
      .toMatchInlineSnapshot(`
      "site.yaml:13:38 error range-backwards
        This range ends before it starts.
          12 |       mode: authoritative
          13 |       range: { from: 10.1.0.199, to: 10.1.0.100 }
             |                                      ^^^^^^^^^^
          14 | servers:
        expected  an address from 10.1.0.199 on
        received  10.1.0.100
        do        Swap \`from\` and \`to\`."
    `);
  });

  test('an address instead of a network', () => {
    expect(shown(changed('cidr: 10.1.0.0/24', 'cidr: 10.1.0.5/24'))).toMatchInlineSnapshot(`
      "site.yaml:8:11 error not-a-network
        10.1.0.5/24 is an address inside a network, not the network.
          7 |     site: lab
          8 |     cidr: 10.1.0.5/24
            |           ^^^^^^^^^^^
          9 |     gateway: 10.1.0.1
        expected  10.1.0.0/24
        received  10.1.0.5/24
        do        Write 10.1.0.0/24."
    `);
  });

  test('networks that overlap', () => {
    expect(
      shown(
        changed(
          'servers:\n',
          '  more:\n    site: lab\n    cidr: 10.1.0.128/25\n    server: boot1\n    dhcp: { mode: external }\nservers:\n',
        ),
      ),
    ).toMatchInlineSnapshot(`
      "site.yaml:16:11 error networks-overlap
        more shares addresses with prod (10.1.0.0/24).
          15 |     site: lab
          16 |     cidr: 10.1.0.128/25
             |           ^^^^^^^^^^^^^
          17 |     server: boot1
        expected  networks with no address in common
        received  10.1.0.128/25
        do        Correct the prefix length or the address of one of them."
    `);
  });

  test('a network that nobody serves', () => {
    expect(
      shown(
        changed(
          'servers:\n',
          '  more:\n    site: lab\n    cidr: 10.9.0.0/24\n    server: boot1\n    dhcp: { mode: authoritative }\nservers:\n',
        ),
      ),
    ).toMatchInlineSnapshot(`
      "site.yaml:17:13 error server-not-attached
        boot1 has no interface on more, and no relay brings it the clients' DHCP requests.
          16 |     cidr: 10.9.0.0/24
          17 |     server: boot1
             |             ^^^^^
          18 |     dhcp: { mode: authoritative }
        expected  an interface of boot1 with network: more, or dhcp.relay
        received  boot1
        do        Add the interface to the server, or the address of the relay to the network."
    `);
  });

  test('a loop of defaults', () => {
    expect(shown(changed('    vendor: Acme\n', '    extends: new\n    vendor: Acme\n')))
      .toMatchInlineSnapshot(`
      "site.yaml:21:14 error extends-loop
        This model extends itself in the end.
          20 |   old:
          21 |     extends: new
             |              ^^^
          22 |     vendor: Acme
        expected  a chain of models that ends
        received  old → new → old
        do        Take \`extends\` out of one of them."
    `);
  });

  test('two boot interfaces', () => {
    expect(
      shown(
        changed(
          'address: 10.1.0.11 }',
          'address: 10.1.0.11, boot: true }\n      eno2: { mac: 52:54:00:00:00:03, network: prod, boot: true }',
        ),
      ),
    ).toMatchInlineSnapshot(`
      "site.yaml:45:5 error boot-interface
        It is not clear which interface web01 boots from.
          44 |     model: old
          45 |     interfaces:
             |     ^^^^^^^^^^
          46 |       eno1: { mac: 52:54:00:00:00:01, network: prod, address: 10.1.0.11, boot: true }
        expected  exactly one interface with boot: true, or one interface in all
        received  2 interfaces, 2 with boot: true
        do        Add \`boot: true\` to the one that the firmware boots from."
    `);
  });

  test('an id that cannot be a host name', () => {
    expect(shown(changed('  web02:', '  Web_02:'))).toMatchInlineSnapshot(`
      "site.yaml:47:3 error bad-id
        This id cannot name a host: it becomes part of file names and host names.
          46 |       eno1: { mac: 52:54:00:00:00:01, network: prod, address: 10.1.0.11 }
          47 |   Web_02:
             |   ^^^^^^
          48 |     model: new
        expected  lower-case letters, digits and inner hyphens, 63 at most (RFC 1123)
        received  "Web_02"
        do        Choose another id; \`name\`, \`label\` or \`notes\` can hold the words for people."
    `);
  });

  test('a tab', () => {
    expect(shown(changed('    model: old', '\tmodel: old'))).toMatchInlineSnapshot(`
      "site.yaml:44:1 error yaml-syntax
        Tabs are not allowed as indentation.
          43 |   web01:
          44 | →model: old
             | ^
          45 |     interfaces:
        expected  YAML 1.2
        do        Indent with spaces."
    `);
  });

  test('a key twice', () => {
    expect(shown(changed('    model: old', '    model: old\n    model: old')))
      .toMatchInlineSnapshot(`
        "site.yaml:45:5 error yaml-syntax
          The same key stands twice in one mapping.
            44 |     model: old
            45 |     model: old
               |     ^^^^^
            46 |     interfaces:
          expected  YAML 1.2
          do        Remove one of the two, or give it another name."
      `);
  });

  test('a profile without an image', () => {
    expect(shown(changed('    image: installer\n', ''))).toMatchInlineSnapshot(`
      "site.yaml:39:11 error profile-without-image
        install has no image to boot.
          38 |     label: Install
          39 |     kind: installer
             |           ^^^^^^^^^
          40 |     destructive: true
        expected  image: with an id, or one for each architecture
        received  installer
        do        Add \`image:\`."
    `);
  });

  test('an NFS root without a path', () => {
    expect(shown(changed('kind: installer', 'kind: nfs-root'))).toMatchInlineSnapshot(`
      "site.yaml:39:11 error nfs-and-kind
        Kind nfs-root and \`nfs:\` belong together.
          38 |     label: Install
          39 |     kind: nfs-root
             |           ^^^^^^^^
          40 |     image: installer
        expected  nfs: with the exported path
        received  nfs-root
        do        Add the one, or remove the other."
    `);
  });

  test.each([
    ['an image writer without an image', 'kind: installer', 'kind: image', ['write-and-kind']],
    [
      'a profile that overwrites a disk and does not say so',
      'kind: installer\n    image: installer\n    destructive: true',
      'kind: image\n    image: installer\n    write: { file: { path: a.zst }, form: raw, disk: /dev/sda }',
      ['image-not-destructive'],
    ],
    [
      'a partition where a disk is wanted',
      'kind: installer',
      'kind: image\n    write: { file: { path: a.zst }, form: raw, disk: /dev/sda1 }',
      ['wrong-value'],
    ],
    [
      'a recipe without such a file, for another architecture',
      '{ path: images/linux }',
      '{ recipe: rescue, architecture: arm64, file: vmlinuz }',
      ['recipe-file', 'recipe-architecture'],
    ],
  ])('%s', (_what, from, to, codes) => {
    expect(
      read(changed(from, to))
        .problems.map(({ code }) => code)
        .toSorted(),
    ).toEqual(codes.toSorted());
  });

  test.each(['""', '" "', '"debug\\n"', '" \\n"'])(
    'a value that breaks several rules is told once: %s',
    (value) => {
      const { problems } = read(changed('    model: old', `    args: [${value}]\n    model: old`));
      expect(problems.map(({ code, message }) => [code, message])).toEqual([
        ['wrong-value', 'hosts.web01.args.0 is not valid.'],
      ]);
    },
  );

  test('a kernel argument with a newline', () => {
    expect(shown(changed('    model: old', '    args: ["a\\nb"]\n    model: old')))
      .toMatchInlineSnapshot(`
        "site.yaml:44:12 error wrong-value
          hosts.web01.args.0 is not valid.
            43 |   web01:
            44 |     args: ["a\\nb"]
               |            ^^^^^^
            45 |     model: old
          expected  one kernel argument, without line breaks or other control characters
          received  "a\\nb"
          do        Write it in the form that is expected."
      `);
  });

  test('a path that leaves the repo', () => {
    expect(shown(changed('path: images/linux', 'path: ../linux'))).toMatchInlineSnapshot(`
      "site.yaml:33:21 error wrong-value
        images.installer.kernel.path is not valid.
          32 |     architecture: amd64
          33 |     kernel: { path: ../linux }
             |                     ^^^^^^^^
          34 |     initrds: [{ path: images/initrd.gz }]
        expected  a path from the root of the repo, without ..
        received  "../linux"
        do        Write it in the form that is expected."
    `);
  });

  test('a time without a zone', () => {
    expect(
      shown(changed('    model: old', '    armedUntil: "2026-11-22T03:40:00"\n    model: old')),
    ).toMatchInlineSnapshot(`
      "site.yaml:44:17 error wrong-value
        hosts.web01.armedUntil is not valid.
          43 |   web01:
          44 |     armedUntil: "2026-11-22T03:40:00"
             |                 ^^^^^^^^^^^^^^^^^^^^^
          45 |     model: old
        expected  a time with its zone, such as 2026-11-22T03:40:00Z
        received  "2026-11-22T03:40:00"
        do        Write it in the form that is expected."
    `);
  });

  test('a list at the top', () => {
    expect(shown(changed('sites:', '- sites:'))).toMatchInlineSnapshot(`
      "site.yaml:5:1 error yaml-syntax
        Unexpected scalar at node end.
          4 |     domain: lab.example.net
          5 | networks:
            | ^^^^^^^^
          6 |   prod:
        expected  YAML 1.2
        do        Mend the YAML at the mark."
    `);
  });

  test('a second object of the same id in another file', () => {
    const { problems } = readInventory([
      { path: 'a.yaml', text: smallSite },
      { path: 'b.yaml', text: 'hosts:\n  web01:\n    model: old\n    interfaces: {}\n' },
    ]);
    expect(problems.map(problemText).join('\n')).toMatchInlineSnapshot(`
      "b.yaml:2:3 error duplicate-id
        There are two hosts called web01.
          1 | hosts:
          2 |   web01:
            |   ^^^^^
          3 |     model: old
        expected  one host of this name
        received  another one in a.yaml
        do        Rename or remove one of the two."
    `);
  });

  test('everything at once, in the order of the file', () => {
    const text = changed(
      'model: new',
      'model: nwe',
      changed('firmware: bios', 'firmware: boos', changed('10.1.0.11', '10.3.0.11')),
    );
    expect(read(text).problems.map(({ code, position }) => `${position.line} ${code}`))
      .toMatchInlineSnapshot(`
      [
        "24 wrong-value",
        "46 address-outside",
        "48 unknown-id",
      ]
    `);
  });

  test('an empty inventory', () => {
    expect(readInventory([]).problems.map(problemText).join('\n')).toMatchInlineSnapshot(`
      "content/inventory:1:1 error empty-inventory
        There is no YAML file in the inventory.
        expected  files ending in .yaml or .yml
        do        Name the folder that holds the inventory, or write its first file."
    `);
  });
});

describe('input that means harm', () => {
  test('an alias bomb ends at once', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `  l${level + 1}: &l${level + 1} [${Array(10).fill(`*l${level}`).join(', ')}]`,
    );
    const start = performance.now();
    const text = shown(`sites:\n  l0: &l0 [x, x]\n${levels.join('\n')}\n`);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(text).toMatchInlineSnapshot(`
      "site.yaml:1:1 error yaml-syntax
        Excessive alias count indicates a resource exhaustion attack.
          1 | sites:
            | ^
          2 |   l0: &l0 [x, x]
        expected  YAML 1.2
        do        Write the value out: an inventory needs no aliases."
    `);
  });

  test('a file of 20 MB of nothing is read, and found empty of meaning', () => {
    const text = `sites:\n${'# a comment that goes on and on\n'.repeat(700_000)}  lab: 1\n`;
    expect(text.length).toBeGreaterThan(20_000_000);
    expect(read(text).problems.map(({ code, position }) => `${position.line} ${code}`)).toEqual([
      '700002 wrong-value',
    ]);
  });

  test('brackets without end', () => {
    expect(read('['.repeat(20_000)).problems.length).toBeGreaterThan(0);
  });

  test('control characters are never printed as they are', () => {
    expect(shown(changed('Acme', '"\\e[31mAcme\\u202e"'))).not.toMatch(/[\u001b\u202e]/);
  });
});
