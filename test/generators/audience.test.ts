import { describe, expect, test } from 'vitest';
import { audienceAsked, audienceOf } from '../../generators/audience.ts';

function of(path: string, front: string): string {
  return audienceOf({ path, text: `---\n${front}\n---\n\nWords.\n` });
}

describe('who a page is for', () => {
  test.each([
    ['content/runbooks/one-host.mdx', 'public'],
    ['content/howto/rescue.mdx', 'public'],
    ['content/explain/uefi.mdx', 'public'],
    ['content/errors/pxe-e32.mdx', 'public'],
    ['content/quirks/some-card.mdx', 'public'],
    ['content/tutorial.mdx', 'public'],
    ['content/racks/hall-2.mdx', 'internal'],
    ['content/telephone-numbers.mdx', 'internal'],
  ])('by its kind: %s', (path, who) => {
    expect(of(path, 'title: A page')).toBe(who);
  });

  test('as it says itself, whatever its kind', () => {
    expect(of('content/howto/badge-at-the-gate.mdx', 'audience: internal')).toBe('internal');
    expect(of('content/racks/how-we-label.mdx', 'audience: public')).toBe('public');
  });

  test.each([
    'audience: Public',
    'audience: [public]',
    'audience:',
    'audience: "public',
    '- a list',
  ])('internal where its front matter says something else: %s', (front) => {
    expect(of('content/howto/rescue.mdx', front)).toBe('internal');
  });

  test('internal without front matter', () => {
    expect(audienceOf({ path: 'content/howto/rescue.mdx', text: 'Words.\n' })).toBe('internal');
  });
});

describe('which book is wanted', () => {
  test('the wiki, unless the guide is asked for', () => {
    expect(audienceAsked(undefined)).toBe('internal');
    expect(audienceAsked('')).toBe('internal');
    expect(audienceAsked('internal')).toBe('internal');
    expect(audienceAsked('public')).toBe('public');
  });

  test('a word that is neither publishes nothing', () => {
    expect(() => audienceAsked('Public')).toThrow(
      'BOOTBOOK_AUDIENCE is "Public", which is nobody. Write internal or public.',
    );
  });
});
