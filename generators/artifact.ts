import type { SecretPlace } from './inventory/schema.ts';
import type { Reason } from './reason.ts';

/** The languages of emitted files; the site has a Shiki grammar for each. */
export type Language =
  | 'dnsmasq'
  | 'pxelinux'
  | 'grub'
  | 'ipxe'
  | 'nginx'
  | 'dhcpd'
  | 'json'
  | 'routeros'
  | 'powershell'
  | 'cisco'
  | 'text'
  | 'preseed'
  | 'kickstart'
  | 'shellscript'
  | 'xml'
  | 'yaml';

/** One line of an emitted file, without its newline, and why it stands there. */
export interface Line {
  readonly text: string;
  readonly because: readonly Reason[];
}

/** Lines that stand there for the same reasons. */
export function linesOf(because: readonly Reason[], ...texts: readonly string[]): Line[] {
  return texts.map((text) => ({ text, because }));
}

/**
 * A secret in a file: a text that stands in one of its lines until the private bundle is written. What stands there instead is
 * made when the bundle is, so no plan and no page ever has it.
 */
export interface SecretSlot {
  /** As it stands in the file, in white brackets, which no value of an inventory can hold here: `⟦hash of env OPS_PASSWORD⟧`. */
  readonly text: string;
  readonly place: SecretPlace;
  /** The hash of a password, as crypt(5) writes it, or the secret as it is kept. */
  readonly form: 'hash' | 'plain';
  /** The secret by the rules of the place where it stands; undefined if these cannot express it. */
  readonly quote: (value: string) => string | undefined;
}

/** One emitted file. Its bytes are its lines, each followed by a newline, in UTF-8. */
export interface Artifact {
  /** Where it lies below the boot server's root, without a leading slash: `srv/tftp/boot.ipxe`. */
  readonly path: string;
  readonly language: Language;
  /** Octal permissions as a string: `0644`. */
  readonly mode: string;
  readonly lines: readonly Line[];
  /** Host ids that this file is for; empty for files that all hosts share. */
  readonly hosts: readonly string[];
  /** What is put into its lines when a private bundle is written. A file with any is written nowhere else. */
  readonly secrets?: readonly SecretSlot[];
}

/** The bytes of an artifact as text. */
export function artifactText(artifact: Artifact): string {
  let text = '';
  for (const line of artifact.lines) text += line.text + '\n';
  return text;
}
