import type { Changes } from './changes.ts';
import type { Expectation } from './scenario.ts';

/*
 * files01 with its cards the other way round: the first one is on the desks' network, where another DHCP server and our
 * proxyDHCP answer, and the second one boots. Its installer asks for its address by itself, because its answers are to be
 * fetched before the first question, and has to know which card to ask with.
 */

export const secondCardBoots: Changes = {
  'hosts.files01.interfaces': {
    eno1: { mac: 'e4:43:4b:20:7a:12', network: 'office', address: '10.20.30.25' },
    eno2: { mac: 'e4:43:4b:20:7a:11', network: 'prod', address: '10.20.0.25', boot: true },
  },
  'hosts.files01.profile': 'debian-12-install',
  'hosts.files01.armedUntil': '2026-11-23T00:00:00Z',
};

/** The time at which files01 is armed. */
export const WHILE_ARMED = '2026-11-22T12:00:00Z';

/** What is seen of both cards, whatever the firmware. */
export const secondCardSeen: Expectation = {
  // The installer has asked with the card that booted, on its network, and fetched its answers there.
  log: [
    / vendor class: d-i$/,
    /DHCPACK\(eno1\) 10\.20\.0\.25 e4:43:4b:20:7a:11 files01$/,
    /10\.20\.0\.25 .*"GET \/preseed\/debian-12-install\.cfg HTTP\/1\.1" 200 /,
  ],
};
