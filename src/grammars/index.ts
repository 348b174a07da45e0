import type { LanguageRegistration } from 'shiki';
import type { Language } from '../../generators/artifact.ts';
import cisco from './cisco.json' with { type: 'json' };
import consoleOutput from './console.json' with { type: 'json' };
import dhcpd from './dhcpd.json' with { type: 'json' };
import dnsmasq from './dnsmasq.json' with { type: 'json' };
import grub from './grub.json' with { type: 'json' };
import ipxe from './ipxe.json' with { type: 'json' };
import kickstart from './kickstart.json' with { type: 'json' };
import preseed from './preseed.json' with { type: 'json' };
import pxelinux from './pxelinux.json' with { type: 'json' };
import routeros from './routeros.json' with { type: 'json' };

/*
 * Grammars of the languages that Shiki does not know. They are TextMate grammars, so that editors can use them too.
 */

/** A grammar as Shiki wants it; JSON modules type their literals too widely for it. */
const grammar = (json: { name: string; scopeName: string; patterns: unknown[] }) =>
  json as unknown as LanguageRegistration;

/** Our own grammars: for emitted files, and `console` for what a machine prints. */
export const grammars: LanguageRegistration[] = [
  cisco,
  consoleOutput,
  dhcpd,
  dnsmasq,
  grub,
  ipxe,
  kickstart,
  preseed,
  pxelinux,
  routeros,
].map(grammar);

/** Languages of listings: those of emitted files, and those of the repo itself. */
export type Listing = Language | 'console';
