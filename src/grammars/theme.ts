import type { ThemeRegistrationRaw } from 'shiki';

/*
 * One theme for dark and light: every colour is one of the CSS variables of src/styles/tokens.css. There are few colours
 * on purpose; none of them is the lit, the good or the bad one, which mean something.
 */
const settings: readonly { scope: readonly string[]; colour: string }[] = [
  { scope: ['comment', 'punctuation.definition.comment'], colour: 'var(--say-comment)' },
  {
    scope: [
      'keyword',
      'storage',
      'support.function',
      'support.type.property-name',
      'entity.name.tag',
      'entity.name.function',
      'entity.name.command',
    ],
    colour: 'var(--say-directive)',
  },
  {
    scope: [
      'string',
      'constant.other.path',
      'string.unquoted.plain.out.yaml',
      'punctuation.definition.string',
    ],
    colour: 'var(--say-text)',
  },
  {
    scope: ['constant.numeric', 'constant.other.address', 'constant.other.mac'],
    colour: 'var(--say-address)',
  },
  {
    scope: ['variable', 'constant.language', 'entity.name.label', 'meta.template'],
    colour: 'var(--say-variable)',
  },
  { scope: ['keyword.operator', 'punctuation', 'string.regexp'], colour: 'var(--ink)' },
  { scope: ['punctuation.separator.prompt'], colour: 'var(--quiet)' },
];

/** The theme that every listing on the site is coloured with. */
export const bookTheme: ThemeRegistrationRaw = {
  name: 'bootbook',
  type: 'dark',
  colors: {},
  fg: 'var(--ink)',
  bg: 'var(--raised)',
  settings: settings.map(({ scope, colour }) => ({
    scope: [...scope],
    settings: { foreground: colour },
  })),
};

const classes = new Map([
  ['var(--say-comment)', 't-comment'],
  ['var(--say-directive)', 't-directive'],
  ['var(--say-text)', 't-text'],
  ['var(--say-address)', 't-address'],
  ['var(--say-variable)', 't-variable'],
  ['var(--quiet)', 't-prompt'],
]);

/** The class of src/styles/code.css for a colour of the theme; undefined for plain ink. */
export function classOf(colour: string | undefined): string | undefined {
  return colour === undefined ? undefined : classes.get(colour);
}
