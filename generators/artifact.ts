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
  | 'yaml';

/** One line of an emitted file, without its newline, and why it stands there. */
export interface Line {
  readonly text: string;
  readonly because: readonly Reason[];
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
}

/** The bytes of an artifact as text. */
export function artifactText(artifact: Artifact): string {
  let text = '';
  for (const line of artifact.lines) text += line.text + '\n';
  return text;
}
