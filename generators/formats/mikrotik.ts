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
import { byRule, type Reason, type Rule } from '../reason.ts';
import type { Format } from './format.ts';

/*
 * MikroTik RouterOS 7.4 or newer, where DHCP matchers look at any option. A script for /import, which adds to a DHCP
 * server that is there already. Everything it adds is named bootbook-<network>, and it first removes what an earlier run
 * has added, so it can be run again.
 */

const MANUAL = 'https://help.mikrotik.com/docs/spaces/ROS/pages/24805500/DHCP';

const importScript: Rule = {
  id: 'routeros-import',
  says: 'A script for /import: upload the file, set the name of your DHCP server in it, run it.',
  page: '/explain/option-93/',
  source: 'https://help.mikrotik.com/docs/spaces/ROS/pages/328155/Configuration+Management',
};

const runAgain: Rule = {
  id: 'routeros-run-again',
  says: 'What an earlier run has added goes first, so that the script can be run after each change.',
  page: '/howto/add-a-host/',
};

const network: Rule = {
  id: 'routeros-network',
  says: 'next-server of the network fills siaddr of the BOOTP header, where shim and old ROMs look for the TFTP server.',
  page: '/explain/option-93/',
  source: MANUAL,
};

const optionSets: Rule = {
  id: 'routeros-option-sets',
  says: "The boot file is option 67 in an option set, because RouterOS has only one boot-file-name for a network. s'…' writes text as it is.",
  page: '/explain/option-93/',
  source: MANUAL,
};

const headerStaysEmpty: Rule = {
  id: 'routeros-header-stays-empty',
  says: 'The file field of the BOOTP header stays empty. shim then looks for GRUB at the top of the TFTP root, where it lies.',
  page: '/howto/secure-boot/',
  source: 'https://github.com/rhboot/shim/blob/16.1/netboot.c',
};

const matchers: Rule = {
  id: 'routeros-matchers',
  says: 'A matcher gives an option set to clients that send a value in an option. It has to name the address pool: without, it is for static leases only.',
  page: '/explain/option-93/',
  source: MANUAL,
};

const oneOptionOnly: Rule = {
  id: 'routeros-one-option',
  says: 'A matcher looks at one option only, so iPXE gets its script whatever it runs on.',
  page: '/explain/option-93/',
  source: MANUAL,
};

const leaseSets: Rule = {
  id: 'routeros-lease-sets',
  says: 'Options of a lease count before those of server and network.',
  page: '/explain/option-93/',
  source: MANUAL,
};

const noException: Rule = {
  id: 'routeros-no-exception',
  says: 'A matcher cannot leave out a machine that has a lease.',
  page: '/explain/option-93/',
  source: MANUAL,
};

const noSecondAnswer: Rule = {
  id: 'routeros-no-second-answer',
  says: 'A lease has one option set for every request, so it cannot send iPXE its script after the firmware got iPXE; the matchers can, as both are for any machine.',
  page: '/explain/tftp-and-http/',
  source: MANUAL,
};

export const mikrotik: Format = {
  id: 'mikrotik',
  title: 'MikroTik RouterOS 7',
  // Every value stands in a string of RouterOS's own quoting or has a form that needs none.
  check: () => [],
  *emit(plan) {
    for (const external of externalNetworks(plan))
      yield snippet(external, 'mikrotik.rsc', 'routeros', linesFor(external));
  },
};

/**
 * A string of the RouterOS scripting language. Its escapes: \" \\ \$ \? and \XX for a byte in hexadecimal digits, which is
 * how RouterOS itself exports what is not ASCII. Source: https://help.mikrotik.com/docs/spaces/ROS/pages/47579229/Scripting
 */
export function routerosString(text: string): string {
  let quoted = '';
  for (const byte of new TextEncoder().encode(text)) {
    const char = String.fromCharCode(byte);
    if ('"\\$?'.includes(char)) quoted += `\\${char}`;
    else if (byte >= 0x20 && byte < 0x7f) quoted += char;
    else quoted += `\\${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return `"${quoted}"`;
}

const SERVER = 'server=$bootbookServer';
const POOL = 'address-pool=[/ip dhcp-server get [find name=$bootbookServer] address-pool]';

function linesFor(external: ExternalNetwork): Line[] {
  const { plan, because, siteName } = external;
  const { id, cidr } = plan.network;
  const name = `bootbook-${id}`;
  const script = [byRule(importScript)];
  return [
    { text: `# Network ${id} (${cidr}), for RouterOS 7.4 or newer.`, because },
    {
      text: '# Set the name of your DHCP server on the next line, then: /import mikrotik.rsc',
      because: script,
    },
    { text: ':global bootbookServer "dhcp1"', because: script },
    blank(script),
    ...removals(name),
    blank(because),
    ...networkLines(external, siteName.value),
    ...unknownLines(unknownAnswers(plan), name),
    blank(because),
    {
      text: '# The manual does not say whether the set of a lease or that of a matcher counts more: check the first boots.',
      because: [byRule(leaseSets)],
    },
    { text: `# ${MANUAL}`, because: [byRule(leaseSets)] },
    ...unheardLines(external, '# '),
    ...hostLines(external, name),
    blank(script),
    { text: '/system script environment remove [find name="bootbookServer"]', because: script },
  ];
}

function removals(name: string): Line[] {
  const because = [byRule(runAgain)];
  // The colon ends the name, so that bootbook-lab does not take what belongs to bootbook-lab2.
  const named = `[find name~"^${name}:"]`;
  return [
    { text: '# What an earlier run has added', because },
    { text: `/ip dhcp-server lease remove [find comment~"^${name}:"]`, because },
    { text: `/ip dhcp-server matcher remove ${named}`, because },
    { text: `/ip dhcp-server option sets remove ${named}`, because },
    { text: `/ip dhcp-server option remove ${named}`, because },
  ];
}

function networkLines(external: ExternalNetwork, siteName: string): Line[] {
  const { plan, because, router, dns, ntp, domain } = external;
  const { cidr } = plan.network;
  const set = (assignment: string, reasons: readonly Reason[]): Line => ({
    text: `/ip dhcp-server network set [find address=${cidr}] ${assignment}`,
    because: reasons,
  });
  const lines: Line[] = [
    {
      text: `:if ([:len [/ip dhcp-server network find address=${cidr}]] = 0) do={ /ip dhcp-server network add address=${cidr} }`,
      because,
    },
    set(`comment=${routerosString(siteName)}`, external.siteName.because),
  ];
  if (router !== undefined) lines.push(set(`gateway=${router.value}`, router.because));
  if (dns.value.length > 0) lines.push(set(`dns-server=${dns.value.join(',')}`, dns.because));
  lines.push(set(`domain=${routerosString(domain.value)}`, domain.because));
  if (ntp.value.length > 0) lines.push(set(`ntp-server=${ntp.value.join(',')}`, ntp.because));
  lines.push(
    set(`next-server=${plan.nextServer.value}`, [...plan.nextServer.because, byRule(network)]),
  );
  return lines;
}

function unknownLines(answers: readonly BootAnswer[], name: string): Line[] {
  const because = [byRule(matchers)];
  const lines: Line[] = [
    blank(because),
    { text: '# Any machine, by its architecture (option 93)', because },
    {
      text: '# Option 67 only: shim takes its folder from the header, and an empty one means the TFTP root.',
      because: [byRule(headerStaysEmpty)],
    },
  ];
  const script = answers.find((answer) => answer.script !== undefined)?.script;
  if (script !== undefined) {
    const why = [...script.because, byRule(oneOptionOnly)];
    lines.push(
      { text: `# ${oneOptionOnly.says}`, because: why },
      ...optionSet(`${name}:ipxe`, script.value, false, why),
      {
        text: `/ip dhcp-server matcher add name="${name}:ipxe" ${SERVER} ${POOL} code=77 matching-type=exact value="iPXE" option-set="${name}:ipxe"`,
        because: [...why, byRule(matchers)],
      },
    );
  }
  for (const { route, architectures, bootFile, vendorClass } of answers) {
    const set = `${name}:any-${route.id}`;
    lines.push(...optionSet(set, bootFile.value, vendorClass === 'HTTPClient', bootFile.because));
    for (const architecture of architectures) {
      const value = `0x${architecture.toString(16).padStart(4, '0')}`;
      lines.push({
        text: `/ip dhcp-server matcher add name="${name}:arch-${architecture}" ${SERVER} ${POOL} code=93 matching-type=exact value="${value}" option-set="${set}"`,
        because: [...bootFile.because, byRule(matchers)],
      });
    }
  }
  return lines;
}

function hostLines({ plan }: ExternalNetwork, name: string): Line[] {
  const anybody = unknownAnswers(plan);
  const lines: Line[] = [];
  for (const answer of hostAnswers(plan)) {
    const { route, bootFile, script, vendorClass, reservations } = answer;
    const because: Reason[] = [{ kind: 'route', route }];
    lines.push(blank(because), { text: `# ${route.title}`, because });
    const set = `${name}:${route.id}`;
    if (script === undefined) {
      lines.push(...optionSet(set, bootFile.value, vendorClass === 'HTTPClient', bootFile.because));
      lines.push(...reservations.map((each) => lease(each, name, set)));
      continue;
    }
    lines.push(...ipxeNotes(answer, anybody));
    lines.push(...reservations.map((each) => lease(each, name, undefined)));
  }
  const silent = silentReservations(plan);
  if (silent.length > 0) {
    const because = [byRule(noException)];
    lines.push(
      blank(because),
      { text: '# Interfaces that do not boot', because },
      {
        text: '# NOT EXPRESSED: the matchers above cannot leave them out, so they get the boot file of their kind.',
        because,
      },
      { text: `# Source: ${MANUAL}`, because },
      ...silent.map((each) => lease(each, name, undefined)),
    );
  }
  return lines;
}

/** What becomes of hosts that boot by iPXE: the matchers serve them if they give any machine the same; else it is said. */
function ipxeNotes(answer: BootAnswer, anybody: readonly BootAnswer[]): Line[] {
  const because = [...answer.bootFile.because, byRule(noSecondAnswer)];
  const same = answer.architectures.every((value) =>
    anybody.some(
      ({ architectures, bootFile, vendorClass }) =>
        architectures.includes(value) &&
        bootFile.value === answer.bootFile.value &&
        vendorClass === answer.vendorClass,
    ),
  );
  if (same) return [{ text: '# These get iPXE and its script from the matchers above.', because }];
  return [
    {
      text: `# NOT EXPRESSED: these hosts should get ${answer.bootFile.value}, and iPXE then its script.`,
      because,
    },
    {
      text: '# A lease has one option set for every request, so iPXE would load itself for ever.',
      because,
    },
    {
      text: '# Until the network says `loader: ipxe`, the matchers above give them what any machine gets.',
      because,
    },
    { text: `# Source: ${MANUAL}`, because },
  ];
}

function optionSet(
  name: string,
  bootFile: string,
  http: boolean,
  because: readonly Reason[],
): Line[] {
  const reasons = [...because, byRule(optionSets)];
  const lines: Line[] = [
    {
      text: `/ip dhcp-server option add name="${name}" code=67 value=${routerosString(`s'${bootFile}'`)}`,
      because: reasons,
    },
  ];
  if (http)
    lines.push({
      text: `/ip dhcp-server option add name="${name}-class" code=60 value="s'HTTPClient'" force=yes`,
      because: reasons,
    });
  const options = http ? `"${name},${name}-class"` : `"${name}"`;
  lines.push({
    text: `/ip dhcp-server option sets add name="${name}" options=${options}`,
    because: reasons,
  });
  return lines;
}

function lease(reservation: Reservation, name: string, set: string | undefined): Line {
  const { interface: on } = reservation;
  const because = reservationReasons(reservation);
  // 0.0.0.0 takes an address from the server's pool.
  const words = [
    `/ip dhcp-server lease add mac-address=${on.mac.toUpperCase()} address=${on.address ?? '0.0.0.0'}`,
    SERVER,
  ];
  if (set !== undefined) words.push(`dhcp-option-set="${set}"`);
  words.push(`comment=${routerosString(`${name}: ${reservationName(reservation)}`)}`);
  return {
    text: words.join(' '),
    because: [...because.mac, ...because.address, byRule(leaseSets)],
  };
}

function blank(because: readonly Reason[]): Line {
  return { text: '', because };
}
