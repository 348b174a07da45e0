import type { z } from 'zod';
import { checkInventory, Declared, unknownReference } from './check.ts';
import {
  DOUBLE_KEY,
  isKept,
  MAX_FILE_BYTES,
  parseYaml,
  type SourceText,
  type YamlFile,
} from './yaml-file.ts';
import type { Entity, Inventory, Model, Profile, Where } from './inventory.ts';
import { problemAt, problemIn, shownValue, sortedProblems, type Problem } from './problem.ts';
import {
  collectionNames,
  collections,
  ID,
  type CollectionName,
  type ModelData,
  type ProfileData,
} from './schema.ts';
import type { Path } from './lines.ts';
import { isRecord, schemaProblems, unknownKey } from './schema-problems.ts';
import { looksLikeSecret } from './secret-values.ts';

type Objects = {
  [Name in CollectionName]: Map<string, z.output<(typeof collections)[Name]> & Entity>;
};

/** What came of reading: an inventory if there is no error, and every problem there is, in reading order. */
export interface InventoryResult {
  readonly inventory: Inventory | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Reads an inventory out of its files. All problems are reported at once; with any error among them there is no
 * inventory, because half of one would be worse than none.
 */
export function readInventory(sources: readonly SourceText[]): InventoryResult {
  const problems: Problem[] = [];
  const declared = new Declared();
  const objects = Object.fromEntries(
    collectionNames.map((name) => [name, new Map()]),
  ) as unknown as Objects;
  if (sources.length === 0) problems.push(nothingToRead());
  for (const source of sources) {
    const file = parseFile(source, problems);
    if (file === undefined) declared.incomplete = true;
    else {
      problems.push(...secretsIn(file));
      collect(file, objects, declared, problems);
    }
  }
  const models = resolveExtends(objects.models, 'models', declared, problems);
  const profiles = resolveExtends(objects.profiles, 'profiles', declared, problems);
  const inventory: Inventory = {
    ...objects,
    models: completeModels(models, problems),
    profiles: completeProfiles(profiles, problems),
  };
  problems.push(...checkInventory(inventory, declared));
  const failed = problems.some((problem) => problem.severity === 'error');
  return { inventory: failed ? undefined : inventory, problems: sortedProblems(problems) };
}

/** Values that look like secrets, wherever they stand: a reference names where one is found. */
function secretsIn(file: YamlFile): Problem[] {
  // Nearly every file has none, and a text is looked through faster than a tree.
  if (looksLikeSecret(file.text) === undefined) return [];
  return [...strings(file.value, [])].flatMap(({ path, text }) => {
    const what = looksLikeSecret(text);
    if (what === undefined) return [];
    return [
      problemAt(file, path, 'value', {
        code: 'looks-like-secret',
        message: `This looks like ${what}, and everybody who reads the inventory would have it.`,
        expected: 'a reference to where it is kept, such as { secret: { env: NAME } }',
        advice:
          'Take it out, and replace it where it counts: the history of the repo keeps this one.',
      }),
    ];
  });
}

function* strings(value: unknown, path: Path): Generator<{ path: Path; text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* strings(item, [...path, index]);
  else if (isRecord(value))
    for (const [key, item] of Object.entries(value)) yield* strings(item, [...path, key]);
}

function nothingToRead(): Problem {
  return problemIn(
    { path: 'content/inventory', text: '' },
    { line: 1, column: 1, length: 1 },
    {
      code: 'empty-inventory',
      message: 'There is no YAML file in the inventory.',
      expected: 'files ending in .yaml or .yml',
      advice: 'Name the folder that holds the inventory, or write its first file.',
    },
  );
}

function parseFile(source: SourceText, problems: Problem[]): YamlFile | undefined {
  if (source.text.length > MAX_FILE_BYTES) {
    const megabytes = Math.round(source.text.length / 1024 / 1024);
    problems.push(
      problemIn(
        { path: source.path, text: '' },
        { line: 1, column: 1, length: 1 },
        {
          code: 'file-too-large',
          message: 'This file is too large for an inventory.',
          expected: `at most ${MAX_FILE_BYTES / 1024 / 1024} MiB`,
          received: `${megabytes} MiB`,
          advice: 'Split it, or check that it is the file you meant.',
        },
      ),
    );
    return undefined;
  }
  const { file, faults } = parseYaml(source);
  for (const [index, fault] of faults.entries()) {
    // A parser that has lost its way reports its own confusion: after the first fault only double keys mean something.
    if (index > 0 && fault.message !== DOUBLE_KEY) continue;
    problems.push(
      problemIn(source, fault.position, {
        code: 'yaml-syntax',
        message: fault.message.endsWith('.') ? fault.message : `${fault.message}.`,
        expected: 'YAML 1.2',
        advice: adviceForSyntax(fault.message),
      }),
    );
  }
  return file;
}

function adviceForSyntax(message: string): string {
  if (/tab/i.test(message)) return 'Indent with spaces.';
  if (message === DOUBLE_KEY) return 'Remove one of the two, or give it another name.';
  if (/alias/i.test(message)) return 'Write the value out: an inventory needs no aliases.';
  if (/MiB has to be plain/.test(message))
    return 'Split the file, or write the marked line plainly.';
  return 'Mend the YAML at the mark.';
}

/** Sorts the objects of one file into their collections, each validated against its schema. */
function collect(file: YamlFile, objects: Objects, declared: Declared, problems: Problem[]): void {
  if (file.value === null || file.value === undefined) return;
  if (!isRecord(file.value)) {
    problems.push(
      problemAt(file, [], 'value', {
        code: 'not-an-inventory',
        message: 'An inventory file is a mapping at its top.',
        expected: collectionNames.map((name) => `${name}:`).join(' '),
        received: shownValue(file.value),
        advice: 'Start the file with one of these keys.',
      }),
    );
    return;
  }
  for (const [name, members] of Object.entries(file.value)) {
    if (!isCollection(name)) {
      problems.push(unknownKey(file, [name], name, collectionNames));
      declared.incomplete = true;
    } else if (isRecord(members)) {
      for (const [id, value] of Object.entries(members)) {
        declared.add(name, id);
        collectOne(file, name, id, value, objects, problems);
      }
    } else if (members !== null) {
      problems.push(
        problemAt(file, [name], 'value', {
          code: 'wrong-value',
          message: `${name} is not a mapping from id to object.`,
          expected: 'a mapping',
          received: shownValue(members),
          advice: `Write each of the ${name} under its own id.`,
        }),
      );
    }
  }
}

function collectOne(
  file: YamlFile,
  name: CollectionName,
  id: string,
  value: unknown,
  objects: Objects,
  problems: Problem[],
): void {
  const path = [name, id];
  const one = name.slice(0, -1);
  if (!ID.test(id)) {
    problems.push(
      problemAt(file, path, 'key', {
        code: 'bad-id',
        message: `This id cannot name a ${one}: it becomes part of file names and host names.`,
        expected: 'lower-case letters, digits and inner hyphens, 63 at most (RFC 1123)',
        received: shownValue(id),
        advice: 'Choose another id; `name`, `label` or `notes` can hold the words for people.',
      }),
    );
    return;
  }
  const known = objects[name].get(id);
  if (known !== undefined) {
    const first = known.where;
    problems.push(
      problemAt(file, path, 'key', {
        code: 'duplicate-id',
        message: `There are two ${name} called ${id}.`,
        expected: `one ${one} of this name`,
        received: `another one in ${first.file.path}`,
        advice: 'Rename or remove one of the two.',
      }),
    );
    return;
  }
  const result = isKept(file) ? validated(name, value) : collections[name].safeParse(value);
  if (!result.success) {
    problems.push(...schemaProblems(file, path, collections[name], result.error, value));
    return;
  }
  const where: Where = { file, path, lines: linesAt(file, name, id) };
  (objects[name] as Map<string, unknown>).set(id, { ...result.data, id, where });
}

type Validated = ReturnType<(typeof collections)[CollectionName]['safeParse']>;

/** What the schemas made of the values of files that are kept: where many scenarios are planned, they come again and again. */
const validations = new WeakMap<object, Map<CollectionName, Validated>>();

function validated(name: CollectionName, value: unknown): Validated {
  if (!isRecord(value)) return collections[name].safeParse(value);
  let known = validations.get(value);
  if (known === undefined) validations.set(value, (known = new Map<CollectionName, Validated>()));
  let result = known.get(name);
  if (result === undefined) known.set(name, (result = collections[name].safeParse(value)));
  return result;
}

function linesAt(file: YamlFile, name: string, id: string): Where['lines'] {
  const top = file.lines;
  if (typeof top === 'number') return top;
  const collection = top.of[name];
  if (collection === undefined || typeof collection === 'number') return collection ?? top.line;
  return collection.of[id] ?? collection.line;
}

/** Fills in what an object takes from the one it extends. A loop is a problem, and its members are left out. */
function resolveExtends<T extends Entity & { extends?: string | undefined }>(
  members: ReadonlyMap<string, T>,
  collection: CollectionName,
  declared: Declared,
  problems: Problem[],
): Map<string, T> {
  const one = collection.slice(0, -1);
  const done = new Map<string, T | undefined>();
  const resolve = (entity: T, trail: readonly string[]): T | undefined => {
    if (done.has(entity.id)) return done.get(entity.id);
    const parentId = entity.extends;
    if (parentId === undefined) {
      done.set(entity.id, entity);
      return entity;
    }
    if (trail.includes(entity.id)) {
      problems.push(
        problemAt(entity.where.file, [...entity.where.path, 'extends'], 'value', {
          code: 'extends-loop',
          message: `This ${one} extends itself in the end.`,
          expected: `a chain of ${one}s that ends`,
          received: [...trail.slice(trail.indexOf(entity.id)), entity.id].join(' → '),
          advice: 'Take `extends` out of one of them.',
        }),
      );
      return undefined;
    }
    const parent = members.get(parentId);
    if (parent === undefined) {
      if (!declared.has(collection, parentId)) {
        problems.push(
          unknownReference(entity, ['extends'], one, parentId, declared.all(collection)),
        );
      }
      done.set(entity.id, undefined);
      return undefined;
    }
    const base = resolve(parent, [...trail, entity.id]);
    const merged =
      base === undefined
        ? undefined
        : { ...base, ...entity, where: { ...entity.where, parent: base.where } };
    done.set(entity.id, merged);
    return merged;
  };
  const resolved = new Map<string, T>();
  for (const entity of members.values()) {
    const result = resolve(entity, []);
    if (result !== undefined) resolved.set(entity.id, result);
  }
  return resolved;
}

function completeModels(
  models: ReadonlyMap<string, ModelData & Entity>,
  problems: Problem[],
): Map<string, Model> {
  const complete = new Map<string, Model>();
  for (const model of models.values()) {
    const { vendor, name, architecture, firmware } = model;
    if (
      vendor !== undefined &&
      name !== undefined &&
      architecture !== undefined &&
      firmware !== undefined
    ) {
      complete.set(model.id, { ...model, vendor, name, architecture, firmware });
    } else problems.push(incomplete(model, { vendor, name, architecture, firmware }));
  }
  return complete;
}

function completeProfiles(
  profiles: ReadonlyMap<string, ProfileData & Entity>,
  problems: Problem[],
): Map<string, Profile> {
  const complete = new Map<string, Profile>();
  for (const profile of profiles.values()) {
    const { label, kind } = profile;
    if (label !== undefined && kind !== undefined) {
      complete.set(profile.id, {
        ...profile,
        label,
        kind,
        destructive: profile.destructive ?? false,
      });
    } else problems.push(incomplete(profile, { label, kind }));
  }
  return complete;
}

function incomplete(entity: Entity, needed: Record<string, unknown>): Problem {
  const missing = Object.keys(needed).filter((key) => needed[key] === undefined);
  return problemAt(entity.where.file, entity.where.path, 'key', {
    code: 'missing-value',
    message: `${entity.where.path.join('.')} has no ${missing.join(', ')}.`,
    expected: missing.map((key) => `${key}:`).join(' '),
    advice: 'Add it here, or extend an object that has it.',
  });
}

function isCollection(name: string): name is CollectionName {
  return Object.hasOwn(collections, name);
}
