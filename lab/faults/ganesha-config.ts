import type { Fault } from './fault.ts';

const CONFIG = '/etc/ganesha/bootbook.conf';

/**
 * Steps for a fault that is something wrong in the config of the NFS server.
 * @param script of sed(1) with extended expressions, without double quotes
 */
export function ganeshaConfig(script: string): Pick<Fault, 'break' | 'mend'> {
  return {
    break: [
      `cp ${CONFIG} /run/ganesha.conf
sed --in-place --regexp-extended "${script}" ${CONFIG}
if cmp --quiet ${CONFIG} /run/ganesha.conf; then echo 'Nothing changed.'; exit 1; fi`,
      { restart: 'ganesha' },
    ],
    mend: [`mv /run/ganesha.conf ${CONFIG}`, { restart: 'ganesha' }],
  };
}
