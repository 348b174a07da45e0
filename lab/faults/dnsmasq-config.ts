import type { Fault } from './fault.ts';

const CONFIG = '/etc/dnsmasq.d/bootbook.conf';

/**
 * Steps for a fault that is a wrong line in dnsmasq's config.
 * @param script of sed(1) with extended expressions, without double quotes
 */
export function dnsmasqConfig(script: string): Pick<Fault, 'break' | 'mend'> {
  return {
    break: [
      `cp ${CONFIG} /run/bootbook.conf
sed --in-place --regexp-extended "${script}" ${CONFIG}
if cmp --quiet ${CONFIG} /run/bootbook.conf; then echo 'Nothing changed.'; exit 1; fi`,
      { restart: 'dnsmasq' },
    ],
    mend: [`mv /run/bootbook.conf ${CONFIG}`, { restart: 'dnsmasq' }],
  };
}
