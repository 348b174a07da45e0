import { aLetterInTheConfig } from './a-letter-in-the-config.ts';
import type { Drill } from './drill.ts';
import { theAddressThatWentAway } from './the-address-that-went-away.ts';
import { theFileSomebodyTidiedAway } from './the-file-somebody-tidied-away.ts';
import { theForgottenInstaller } from './the-forgotten-installer.ts';
import { theHalfCopiedLoader } from './the-half-copied-loader.ts';
import { theKernelThatWasNotCopied } from './the-kernel-that-was-not-copied.ts';
import { theNewCard } from './the-new-card.ts';
import { theNightTheServersDied } from './the-night-the-servers-died.ts';
import { thePortInTheWrongNetwork } from './the-port-in-the-wrong-network.ts';
import { theWebServerThatSlept } from './the-web-server-that-slept.ts';

/** Every drill; the first is the one that all of this is for. */
export const drills: readonly Drill[] = [
  theNightTheServersDied,
  theFileSomebodyTidiedAway,
  aLetterInTheConfig,
  theAddressThatWentAway,
  thePortInTheWrongNetwork,
  theNewCard,
  theWebServerThatSlept,
  theHalfCopiedLoader,
  theKernelThatWasNotCopied,
  theForgottenInstaller,
];
