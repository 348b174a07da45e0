import type { SecretGiver } from './giver.ts';

/**
 * What stands for every secret in the lab. What runs there is recorded: packets, consoles, proofs. So nobody is
 * asked for a secret, and who wants to log in to a machine that was installed there can.
 */
export const LAB_PASSWORD = 'bootbook-lab';

/** `openssl passwd -6 -salt bootbook bootbook-lab`: the same each time, so that the same boot gives the same bytes. */
const HASH =
  '$6$bootbook$BGy005csdA.D5sIbMsGLD59jbsHhHYeH9kNBLLDbl2StHIPWMcofj8I/NFYl46HWk02h.Y1VIWydopBFxQda9/';

/** Gives the password of the lab for every secret. */
export const standIn: SecretGiver = {
  hash: () => HASH,
  plain: () => LAB_PASSWORD,
};

/** The hash that stands for every password, and what it is made of. */
export const standInPassword = { hash: HASH, password: LAB_PASSWORD } as const;
