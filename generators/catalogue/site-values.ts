/**
 * What {words in braces} stand for in the commands of the catalogue. Every other brace stays as it is: shells and loaders
 * have braces of their own.
 */
export const siteValues = {
  server: "the boot server's address as the machine reaches it",
  bootserver: "the boot server's name in the inventory",
  interface: "the boot server's interface on the machine's network",
  host: "the machine's name",
  mac: "the machine's MAC address",
  address: "the machine's address",
  network: "the machine's network, with its prefix length",
  gateway: "the gateway of the machine's network",
  foreign: 'the address of the DHCP server that is not ours',
  bootfile: 'the path of its NBP below the served root',
  config: "the path of its boot loader's config below the served root",
  kernel: 'the path of its kernel below the served root',
  initrd: 'the path of its initrd below the served root',
  profile: 'the profile that it boots into',
} as const;

export type SiteValue = keyof typeof siteValues;

const PLACEHOLDER = /\{([a-z]+)\}/g;

/** The words in braces of a text that are names of ours or look like it, in order. */
export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name]) => name!);
}

/** The text with each {name} that `values` knows replaced; the others stay, so that a reader sees what to fill in. */
export function fillIn(text: string, values: Readonly<Record<string, string | undefined>>): string {
  return text.replaceAll(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );
}
