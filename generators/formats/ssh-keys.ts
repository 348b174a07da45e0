import type { Line } from '../artifact.ts';
import { wrote } from '../inventory/inventory.ts';
import { SERVED_ROOT, SSH_KEYS_PATH } from '../plan/images.ts';
import type { Format } from './format.ts';

/*
 * authorized_keys(5) for the systems that the boot server brings up. The schema lets only plain public keys through: no
 * options before them, nothing that could end a line.
 */

export const sshKeys: Format = {
  id: 'ssh-keys',
  title: 'authorized_keys',
  check: () => [],
  *emit({ site }) {
    if (site.sshKeys.length === 0) return;
    yield {
      path: `${SERVED_ROOT}/${SSH_KEYS_PATH}`,
      language: 'text',
      mode: '0644',
      lines: site.sshKeys.map((key, index): Line => ({
        text: key,
        because: [wrote(site, 'sshKeys', index)],
      })),
      hosts: [],
    };
  },
};
