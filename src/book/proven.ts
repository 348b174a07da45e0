import type { Fault } from '../../lab/faults/fault.ts';
import type { FaultRecord } from '../../lab/faults/record.ts';
import type { FaultEntry } from '../data/lab.ts';
import { link, machine, spansOf, type Section, type Words } from './content.ts';

/**
 * What of an entry was seen in the lab: when it was last proven and by what, then each fault with what was printed.
 * @param ids of the faults that bring it about; nothing is shown for those that were never recorded
 */
export function provenSection(
  faults: readonly FaultEntry[],
  ids: readonly string[],
): Section | undefined {
  const seen = faults.flatMap(({ fault, record }) =>
    record !== undefined && ids.includes(fault.id) ? [{ fault, record }] : [],
  );
  const [last] = seen.toSorted((a, b) => (a.record.date < b.record.date ? 1 : -1));
  if (last === undefined) return undefined;
  return {
    kind: 'table',
    title: 'Seen in the lab',
    id: 'lab',
    intro: [
      ...spansOf(lastProven(last)),
      ' Make it happen on a virtual machine: ',
      machine('npx bootbook lab fault ID'),
      '.',
    ],
    head: ['fault', 'what was printed', 'on'],
    rows: seen.map(({ fault, record }) => [
      link(fault.title, `/faults/${fault.id}/`),
      machine(record.symptoms[0]?.line ?? ''),
      record.date.slice(0, 10),
    ]),
  };
}

/** Packages that are the machine: the emulator and its firmware. */
const MACHINE = /^(?:qemu-system-|qemu-efi-|ipxe-qemu|seabios|ovmf)/;

function lastProven({ fault, record }: { fault: Fault; record: FaultRecord }): Words {
  const parts = Object.entries(record.versions)
    .filter(([name]) => MACHINE.test(name))
    .map(([name, version]) => `${name} ${version}`);
  return [
    `Last proven on ${record.date.slice(0, 10)}, by the fault `,
    machine(fault.id),
    parts.length === 0 ? '.' : ` on ${parts.join(', ')}.`,
  ];
}
