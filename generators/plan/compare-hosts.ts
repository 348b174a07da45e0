import type { HostTold } from './host-told.ts';

/** What a change means to one host. */
export interface HostChange {
  readonly host: string;
  /** `gone` and `repointed` are what can leave a machine standing, or erase it. */
  readonly change: 'new' | 'gone' | 'repointed' | 'changed';
  /** `web03 would get shim instead of GRUB (shimx64.efi instead of grubx64.efi).` */
  readonly text: string;
}

/**
 * What changes for hosts between two states of a boot server: those that are told something now, in their order, then
 * those that are told nothing any more.
 * @param files hosts whose own files differ, by id, with the paths of these files
 */
export function compareHosts(
  before: readonly HostTold[],
  after: readonly HostTold[],
  files: ReadonlyMap<string, readonly string[]> = new Map(),
): HostChange[] {
  const old = new Map(before.map((told) => [told.host, told]));
  const changes: HostChange[] = [];
  for (const now of after) {
    const was = old.get(now.host);
    old.delete(now.host);
    if (was === undefined) changes.push({ host: now.host, change: 'new', text: newHost(now) });
    else {
      const change = changeOf(was, now, files.get(now.host) ?? []);
      if (change !== undefined) changes.push(change);
    }
  }
  for (const { host, starts, bootFile } of old.values())
    changes.push({
      host,
      change: 'gone',
      text: `${host} would be told nothing any more: so far it gets ${starts} (${bootFile}).`,
    });
  return changes;
}

const ERASES = 'which erases its disk';

function newHost({ host, starts, bootFile, profile, erases }: HostTold): string {
  return `${host} is new: it would get ${starts} (${bootFile}) and start ${profile}${erases ? `, ${ERASES}` : ''}.`;
}

function changeOf(was: HostTold, now: HostTold, files: readonly string[]): HostChange | undefined {
  const { host } = now;
  const aims: string[] = [];
  if (was.starts !== now.starts || was.bootFile !== now.bootFile) {
    aims.push(
      was.starts === now.starts
        ? `get ${now.bootFile} instead of ${was.bootFile}`
        : `get ${now.starts} instead of ${was.starts} (${now.bootFile} instead of ${was.bootFile})`,
    );
  }
  if (was.nextServer !== now.nextServer)
    aims.push(`boot from ${now.nextServer} instead of ${was.nextServer}`);
  if (was.profile !== now.profile)
    aims.push(`start ${now.profile}${warning(now.erases)} instead of ${was.profile}`);
  const others: string[] = [];
  if (was.profile === now.profile && was.armedUntil && was.armedUntil !== now.armedUntil)
    others.push(`be armed until ${now.armedUntil} instead of ${was.armedUntil}`);
  if (was.mac !== now.mac) others.push(`be known by ${now.mac} instead of ${was.mac}`);
  if (was.address !== now.address) others.push(addressText(was.address, now.address));
  if (was.network !== now.network) others.push(`boot on ${now.network} instead of ${was.network}`);
  const all = [...aims, ...others];
  if (all.length > 0)
    return {
      host,
      change: aims.length > 0 ? 'repointed' : 'changed',
      text: `${host} would ${listed(all)}.`,
    };
  if (files.length === 0) return undefined;
  return {
    host,
    change: 'changed',
    text: `${host} would read another ${files.map((path) => path.replace(/^srv\/tftp\//, '')).join(', ')}.`,
  };
}

function warning(erases: boolean): string {
  return erases ? `, ${ERASES},` : '';
}

function addressText(was: string | undefined, now: string | undefined): string {
  if (now === undefined) return `get any address instead of ${was}`;
  return was === undefined ? `get the address ${now}` : `get the address ${now} instead of ${was}`;
}

function listed(parts: readonly string[]): string {
  return parts.length === 1 ? parts[0]! : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`;
}

/** How many of the hosts that are told something would be taken away or re-pointed. */
export function endangered(changes: readonly HostChange[]): number {
  return changes.filter(({ change }) => change === 'gone' || change === 'repointed').length;
}

/**
 * Whether a change endangers more hosts than it may. One host may always be changed: on a site of three it is a third.
 * @param most the share of the hosts so far, 0 to 1
 */
export function tooMany(count: number, hosts: number, most: number): boolean {
  return count > Math.max(1, Math.floor(hosts * most));
}
