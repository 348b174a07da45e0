import { fillIn } from '../catalogue/site-values.ts';
import type { StageId } from '../plan/stages.ts';
import type { Advice } from './diagnosis.ts';

/*
 * What to fetch next where it is not known what is wrong: for each stage the two facts that part the most causes.
 */

const SCREEN: Advice = {
  do: 'The last twenty lines on the machine’s screen or serial console, from the moment it is switched on: a photo is enough to type them off.',
  on: 'machine',
};
const SERVER_LOG: Advice = {
  do: 'The log of the DHCP and TFTP server while the machine boots.',
  on: 'boot server',
  run: 'journalctl --unit dnsmasq --since -10min --output short',
};
const CAPTURE: Advice = {
  do: 'A capture of one boot, from power-on until it stands still.',
  on: 'boot server',
  run: 'tcpdump -n -i {interface} -s 700 -w boot.pcap "ether host {mac} and not port 22"',
};
const WEB_LOG: Advice = {
  do: 'What the web server was asked for, and what it answered.',
  on: 'boot server',
  run: 'tail --lines 50 /var/log/nginx/access.log /var/log/nginx/error.log',
};
const LINK: Advice = {
  do: 'The state of the switch port and its VLAN while the machine boots: link, speed, spanning tree.',
  on: 'switch',
};
const KERNEL: Advice = {
  do: 'The kernel’s own words: boot once without quiet, with console= for a serial console if there is one.',
  on: 'boot loader',
};
const SHELL: Advice = {
  do: 'In the shell of the initrd or on the installer’s second console: which cards there are and what the kernel says of them.',
  on: 'machine',
  run: 'ip link; dmesg | grep -i -e eth -e firmware -e link',
};
const BOOT_ORDER: Advice = {
  do: 'The boot order of the firmware, and whether the network card is in it at all.',
  on: 'firmware setup',
};

const FACTS: Readonly<Record<StageId, readonly [Advice, Advice]>> = {
  firmware: [SCREEN, BOOT_ORDER],
  link: [CAPTURE, LINK],
  dhcp: [SERVER_LOG, CAPTURE],
  nbp: [SERVER_LOG, SCREEN],
  menu: [SCREEN, SERVER_LOG],
  kernel: [SCREEN, WEB_LOG],
  initrd: [KERNEL, SHELL],
  root: [SHELL, WEB_LOG],
  handoff: [SCREEN, BOOT_ORDER],
};

/**
 * The two facts that tell most about a machine that came as far as a stage; without one, those that tell where it stands.
 * @param values of the host, where it is known
 */
export function factsToFetch(
  stage: StageId | null,
  values: Readonly<Record<string, string | undefined>>,
): readonly Advice[] {
  const facts = stage === null ? [SCREEN, SERVER_LOG] : FACTS[stage];
  return facts.map((fact) =>
    fact.run === undefined ? fact : { ...fact, run: fillIn(fact.run, values) },
  );
}
