import type { Tool } from '../tools.ts';
import type { Fault } from './fault.ts';

const nft: Tool = { name: 'nft', find: 'nft' };

/** Where a rule looks at packets, as nft(8) names it: those for the server itself, or those that leave its bridges. */
type Place = 'inet input' | 'bridge output';

/** Steps for a fault that is one rule of a firewall on the boot server. */
export function firewall(place: Place, rule: string): Pick<Fault, 'break' | 'mend' | 'tools'> {
  const [family, hook] = place.split(' ');
  const chain = `${family} fault ${hook}`;
  const commands = [
    `add table ${family} fault`,
    `add chain ${chain} { type filter hook ${hook} priority 0; }`,
    `add rule ${chain} ${rule}`,
  ];
  return {
    break: [`nft '${commands.join('; ')}'`],
    mend: [`nft delete table ${family} fault`],
    tools: [nft],
  };
}
