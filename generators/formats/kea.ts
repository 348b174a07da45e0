import type { Line } from '../artifact.ts';
import {
  hostAnswers,
  unknownAnswers,
  type BootAnswer,
  type HostAnswer,
} from '../plan/boot-answers.ts';
import {
  externalNetworks,
  reservationReasons,
  snippet,
  unheardQuirks,
  type ExternalNetwork,
} from '../plan/external.ts';
import type { Reservation } from '../plan/plan.ts';
import { byRule, type Reason, type Rule, type Sourced } from '../reason.ts';
import type { Format } from './format.ts';

/*
 * Kea 2.2 and later, a whole kea-dhcp4.conf for one network. Kea itself allows comments, but many tools that people edit
 * and deploy it with do not, so it is plain JSON, and what has to be said stands in `comment`, which Kea keeps for that.
 * Source: https://kea.readthedocs.io/en/kea-2.2.0/arm/config.html#comments-and-user-context
 */

const ARM = 'https://kea.readthedocs.io/en/kea-2.2.0/arm';

const comments: Rule = {
  id: 'kea-comment',
  says: 'Plain JSON has no comments; Kea keeps `comment` for words to people.',
  page: '/explain/option-93/',
  source: `${ARM}/config.html#comments-and-user-context`,
};

const interfaces: Rule = {
  id: 'kea-interfaces',
  says: "Kea listens on the interfaces named here; * is all of them. Keep your server's own list.",
  page: '/explain/option-93/',
  source: `${ARM}/dhcp4-srv.html#interface-configuration`,
};

const matchClientId: Rule = {
  id: 'kea-match-client-id',
  says: 'Firmware, iPXE and system send different client ids from one MAC; matched by MAC they keep one address.',
  page: '/explain/option-93/',
  source: `${ARM}/dhcp4-srv.html#using-client-identifier-and-hardware-address`,
};

const headerFields: Rule = {
  id: 'kea-header-fields',
  says: 'next-server and boot-file-name of a subnet or class fill siaddr and file of the BOOTP header, which shim and old ROMs read; options 66 and 67 would not.',
  page: '/explain/option-93/',
  source: `${ARM}/dhcp4-srv.html#next-server-siaddr`,
};

const classes: Rule = {
  id: 'kea-classes',
  says: 'A class gives its boot file to the clients that its test fits; where several fit, the first one counts.',
  page: '/explain/option-93/',
  source: `${ARM}/classify.html`,
};

const reservedClass: Rule = {
  id: 'kea-reserved-class',
  says: 'The reservation of a host puts it into the class of its route; tests that ask for it ask for KNOWN too, so that they wait for the reservation.',
  page: '/explain/option-93/',
  source: `${ARM}/dhcp4-srv.html#reserving-client-classes-in-dhcpv4`,
};

const unknownClass: Rule = {
  id: 'kea-unknown-class',
  says: 'UNKNOWN holds the clients without a reservation.',
  page: '/explain/option-93/',
  source: `${ARM}/classify.html#built-in-client-classes`,
};

export const kea: Format = {
  id: 'kea',
  title: 'Kea (kea-dhcp4)',
  // JSON.stringify quotes every value that could need it, so there is nothing that Kea could not be told.
  check: () => [],
  *emit(plan) {
    for (const network of externalNetworks(plan))
      yield snippet(network, 'kea-dhcp4.json', 'json', printed(configOf(network)));
  },
};

/** A JSON value whose parts know why they are there. An object or array is written on one line if it is `inline`. */
type Node =
  | { readonly value: string | number | boolean; readonly because: readonly Reason[] }
  | {
      readonly members: readonly (readonly [string, Node])[];
      readonly because: readonly Reason[];
      readonly inline?: boolean;
    }
  | {
      readonly items: readonly Node[];
      readonly because: readonly Reason[];
      readonly inline?: boolean;
    };

function configOf(network: ExternalNetwork): Node {
  const { plan, because, siteName, lease } = network;
  const groups = hostAnswers(plan);
  const about = `Network ${plan.network.id} (${plan.network.cidr}) of ${siteName.value}, for Kea 2.2 and later. Check it with: kea-dhcp4 -t kea-dhcp4.json`;
  const dhcp4: Node = {
    because,
    members: [
      ['comment', leaf(about, [...because, ...siteName.because, byRule(comments)])],
      [
        'interfaces-config',
        inline([['interfaces', list(['*'], [byRule(interfaces)])]], [byRule(interfaces)]),
      ],
      ['valid-lifetime', leaf(lease.value, lease.because)],
      [
        'client-classes',
        {
          because: [byRule(classes)],
          items: [...groups.flatMap(hostClasses), ...unknownAnswers(plan).flatMap(unknownClasses)],
        },
      ],
      ['subnet4', { because, items: [subnet(network)] }],
    ],
  };
  return { because, members: [['Dhcp4', dhcp4]] };
}

function subnet({ plan, because, router, dns, ntp, domain, range }: ExternalNetwork): Node {
  const options: Node[] = [];
  if (router !== undefined) options.push(option('routers', router.value, router.because));
  if (dns.value.length > 0)
    options.push(option('domain-name-servers', dns.value.join(', '), dns.because));
  options.push(option('domain-name', domain.value, domain.because));
  if (ntp.value.length > 0) options.push(option('ntp-servers', ntp.value.join(', '), ntp.because));
  const members: [string, Node][] = [];
  if (range === undefined)
    members.push([
      'comment',
      leaf('The inventory has no range for this network: keep the pools that you have.', [
        ...because,
        byRule(comments),
      ]),
    ]);
  members.push(
    ['id', leaf(1, because)],
    ['subnet', leaf(plan.network.cidr, because)],
    ['match-client-id', leaf(false, [byRule(matchClientId)])],
    [
      'next-server',
      leaf(plan.nextServer.value, [...plan.nextServer.because, byRule(headerFields)]),
    ],
    ['option-data', { because, items: options }],
  );
  if (range !== undefined) {
    const pool = leaf(`${range.value.from} - ${range.value.to}`, range.because);
    members.push([
      'pools',
      { because: range.because, items: [inline([['pool', pool]], range.because)] },
    ]);
  }
  members.push(['reservations', { because, items: plan.reservations.map(reservationOf) }]);
  return { because, members };
}

function reservationOf(reservation: Reservation): Node {
  const { host, interface: on, boots } = reservation;
  const because = reservationReasons(reservation);
  const members: [string, Node][] = [
    ['hostname', leaf(host.id, because.mac)],
    ['hw-address', leaf(on.mac, because.mac)],
  ];
  if (on.address !== undefined) members.push(['ip-address', leaf(on.address, because.address)]);
  const unheard = unheardQuirks(reservation);
  if (unheard.length > 0)
    members.unshift([
      'comment',
      leaf(`NOT EXPRESSED: by a quirk, ${unheard.map(({ value }) => value).join(' and ')}.`, [
        ...new Set(unheard.flatMap((each) => each.because)),
        byRule(comments),
      ]),
    ]);
  if (boots === undefined) return { because: because.mac, members };
  const { value, because: why } = boots.route;
  members.push(['client-classes', list([value.id], [...why, byRule(reservedClass)])]);
  return { because: because.mac, members };
}

const IPXE = "(option[175].exists or option[77].hex == 'iPXE')";
const HTTP = "substring(option[60].hex, 0, 10) == 'HTTPClient'";

/**
 * The class that reservations name, and what its members get. A MAC says enough of a host's architecture, so only iPXE
 * and HTTP Boot are told from the rest.
 */
function hostClasses(answer: HostAnswer): Node[] {
  const { route } = answer;
  const why: Reason[] = [{ kind: 'route', route }, byRule(reservedClass)];
  const members = ["member('KNOWN')", `member('${route.id}')`];
  return [
    inline([['name', leaf(route.id, why)]], why),
    ...bootClasses(answer, `${route.id} boots`, members, byRule(reservedClass)),
  ];
}

function unknownClasses(answer: BootAnswer): Node[] {
  const architectures = answer.architectures.map(
    (value) => `option[93].hex == 0x${value.toString(16).padStart(4, '0')}`,
  );
  const any = architectures.join(' or ');
  const tests = ["member('UNKNOWN')", architectures.length > 1 ? `(${any})` : any];
  return bootClasses(answer, `unknown ${answer.route.id}`, tests, byRule(unknownClass));
}

/** One class for iPXE, where it gets a script, and one for the firmware. The first one that fits gives the boot file. */
function bootClasses(
  { bootFile, script, vendorClass }: BootAnswer,
  name: string,
  tests: readonly string[],
  why: Reason,
): Node[] {
  const made = (file: Sourced<string>, as: string, all: readonly string[]): [string, Node][] => [
    ['name', leaf(as, file.because)],
    ['test', leaf(all.join(' and '), [...file.because, why])],
    ['boot-file-name', leaf(file.value, [...file.because, byRule(headerFields)])],
  ];
  const { because } = bootFile;
  const firmware =
    vendorClass === 'HTTPClient'
      ? made(bootFile, name, [...tests, HTTP])
      : made(bootFile, name, tests);
  if (vendorClass === 'HTTPClient')
    firmware.push([
      'option-data',
      { because, items: [option('vendor-class-identifier', 'HTTPClient', because)] },
    ]);
  const classes: Node[] = [{ because, members: firmware }];
  if (script !== undefined)
    classes.unshift({
      because: script.because,
      members: made(script, `${name}, iPXE`, [...tests, IPXE]),
    });
  return classes;
}

function option(name: string, data: string, because: readonly Reason[]): Node {
  return inline(
    [
      ['name', leaf(name, because)],
      ['data', leaf(data, because)],
    ],
    because,
  );
}

function leaf(value: string | number | boolean, because: readonly Reason[]): Node {
  return { value, because };
}

function list(values: readonly string[], because: readonly Reason[]): Node {
  return { items: values.map((value) => leaf(value, because)), because, inline: true };
}

function inline(members: [string, Node][], because: readonly Reason[]): Node {
  return { members, because, inline: true };
}

/** The node as lines of JSON, two spaces a level, each line with the reasons of what stands on it. */
function printed(node: Node): Line[] {
  return written(node, '', '', '');
}

function written(node: Node, indent: string, before: string, after: string): Line[] {
  const { because } = node;
  if ('value' in node || node.inline === true || parts(node).length === 0)
    return [{ text: `${indent}${before}${compact(node)}${after}`, because }];
  const [open, close] = 'members' in node ? '{}' : '[]';
  const inner = parts(node);
  return [
    { text: `${indent}${before}${open}`, because },
    ...inner.flatMap(([key, child], index) =>
      written(child, `${indent}  `, key, index < inner.length - 1 ? ',' : ''),
    ),
    { text: `${indent}${close}${after}`, because },
  ];
}

function parts(node: Exclude<Node, { value: unknown }>): (readonly [string, Node])[] {
  if ('items' in node) return node.items.map((item) => ['', item]);
  return node.members.map(([key, child]) => [`${JSON.stringify(key)}: `, child]);
}

function compact(node: Node): string {
  if ('value' in node) return JSON.stringify(node.value);
  const inner = parts(node)
    .map(([key, child]) => key + compact(child))
    .join(', ');
  if ('items' in node) return `[${inner}]`;
  return inner === '' ? '{}' : `{ ${inner} }`;
}
