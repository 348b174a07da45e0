import { exchangeOf, type Message, type Party } from '../../generators/proof/exchange.ts';
import type { Capture } from '../../generators/proof/statement.ts';
import type { ExchangeMessage, Section } from './content.ts';

/*
 * From what a machine and its servers said to one another to a sequence diagram: who stands where, and from where to where
 * each message goes.
 */

const ROLES: readonly Exclude<Party['role'], 'machine'>[] = [
  'router',
  'dhcp',
  'tftp',
  'http',
  'nfs',
];

const BROADCAST = /^255\.255\.255\.255$|^ff0/;

interface Lane {
  readonly role: Party['role'];
  /** Of the server; the machine has changing ones. */
  readonly address: string;
}

/** The section that draws a capture; undefined if nothing is in it. */
export function exchangeSection(
  capture: Capture,
  machine: string,
  about: { readonly title: string; readonly id: string },
): Section | undefined {
  const { messages, omitted } = exchangeOf(capture);
  if (messages.length === 0) return undefined;
  const lanes = lanesOf(messages);
  const drawn = messages.flatMap((message) => drawnMessage(message, lanes));
  if (omitted > 0) drawn.push({ kind: 'omitted', packets: omitted });
  const several = lanes.filter(({ role }) => role === 'dhcp').length > 1;
  return {
    kind: 'exchange',
    ...about,
    lanes: lanes.map(({ role, address }) => {
      if (role === 'machine') return machine;
      return role === 'dhcp' && several ? `DHCP ${address}` : role.toUpperCase();
    }),
    messages: drawn,
  };
}

/** The machine, then its servers in the order in which it comes to need them. */
function lanesOf(messages: readonly Message[]): Lane[] {
  const lanes: Lane[] = [{ role: 'machine', address: '' }];
  for (const wanted of ROLES) {
    const parties = messages.flatMap(({ from, to }) => [from, to]);
    for (const { role, address } of parties) {
      if (role !== wanted || BROADCAST.test(address)) continue;
      const known = lanes.some((lane) => isLane(lane, { role, address }));
      if (!known) lanes.push({ role, address });
    }
    // Nobody has answered: what the machine says to all still has to go somewhere.
    const called = parties.some(({ role }) => role === wanted);
    if (called && !lanes.some(({ role }) => role === wanted))
      lanes.push({ role: wanted, address: '' });
  }
  return lanes;
}

/** DHCP servers are told apart, because two of them often answer; of the others there is one each. */
function isLane(lane: Lane, { role, address }: Party): boolean {
  return lane.role === role && (role !== 'dhcp' || lane.address === address);
}

function drawnMessage(message: Message, lanes: readonly Lane[]): ExchangeMessage[] {
  const { time, from, to, protocol, what, details, omitted } = message;
  const left: ExchangeMessage[] = omitted > 0 ? [{ kind: 'omitted', packets: omitted }] : [];
  return [
    ...left,
    {
      kind: 'message',
      seconds: time,
      from: laneOf(from, lanes),
      to: laneOf(to, lanes),
      protocol,
      what,
      details: details.map(
        ({ code, name, value }) => [code === undefined ? name : `${code} ${name}`, value] as const,
      ),
    },
  ];
}

/** What is said to all goes to the farthest that it is meant for. */
function laneOf(party: Party, lanes: readonly Lane[]): number {
  const exact = lanes.findIndex((lane) => isLane(lane, party));
  return exact >= 0 ? exact : lanes.findLastIndex(({ role }) => role === party.role);
}
