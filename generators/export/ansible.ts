import { yamlText, type Entry } from '../import/yaml-text.ts';
import { exportedHosts, grouped, type ExportedHost, type Exporter } from './export.ts';

/** Group names hold letters, digits and underscores only; a prefix keeps models and networks of one name apart. */
function groupName(kind: string, id: string): string {
  return `${kind}_${id.replaceAll('-', '_')}`;
}

function groups(
  kind: string,
  hosts: readonly ExportedHost[],
  of: (host: ExportedHost) => string,
): Entry[] {
  return [...grouped(hosts, of)].map(([id, members]) => ({
    key: groupName(kind, id),
    value: [
      { key: 'hosts', value: members.map(({ host }): Entry => ({ key: host.id, value: [] })) },
    ],
  }));
}

/** A YAML inventory: each host once with its variables, and a group for each site, network and model. */
export const ansible: Exporter = {
  id: 'ansible',
  gives: 'an Ansible inventory (YAML), with groups by site, network and model',
  source: 'https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html',
  write(inventory) {
    const hosts = exportedHosts(inventory);
    const all = hosts.map(({ host, boot, fqdn }): Entry => {
      const address = boot.address ?? boot.address6;
      return {
        key: host.id,
        value: [
          { key: 'ansible_host', value: address ?? fqdn },
          { key: 'bootbook_fqdn', value: fqdn },
          { key: 'bootbook_mac', value: boot.mac },
          { key: 'bootbook_model', value: host.model },
          { key: 'bootbook_network', value: boot.network },
          ...(host.rack === undefined ? [] : [{ key: 'bootbook_rack', value: host.rack }]),
        ],
      };
    });
    const children = [
      ...groups('site', hosts, ({ site }) => site),
      ...groups('network', hosts, ({ boot }) => boot.network),
      ...groups('model', hosts, ({ host }) => host.model),
    ];
    return yamlText([
      {
        key: 'all',
        value: [
          { key: 'hosts', value: all },
          { key: 'children', value: children },
        ],
        above: ['Made by `bootbook export ansible` from the inventory; changes here are lost.'],
      },
    ]);
  },
};
