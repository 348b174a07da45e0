import type { Machines } from './machines.ts';

/*
 * Whom something can concern, apart from the shape of the entries that say so: the diagnosis in the browser needs no schemas.
 */

type One<Key extends keyof Machines> =
  NonNullable<Machines[Key]> extends readonly (infer Value)[] ? Value : NonNullable<Machines[Key]>;

/** What one machine is: a value for each key. */
export type MachineKind = { readonly [Key in keyof Required<Machines>]: One<Key> };

/** Whether something can concern a machine of this kind. */
export function concernsKind(machines: Machines, kind: MachineKind): boolean {
  const keys = Object.keys(kind) as (keyof MachineKind)[];
  return keys.every((key) => {
    const wanted: unknown = machines[key];
    return (
      wanted === undefined ||
      (Array.isArray(wanted) ? wanted.includes(kind[key]) : wanted === kind[key])
    );
  });
}
