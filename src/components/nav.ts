/** A link and its words. */
export interface NavLink {
  readonly href: string;
  readonly words: string;
}

/** The sections named at the top of every page: what one looks for at night comes first. */
export const nav: readonly NavLink[] = [
  { href: '/errors/', words: 'Errors' },
  { href: '/runbooks/', words: 'Runbooks' },
  { href: '/hosts/', words: 'Hosts' },
  { href: '/networks/', words: 'Networks' },
  { href: '/servers/', words: 'Boot servers' },
  { href: '/howto/', words: 'HOWTOs' },
  { href: '/explain/', words: 'Explanations' },
  { href: '/reference/', words: 'Reference' },
];

/** Every list of the book, for the foot of a page and for readers without scripts. */
export const lists: readonly NavLink[] = [
  ...nav.slice(0, 2),
  { href: '/quirks/', words: 'Quirks' },
  ...nav.slice(2, 5),
  { href: '/routes/', words: 'Boot routes' },
  { href: '/models/', words: 'Models' },
  { href: '/profiles/', words: 'Profiles' },
  { href: '/images/', words: 'Images' },
  { href: '/proofs/', words: 'Proofs' },
  { href: '/faults/', words: 'Faults' },
  { href: '/drills/', words: 'Drills' },
  { href: '/tutorial/', words: 'Tutorial' },
  ...nav.slice(5),
  { href: '/print/', words: 'On paper' },
  { href: '/index.txt', words: 'All as plain text' },
];
