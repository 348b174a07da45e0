import { ID } from '../inventory/schema.ts';

/** A name of the source as an id of the inventory: the first part of a DNS name, in lower case. Undefined if nothing is left. */
export function idFrom(name: string): string | undefined {
  const [first = ''] = name.split('.');
  const id = first
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 63)
    .replace(/-+$/, '');
  return ID.test(id) ? id : undefined;
}

/** A name of an interface as the inventory takes it. */
export function interfaceFrom(name: string | undefined): string | undefined {
  const text = (name ?? '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_.-]/g, '-')
    .slice(0, 15);
  return /^[a-z]/.test(text) ? text : undefined;
}

/** Words for people, on one line and not too long. */
export function labelFrom(text: string): string | undefined {
  const label = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 120)
    .toWellFormed();
  return label === '' ? undefined : label;
}
