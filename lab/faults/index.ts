import { bootFileMissing } from './boot-file-missing.ts';
import type { Fault } from './fault.ts';

/** Every fault that the lab can make, in the order of the boot chain. */
export const faults: readonly Fault[] = [bootFileMissing];
