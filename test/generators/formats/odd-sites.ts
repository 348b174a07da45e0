import fc from 'fast-check';
import { routes } from '../../../generators/plan/routes/index.ts';

/*
 * Sites that the schema accepts but nobody would write: for property tests of formats that write one file for a whole
 * boot server. JSON is YAML, so the text of a site is its JSON.
 */

const id = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,14}[a-z0-9])?$/);
/** Names that could mean something else where they stand. */
const oddId = fc.oneof(
  id,
  fc.constantFrom(
    'known',
    'ipxe',
    'http',
    'static',
    'proxy',
    '45m',
    '12',
    'ignore',
    'set',
    'xn--a',
  ),
);
const label = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((text) => !/[\p{Cc}\u2028\u2029]/u.test(text));
const interfaceName = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,14}$/);

const network = fc.record({
  id: oddId,
  mode: fc.constantFrom('authoritative', 'authoritative', 'proxy', 'external'),
  range: fc.boolean(),
  gateway: fc.boolean(),
  attached: fc.boolean(),
  loader: fc.constantFrom(undefined, 'pxelinux', 'grub', 'ipxe'),
  lease: fc.tuple(fc.integer({ min: 1, max: 99999 }), fc.constantFrom('s', 'm', 'h', 'd')),
  interface: interfaceName,
});
const host = fc.record({
  id: oddId,
  network: fc.nat({ max: 3 }),
  second: fc.option(fc.nat({ max: 3 })),
  route: fc.constantFrom(...routes),
  address: fc.boolean(),
});

/** The text of a site with one boot server, up to four networks and up to twelve hosts. Some have problems. */
export const oddSite: fc.Arbitrary<string> = fc
  .record({
    label,
    networks: fc.uniqueArray(network, { minLength: 1, maxLength: 4, selector: (each) => each.id }),
    hosts: fc.uniqueArray(host, { maxLength: 12, selector: (each) => each.id }),
    dns: fc.nat({ max: 70 }),
  })
  .map(({ label: name, networks, hosts, dns }) => {
    const place = (index: number): number => index % networks.length;
    const address = (index: number, last: number): string => `10.${place(index)}.0.${last}`;
    // The first network is attached always: the server has to have an interface.
    const attached = networks.map(
      (each, index) => index === 0 || each.attached || each.mode === 'proxy',
    );
    const interfaces = networks.flatMap((each, index) =>
      attached[index]
        ? [[each.interface, { network: each.id, address: address(index, 2) }] as const]
        : [],
    );
    return JSON.stringify({
      sites: {
        lab: {
          name,
          domain: 'lab.example.net',
          dns: Array.from({ length: dns }, (_, index) => `10.99.0.${index + 1}`),
        },
      },
      networks: Object.fromEntries(
        networks.map((each, index) => [
          each.id,
          {
            site: 'lab',
            cidr: `10.${index}.0.0/16`,
            ...(each.gateway ? { gateway: address(index, 1) } : {}),
            server: 'boot1',
            dhcp: {
              mode: each.mode,
              lease: each.lease.join(''),
              ...(each.range
                ? { range: { from: `10.${index}.1.0`, to: `10.${index}.9.255` } }
                : {}),
              ...(attached[index] || each.mode === 'external' ? {} : { relay: address(index, 3) }),
            },
            defaults: each.loader === undefined ? {} : { loader: each.loader },
          },
        ]),
      ),
      servers: { boot1: { site: 'lab', interfaces: Object.fromEntries(interfaces) } },
      models: Object.fromEntries(
        routes.map(({ id: route, architecture, firmware, loader, transport }) => [
          route,
          { vendor: name, name, architecture, firmware, loader, transport },
        ]),
      ),
      hosts: Object.fromEntries(
        hosts.map((each, index) => [
          each.id,
          {
            model: each.route.id,
            rack: name,
            interfaces: {
              eth0: {
                mac: `02:00:00:00:00:${String(index).padStart(2, '0')}`,
                network: networks[place(each.network)]!.id,
                boot: true,
                ...(each.address ? { address: address(each.network, 100 + index) } : {}),
              },
              ...(each.second === null
                ? {}
                : {
                    eth1: {
                      mac: `02:00:00:00:01:${String(index).padStart(2, '0')}`,
                      network: networks[place(each.second)]!.id,
                      ...(each.address ? { address: address(each.second, 150 + index) } : {}),
                    },
                  }),
            },
          },
        ]),
      ),
    });
  });
