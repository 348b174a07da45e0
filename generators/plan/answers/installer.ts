import type { Profile } from '../../inventory/inventory.ts';
import type { InstallData } from '../../inventory/install-schema.ts';
import type { Sourced } from '../../reason.ts';

/** What the kernel arguments of an installer may depend on. */
export interface AnswersMachine {
  readonly profile: Profile & { readonly install: InstallData };
  readonly hostName: Sourced<string>;
  readonly domain: Sourced<string>;
  /** Where the answers of the host are served, with a slash at the end: `http://10.20.80.2/answers/deb01/`. */
  readonly url: Sourced<string>;
}

/** What a plan has to know of an installer that reads answers. Add one by adding a file here and naming it in index.ts. */
export interface Installer {
  /** As people call it: `Debian's installer (preseed)`. */
  readonly title: string;
  /** The kernel arguments by which it finds its answers, each with its reasons. */
  arguments(machine: AnswersMachine): Sourced<string>[];
}
