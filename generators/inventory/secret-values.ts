/*
 * What looks like a secret, by the beginnings that its makers gave it. A secret in the inventory is in the history of the repo,
 * on a page of the wiki and in the search index.
 */

const kinds: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  // crypt(5): yescrypt, gost-yescrypt, scrypt, SHA-512, SHA-256, bcrypt, MD5.
  {
    what: 'a password hash',
    pattern: /\$(?:y|gy|7|6|5|2[abxy]|1)\$[./A-Za-z0-9$=,]{8,}/,
  },
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { what: 'a private key of age', pattern: /AGE-SECRET-KEY-1[0-9A-Z]{10,}/ },
  {
    what: 'a token',
    pattern:
      /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|AKIA[0-9A-Z]{16}\b|xox[abprs]-[A-Za-z0-9-]{10,}|hvs\.[A-Za-z0-9_-]{20,}|eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,})/,
  },
];

const ANY = new RegExp(kinds.map(({ pattern }) => pattern.source).join('|'));

/** What a text looks like, such as `a password hash`; undefined if it looks like nothing that has to be kept. */
export function looksLikeSecret(text: string): string | undefined {
  if (!ANY.test(text)) return undefined;
  return kinds.find(({ pattern }) => pattern.test(text))?.what;
}

/** A text with points in the place of all that looks like a secret, as many as it had characters. */
export function withoutSecrets(text: string): string {
  if (!ANY.test(text)) return text;
  return text.replaceAll(new RegExp(ANY.source, 'g'), (found) => '·'.repeat(found.length));
}
