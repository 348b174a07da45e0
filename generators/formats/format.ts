import type { Artifact } from '../artifact.ts';
import type { Problem } from '../inventory/problem.ts';
import type { Plan } from '../plan/plan.ts';

/** One kind of file that Bootbook writes. Add a format by adding a file here and naming it in index.ts. */
export interface Format {
  /** Kebab case: `dnsmasq`, `isc-dhcpd`. */
  readonly id: string;
  readonly title: string;
  /** Values that this format cannot express. With any error among them, nothing is emitted. */
  check(plan: Plan): Problem[];
  /** The files, one after the other, in an order that is always the same. */
  emit(plan: Plan): Iterable<Artifact>;
}
