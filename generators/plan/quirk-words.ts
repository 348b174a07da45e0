import type { QuirkEffect } from '../catalogue/quirk.ts';
import type { HostPlan, Plan } from './plan.ts';
import type { HostQuirk } from './quirks.ts';
import { usedEffect } from './quirks-used.ts';

/** What an effect changes, as names and values. */
export function effectFacts(effect: QuirkEffect): [name: string, value: string][] {
  const { loader, transport, drivers, proxydhcp, args, dhcp, tftp, ipxe } = effect;
  const facts: [string, string | undefined][] = [
    ['boot loader', loader],
    ['transport', transport],
    ["iPXE's drivers", drivers && driversOf[drivers]],
    ['proxyDHCP', proxydhcp === undefined ? undefined : 'refused'],
    ...(args ?? []).map((each): [string, string] => [
      `arguments (${each.kinds.join(', ')})`,
      each.args.join(' '),
    ]),
    ['DHCP answers', dhcp?.broadcast === undefined ? undefined : 'by broadcast'],
    ['DHCP answers after', dhcp?.replyDelay === undefined ? undefined : `${dhcp.replyDelay} s`],
    ['TFTP blocks', tftp?.blockSize === undefined ? undefined : '512 bytes'],
    ['TFTP packets up to', tftp?.mtu === undefined ? undefined : `${tftp.mtu} bytes`],
    ['iPXE waits for the link', ipxe?.linkWait === undefined ? undefined : `${ipxe.linkWait} s`],
    ['iPXE tries again', ipxe?.retries === undefined ? undefined : `${ipxe.retries} times`],
  ];
  return facts.flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
}

const driversOf = { firmware: "the firmware's", ipxe: 'its own' } as const;

/** The same in one line. */
export function effectWords(effect: QuirkEffect): string {
  return effectFacts(effect)
    .map(([name, value]) => `${name}: ${value}`)
    .join('; ');
}

/**
 * What a quirk does, or why it was declined.
 * @param where the host that it is about: then only what is used there is told
 */
export function doesWords(had: HostQuirk, where?: { plan: Plan; host: HostPlan }): string {
  const { quirk, declined } = had;
  if (declined !== undefined) return `declined: ${declined.value}`;
  if (quirk.effect === undefined) return 'nothing by itself';
  const used = where === undefined ? quirk.effect : usedEffect(where.plan, where.host, had);
  return used === undefined ? 'nothing, as it boots now' : effectWords(used);
}
