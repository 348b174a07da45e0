/*
 * What runs a guest's instructions. The inner half finds out by running a guest (inside/measure.ts).
 */

export type Accelerator = 'kvm' | 'tcg';

/** QEMU's arguments for an accelerator. */
export function acceleratorArguments(accelerator: Accelerator): string[] {
  return ['-accel', accelerator === 'kvm' ? 'kvm' : 'tcg,thread=multi'];
}
