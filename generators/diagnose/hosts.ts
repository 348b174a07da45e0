import type { KnownHost } from './knowledge.ts';

/*
 * Which host of the inventory a paste is about.
 */

/** MACs as programs print them: `00:24:e8:5a:10:01`, `00-24-…`, `0024.e85a.1001`, `MAC(E4434B207A01,0x1)`, `CLIENT MAC ADDR: 00 24 …`. */
const MAC =
  /(?<![0-9a-f:.-])(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4})(?![0-9a-f])|(?<=MAC[ (:A-Z]{1,8})(?:[0-9a-f]{12}|(?:[0-9a-f]{2} ){5}[0-9a-f]{2})(?![0-9a-f])/gi;
/** The hardware type before the MAC in names of files: `01-00-24-e8-5a-10-01`. */
const FILE_MAC = /\b01-((?:[0-9a-f]{2}-){5}[0-9a-f]{2})\b/gi;
const ADDRESS = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g;

/** A MAC in the one way in which the inventory writes it. */
export function plainMac(text: string): string {
  return text
    .replaceAll(/[^0-9a-f]/gi, '')
    .toLowerCase()
    .replaceAll(/(..)(?=.)/g, '$1:');
}

/** All MACs that a text names, each once. */
export function macsIn(text: string): string[] {
  const inNames = [...text.matchAll(FILE_MAC)].map(([, mac]) => plainMac(mac!));
  const others = text.replaceAll(FILE_MAC, ' ').matchAll(MAC);
  return [...new Set([...inNames, ...[...others].map(([mac]) => plainMac(mac))])];
}

/** No more of a paste is searched for names of hosts. */
const MOST = 400_000;

/**
 * The hosts that lines name, by MAC, by address or by name, those that are named most first.
 * @param lines in any number; only their beginning and end count where they are very many
 */
export function hostsNamed(
  lines: readonly { readonly text: string }[],
  hosts: readonly KnownHost[],
): KnownHost[] {
  let text = lines.map((line) => line.text).join('\n');
  if (text.length > MOST) text = `${text.slice(0, MOST / 2)}\n${text.slice(-MOST / 2)}`;
  const byMac = new Map(hosts.flatMap((host) => host.macs.map((mac) => [mac, host] as const)));
  const byAddress = new Map(
    hosts.flatMap((host) => host.addresses.map((address) => [address, host] as const)),
  );
  const byName = new Map(hosts.map((host) => [host.id.toLowerCase(), host]));
  const points = new Map<KnownHost, number>();
  const give = (host: KnownHost | undefined, count: number): void => {
    if (host !== undefined) points.set(host, (points.get(host) ?? 0) + count);
  };
  // A MAC is nobody else's; an address may be, and a name may be a word.
  for (const mac of macsIn(text)) give(byMac.get(mac), 100);
  for (const [address] of text.matchAll(ADDRESS)) give(byAddress.get(address), 1);
  for (const [word] of text.matchAll(/[\p{L}\d][\p{L}\d-]+/gu))
    give(byName.get(word.toLowerCase()), 1);
  return [...points].toSorted(([, a], [, b]) => b - a).map(([host]) => host);
}
