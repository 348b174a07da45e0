import type { Line } from '../artifact.ts';
import {
  hostAnswers,
  silentReservations,
  unknownAnswers,
  type BootAnswer,
} from '../plan/boot-answers.ts';
import {
  externalNetworks,
  reservationName,
  reservationReasons,
  snippet,
  unheardLines,
  type ExternalNetwork,
} from '../plan/external.ts';
import type { Reservation } from '../plan/plan.ts';
import type { Route } from '../plan/route.ts';
import { byRule, type Reason, type Rule } from '../reason.ts';
import type { Format } from './format.ts';

/*
 * OPNsense 26.7 and pfSense 2.8 are set up in the browser, so this is a text of menus, fields and values. What each
 * field becomes was read in the sources of the two: the templates and models that write the config of dnsmasq, Kea and dhcpd.
 */

const OPNSENSE =
  'https://github.com/opnsense/core/blob/f95e81516ee0e2fb184f06bb7f858d3dd45da9cc/src/opnsense';
const DNSMASQ_TEMPLATE = `${OPNSENSE}/service/templates/OPNsense/Dnsmasq/dnsmasq.conf`;
const KEA_MODEL = `${OPNSENSE}/mvc/app/models/OPNsense/Kea/KeaDhcpv4.php`;
const PFSENSE_SERVICES =
  'https://github.com/pfsense/pfsense/blob/9363ac5b8651a1c7a333180425ce7719070f95f9/src/etc/inc/services.inc';
const ISC_PLUGIN = 'https://docs.opnsense.org/manual/dhcp.html';

const browserSteps: Rule = {
  id: 'opnsense-steps',
  says: 'Both are set up in the browser: menu, field and value.',
  page: '/explain/option-93/',
  source: ISC_PLUGIN,
};

const dnsmasqTags: Rule = {
  id: 'opnsense-dnsmasq-tags',
  says: 'A match row tags a client by an option that it sends; a boot row is for clients with all of its tags.',
  page: '/explain/option-93/',
  source: 'https://docs.opnsense.org/manual/dnsmasq.html#dhcp-boot',
};

const dnsmasqOrder: Rule = {
  id: 'opnsense-dnsmasq-order',
  says: 'Where several boot rows fit, dnsmasq takes the one that stands last in its file.',
  page: '/explain/option-93/',
  source:
    'https://github.com/imp/dnsmasq/blob/cb321709e9f20cd0949aa375dad2b97050394659/src/option.c',
};

const dnsmasqBothNames: Rule = {
  id: 'opnsense-dnsmasq-both-names',
  says: 'siaddr of the BOOTP header is the third value of dhcp-boot; OPNsense leaves out an empty second one, so it must not be empty.',
  page: '/explain/option-93/',
  source: DNSMASQ_TEMPLATE,
};

const dnsmasqHosts: Rule = {
  id: 'opnsense-dnsmasq-hosts',
  says: 'A host row gives a machine its address and a tag, for a boot row of its own.',
  page: '/howto/add-a-host/',
  source: DNSMASQ_TEMPLATE,
};

const keaOptions: Rule = {
  id: 'opnsense-kea-options',
  says: 'An option row sends option 67, where "Match" is filled in only to clients whose option is equal to it. The last fitting row counts, those of a reservation after those of its subnet.',
  page: '/explain/option-93/',
  source: KEA_MODEL,
};

const keaHeader: Rule = {
  id: 'opnsense-kea-header',
  says: 'Next server fills siaddr of the BOOTP header. The boot file is option 67 only; shim then looks for GRUB at the top of the TFTP root, where it lies.',
  page: '/howto/secure-boot/',
  source: KEA_MODEL,
};

const pfsenseFields: Rule = {
  id: 'pfsense-fields',
  says: 'pfSense has one field for each kind of client and asks for option 93 itself: 7 and 9 are UEFI 64 bit.',
  page: '/explain/option-93/',
  source: PFSENSE_SERVICES,
};

const pfsenseNoIpxe: Rule = {
  id: 'pfsense-no-ipxe',
  says: 'No field of pfSense tells iPXE from the firmware, so iPXE would get itself again, or the NBP of others.',
  page: '/explain/tftp-and-http/',
  source: PFSENSE_SERVICES,
};

const pfsenseKeaHosts: Rule = {
  id: 'pfsense-kea-hosts',
  says: 'With Kea, pfSense does not write the network booting fields of a static mapping; its custom configuration does it.',
  page: '/howto/add-a-host/',
  source: PFSENSE_SERVICES,
};

const iscPlugin: Rule = {
  id: 'opnsense-isc-plugin',
  says: 'ISC DHCP is at its end of life in OPNsense; dnsmasq is the default and can do all of this.',
  page: '/explain/option-93/',
  source: ISC_PLUGIN,
};

export const opnsense: Format = {
  id: 'opnsense',
  title: 'OPNsense and pfSense',
  // A text for people: a value ends with its line, and no value holds a line break.
  check: () => [],
  *emit(plan) {
    for (const network of externalNetworks(plan))
      yield snippet(network, 'opnsense.txt', 'text', linesFor(network));
  },
};

function linesFor(network: ExternalNetwork): Line[] {
  const { plan, because, siteName } = network;
  const { id, cidr } = plan.network;
  const steps = [byRule(browserSteps)];
  return [
    {
      text: `Network ${id} (${cidr}) of ${siteName.value}, for OPNsense 26.7 and pfSense 2.8`,
      because: [...because, ...siteName.because],
    },
    blank(because),
    { text: 'Take one part, by the DHCP server that runs on your firewall:', because: steps },
    { text: '  A  OPNsense, Dnsmasq (the default)', because: steps },
    { text: '  B  OPNsense, Kea', because: steps },
    { text: '  C  OPNsense, ISC DHCP (end of life)', because: steps },
    { text: '  D  pfSense, ISC DHCP', because: steps },
    { text: '  E  pfSense, Kea', because: steps },
    ...unheardLines(network, ''),
    ...opnsenseDnsmasq(network),
    ...opnsenseKea(network),
    ...opnsenseIsc(),
    ...pfsenseIsc(network),
    ...pfsenseKea(network),
  ];
}

/** A heading with its source. */
function part(title: string, source: string, because: readonly Reason[]): Line[] {
  return [
    blank(because),
    blank(because),
    { text: title, because },
    { text: '='.repeat(title.length), because },
    { text: `Source: ${source}`, because },
  ];
}

function step(menu: string, because: readonly Reason[]): Line[] {
  return [blank(because), { text: menu, because }];
}

function field(label: string, value: string, because: readonly Reason[]): Line {
  return { text: `  ${`${label}:`.padEnd(24)} ${value}`, because };
}

function note(text: string, because: readonly Reason[]): Line {
  return { text: `  ${text}`, because };
}

/** Router, names and addresses, by the labels that the product has for them. */
function commonFields(
  { router, dns, ntp, domain }: ExternalNetwork,
  labels: { router: string; dns: string; domain: string; ntp: string },
): Line[] {
  const lines: Line[] = [];
  if (router !== undefined) lines.push(field(labels.router, router.value, router.because));
  if (dns.value.length > 0) lines.push(field(labels.dns, dns.value.join(', '), dns.because));
  lines.push(field(labels.domain, domain.value, domain.because));
  if (ntp.value.length > 0) lines.push(field(labels.ntp, ntp.value.join(', '), ntp.because));
  return lines;
}

function rangeField({ range, because }: ExternalNetwork, label: string): Line {
  return range === undefined
    ? note('The inventory has no range for this network: keep yours.', because)
    : field(label, `${range.value.from} - ${range.value.to}`, range.because);
}

/** The name of a tag for dnsmasq. OPNsense takes hyphens out of tags, so there are none in it from the start. */
function tag(text: string): string {
  return text.replaceAll('-', '');
}

function kindTag({ architectures }: BootAnswer): string {
  return `arch${architectures[0]!}`;
}

function opnsenseDnsmasq(network: ExternalNetwork): Line[] {
  const { plan, domain, dns, ntp, router, lease } = network;
  const answers = unknownAnswers(plan);
  const hosts = hostAnswers(plan);
  const scripted = [...answers, ...hosts].some(({ script }) => script !== undefined);
  const tags = [byRule(dnsmasqTags)];
  const order = [byRule(dnsmasqOrder)];
  const menu = 'Services > Dnsmasq DNS & DHCP >';
  const lines: Line[] = part('A  OPNsense, Dnsmasq', DNSMASQ_TEMPLATE, tags);
  lines.push(...step(`${menu} DHCP ranges`, network.because));
  lines.push(rangeField(network, 'Start, end address'));
  lines.push(field('Lease time', String(lease.value), lease.because));
  lines.push(field('Domain', domain.value, domain.because));
  lines.push(
    ...step(`${menu} DHCP options, one row each: Type Set, Interface of this network`, tags),
  );
  if (router !== undefined) lines.push(field('router[3]', router.value, router.because));
  if (dns.value.length > 0) lines.push(field('dns-server[6]', dns.value.join(','), dns.because));
  if (ntp.value.length > 0) lines.push(field('ntp-server[42]', ntp.value.join(','), ntp.because));
  lines.push(...step(`${menu} DHCP tags, one row each`, tags));
  for (const answer of answers) lines.push(field('Tag', kindTag(answer), answer.bootFile.because));
  for (const { route } of hosts)
    lines.push(field('Tag', tag(route.id), [{ kind: 'route', route }]));
  if (scripted) lines.push(field('Tag', 'ipxe', tags));
  lines.push(...step(`${menu} DHCP options, one row each: Type Match`, tags));
  for (const answer of answers) {
    for (const architecture of answer.architectures)
      lines.push(
        field('client-arch[93]', `Value ${architecture}, Tag [set] ${kindTag(answer)}`, [
          ...answer.bootFile.because,
          ...tags,
        ]),
      );
  }
  if (scripted) lines.push(field('175', 'Value empty, Tag [set] ipxe', tags));
  if (answers.some(({ vendorClass }) => vendorClass === 'HTTPClient')) {
    lines.push(...step(`${menu} DHCP options: Type Set, Force on`, tags));
    for (const answer of answers.filter(({ vendorClass }) => vendorClass === 'HTTPClient'))
      lines.push(
        field(
          'vendor-class[60]',
          `Value HTTPClient, Tag ${kindTag(answer)}`,
          answer.bootFile.because,
        ),
      );
  }
  lines.push(
    ...step(`${menu} Hosts, one row each`, [byRule(dnsmasqHosts)]),
    ...plan.reservations.map(dnsmasqHost),
    ...step(
      `${menu} DHCP boot, one row each, in this order: of the rows that fit, the last one counts`,
      order,
    ),
    note(
      `Servername and Server address of each are ${plan.nextServer.value}, Interface that of this network.`,
      [...plan.nextServer.because, byRule(dnsmasqBothNames)],
    ),
    note('(Without a servername, OPNsense writes the address where dnsmasq reads the name.)', [
      byRule(dnsmasqBothNames),
    ]),
  );
  const boot = (on: string, value: string, because: readonly Reason[]): Line =>
    field(`Tag ${on}`, `Filename ${value}`, [...because, ...order]);
  for (const answer of answers)
    lines.push(boot(kindTag(answer), answer.bootFile.value, answer.bootFile.because));
  for (const answer of answers) {
    if (answer.script !== undefined)
      lines.push(boot(`${kindTag(answer)}, ipxe`, answer.script.value, answer.script.because));
  }
  for (const { route, bootFile, script } of hosts) {
    lines.push(boot(tag(route.id), bootFile.value, bootFile.because));
    if (script !== undefined)
      lines.push(boot(`${tag(route.id)}, ipxe`, script.value, script.because));
  }
  lines.push(...silentNote(network, order));
  return lines;
}

function dnsmasqHost(reservation: Reservation): Line {
  const { interface: on, boots } = reservation;
  const because = reservationReasons(reservation);
  const words = [`Hardware address ${on.mac}`];
  if (on.address !== undefined) words.unshift(`IP address ${on.address}`);
  if (boots !== undefined) words.push(`Tag [set] ${tag(boots.route.value.id)}`);
  return field(`Host ${reservation.host.id}`, words.join(', '), [
    ...because.mac,
    ...because.address,
    byRule(dnsmasqHosts),
  ]);
}

function opnsenseKea(network: ExternalNetwork): Line[] {
  const { plan, lease, because } = network;
  const answers = unknownAnswers(plan);
  const hosts = hostAnswers(plan);
  const rows = [byRule(keaOptions)];
  const menu = 'Services > Kea DHCP > Kea DHCPv4 >';
  const lines: Line[] = part('B  OPNsense, Kea', KEA_MODEL, rows);
  lines.push(
    ...step(`${menu} Options, one row each: Set Code 67, Set Encoding String`, rows),
    ...answers.flatMap((answer) =>
      answer.architectures.map((architecture) =>
        field(
          `arch ${architecture}`,
          `Match Code 93, Match Encoding Uint16, Match Data ${architecture}; Set Data ${answer.bootFile.value}`,
          [...answer.bootFile.because, ...rows],
        ),
      ),
    ),
    ...hosts.map(({ route, bootFile }) =>
      field(route.id, `no Match; Set Data ${bootFile.value}`, [...bootFile.because, ...rows]),
    ),
  );
  const script = [...answers, ...hosts].find((answer) => answer.script !== undefined)?.script;
  if (script !== undefined)
    lines.push(
      field(
        'ipxe',
        `Match Code 77, Match Encoding String, Match Data iPXE; Set Data ${script.value}`,
        [...script.because, ...rows],
      ),
      note(
        'NOT EXPRESSED: a row looks at one option, so any iPXE gets the script, whatever it runs on.',
        rows,
      ),
    );
  const http = httpArchitectures([...answers, ...hosts]);
  for (const [architecture, answer] of http)
    lines.push(
      field(
        `http ${architecture}`,
        `Set Code 60, Match Code 93, Match Encoding Uint16, Match Data ${architecture}; Set Data HTTPClient; Force on`,
        [...answer.bootFile.because, ...rows],
      ),
    );
  lines.push(
    ...step(`${menu} Subnets`, because),
    field('Subnet', plan.network.cidr, because),
    rangeField(network, 'Pools'),
    field('Valid lifetime', String(lease.value), lease.because),
    field('Match client-id', 'off', rows),
    field('Auto collect', 'off', rows),
    ...commonFields(network, {
      router: 'Routers (gateway)',
      dns: 'DNS servers',
      domain: 'Domain name',
      ntp: 'NTP servers',
    }),
    field('Next server', plan.nextServer.value, [...plan.nextServer.because, byRule(keaHeader)]),
    field('Options', keaSelection(answers, script !== undefined, [...http.keys()]), rows),
    ...step(`${menu} Reservations, one row each`, rows),
  );
  for (const reservation of plan.reservations) {
    const why = reservationReasons(reservation);
    const { address, mac } = reservation.interface;
    const answer = hosts.find(({ reservations }) => reservations.includes(reservation));
    const words = [`MAC address ${mac}`];
    if (address !== undefined) words.push(`IP address ${address}`);
    if (answer !== undefined)
      words.push(`Options ${answer.route.id}${answer.script === undefined ? '' : ', then ipxe'}`);
    lines.push(field(reservation.host.id, words.join(', '), [...why.mac, ...why.address, ...rows]));
  }
  lines.push(
    note(
      'Where several rows fit, the last one in /usr/local/etc/kea/kea-dhcp4.conf counts: look there.',
      rows,
    ),
    ...silentNote(network, rows),
  );
  return lines;
}

/** Neither of the two can leave out machines that it knows. */
function silentNote({ plan }: ExternalNetwork, because: readonly Reason[]): Line[] {
  if (silentReservations(plan).length === 0) return [];
  const text =
    'NOT EXPRESSED: an interface that does not boot gets the boot file of its kind all the same.';
  return [note(text, because)];
}

/** The values of option 93 that ask by HTTP Boot, each with an answer that it gets. */
function httpArchitectures(answers: readonly BootAnswer[]): Map<number, BootAnswer> {
  const found = new Map<number, BootAnswer>();
  for (const answer of answers.filter(({ vendorClass }) => vendorClass === 'HTTPClient'))
    for (const architecture of answer.architectures) found.set(architecture, answer);
  return found;
}

function keaSelection(
  answers: readonly BootAnswer[],
  ipxe: boolean,
  http: readonly number[],
): string {
  const names = answers.flatMap(({ architectures }) =>
    architectures.map((value) => `arch ${value}`),
  );
  names.push(...http.map((value) => `http ${value}`));
  if (ipxe) names.push('ipxe (last)');
  return names.join(', ');
}

function opnsenseIsc(): Line[] {
  const because = [byRule(iscPlugin)];
  return [
    ...part('C  OPNsense, ISC DHCP', ISC_PLUGIN, because),
    blank(because),
    note(
      'ISC DHCP is at its end of life. Move this network to Dnsmasq (part A), which is the default.',
      because,
    ),
    note('Until then its fields are those of part D.', because),
  ];
}

/** The field of pfSense for a kind of client; undefined if it has none. */
function pfsenseLabel({ firmware, architecture, transport }: Route): string | undefined {
  if (transport === 'http-boot') return architecture === 'amd64' ? 'UEFI HTTPBoot URL' : undefined;
  if (firmware === 'bios') return 'Default BIOS File Name';
  return architecture === 'arm64' ? 'ARM 64 bit File Name' : 'UEFI 64 bit File Name';
}

function pfsenseNetwork(network: ExternalNetwork): Line[] {
  const { plan } = network;
  const lines: Line[] = [
    ...step('Services > DHCP Server > the interface of this network', [byRule(pfsenseFields)]),
    rangeField(network, 'Address Pool Range'),
    field('Default Lease Time', String(network.lease.value), network.lease.because),
    ...commonFields(network, {
      router: 'Gateway',
      dns: 'DNS Servers',
      domain: 'Domain Name',
      ntp: 'NTP Server 1',
    }),
    field('Network Booting', 'Enable', [byRule(pfsenseFields)]),
    field('Next Server', plan.nextServer.value, plan.nextServer.because),
  ];
  for (const { route, bootFile } of unknownAnswers(plan)) {
    const label = pfsenseLabel(route);
    if (label === undefined)
      lines.push(
        note(`NOT EXPRESSED: ${bootFile.value}, as pfSense asks HTTP Boot for 16 (x64) only.`, [
          ...bootFile.because,
          byRule(pfsenseFields),
        ]),
      );
    else if (route.loader === 'ipxe')
      lines.push(
        field(label, 'leave it empty', [...bootFile.because, byRule(pfsenseNoIpxe)]),
        note(`NOT EXPRESSED: ${bootFile.value} is iPXE, and pfSense cannot give iPXE its script.`, [
          byRule(pfsenseNoIpxe),
        ]),
      );
    else lines.push(field(label, bootFile.value, [...bootFile.because, byRule(pfsenseFields)]));
  }
  return lines;
}

function pfsenseIsc(network: ExternalNetwork): Line[] {
  const hosts = hostAnswers(network.plan);
  const fields = [byRule(pfsenseFields)];
  const lines: Line[] = [
    ...part('D  pfSense, ISC DHCP', PFSENSE_SERVICES, fields),
    ...pfsenseNetwork(network),
    ...step('The same page, DHCP Static Mappings, one each', fields),
  ];
  for (const reservation of network.plan.reservations) {
    lines.push(staticMapping(reservation));
    const answer = hosts.find(({ reservations }) => reservations.includes(reservation));
    if (answer === undefined) continue;
    const { route, bootFile, script, nextServer } = answer;
    if (script !== undefined)
      lines.push(
        note(`NOT EXPRESSED: ${route.title}; no field gives iPXE its script.`, [
          ...script.because,
          byRule(pfsenseNoIpxe),
        ]),
      );
    else
      lines.push(
        note(
          `Network Booting Enable, Next Server ${nextServer.value}, Default BIOS File Name ${bootFile.value}`,
          [...nextServer.because, ...bootFile.because, ...fields],
        ),
      );
  }
  if (hosts.some(({ script }) => script === undefined))
    lines.push(
      note(
        '(With the BIOS field alone filled in, pfSense gives its file whatever the architecture.)',
        fields,
      ),
    );
  return lines;
}

function staticMapping(reservation: Reservation): Line {
  const { interface: on, host } = reservation;
  const why = reservationReasons(reservation);
  const words = [`MAC Address ${on.mac}`, `Hostname ${host.id}`];
  if (on.address !== undefined) words.push(`IP Address ${on.address}`);
  return field(reservationName(reservation), words.join(', '), [...why.mac, ...why.address]);
}

function pfsenseKea(network: ExternalNetwork): Line[] {
  const hosts = hostAnswers(network.plan);
  const custom = [byRule(pfsenseKeaHosts)];
  const lines: Line[] = [
    ...part('E  pfSense, Kea', PFSENSE_SERVICES, custom),
    ...pfsenseNetwork(network),
    ...step(
      'The same page, DHCP Static Mappings, one each; JSON goes into Custom Configuration',
      custom,
    ),
  ];
  for (const reservation of network.plan.reservations) {
    lines.push(staticMapping(reservation));
    const answer = hosts.find(({ reservations }) => reservations.includes(reservation));
    if (answer === undefined) continue;
    const { route, bootFile, script, nextServer } = answer;
    if (script !== undefined) {
      lines.push(
        note(`NOT EXPRESSED: ${route.title}; no field gives iPXE its script.`, [
          ...script.because,
          byRule(pfsenseNoIpxe),
        ]),
      );
      continue;
    }
    // Option 67 as well, because that is where pfSense puts the boot file of the network.
    const json = {
      'next-server': nextServer.value,
      'boot-file-name': bootFile.value,
      'option-data': [{ name: 'boot-file-name', data: bootFile.value }],
    };
    lines.push(note(JSON.stringify(json), [...nextServer.because, ...bootFile.because, ...custom]));
  }
  return lines;
}

function blank(because: readonly Reason[]): Line {
  return { text: '', because };
}
