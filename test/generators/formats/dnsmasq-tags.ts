/*
 * The tags of a dnsmasq file, as dnsmasq itself goes about them (dhcp_reply, run_tag_if and find_boot in rfc2131.c and
 * dhcp-common.c), to ask what no single exchange shows: whether any client is left with two boot files.
 */

export interface Tags {
  readonly networks: readonly string[];
  /** The tags of hosts, each set once; the empty set is a host that does not boot from this interface. */
  readonly hosts: readonly (readonly string[])[];
  readonly architectures: ReadonlyMap<number, readonly string[]>;
  readonly conditional: readonly Tagged[];
  /** dhcp-boot lines, and pxe-service lines for one architecture. */
  readonly boots: readonly (Tagged & { readonly architecture: number | undefined })[];
}

interface Tagged {
  readonly tags: readonly string[];
  readonly set: readonly string[];
  readonly line: string;
}

export interface Choice {
  readonly client: string;
  readonly files: readonly string[];
}

const services = ['x86PC', '', '', '', '', '', '', 'x86-64_EFI', '', 'BC_EFI', '', 'ARM64_EFI'];

/** Reads the lines that have to do with tags. */
export function parsed(config: string): Tags {
  const lines = config.split('\n').map((line) => {
    const [directive = '', value = ''] = line.split(/=(.*)/s);
    const fields = value.split(',');
    const picked = (prefix: string): string[] =>
      fields.filter((field) => field.startsWith(prefix)).map((field) => field.slice(4));
    return { directive, fields, tags: picked('tag:'), set: picked('set:'), line };
  });
  const of = (directive: string): typeof lines =>
    lines.filter((line) => line.directive === directive);
  const architectures = new Map<number, string[]>();
  for (const { fields, set } of of('dhcp-match')) {
    if (fields[1] !== 'option:client-arch') continue;
    const value = Number(fields[2]);
    architectures.set(value, [...(architectures.get(value) ?? []), ...set]);
  }
  const hosts = new Map(of('dhcp-host').map(({ set }) => [set.join(), set]));
  return {
    networks: of('dhcp-range').flatMap(({ set }) => set),
    hosts: [...hosts.values()],
    architectures,
    conditional: of('tag-if'),
    boots: [
      ...of('dhcp-boot').map((each) => ({ ...each, architecture: undefined })),
      ...of('pxe-service').map((each) => ({
        ...each,
        architecture: services.indexOf(each.fields[each.tags.length]!),
      })),
    ],
  };
}

/** Every client that there can be, known and unknown, in every network, with all boot files whose tags it has. */
export function bootChoices(config: Tags): Choice[] {
  const choices: Choice[] = [];
  for (const network of config.networks) {
    for (const host of [undefined, ...config.hosts]) {
      for (const [architecture, client] of config.architectures) {
        for (const asking of [[], ['ipxe'], ['http'], ['ipxe', 'http']]) {
          const known = host === undefined ? [] : ['known', ...host];
          const tags = new Set([network, ...known, ...client, ...asking]);
          for (const each of config.conditional)
            if (holds(each, tags)) for (const tag of each.set) tags.add(tag);
          const files = config.boots.filter(
            (each) =>
              holds(each, tags) &&
              (each.architecture === undefined || each.architecture === architecture),
          );
          choices.push({ client: [...tags].join(' '), files: files.map(({ line }) => line) });
        }
      }
    }
  }
  return choices;
}

function holds({ tags: conditions }: Tagged, tags: ReadonlySet<string>): boolean {
  return conditions.every((each) =>
    each.startsWith('!') ? !tags.has(each.slice(1)) : tags.has(each),
  );
}
