import type { Line } from '../artifact.ts';
import { hostAnswers, unknownAnswers, type BootAnswer } from '../plan/boot-answers.ts';
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
 * The DHCP server of Windows Server 2012 R2 or newer: a script for PowerShell with its DhcpServer module. What it adds is
 * named after the network, and it first removes what an earlier run has added, so it can be run again.
 */

const MODULE = 'https://learn.microsoft.com/en-us/powershell/module/dhcpserver';
const RESERVATION = `${MODULE}/add-dhcpserverv4reservation`;
const POLICIES =
  'https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-server-2012-R2-and-2012/dn425039(v=ws.11)';
const PRECEDENCE =
  'https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-2000-server/cc958939(v=technet.10)';
const NEXT_SERVER = 'https://docs.2pintsoftware.com/ipxe-anywhere/2pxe-server/dhcp-configuration';

const runAgain: Rule = {
  id: 'windows-run-again',
  says: 'What an earlier run has added goes first, so that the script can be run after each change.',
  page: '/howto/add-a-host/',
};

const scope: Rule = {
  id: 'windows-scope',
  says: 'A network is a scope, named by its first address.',
  page: '/explain/option-93/',
  source: `${MODULE}/add-dhcpserverv4scope`,
};

const vendorClasses: Rule = {
  id: 'windows-vendor-classes',
  says: 'Policies cannot ask for option 93, but option 60 of a PXE client begins with the same number.',
  page: '/explain/option-93/',
  source: `${MODULE}/add-dhcpserverv4policy`,
};

const userClass: Rule = {
  id: 'windows-user-class',
  says: 'iPXE sends the user class iPXE (option 77).',
  page: '/explain/option-93/',
  source: 'https://ipxe.org/howto/msdhcp',
};

const policies: Rule = {
  id: 'windows-policies',
  says: 'Policies give options by what a client sends. Where two give the same option, the first one in their order counts.',
  page: '/explain/option-93/',
  source: POLICIES,
};

const options: Rule = {
  id: 'windows-options',
  says: 'This server knows siaddr and file of the BOOTP header only as options 66 and 67; with an address in 66 it fills siaddr.',
  page: '/explain/option-93/',
  source: NEXT_SERVER,
};

const reservedOptions: Rule = {
  id: 'windows-reserved-options',
  says: 'Options of a reservation count before all others, and those of a user class before those for everybody.',
  page: '/explain/option-93/',
  source: PRECEDENCE,
};

const noAddress: Rule = {
  id: 'windows-no-address',
  says: 'A reservation is one of an address; without one the host gets what any machine of its kind gets.',
  page: '/explain/option-93/',
  source: RESERVATION,
};

const policiesForAll: Rule = {
  id: 'windows-policies-for-all',
  says: 'A policy cannot leave out the machines with a reservation, so an interface that does not boot gets a boot file as well.',
  page: '/explain/option-93/',
  source: POLICIES,
};

export const windowsServer: Format = {
  id: 'windows-server',
  title: 'Windows Server (PowerShell)',
  // Every value is quoted by powershellString, which can write any text.
  check: () => [],
  *emit(plan) {
    for (const network of externalNetworks(plan))
      yield snippet(network, 'windows-server.ps1', 'powershell', linesFor(network));
  },
};

/**
 * A text as a PowerShell string. Plain ASCII stands in single quotes, where only the quote itself is special. Anything
 * else stands as character codes in double quotes: PowerShell takes typographic quotes for quotes, and Windows PowerShell
 * 5.1 reads a script without a byte order mark in the code page of the machine.
 * Source: https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export function powershellString(text: string): string {
  if (/^[ -~]*$/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  let quoted = '';
  for (const unit of text.split('')) {
    if (/[`"$]/.test(unit)) quoted += `\`${unit}`;
    else if (/[ -~]/.test(unit)) quoted += unit;
    else quoted += `$([char]0x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')})`;
  }
  return `"${quoted}"`;
}

const q = powershellString;

function linesFor(network: ExternalNetwork): Line[] {
  const { plan, because } = network;
  const { id, cidr } = plan.network;
  return [
    {
      text: `# Network ${id} (${cidr}), for the DHCP server of Windows Server 2012 R2 or newer.`,
      because,
    },
    { text: '# Run it as an administrator of the DHCP server. It can be run again.', because },
    {
      text: '# Options 66 and 67 are all there is for siaddr and file of the BOOTP header: 66 fills siaddr',
      because: [byRule(options)],
    },
    { text: `# (${NEXT_SERVER}).`, because: [byRule(options)] },
    ...unheardLines(network, '# '),
    { text: "$ErrorActionPreference = 'Stop'", because },
    { text: `$scope = ${q(plan.subnet.network)}`, because: [...because, byRule(scope)] },
    blank(because),
    ...removals(id),
    blank(because),
    ...scopeLines(network),
    ...classLines(network),
    ...policyLines(network),
    ...reservationLines(network),
  ];
}

function removals(id: string): Line[] {
  const because = [byRule(runAgain)];
  return [
    { text: '# What an earlier run has added', because },
    {
      text: `Get-DhcpServerv4Policy -ScopeId $scope -ErrorAction SilentlyContinue | Where-Object Name -Like ${q(`bootbook ${id}:*`)} | Remove-DhcpServerv4Policy`,
      because,
    },
    {
      text: `Get-DhcpServerv4Reservation -ScopeId $scope -ErrorAction SilentlyContinue | Where-Object Description -EQ ${q(`bootbook ${id}`)} | Remove-DhcpServerv4Reservation`,
      because,
    },
  ];
}

function scopeLines(network: ExternalNetwork): Line[] {
  const { plan, because, siteName, router, dns, ntp, domain, range, lease } = network;
  const lines: Line[] = [{ text: '# The network', because: [byRule(scope)] }];
  if (range === undefined)
    lines.push({
      text: '# The inventory has no range for this network: the scope has to be there already.',
      because,
    });
  else
    lines.push({
      text: `if (-not (Get-DhcpServerv4Scope -ScopeId $scope -ErrorAction SilentlyContinue)) { Add-DhcpServerv4Scope -Name ${q(plan.network.id)} -StartRange ${q(range.value.from)} -EndRange ${q(range.value.to)} -SubnetMask ${q(plan.subnet.netmask)} }`,
      because: [...range.because, byRule(scope)],
    });
  const value = (words: string, reasons: readonly Reason[]): Line => ({
    text: `Set-DhcpServerv4OptionValue -ScopeId $scope ${words}`,
    because: reasons,
  });
  lines.push(
    {
      text: `Set-DhcpServerv4Scope -ScopeId $scope -Description ${q(siteName.value)}`,
      because: siteName.because,
    },
    {
      text: `Set-DhcpServerv4Scope -ScopeId $scope -LeaseDuration (New-TimeSpan -Seconds ${lease.value})`,
      because: lease.because,
    },
  );
  if (router !== undefined) lines.push(value(`-Router ${q(router.value)}`, router.because));
  // -Force: without it the cmdlet asks each name server first and stops if one does not answer.
  if (dns.value.length > 0)
    lines.push(value(`-DnsServer ${dns.value.map(q).join(', ')} -Force`, dns.because));
  lines.push(value(`-DnsDomain ${q(domain.value)}`, domain.because));
  if (ntp.value.length > 0)
    lines.push(value(`-OptionId 42 -Value ${ntp.value.map(q).join(', ')}`, ntp.because));
  return lines;
}

/** The beginning of option 60 for a client architecture. RFC 4578 gives it five decimal digits. */
function vendorClass(answer: BootAnswer, architecture: number): string {
  return `${answer.vendorClass}:Arch:${String(architecture).padStart(5, '0')}`;
}

function classLines(network: ExternalNetwork): Line[] {
  const answers = unknownAnswers(network.plan);
  const because = [byRule(vendorClasses)];
  const lines: Line[] = [blank(because), { text: '# Kinds of clients', because }];
  for (const answer of answers) {
    for (const architecture of answer.architectures) {
      const name = vendorClass(answer, architecture);
      lines.push(addClass('Vendor', name, [...answer.bootFile.because, byRule(vendorClasses)]));
    }
  }
  if (usesIpxe(network)) lines.push(addClass('User', 'iPXE', [byRule(userClass)]));
  if ([...answers, ...hostAnswers(network.plan)].some((each) => each.vendorClass === 'HTTPClient'))
    lines.push({
      text: `if (-not (Get-DhcpServerv4OptionDefinition -OptionId 60 -ErrorAction SilentlyContinue)) { Add-DhcpServerv4OptionDefinition -OptionId 60 -Name 'Vendor class identifier' -Type String }`,
      because: [byRule(vendorClasses)],
    });
  return lines;
}

function usesIpxe({ plan }: ExternalNetwork): boolean {
  return [...unknownAnswers(plan), ...hostAnswers(plan)].some(({ script }) => script !== undefined);
}

function addClass(type: 'Vendor' | 'User', name: string, because: readonly Reason[]): Line {
  return {
    text: `if (-not (Get-DhcpServerv4Class -Type ${type} | Where-Object Name -EQ ${q(name)})) { Add-DhcpServerv4Class -Type ${type} -Name ${q(name)} -Data ${q(name)} }`,
    because,
  };
}

function policyLines(network: ExternalNetwork): Line[] {
  const { plan } = network;
  const answers = unknownAnswers(plan);
  const heading = [byRule(policies)];
  const lines: Line[] = [
    blank(heading),
    { text: '# Any machine, by its kind. iPXE comes first.', because: heading },
  ];
  if (plan.reservations.some(({ boots }) => boots === undefined)) {
    const because = [byRule(policiesForAll)];
    lines.push(
      {
        text: '# NOT EXPRESSED: interfaces that do not boot get these boot files too, as a policy cannot',
        because,
      },
      { text: `# leave out reservations (${POLICIES}).`, because },
    );
  }
  const kinds = (answer: BootAnswer): string =>
    answer.architectures.map((value) => q(`${vendorClass(answer, value)}*`)).join(', ');
  for (const answer of answers) {
    if (answer.script === undefined) continue;
    const name = `bootbook ${plan.network.id}: iPXE on ${answer.route.title}`;
    const because = [...answer.script.because, byRule(policies), byRule(userClass)];
    lines.push(
      {
        text: `Add-DhcpServerv4Policy -ScopeId $scope -Name ${q(name)} -Condition AND -UserClass EQ, 'iPXE' -VendorClass EQ, ${kinds(answer)}`,
        because,
      },
      ...policyOptions(name, answer.nextServer.value, answer.script.value, because),
    );
  }
  for (const answer of answers) {
    const name = `bootbook ${plan.network.id}: ${answer.route.title}`;
    const because = [...answer.bootFile.because, byRule(policies)];
    lines.push(
      {
        text: `Add-DhcpServerv4Policy -ScopeId $scope -Name ${q(name)} -Condition OR -VendorClass EQ, ${kinds(answer)}`,
        because,
      },
      ...policyOptions(name, answer.nextServer.value, answer.bootFile.value, because),
    );
    if (answer.vendorClass === 'HTTPClient')
      lines.push(policyOption(name, 60, 'HTTPClient', because));
  }
  return lines;
}

function policyOptions(
  name: string,
  nextServer: string,
  bootFile: string,
  because: readonly Reason[],
): Line[] {
  const reasons = [...because, byRule(options)];
  return [policyOption(name, 66, nextServer, reasons), policyOption(name, 67, bootFile, reasons)];
}

function policyOption(
  name: string,
  option: number,
  value: string,
  because: readonly Reason[],
): Line {
  return {
    text: `Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName ${q(name)} -OptionId ${option} -Value ${q(value)}`,
    because,
  };
}

function reservationLines({ plan }: ExternalNetwork): Line[] {
  const heading = [byRule(reservedOptions)];
  const lines: Line[] = [
    blank(heading),
    {
      text: '# Hosts. Options of a reservation count before those of policies and scope',
      because: heading,
    },
    {
      text: `# (${PRECEDENCE}, a text from before there were policies: check the first boots).`,
      because: heading,
    },
  ];
  const answers = hostAnswers(plan);
  for (const reservation of plan.reservations) {
    const { address } = reservation.interface;
    const why = reservationReasons(reservation);
    if (address === undefined) {
      lines.push({
        text: `# NOT EXPRESSED: ${reservationName(reservation)} has no address in the inventory, and only an address can be reserved.`,
        because: [...why.mac, byRule(noAddress)],
      });
      lines.push({ text: `# ${RESERVATION}`, because: [byRule(noAddress)] });
      continue;
    }
    lines.push(reserve(reservation, address, plan.network.id));
    const answer = answers.find(({ reservations }) => reservations.includes(reservation));
    if (answer !== undefined) lines.push(...reservedValues(answer, address));
  }
  return lines;
}

function reserve(reservation: Reservation, address: string, network: string): Line {
  const { mac } = reservation.interface;
  const why = reservationReasons(reservation);
  return {
    text: `Add-DhcpServerv4Reservation -ScopeId $scope -IPAddress ${q(address)} -ClientId ${q(mac.replaceAll(':', '-'))} -Name ${q(reservationName(reservation))} -Description ${q(`bootbook ${network}`)}`,
    because: [...why.mac, ...why.address],
  };
}

function reservedValues(answer: BootAnswer, address: string): Line[] {
  const { bootFile, script, nextServer, vendorClass: asks } = answer;
  const value = (option: number, data: string, because: readonly Reason[], words = ''): Line => ({
    text: `Set-DhcpServerv4OptionValue -ReservedIP ${q(address)} ${words}-OptionId ${option} -Value ${q(data)}`,
    because: [...because, byRule(reservedOptions)],
  });
  const lines = [
    value(66, nextServer.value, [...nextServer.because, byRule(options)]),
    value(67, bootFile.value, [...bootFile.because, byRule(options)]),
  ];
  if (asks === 'HTTPClient') lines.push(value(60, 'HTTPClient', bootFile.because));
  if (script !== undefined)
    lines.push(
      value(67, script.value, [...script.because, byRule(userClass)], "-UserClass 'iPXE' "),
    );
  return lines;
}

function blank(because: readonly Reason[]): Line {
  return { text: '', because };
}
