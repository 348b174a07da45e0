import type { Line } from '../artifact.ts';
import { wrote } from '../inventory/inventory.ts';
import { exportsOf } from '../plan/exports.ts';
import { byRule, type Reason, type Rule } from '../reason.ts';
import type { Format } from './format.ts';

/*
 * exports(5) for the kernel's own NFS server. The schema holds paths to letters that mean nothing to it.
 */

const exportOptions: Rule = {
  id: 'export-options',
  says: 'A root file system belongs to root, so root may read it (no_root_squash); a whole tree needs no checks of each file (no_subtree_check).',
  page: '/howto/nfs-root/',
  source: 'https://manpages.debian.org/bookworm/nfs-kernel-server/exports.5.en.html',
};

export const exports: Format = {
  id: 'exports',
  title: 'NFS exports',
  check: () => [],
  *emit(plan) {
    const all = exportsOf(plan);
    if (all.length === 0) return;
    const lines = all.flatMap(({ profile, path, readOnly }) =>
      plan.networks.map(({ network }): Line => {
        const because: Reason[] = [
          wrote(profile, 'nfs', 'path'),
          wrote(profile, 'nfs', 'options'),
          wrote(network, 'cidr'),
          byRule(exportOptions),
        ];
        const options = `${readOnly ? 'ro' : 'rw'},no_root_squash,no_subtree_check`;
        return { text: `${path} ${network.cidr}(${options})`, because };
      }),
    );
    yield {
      path: 'etc/exports.d/bootbook.exports',
      language: 'text',
      mode: '0644',
      lines,
      hosts: [],
    };
  },
};
