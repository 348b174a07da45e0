import type { Artifact } from '../../generators/artifact.ts';
import type { Catalogue } from '../../generators/catalogue/catalogue.ts';
import { bootInterface } from '../../generators/inventory/inventory.ts';
import { hostMenu } from '../../generators/plan/menu.ts';
import { stages } from '../../generators/plan/stages.ts';
import { routes } from '../../generators/plan/routes/index.ts';
import { problemGroups } from '../../generators/problem-kinds.ts';
import { drills } from '../../lab/drills/index.ts';
import { drillHref } from '../book/pages/drills.ts';
import { errorHref } from '../book/pages/errors.ts';
import { faultHref } from '../book/pages/faults.ts';
import { proofHref } from '../book/pages/proofs.ts';
import { quirkHref } from '../book/pages/quirks.ts';
import { lists } from '../components/nav.ts';
import type { Book } from '../data/book.ts';
import type { LabBook } from '../data/lab.ts';
import { entityHref, fileHref } from '../data/links.ts';
import { macDigits, type Thing } from './entry.ts';

/** Everything that has a name: what the search field knows exactly. */
export function thingsOf(book: Book, catalogue: Catalogue, lab: LabBook): Thing[] {
  return [
    ...errors(catalogue),
    ...quirks(catalogue),
    ...seenInTheLab(lab),
    ...problems(),
    ...kernelArguments(book),
    ...hosts(book),
    ...networks(book),
    ...servers(book),
    ...files(book),
    ...stages.map(({ id, title, what }): Thing => ({
      kind: 'stage',
      name: id,
      href: `/stages/${id}/`,
      hint: what,
      keys: [title.toLowerCase()],
    })),
    ...models(book),
    ...profilesAndImages(book),
    ...routes.map(({ id, title, bootFile }): Thing => ({
      kind: 'boot route',
      name: id,
      href: `/routes/${id}/`,
      hint: title,
      keys: [bootFile.toLowerCase()],
    })),
    ...lists.map(({ href, words }): Thing => ({
      kind: 'list',
      name: words,
      href,
      hint: '',
      keys: [],
    })),
  ];
}

function errors(catalogue: Catalogue): Thing[] {
  return [...catalogue.errors.values()].map((entry) => ({
    kind: 'error',
    name: entry.title,
    href: errorHref(entry),
    hint: entry.causes[0]?.title ?? 'nothing is wrong',
    keys: [entry.id, ...entry.codes.map((code) => code.toLowerCase())],
  }));
}

function quirks(catalogue: Catalogue): Thing[] {
  return [...catalogue.quirks.values()].map((quirk) => ({
    kind: 'quirk',
    name: quirk.title,
    href: quirkHref(quirk),
    hint: quirk.vendor,
    keys: [quirk.id],
  }));
}

function seenInTheLab({ faults, proofs }: LabBook): Thing[] {
  return [
    ...drills.map((drill): Thing => ({
      kind: 'drill',
      name: drill.title,
      href: drillHref(drill),
      hint: '',
      keys: [drill.id],
    })),
    ...faults.map(({ fault }): Thing => ({
      kind: 'fault',
      name: fault.title,
      href: faultHref(fault),
      hint: '',
      keys: [fault.id],
    })),
    ...proofs.map(({ predicate: { boot } }): Thing => ({
      kind: 'proof',
      name: boot.scenario,
      href: proofHref(boot.scenario),
      hint: `${boot.host}, ${boot.route}`,
      keys: [],
    })),
  ];
}

/** What validation and build say, by the codes that they print. */
function problems(): Thing[] {
  return problemGroups.flatMap(({ kinds }) =>
    Object.entries(kinds).map(([code, { means }]): Thing => ({
      kind: 'problem',
      name: code,
      href: `/reference/problems/#${code}`,
      hint: means,
      keys: [],
    })),
  );
}

/** The names of kernel arguments that any host is given, and the first host that is. */
function kernelArguments({ hosts: planned }: Book): Thing[] {
  const seen = new Map<string, { first: string; value: string; count: number }>();
  for (const { plan, host } of planned) {
    const given = hostMenu(plan, host).entries.flatMap(({ linux }) => linux?.args ?? []);
    const names = new Map(given.map(({ value }) => [value.split('=')[0]!, value]));
    for (const [name, value] of names) {
      const known = seen.get(name);
      if (known === undefined) seen.set(name, { first: host.host.id, value, count: 1 });
      else known.count++;
    }
  }
  return [...seen].map(([name, { first, value, count }]) => ({
    kind: 'argument',
    name,
    href: entityHref('hosts', first),
    hint: `${value} for ${first}${count === 1 ? '' : ` and ${count - 1} more`}`,
    keys: [],
  }));
}

function hosts({ inventory }: Book): Thing[] {
  return [...inventory.hosts.values()].map((host) => {
    const model = inventory.models.get(host.model)!;
    const { mac, address, address6 } = bootInterface(host);
    const keys = Object.values(host.interfaces).flatMap((each) => [
      macDigits(each.mac)!,
      ...[each.address, each.address6].filter((address) => address !== undefined),
    ]);
    const site = inventory.sites.get(inventory.networks.get(bootInterface(host).network)!.site)!;
    return {
      kind: 'host',
      name: host.id,
      href: entityHref('hosts', host.id),
      hint: [address ?? address6, mac, `${model.vendor} ${model.name}`].filter(Boolean).join(' · '),
      keys: [...keys, `${host.id}.${site.domain}`],
    };
  });
}

function networks({ inventory }: Book): Thing[] {
  return [...inventory.networks.values()].map(({ id, cidr, vlan, gateway }) => ({
    kind: 'network',
    name: id,
    href: entityHref('networks', id),
    hint: vlan === undefined ? cidr : `${cidr} · VLAN ${vlan}`,
    keys: [cidr, ...(gateway === undefined ? [] : [gateway])],
  }));
}

function servers({ inventory }: Book): Thing[] {
  return [...inventory.servers.values()].map(({ id, interfaces }) => {
    const addresses = Object.values(interfaces).map(({ address }) => address);
    return {
      kind: 'boot server',
      name: id,
      href: entityHref('servers', id),
      hint: addresses.join(' · '),
      keys: addresses,
    };
  });
}

function models({ inventory }: Book): Thing[] {
  return [...inventory.models.values()].map(({ id, vendor, name }) => ({
    kind: 'model',
    name: id,
    href: entityHref('models', id),
    hint: `${vendor} ${name}`,
    keys: [],
  }));
}

function profilesAndImages({ inventory }: Book): Thing[] {
  return [
    ...[...inventory.profiles.values()].map(({ id, label }): Thing => ({
      kind: 'profile',
      name: id,
      href: entityHref('profiles', id),
      hint: label,
      keys: [],
    })),
    ...[...inventory.images.keys()].map((id): Thing => ({
      kind: 'image',
      name: id,
      href: entityHref('images', id),
      hint: '',
      keys: [],
    })),
  ];
}

/** The files that all hosts share, each directive in them, and the payload; a host's own files are found by its MAC. */
function files(book: Book): Thing[] {
  return book.plans.flatMap((plan) => {
    const server = plan.server.id;
    const { shared } = book.emittedBy(server);
    return [
      ...shared.map((artifact): Thing => ({
        kind: 'file',
        name: `/${artifact.path}`,
        href: fileHref(server, artifact),
        hint: `on ${server}`,
        keys: [baseName(artifact.path)],
      })),
      ...shared.flatMap((artifact) => directives(server, artifact)),
      ...plan.payload.map(({ path }): Thing => ({
        kind: 'file',
        name: `/${path}`,
        href: entityHref('servers', server),
        hint: `on ${server}`,
        keys: [baseName(path)],
      })),
    ];
  });
}

/** The first word of each line that does something, where it stands first. Text for people has no directives. */
function directives(server: string, artifact: Artifact): Thing[] {
  if (artifact.language === 'text') return [];
  const pattern =
    artifact.language === 'json'
      ? /^[\s{]*"([A-Za-z][A-Za-z0-9_-]+)":/
      : /^\s*([A-Za-z][A-Za-z0-9_-]+)/;
  const seen = new Map<string, { first: number; count: number }>();
  for (const [index, { text }] of artifact.lines.entries()) {
    const name = pattern.exec(text)?.[1];
    if (name === undefined) continue;
    const known = seen.get(name);
    if (known === undefined) seen.set(name, { first: index + 1, count: 1 });
    else known.count++;
  }
  return [...seen].map(([name, { first, count }]) => ({
    kind: 'directive',
    name,
    href: `${fileHref(server, artifact)}#L${first}`,
    hint: `/${artifact.path} on ${server}, ${count === 1 ? `line ${first}` : `${count} lines from ${first} on`}`,
    keys: [],
  }));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}
