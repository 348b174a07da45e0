import type { Architecture } from '../../../generators/inventory/schema.ts';
import { firstConfigPath } from '../../../generators/plan/paths.ts';

/** What decides the text below. */
export const GRUB_START_TEXT = [
  new URL('grub-start.ts', import.meta.url),
  new URL('../../../generators/plan/paths.ts', import.meta.url),
];

/** GRUB numbers the cards of the firmware: efinet0, efinet1 and so on. */
const CARDS = 8;

/**
 * The first config of a GRUB that is to go on by itself: it finds out which boot server there is and reads the config that
 * all machines share.
 *
 * A GRUB that the firmware's PXE client has started knows the boot server. After HTTP Boot it does not: GRUB 2.06 takes the
 * address from EDK2's PXE protocol only (grub_efi_net_config_real in grub-core/net/drivers/efi/efinet.c), and net_bootp
 * makes no card the default one (grub_net_process_dhcp in grub-core/net/bootp.c), so both is done here. What net_bootp has
 * learnt by a card stands in net_<card>_dhcp_…, and net_default_mac is the MAC by the name in net_default_interface
 * (defmac_get_env in grub-core/net/net.c).
 */
export function grubStart(architecture: Architecture, protocol: 'http' | 'tftp'): string {
  const cards = Array.from({ length: CARDS }, (_, index) => `efinet${index}`);
  const choice = cards.flatMap((card, index) => [
    `  ${index === 0 ? 'if' : 'elif'} [ -n "$net_${card}_dhcp_next_server" ]; then`,
    `    set net_default_interface=${card}_dhcp`,
    `    set net_default_server="$net_${card}_dhcp_next_server"`,
  ]);
  return `# Bootbook: part of the boot program itself. It goes on to the config on the boot server.
if [ -z "$net_default_server" ]; then
  net_bootp
${choice.join('\n')}
  fi
  export net_default_interface
fi
set root="${protocol},$net_default_server"
echo "Boot server: $root"
configfile /${firstConfigPath('grub', architecture)}
echo "No config at ($root)/${firstConfigPath('grub', architecture)}."
sleep 30
exit
`;
}
