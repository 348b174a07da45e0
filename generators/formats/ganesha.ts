import { linesOf } from '../artifact.ts';
import { wrote } from '../inventory/inventory.ts';
import { exportsOf } from '../plan/exports.ts';
import { byRule, type Reason, type Rule } from '../reason.ts';
import type { Format } from './format.ts';

/*
 * NFS-Ganesha 4, an NFS server in user space, for where the kernel has none of its own. Paths stand in double quotes, and
 * the schema holds them to letters that end no quotes.
 */

const ganeshaProtocols: Rule = {
  id: 'ganesha-protocols',
  says: "The initrd's nfsmount speaks version 3, whose mount service gets a fixed port; locks and quotas are of no use to a root that is only read.",
  page: '/howto/nfs-root/',
  source:
    'https://github.com/nfs-ganesha/nfs-ganesha/blob/V4.3/src/doc/man/ganesha-core-config.rst',
};

const ganeshaClients: Rule = {
  id: 'ganesha-clients',
  says: "Nobody but this server's own networks may mount it.",
  page: '/howto/nfs-root/',
  source:
    'https://github.com/nfs-ganesha/nfs-ganesha/blob/V4.3/src/doc/man/ganesha-export-config.rst',
};

export const ganesha: Format = {
  id: 'ganesha',
  title: 'NFS-Ganesha',
  check: () => [],
  *emit(plan) {
    const all = exportsOf(plan);
    if (all.length === 0) return;
    const networks = plan.networks.map(({ network }) => network);
    const lines = [
      ...linesOf(
        [byRule(ganeshaProtocols)],
        'NFS_CORE_PARAM {',
        '    Protocols = 3, 4;',
        '    NFS_Port = 2049;',
        '    MNT_Port = 20048;',
        '    Enable_NLM = false;',
        '    Enable_RQUOTA = false;',
        '}',
      ),
      ...all.flatMap(({ profile, path, readOnly }, index) => {
        const own: Reason[] = [wrote(profile, 'nfs', 'path')];
        return [
          ...linesOf(
            own,
            '',
            'EXPORT {',
            `    Export_Id = ${index + 1};`,
            `    Path = "${path}";`,
            `    Pseudo = "${path}";`,
            '    Protocols = 3, 4;',
            '    SecType = sys;',
            '    Squash = No_Root_Squash;',
            '    Access_Type = NONE;',
            '    FSAL { Name = VFS; }',
          ),
          ...linesOf(
            [
              wrote(profile, 'nfs', 'options'),
              ...networks.map((network) => wrote(network, 'cidr')),
              byRule(ganeshaClients),
            ],
            '    CLIENT {',
            `        Clients = ${networks.map(({ cidr }) => cidr).join(', ')};`,
            `        Access_Type = ${readOnly ? 'RO' : 'RW'};`,
            '    }',
          ),
          ...linesOf(own, '}'),
        ];
      }),
    ];
    yield { path: 'etc/ganesha/bootbook.conf', language: 'text', mode: '0644', lines, hosts: [] };
  },
};
