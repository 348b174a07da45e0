import { z } from 'zod';

/*
 * Values that several schemas of the inventory have in common.
 */

export const webUrl = z.url({ protocol: /^https?$/ });

/**
 * Public keys as ssh-keygen writes them, without options before them. Each kind begins with its own name in base64, so a
 * key that was cut off at its start, or a private one, is seen. ⟦ and ⟧ stand around secrets in files for installers.
 * Source: https://www.rfc-editor.org/rfc/rfc4253#section-6.6 and https://www.rfc-editor.org/rfc/rfc8709#section-4
 */
const SSH_KEY =
  /^(?:ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}|ssh-rsa AAAAB3NzaC1yc2EA[A-Za-z0-9+/]{300,}={0,2}|ecdsa-sha2-nistp(?:256|384|521) AAAAE2VjZHNhLXNoYTItbmlzdHA[A-Za-z0-9+/]{100,}={0,2}|sk-ssh-ed25519@openssh\.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t[A-Za-z0-9+/]{50,}={0,2})(?: [^\p{Cc}\u2028\u2029⟦⟧]{1,120})?$/u;

export const sshKey = z
  .string()
  .regex(
    SSH_KEY,
    'a public SSH key: ssh-ed25519, ecdsa-sha2-nistp…, sk-ssh-ed25519 or ssh-rsa, its base64, a comment',
  )
  .meta({ description: 'Public SSH key, as in a .pub file' });

/** A path on the machine that builds: from the root of the repo, from its root (`/`), or from the home folder (`~/`). */
const anyPath = z
  .string()
  .regex(/^(?:~\/|\/)?[A-Za-z0-9_.@+][A-Za-z0-9_.@+/-]*$/, 'the path of a file');

/** A key of a mapping, or several, one within the other. */
const keyPath = z
  .string()
  .regex(/^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/, 'a key such as users.ops');
const inFile = keyPath.meta({ description: 'Where in the file it stands' });

/** Where a secret is kept. The secret itself is asked for when a bundle is built, and never before. */
export const secretPlace = z
  .union(
    [
      z.strictObject({
        env: z
          .string()
          .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable')
          .meta({ description: 'In an environment variable' }),
      }),
      z.strictObject({ file: anyPath.meta({ description: 'In a file' }) }),
      z.strictObject({
        age: anyPath.meta({ description: 'In a file that age has encrypted' }),
        identity: anyPath.meta({ description: 'File with the key of age' }),
      }),
      z.strictObject({
        sops: anyPath.meta({
          description: 'In a file that sops has encrypted; no test of this book has run sops',
        }),
        key: inFile,
      }),
      z.strictObject({
        vault: anyPath.meta({ description: 'In a file that ansible-vault has encrypted' }),
        key: inFile,
      }),
      z.strictObject({
        pass: z
          .string()
          .regex(/^[A-Za-z0-9_.@+][A-Za-z0-9_.@+/-]*$/, 'an entry of pass')
          .meta({ description: 'In an entry of pass' }),
      }),
    ],
    'where it is kept: { env: NAME }, { file: PATH }, { age: PATH, identity: PATH }, { sops: PATH, key: KEY }, { vault: PATH, key: KEY } of ansible-vault, or { pass: ENTRY }',
  )
  .meta({ description: 'Where it is kept' });

export type SecretPlace = z.output<typeof secretPlace>;
