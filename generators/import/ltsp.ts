import { normaliseMac } from '../inventory/schema.ts';
import { Findings, isIpv4, numbered, type Importer, type Origin } from './records.ts';

/*
 * ltsp.conf of LTSP 19.08 and newer: sections of the form [common], [clients], [a MAC, an address or a name], and named
 * ones that others take in by INCLUDE. Parameters are assignments of the shell. See ltsp.conf(5).
 */

interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly origin: Origin;
}

interface Section {
  readonly name: string;
  readonly origin: Origin;
  readonly parameters: Parameter[];
}

const GENERAL = ['server', 'common', 'clients'];

/** A value of the shell without its quotes; what the shell would work out stays as it is written. */
function unquoted(value: string): string {
  const text = value.trim();
  const [, double, single, plain] = /^(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s#]*))/.exec(text) ?? [];
  return double?.replaceAll(/\\(["\\$`])/g, '$1') ?? single ?? plain ?? '';
}

function sectionsOf(path: string, text: string, found: Findings): Section[] {
  const sections: Section[] = [];
  for (const { line, text: whole } of numbered(text)) {
    const origin = { file: path, line };
    const trimmed = whole.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [, head] = /^\[([^\]]+)\]/.exec(trimmed) ?? [];
    const [, name, value = ''] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(trimmed) ?? [];
    const section = sections.at(-1);
    if (head !== undefined) sections.push({ name: head.trim(), origin, parameters: [] });
    else if (name !== undefined && section !== undefined)
      section.parameters.push({ name, value: unquoted(value), origin });
    else found.leftOut(origin, trimmed, 'it is neither a section nor a parameter of one');
  }
  return sections;
}

/** What a section sets, with what it includes; its own lines count more. A section includes each other one once. */
function allOf(
  section: Section,
  sections: readonly Section[],
  seen = new Set<Section>(),
): Map<string, Parameter> {
  seen.add(section);
  const all = new Map<string, Parameter>();
  for (const parameter of section.parameters) {
    const included =
      parameter.name === 'INCLUDE'
        ? sections.find(({ name }) => name === parameter.value)
        : undefined;
    if (included === undefined) all.set(parameter.name, parameter);
    else if (!seen.has(included))
      for (const [name, each] of allOf(included, sections, seen)) all.set(name, each);
  }
  return all;
}

function read(path: string, text: string, found: Findings): void {
  const sections = sectionsOf(path, text, found);
  const included = new Set(
    sections.flatMap(({ parameters }) =>
      parameters.flatMap(({ name, value }) => (name === 'INCLUDE' ? [value] : [])),
    ),
  );
  for (const section of sections) {
    const { name, origin, parameters } = section;
    const mac = /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(name) ? normaliseMac(name) : undefined;
    if (GENERAL.includes(name)) general(section, found);
    else if (mac !== undefined) {
      const all = allOf(section, sections);
      const hostname = all.get('HOSTNAME')?.value;
      const address = all.get('IP')?.value ?? all.get('IPADDR')?.value;
      const args = all
        .get('KERNEL_PARAMETERS')
        ?.value.split(/\s+/)
        .filter((each) => each !== '');
      for (const [key, each] of all)
        if (!['HOSTNAME', 'IP', 'IPADDR', 'KERNEL_PARAMETERS'].includes(key))
          found.leftOut(
            each.origin,
            `${key} of [${name}]`,
            'what a running LTSP client is told is for LTSP',
          );
      found.hosts.push({
        origin,
        name: hostname,
        args,
        interfaces: [{ origin, mac, ...(address !== undefined && isIpv4(address) && { address }) }],
      });
    } else if (!included.has(name))
      found.leftOut(
        origin,
        `[${name}]`,
        parameters.length === 0
          ? 'it is empty'
          : 'only sections of a MAC name a machine of which enough is known',
      );
  }
}

function general({ name: section, parameters }: Section, found: Findings): void {
  for (const { name, value, origin } of parameters)
    if (name === 'DNS_SERVER') {
      const addresses = value.split(/\s+/).filter(isIpv4);
      found.dns.push(...addresses);
    } else if (name === 'SERVER' && isIpv4(value)) found.servers.push({ origin, address: value });
    else if (name === 'SEARCH_DOMAIN') found.domain ??= value.split(/\s+/)[0];
    else if (name === 'KERNEL_PARAMETERS')
      found.leftOut(
        origin,
        `${name} of [${section}]`,
        `write it as \`args\` in the defaults of the site: ${value}`,
      );
    else
      found.leftOut(
        origin,
        `${name} of [${section}]`,
        'what a running LTSP server or client is told is for LTSP',
      );
}

export const ltsp: Importer = {
  id: 'ltsp',
  title: 'LTSP',
  takes: '/etc/ltsp/ltsp.conf',
  source: 'https://ltsp.org/man/ltsp.conf/',
  files: /^ltsp\.conf$/,
  read(files) {
    const found = new Findings();
    for (const { path, text } of files) read(path, text, found);
    return found;
  },
};
