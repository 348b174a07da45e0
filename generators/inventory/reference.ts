import { z } from 'zod';
import { collections, ID, type CollectionName } from './schema.ts';

/** One key that people may write, as the reference lists it. */
export interface KeyReference {
  /** From the object down, with dots: `dhcp.range.from`. A name that people choose stands in angle brackets. */
  readonly path: string;
  /** `text`, `id`, `whole number, 1 to 4094`, `one of bios, uefi`, … */
  readonly type: string;
  readonly required: boolean;
  /** As it would stand in YAML; undefined if nothing is assumed. */
  readonly default: string | undefined;
  readonly meaning: string;
  readonly example: string | undefined;
}

type Value = string | number | boolean;

/** What is used of JSON Schema here. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: Value | readonly Value[] | object;
  readonly examples?: readonly Value[];
  readonly enum?: readonly Value[];
  readonly const?: Value;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** What an object of a collection is, in a few words. */
export function meaningOf(collection: CollectionName): string {
  return schemaOf(collection).description ?? '';
}

/** Every key of an object of this collection, in the order of the schema, nested ones after the key that holds them. */
export function keysOf(collection: CollectionName): KeyReference[] {
  return [...keysIn(schemaOf(collection), '')];
}

function schemaOf(collection: CollectionName): Schema {
  return z.toJSONSchema(collections[collection], {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
  }) as Schema;
}

function* keysIn(schema: Schema, prefix: string): Generator<KeyReference> {
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    const path = `${prefix}${key}`;
    const inner = value.items ?? value;
    yield {
      path,
      type: typeOf(value),
      required: schema.required?.includes(key) ?? false,
      default: defaultOf(value),
      meaning: value.description ?? inner.description ?? `Id of a ${key}`,
      example: exampleOf(value),
    };
    yield* keysIn(value, `${path}.`);
    // What each of a list is made of.
    if (value.items?.properties !== undefined) yield* keysIn(value.items, `${path}[].`);
    if (typeof value.additionalProperties === 'object' && value.properties === undefined) {
      yield* keysIn(value.additionalProperties, `${path}.<name>.`);
    }
    yield* keysOfForms(value.anyOf ?? [], `${path}.`);
  }
}

/** Keys of an object that may take one of several forms, each key once. Which of them a form needs, its type tells. */
function* keysOfForms(forms: readonly Schema[], prefix: string): Generator<KeyReference> {
  const known = new Set<string>();
  for (const form of forms) {
    for (const key of keysIn(form, prefix)) {
      if (known.has(key.path)) continue;
      known.add(key.path);
      yield { ...key, required: false };
    }
  }
}

function typeOf(schema: Schema): string {
  const { type, minimum, maximum } = schema;
  if (schema.anyOf !== undefined) {
    return [...new Set(schema.anyOf.map(formOf))].join(', or ');
  }
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`;
  if (schema.const !== undefined) return plainText(schema.const);
  // The items of a list of fixed length are a list themselves.
  if (type === 'array' && Array.isArray(schema.items)) return `list of ${schema.items.length}`;
  if (type === 'array') return `list of ${typeOf(schema.items ?? {})}`;
  if (type === 'object') {
    return schema.properties === undefined ? 'mapping by name' : 'mapping';
  }
  if (type === 'integer' || type === 'number') {
    const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
    if (most !== undefined) return `whole number, ${minimum} to ${most}`;
    return minimum === undefined ? 'whole number' : `whole number from ${minimum}`;
  }
  if (type === 'boolean') return 'true or false';
  if (schema.pattern === ID.source) return 'id';
  return schema.format === 'date-time' ? 'time with its zone' : 'text';
}

/** One of several forms that a value may take: an object by the keys that it needs. */
function formOf(form: Schema): string {
  return form.required === undefined ? typeOf(form) : `{${form.required.join(', ')}}`;
}

function defaultOf({ default: value }: Schema): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  // An empty mapping only says that its keys have defaults of their own.
  return typeof value === 'object' ? undefined : plainText(value);
}

function exampleOf(schema: Schema): string | undefined {
  const [example] = schema.examples ?? schema.items?.examples ?? [];
  return example === undefined ? undefined : plainText(example);
}

/** A scalar as it is written in YAML without quotes; anything else as JSON. */
function plainText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
