import type { Problem } from '../inventory/problem.ts';
import { readInventory } from '../inventory/read.ts';
import { BootServer } from './draft/boot-server.ts';
import { filesOf } from './draft/files.ts';
import { Hosts } from './draft/hosts.ts';
import { Models } from './draft/models.ts';
import { Networks } from './draft/networks.ts';
import type { DraftOptions } from './draft/options.ts';
import { Profiles } from './draft/profiles.ts';
import { Sheet, type Assumed, type Taken } from './draft/sheet.ts';
import { writeNetworks } from './draft/write-networks.ts';
import { writeSite } from './draft/write-site.ts';
import { inOrder } from './origin.ts';
import type { Findings, Note } from './records.ts';

export interface Draft {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly taken: readonly Taken[];
  readonly notes: readonly Note[];
  readonly assumed: readonly Assumed[];
  /** What the inventory itself says of the files. */
  readonly problems: readonly Problem[];
}

/** Inventory files out of what was found in a source. Same findings, same bytes. */
export function draft(found: Findings, options: DraftOptions): Draft {
  const sheet = new Sheet(found, options);
  const networks = new Networks(sheet);
  const server = new BootServer(sheet, networks);
  const profiles = new Profiles(sheet);
  const models = new Models(sheet);
  const hosts = new Hosts(sheet, networks, models, profiles);
  networks.find();
  for (const profile of found.profiles) profiles.write(profile);
  for (const model of found.models) models.write(model);
  for (const { found: network } of networks.all)
    if (network?.gateway !== undefined) networks.addresses.set(network.gateway, 'the gateway');
  server.find();
  for (const host of found.hosts) hosts.write(host);
  // Addresses are given away before ranges are cut to what is left.
  server.attach();
  writeNetworks(sheet, networks, server);
  server.write();
  writeSite(sheet);
  const files = filesOf(sheet);
  const { problems } = readInventory(files);
  const { assumed } = sheet;
  return { files, taken: inOrder(sheet.taken), assumed, notes: inOrder(found.notes), problems };
}
