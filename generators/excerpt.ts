import type { Artifact } from './artifact.ts';
import type { HostPlan } from './plan/plan.ts';
import { unknownClient } from './plan/rules.ts';

/*
 * Which lines of a file that many hosts share concern one host or one network. Nothing is parsed for this:
 * each line carries its reasons, and the reasons name what the line is about.
 */

/** Finds lines of one artifact; each answer holds indexes into `artifact.lines`, in order. */
export interface Excerpts {
  /** Lines about this host, its network on the boot interface, its route or its quirks, and about no other ones. */
  forHost(host: HostPlan): number[];
  /** Lines about this network as a whole. */
  forNetwork(id: string): number[];
}

/** What one line is about. */
interface Subjects {
  readonly index: number;
  readonly hosts: ReadonlySet<string>;
  readonly networks: ReadonlySet<string>;
  readonly routes: ReadonlySet<string>;
  readonly quirks: ReadonlySet<string>;
  /** Whether it is for machines that the inventory does not know. */
  readonly unknown: boolean;
}

/** Looks through an artifact once, so that asking for each of many hosts stays cheap. */
export function excerptsOf(artifact: Artifact): Excerpts {
  const byHost = new Map<string, number[]>();
  const general: Subjects[] = [];
  for (const index of artifact.lines.keys()) {
    const subjects = subjectsOf(artifact, index);
    for (const host of subjects.hosts) {
      const own = byHost.get(host);
      if (own === undefined) byHost.set(host, [index]);
      else own.push(index);
    }
    const { networks, routes, quirks } = subjects;
    if (subjects.hosts.size === 0 && networks.size + routes.size + quirks.size > 0)
      general.push(subjects);
  }
  const allows = (set: ReadonlySet<string>, id: string): boolean => set.size === 0 || set.has(id);
  return {
    forHost({ host, network, route, quirks: own }) {
      const shared = general.filter(
        ({ networks, routes, quirks, unknown }) =>
          !unknown &&
          allows(networks, network.network.id) &&
          allows(routes, route.value.id) &&
          (quirks.size === 0 || own.some(({ quirk }) => quirks.has(quirk.id))),
      );
      const all = [...(byHost.get(host.id) ?? []), ...shared.map(({ index }) => index)];
      return meaningful(
        artifact,
        all.sort((a, b) => a - b),
      );
    },
    forNetwork: (id) => {
      const all = general.filter(({ networks }) => networks.has(id));
      return meaningful(
        artifact,
        all.map(({ index }) => index),
      );
    },
  };
}

const COMMENT = /^\s*(?:#|;|\/\/)/;

/** Without empty lines, and without comments whose next line was left out: they would be headings of nothing. */
function meaningful({ lines }: Artifact, indexes: readonly number[]): number[] {
  return indexes.filter((index, position) => {
    const { text } = lines[index]!;
    if (text.trim() === '') return false;
    return !COMMENT.test(text) || indexes[position + 1] === index + 1;
  });
}

function subjectsOf(artifact: Artifact, index: number): Subjects {
  const hosts = new Set<string>();
  const networks = new Set<string>();
  const routes = new Set<string>();
  const quirks = new Set<string>();
  let unknown = false;
  for (const reason of artifact.lines[index]!.because) {
    if (reason.kind === 'route') routes.add(reason.route.id);
    if (reason.kind === 'quirk') quirks.add(reason.quirk.id);
    if (reason.kind === 'rule' && reason.rule.id === unknownClient.id) unknown = true;
    if (reason.kind !== 'inventory') continue;
    const [collection, id] = reason.path;
    if (collection === 'hosts') hosts.add(String(id));
    if (collection === 'networks') networks.add(String(id));
  }
  return { index, hosts, networks, routes, quirks, unknown };
}
