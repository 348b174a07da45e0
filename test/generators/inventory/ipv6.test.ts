import { describe, expect, test } from 'vitest';
import { problemText } from '../../../generators/inventory/problem.ts';
import { changed, plan, read } from '../../support/small-site.ts';

/** The small site with an IPv6 prefix, and a host that boots by it. */
const site = changed(
  '    cidr: 10.1.0.0/24\n',
  '    cidr: 10.1.0.0/24\n    cidr6: 2001:db8:1::/64\n',
  changed(
    'address: 10.1.0.2 }',
    "address: 10.1.0.2, address6: '2001:db8:1::2' }",
    changed('address: 10.1.0.12 }', "address6: '2001:db8:1::10' }"),
  ),
);

const other = changed(
  'servers:\n',
  `  far:
    site: lab
    cidr: 10.2.0.0/24
    cidr6: 2001:db8:2::/64
    server: boot1
    dhcp: { mode: authoritative, relay: 10.2.0.1 }
servers:
`,
  site,
);

/** Code, message, what was expected and the advice of each problem, a line each. */
function told(text: string): string {
  const { problems } = read(text);
  const all = problems.length > 0 ? problems : plan(text).problems;
  return all
    .map(({ code, message, expected, advice }) => [code, message, expected, advice].join('\n'))
    .join('\n\n');
}

describe('an IPv6 prefix and the addresses in it', () => {
  test('nothing is wrong with them', () => {
    expect(told(site)).toBe('');
  });

  test('any usual spelling is the same address', () => {
    const { inventory } = read(changed("'2001:db8:1::10'", "'2001:0DB8:1:0::0010'", site));
    expect(inventory!.hosts.get('web02')!.interfaces['eno1']!.address6).toBe('2001:db8:1::10');
  });

  test('a problem is shown where it stands', () => {
    const { problems } = read(changed("'2001:db8:1::10'", "'2001:db8:1::11'", site));
    expect(problems.map(problemText).join('\n')).toMatchInlineSnapshot(`
      "site.yaml:51:64 error address6-block
        Each interface has 4 IPv6 addresses, and 2001:db8:1::11 is not the first of such a block.
          50 |     interfaces:
          51 |       eno1: { mac: 52:54:00:00:00:02, network: prod, address6: '2001:db8:1::11' }
             |                                                                ^^^^^^^^^^^^^^^^
        expected  2001:db8:1::10, or another address whose last digit is 0, 4, 8 or c
        received  2001:db8:1::11
        do        Write 2001:db8:1::10, unless that block is another machine's."
    `);
  });

  test.each([
    ["'2001:db8:1::10'", "'fe80::10'"],
    ["'2001:db8:1::10'", "'2001:db8:1::10%eno1'"],
    ["'2001:db8:1::10'", "'::ffff:10.1.0.12'"],
    ["'2001:db8:1::10'", '10.1.0.12'],
    ['2001:db8:1::/64', '2001:db8:1::/48'],
    ['2001:db8:1::/64', 'fe80::1'],
  ])('%s cannot be %s', (from, to) => {
    expect(read(changed(from, to, site)).problems.map(({ code }) => code)).toContain('wrong-value');
  });

  test('what the schema lets through and the network does not', () => {
    const changes = [
      ['2001:db8:1::/64', '2001:db8:1:0:9::/64'],
      ["'2001:db8:1::10'", "'2001:db8:9::10'"],
      ["'2001:db8:1::10'", "'2001:db8:1::'"],
      ['    cidr6: 2001:db8:1::/64\n', ''],
      [", address6: '2001:db8:1::2'", ''],
      ['address: 10.1.0.11 }', "address: 10.1.0.11, address6: '2001:db8:1::10' }"],
      ['address: 10.1.0.11 }', "address6: '2001:db8:1::14' }"],
      ['mode: authoritative', 'mode: external'],
    ] as const;
    const all = changes.map(([from, to]) => `${from} → ${to}\n\n${told(changed(from, to, site))}`);
    expect(all.join('\n\n')).toMatchInlineSnapshot(`
      "2001:db8:1::/64 → 2001:db8:1:0:9::/64

      not-a-network
      2001:db8:1:0:9::/64 is an address inside a prefix, not the prefix.
      2001:db8:1::/64
      Write 2001:db8:1::/64.

      '2001:db8:1::10' → '2001:db8:9::10'

      address-outside
      2001:db8:9::10 is not an address for a machine on network prod.
      an address in 2001:db8:1::/64
      Correct the address, or name the network that it belongs to.

      '2001:db8:1::10' → '2001:db8:1::'

      address-outside
      2001:db8:1:: is not an address for a machine on network prod.
      an address in 2001:db8:1::/64
      Correct the address, or name the network that it belongs to.

          cidr6: 2001:db8:1::/64
       → 

      address-outside
      2001:db8:1::2 is not an address for a machine on network prod.
      no address6, because prod has no cidr6
      Give prod its IPv6 prefix as \`cidr6\`, or remove the address.

      address-outside
      2001:db8:1::10 is not an address for a machine on network prod.
      no address6, because prod has no cidr6
      Give prod its IPv6 prefix as \`cidr6\`, or remove the address.

      , address6: '2001:db8:1::2' → 

      no-address6
      prod has the prefix 2001:db8:1::/64, but boot1 has no IPv6 address in it.
      address6: with an address in 2001:db8:1::/64
      Add \`address6:\` to eno1 of boot1, or remove \`cidr6\`.

      address: 10.1.0.11 } → address: 10.1.0.11, address6: '2001:db8:1::10' }

      duplicate-address
      The address 2001:db8:1::10 is already that of web01 eno1.
      an address of its own
      Correct the one that is wrong.

      address: 10.1.0.11 } → address6: '2001:db8:1::14' }

      route-by-ipv6
      An interface with an IPv6 address alone boots by IPv6, and this boot route does not.
      an IPv4 address beside it: a BIOS has no network boot over IPv6
      Add \`address:\` with an IPv4 address.

      mode: authoritative → mode: external

      prefix-not-ours
      In mode external our server gives no addresses, so it cannot look after an IPv6 prefix.
      mode: authoritative, or no cidr6
      Remove \`cidr6\` and the \`address6\` of the hosts, or change the mode.

      range-not-ours
      In mode external another server gives the addresses; this range is only written into its snippet.

      Keep it if it describes that server; remove it if you expect our server to use it."
    `);
  });

  test('an address of the block of the boot server', () => {
    const text = changed("address6: '2001:db8:1::2'", "address6: '2001:db8:1::12'", site);
    expect(told(text)).toMatchInlineSnapshot(`
      "duplicate-address
      The address 2001:db8:1::12 is already that of boot server boot1.
      an address of its own
      Correct the one that is wrong."
    `);
  });

  test('router advertisements do not pass a router', () => {
    expect(told(other)).toMatchInlineSnapshot(`
      "prefix-needs-attachment
      boot1 has no interface on far; router advertisements do not pass a router.
      an interface of boot1 on far, or no cidr6
      Attach the server to this network, or remove \`cidr6\`."
    `);
  });

  test('two networks with the same prefix', () => {
    const text = changed('2001:db8:2::', '2001:db8:1::', other);
    expect(told(text)).toMatchInlineSnapshot(`
      "duplicate-prefix
      The prefix 2001:db8:1::/64 is already that of network prod.
      a prefix of its own
      Correct the one that is wrong.

      prefix-needs-attachment
      boot1 has no interface on far; router advertisements do not pass a router.
      an interface of boot1 on far, or no cidr6
      Attach the server to this network, or remove \`cidr6\`."
    `);
  });

  test('an NFS root by IPv6 alone', () => {
    const text = changed(
      "address6: '2001:db8:1::10' }",
      "address6: '2001:db8:1::10' }\n    profile: root",
      changed(
        'hosts:\n',
        '  root: { label: Root, kind: nfs-root, image: signed, nfs: { path: /srv/root } }\nhosts:\n',
        changed(
          'profiles:\n',
          '  signed: { architecture: amd64, kernel: { path: images/linux }, signed: true }\nprofiles:\n',
          site,
        ),
      ),
    );
    expect(told(text)).toMatchInlineSnapshot(`
      "profile-by-ipv6
      web02 boots by IPv6, and what runs then asks for its address by IPv4 only.
      an IPv4 address for the interface, or an installer or local profile
      Add \`address:\` to eno1 of web02."
    `);
  });
});
