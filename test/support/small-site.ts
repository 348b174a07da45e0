import type { Quirk } from '../../generators/catalogue/quirk.ts';
import { readInventory, type InventoryResult } from '../../generators/inventory/read.ts';
import { planSite, type PlanResult } from '../../generators/plan/plan-site.ts';

/** The smallest site that boots: what tests change one line of. */
export const smallSite = `sites:
  lab:
    name: Lab
    domain: lab.example.net
networks:
  prod:
    site: lab
    cidr: 10.1.0.0/24
    gateway: 10.1.0.1
    server: boot1
    dhcp:
      mode: authoritative
      range: { from: 10.1.0.100, to: 10.1.0.199 }
servers:
  boot1:
    site: lab
    interfaces:
      eno1: { network: prod, address: 10.1.0.2 }
models:
  old:
    vendor: Acme
    name: One
    architecture: amd64
    firmware: bios
    memory: 1024
  new:
    extends: old
    name: Two
    firmware: uefi-secure-boot
images:
  installer:
    architecture: amd64
    kernel: { path: images/linux }
    initrds: [{ path: images/initrd.gz }]
    memory: 512
profiles:
  install:
    label: Install
    kind: installer
    image: installer
    destructive: true
hosts:
  web01:
    model: old
    interfaces:
      eno1: { mac: 52:54:00:00:00:01, network: prod, address: 10.1.0.11 }
  web02:
    model: new
    interfaces:
      eno1: { mac: 52:54:00:00:00:02, network: prod, address: 10.1.0.12 }
`;

/** The small site with one piece of its text replaced. Fails if the piece is not there, so that no test changes nothing. */
export function changed(from: string, to: string, text: string = smallSite): string {
  if (!text.includes(from)) throw new Error(`The site has no text ${JSON.stringify(from)}.`);
  return text.replace(from, () => to);
}

/** Reads one text as a whole inventory called site.yaml. */
export function read(text: string): InventoryResult {
  return readInventory([{ path: 'site.yaml', text }]);
}

/** Reads and plans one text at a time of 2026-11-22, noon in UTC, with quirks if any are given. Reading must not fail. */
export function plan(text: string, quirks?: ReadonlyMap<string, Quirk>): PlanResult {
  const { inventory, problems } = read(text);
  if (inventory === undefined)
    throw new Error(problems.map((problem) => problem.message).join('\n'));
  return planSite(inventory, Date.parse('2026-11-22T12:00:00Z'), quirks);
}
