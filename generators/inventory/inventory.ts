import type { Reason } from '../reason.ts';
import type { YamlFile } from './yaml-file.ts';
import { lineOf, type Lines, type Path } from './lines.ts';
import type {
  HostData,
  ImageData,
  ModelData,
  NetworkData,
  ProfileData,
  ServerData,
  SiteData,
} from './schema.ts';

/** Where an object stands. */
export interface Where {
  readonly file: YamlFile;
  /** From the top of the file to the object: `['hosts', 'web01']`. */
  readonly path: Path;
  readonly lines: Lines;
  /** For an object that extends another: where the values come from that it does not give itself. */
  readonly parent?: Where;
}

/** What every object of the inventory has. */
export interface Entity {
  readonly id: string;
  readonly where: Where;
}

export type Site = SiteData & Entity;
export type Network = NetworkData & Entity;
export type Server = ServerData & Entity;
/** A model with `extends` resolved. */
export type Model = ModelData &
  Entity &
  Required<Pick<ModelData, 'vendor' | 'name' | 'architecture' | 'firmware'>>;
/** A profile with `extends` resolved. */
export type Profile = ProfileData &
  Entity &
  Required<Pick<ProfileData, 'label' | 'kind' | 'destructive'>>;
export type Image = ImageData & Entity;
export type Host = HostData & Entity;
export type HostInterface = HostData['interfaces'][string] & { readonly name: string };

/** Everything that there is, by id, in the order of the files. References between objects are known to hold. */
export interface Inventory {
  readonly sites: ReadonlyMap<string, Site>;
  readonly networks: ReadonlyMap<string, Network>;
  readonly servers: ReadonlyMap<string, Server>;
  readonly models: ReadonlyMap<string, Model>;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly images: ReadonlyMap<string, Image>;
  readonly hosts: ReadonlyMap<string, Host>;
}

/** The place in the inventory that gave a value. For what nobody wrote (a default of the schema): the object itself. */
export function wrote(entity: Entity, ...path: Path): Reason {
  const where = definer(entity.where, path);
  return {
    kind: 'inventory',
    file: where.file.path,
    line: lineOf(where.lines, path),
    path: [...where.path, ...path],
  };
}

/** The ancestor (or the object itself) in whose text the path stands. */
export function definer(where: Where, path: Path): Where {
  const key = path[0];
  for (let at: Where | undefined = where; at !== undefined; at = at.parent) {
    if (key !== undefined && typeof at.lines !== 'number' && Object.hasOwn(at.lines.of, key))
      return at;
  }
  return where;
}

/** The interface that a host boots from. Reading the inventory made sure that there is exactly one. */
export function bootInterface(host: Host): HostInterface {
  const entries = Object.entries(host.interfaces);
  const [name, data] = entries.find(([, each]) => each.boot === true) ?? entries[0]!;
  return { name, ...data };
}
