import fc from 'fast-check';

/*
 * Arbitrary values that the schema of the inventory lets through, with those among them that config files trip over.
 */

/** Ids: RFC 1123, and words that mean something to a DHCP server. */
export const ids: fc.Arbitrary<string> = fc.oneof(
  fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/),
  fc.constantFrom(
    'host',
    'if',
    'subnet',
    'null',
    'true',
    '12',
    '1e5',
    '0x1',
    'lease',
    'a'.repeat(63),
  ),
);

/** DNS domains. */
export const domains: fc.Arbitrary<string> = fc
  .array(fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,10}[a-z0-9])?$/), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join('.'));

const NASTY = [
  '"',
  "'",
  '`',
  '$',
  '$(reboot)',
  '%',
  '\\',
  '\\"',
  '#',
  '//',
  '/*',
  '*/',
  ';',
  '{',
  '}',
  '?',
  '!',
  '|',
  '&',
  '\u2018',
  '\u2019',
  '\u201a',
  '\u201b',
  '\u201c',
  '\u201d',
  '\u201e',
  'é',
  '日本',
  '🜁',
  '\u200b',
  '\ufeff',
];

/** Text on one line without control characters, 1 to 120 units, as labels are. */
export const labels: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...NASTY),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) =>
    parts
      .join('')
      .replaceAll(/[\p{Cc}\u2028\u2029]/gu, '')
      .slice(0, 120)
      .toWellFormed(),
  )
  .filter((text) => text !== '');
