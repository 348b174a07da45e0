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
  type ExternalNetwork,
} from '../plan/external.ts';
import type { Reservation } from '../plan/plan.ts';
import { effectsOf } from '../plan/quirks.ts';
import { byRule, type Reason, type Rule, type Sourced } from '../reason.ts';
import type { Format } from './format.ts';

/*
 * ISC DHCP 4.4, a whole dhcpd.conf(5) for one network. Statements of a host count more than those of its subnet:
 * https://manpages.debian.org/bookworm/isc-dhcp-server/dhcpd.conf.5.en.html
 */

const optionDefinitions: Rule = {
  id: 'isc-option-definitions',
  says: 'Options 93 and 175 get a name, so that expressions can ask for them.',
  page: '/explain/option-93/',
  source: 'https://manpages.debian.org/bookworm/isc-dhcp-common/dhcp-options.5.en.html',
};

const headerFields: Rule = {
  id: 'isc-header-fields',
  says: 'next-server and filename fill siaddr and file of the BOOTP header, which shim and old ROMs read; options 66 and 67 would not.',
  page: '/explain/option-93/',
  source: 'https://manpages.debian.org/bookworm/isc-dhcp-server/dhcpd.conf.5.en.html',
};

const knownClients: Rule = {
  id: 'isc-known-clients',
  says: 'A machine with a host declaration is known; what follows is for the others.',
  page: '/explain/option-93/',
  source: 'https://manpages.debian.org/bookworm/isc-dhcp-common/dhcp-eval.5.en.html',
};

const noBootFile: Rule = {
  id: 'no-boot-file',
  says: 'The host boots from another interface, so this one gets an address and no boot file.',
  page: '/explain/post-to-kernel/',
};

const alwaysBroadcast: Rule = {
  id: 'isc-always-broadcast',
  says: 'always-broadcast sends the answer to all, also to a client that did not ask for it.',
  page: '/explain/quirks/',
  source: 'https://manpages.debian.org/bookworm/isc-dhcp-server/dhcpd.conf.5.en.html',
};

const endOfLife: Rule = {
  id: 'isc-end-of-life',
  says: 'ISC ended the maintenance of ISC DHCP in 2022 and recommends Kea.',
  page: '/explain/option-93/',
  source: 'https://www.isc.org/blogs/isc-dhcp-eol/',
};

export const iscDhcpd: Format = {
  id: 'isc-dhcpd',
  title: 'ISC DHCP (dhcpd.conf)',
  // Ids, domains, addresses and MACs are all that reaches a directive, and the schema holds each to letters that need no
  // quoting here. The name of the site stands in a comment, which ends at the line break that no name can hold.
  check: () => [],
  *emit(plan) {
    for (const network of externalNetworks(plan))
      yield snippet(network, 'isc-dhcpd.conf', 'dhcpd', linesFor(network));
  },
};

function linesFor(network: ExternalNetwork): Line[] {
  const { plan, because } = network;
  const { id } = plan.network;
  return [
    {
      text: `# Network ${id} (${plan.network.cidr}) of ${network.siteName.value}, for ISC DHCP 4.4.`,
      because: [...because, ...network.siteName.because],
    },
    {
      text: '# A whole dhcpd.conf; where you have one, merge it into the subnet declaration there.',
      because,
    },
    { text: '# Check it with: dhcpd -t -cf isc-dhcpd.conf', because },
    {
      text: `# ISC DHCP is no longer maintained (${endOfLife.source}); there is a snippet for Kea as well.`,
      because: [byRule(endOfLife)],
    },
    blank(because),
    {
      text: 'option client-architecture code 93 = unsigned integer 16;',
      because: [byRule(optionDefinitions)],
    },
    { text: 'option ipxe-options code 175 = string;', because: [byRule(optionDefinitions)] },
    blank(because),
    ...subnetLines(network),
    ...hostGroups(network),
  ];
}

function subnetLines(network: ExternalNetwork): Line[] {
  const { plan, because, router, dns, ntp, domain, range, lease } = network;
  const lines: Line[] = [
    { text: `subnet ${plan.subnet.network} netmask ${plan.subnet.netmask} {`, because },
  ];
  lines.push(
    range === undefined
      ? {
          text: '  # The inventory has no range for this network: keep the one that you have.',
          because,
        }
      : { text: `  range ${range.value.from} ${range.value.to};`, because: range.because },
  );
  if (router !== undefined)
    lines.push({ text: `  option routers ${router.value};`, because: router.because });
  if (dns.value.length > 0)
    lines.push({
      text: `  option domain-name-servers ${dns.value.join(', ')};`,
      because: dns.because,
    });
  lines.push({ text: `  option domain-name "${domain.value}";`, because: domain.because });
  if (ntp.value.length > 0)
    lines.push({ text: `  option ntp-servers ${ntp.value.join(', ')};`, because: ntp.because });
  lines.push(
    { text: `  default-lease-time ${lease.value};`, because: lease.because },
    { text: `  max-lease-time ${lease.value};`, because: lease.because },
    {
      text: `  next-server ${plan.nextServer.value};`,
      because: [...plan.nextServer.because, byRule(headerFields)],
    },
    ...unknownLines(unknownAnswers(plan)),
    { text: '}', because },
  );
  return lines;
}

function unknownLines(answers: readonly BootAnswer[]): Line[] {
  const known = [byRule(knownClients)];
  const lines: Line[] = [{ text: '  if not known {', because: known }];
  for (const [index, answer] of answers.entries()) {
    const word = index === 0 ? 'if' : '} elsif';
    const { because } = answer.bootFile;
    lines.push(
      { text: `    ${word} ${architecture(answer)} {`, because },
      ...bootLines(answer, '      '),
    );
  }
  lines.push({ text: '    }', because: known }, { text: '  }', because: known });
  return lines;
}

/**
 * Two bytes with a colon, as data: dhcpd takes `= 7` too, but compares an option, which is data, with a number, which is
 * never equal. Source: evaluate_boolean_expression in
 * https://github.com/isc-projects/dhcp/blob/v4_4_3_P1/common/tree.c
 */
function architecture({ architectures }: BootAnswer): string {
  return architectures
    .map((value) => value.toString(16).padStart(4, '0').replace(/^../, '$&:'))
    .map((bytes) => `option client-architecture = ${bytes}`)
    .join(' or ');
}

function hostGroups({ plan }: ExternalNetwork): Line[] {
  const lines: Line[] = [];
  for (const answer of hostAnswers(plan)) {
    const { route, reservations } = answer;
    const because: Reason[] = [{ kind: 'route', route }];
    lines.push(
      blank(because),
      { text: `# ${route.title}`, because },
      { text: 'group {', because },
      ...bootLines(answer, '  '),
      ...reservations.flatMap(hostLines),
      { text: '}', because },
    );
  }
  const silent = silentReservations(plan);
  if (silent.length > 0) {
    const because = [byRule(noBootFile)];
    lines.push(
      blank(because),
      { text: '# Interfaces that do not boot', because },
      { text: 'group {', because },
      ...silent.flatMap(hostLines),
      { text: '}', because },
    );
  }
  return lines;
}

/** The boot file; for iPXE its script instead, and for HTTP Boot only if it is HTTP Boot that asks. */
function bootLines({ bootFile, script, vendorClass }: BootAnswer, indent: string): Line[] {
  const http = vendorClass === 'HTTPClient';
  const tests: { test: string; lines: Line[] }[] = [];
  if (script !== undefined)
    tests.push({
      test: 'exists ipxe-options or option user-class = "iPXE"',
      lines: [filename(script)],
    });
  if (http)
    tests.push({
      test: 'substring(option vendor-class-identifier, 0, 10) = "HTTPClient"',
      lines: [
        filename(bootFile),
        { text: 'option vendor-class-identifier "HTTPClient";', because: bootFile.because },
      ],
    });
  const lines: Line[] = tests.flatMap(({ test, lines: inner }, index) => [
    { text: `${index === 0 ? 'if' : '} elsif'} ${test} {`, because: inner[0]!.because },
    ...indented(inner, '  '),
  ]);
  const { because } = bootFile;
  if (!http && tests.length === 0) lines.push(filename(bootFile));
  else if (!http)
    lines.push({ text: '} else {', because }, ...indented([filename(bootFile)], '  '));
  if (tests.length > 0) lines.push({ text: '}', because });
  return indented(lines, indent);
}

function filename({ value, because }: Sourced<string>): Line {
  return { text: `filename "${value}";`, because: [...because, byRule(headerFields)] };
}

function indented(lines: readonly Line[], indent: string): Line[] {
  return lines.map(({ text, because }) => ({ text: indent + text, because }));
}

function hostLines(reservation: Reservation): Line[] {
  const { host, interface: on, boots } = reservation;
  const because = reservationReasons(reservation);
  const { broadcast, replyDelay } = effectsOf(boots?.quirks ?? []);
  const lines: Line[] = [
    { text: `  host ${reservationName(reservation)} {`, because: because.mac },
    { text: `    hardware ethernet ${on.mac};`, because: because.mac },
  ];
  if (on.address !== undefined)
    lines.push({ text: `    fixed-address ${on.address};`, because: because.address });
  if (broadcast !== undefined)
    lines.push({
      text: '    always-broadcast on;',
      because: [...broadcast.because, byRule(alwaysBroadcast)],
    });
  if (replyDelay !== undefined)
    lines.push({
      text: `    # NOT EXPRESSED: by a quirk, its answers should wait ${replyDelay.value} s.`,
      because: replyDelay.because,
    });
  lines.push(
    { text: `    option host-name "${host.id}";`, because: because.mac },
    { text: '  }', because: because.mac },
  );
  return lines;
}

function blank(because: readonly Reason[]): Line {
  return { text: '', because };
}
