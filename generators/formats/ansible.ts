import { linesOf, type Line } from '../artifact.ts';
import { wrote } from '../inventory/inventory.ts';
import { exportsOf } from '../plan/exports.ts';
import { nfsArchive } from '../plan/images.ts';
import { firstConfigPath } from '../plan/paths.ts';
import type { NetworkPlan, Plan } from '../plan/plan.ts';
import { servingInterfaces } from '../plan/serving.ts';
import { byRule, type Reason, type Rule } from '../reason.ts';
import type { Format } from './format.ts';

/*
 * What the Ansible collection bootbook.pxe has to know of this site: an inventory with one boot server, its variables, and
 * a playbook. The roles themselves are the same for everybody; a build puts them beside these files.
 *
 * Strings stand as JSON, which YAML reads as well. Ansible takes braces in any string for a template of Jinja, so the few
 * strings that hold some bear the tag !unsafe.
 */

const ansibleCommand: Rule = {
  id: 'ansible-command',
  says: 'Ansible reads the ansible.cfg of the folder that it is started in; everything it needs lies below it.',
  page: '/howto/deploy-the-boot-server/',
  source: 'https://docs.ansible.com/ansible/latest/reference_appendices/config.html',
};

const ansibleHost: Rule = {
  id: 'ansible-host',
  says: 'Ansible reaches the boot server where its clients do, unless told otherwise: -e ansible_host=ADDRESS.',
  page: '/howto/deploy-the-boot-server/',
  source:
    'https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html#connecting-to-hosts-behavioral-inventory-parameters',
};

const ansibleRoles: Rule = {
  id: 'ansible-roles',
  says: 'The playbook is the one of the collection, which lies beside it.',
  page: '/howto/deploy-the-boot-server/',
  source:
    'https://docs.ansible.com/ansible/latest/collections_guide/collections_using_playbooks.html',
};

const portsInUse: Rule = {
  id: 'ansible-ports-in-use',
  says: 'The firewall opens what this network uses, to its own addresses, on the interface that its clients come in by.',
  page: '/howto/deploy-the-boot-server/',
};

const healthFiles: Rule = {
  id: 'ansible-health-files',
  says: 'The health check fetches what each boot route begins with: its boot file, and the first config of its loader.',
  page: '/howto/deploy-the-boot-server/',
};

const healthAsks: Rule = {
  id: 'ansible-health-asks',
  says: 'The health check asks for DHCP as a machine that the inventory does not know, of a kind that has something to boot here.',
  page: '/howto/deploy-the-boot-server/',
  source: 'https://www.rfc-editor.org/rfc/rfc4578.html#section-2.1',
};

export const ansible: Format = {
  id: 'ansible',
  title: 'Ansible',
  check: () => [],
  *emit(plan) {
    if (plan.networks.length === 0) return;
    const { id } = plan.server;
    yield file('ansible/ansible.cfg', 'text', configLines(plan));
    yield file('ansible/inventory/hosts.yml', 'yaml', inventoryLines(plan));
    yield file(`ansible/inventory/host_vars/${id}.yml`, 'yaml', serverLines(plan));
    yield file('ansible/site.yml', 'yaml', playbookLines(plan));
  },
};

function file(path: string, language: 'text' | 'yaml', lines: Iterable<Line>) {
  return { path, language, mode: '0644', lines: [...lines], hosts: [] };
}

function* configLines(plan: Plan): Generator<Line> {
  yield* linesOf(
    [byRule(ansibleCommand)],
    `# Boot server ${plan.server.id}. Written by Bootbook: edit the inventory of the runbook, not this file.`,
    '[defaults]',
    'inventory = inventory/hosts.yml',
    'collections_path = .',
    'interpreter_python = auto_silent',
    '',
    '[ssh_connection]',
    'pipelining = True',
  );
}

function* inventoryLines(plan: Plan): Generator<Line> {
  const { server } = plan;
  const own: Reason[] = [wrote(server)];
  yield* linesOf(
    own,
    `# Boot server ${server.id}. Written by Bootbook: edit the inventory of the runbook, not this file.`,
    '---',
    'boot_servers:',
    '  hosts:',
    `    ${server.id}:`,
  );
  const [first] = servingInterfaces(plan);
  if (first === undefined) return;
  yield line(`      ansible_host: ${text(first.address)}`, [
    wrote(server, 'interfaces', first.name, 'address'),
    byRule(ansibleHost),
  ]);
}

function* playbookLines(plan: Plan): Generator<Line> {
  yield* linesOf(
    [byRule(ansibleRoles)],
    `# Boot server ${plan.server.id}. Written by Bootbook: edit the inventory of the runbook, not this file.`,
    '---',
    '- name: Set up the boot server',
    '  ansible.builtin.import_playbook: bootbook.pxe.boot_server',
  );
}

function* serverLines(plan: Plan): Generator<Line> {
  const { server } = plan;
  yield* linesOf(
    [wrote(server)],
    `# Boot server ${server.id}. Written by Bootbook: edit the inventory of the runbook, not this file.`,
    '# What else can be set: ansible_collections/bootbook/pxe/roles/boot_server/defaults/main.yml',
    '---',
  );
  yield* list('boot_server_interfaces', [wrote(server)], interfaceItems(plan));
  yield* list(
    'boot_server_networks',
    [wrote(server)],
    plan.networks.map((each) => networkItem(plan, each)),
  );
  yield* list('boot_server_exports', [wrote(server)], exportItems(plan));
  yield* list('boot_server_health_files', [byRule(healthFiles)], healthItems(plan));
}

/** The lines of one item of a list, without its dash. */
type Item = readonly Line[];

function* list(name: string, reasons: readonly Reason[], items: readonly Item[]): Generator<Line> {
  yield line(items.length === 0 ? `${name}: []` : `${name}:`, reasons);
  for (const item of items)
    for (const [index, each] of item.entries())
      yield { ...each, text: `  ${index === 0 ? '- ' : '  '}${each.text}` };
}

function interfaceItems(plan: Plan): Item[] {
  const { server } = plan;
  return servingInterfaces(plan).map(({ name, address, address6 }) => [
    line(`name: ${text(name)}`, [wrote(server, 'interfaces', name)]),
    line(`address: ${text(address)}`, [wrote(server, 'interfaces', name, 'address')]),
    ...(address6 === undefined
      ? []
      : [line(`address6: ${text(address6)}`, [wrote(server, 'interfaces', name, 'address6')])]),
  ]);
}

function networkItem(plan: Plan, each: NetworkPlan): Item {
  const { network, nextServer, nextServer6 } = each;
  const ports = byRule(portsInUse);
  const come = interfaceOf(plan, each);
  const [asks] = each.unknownRoutes;
  return [
    line(`id: ${text(network.id)}`, [wrote(network)]),
    line(`interface: ${text(come)}`, [wrote(plan.server, 'interfaces', come), ports]),
    line(`address: ${text(nextServer.value)}`, nextServer.because),
    line(`cidr: ${text(network.cidr)}`, [wrote(network, 'cidr'), ports]),
    ...(network.cidr6 === undefined || nextServer6 === undefined
      ? []
      : [line(`cidr6: ${text(network.cidr6)}`, [wrote(network, 'cidr6'), ports])]),
    line(`dhcp: ${text(network.dhcp.mode)}`, [wrote(network, 'dhcp', 'mode'), ports]),
    ...(network.dhcp.relay === undefined
      ? []
      : [line(`relay: ${text(network.dhcp.relay)}`, [wrote(network, 'dhcp', 'relay'), ports])]),
    ...(asks === undefined
      ? []
      : [
          line(`client_architecture: ${asks.clientArchitectures[0]!}`, [
            { kind: 'route', route: asks },
            byRule(healthAsks),
          ]),
        ]),
  ];
}

/** The interface by which clients of a network come in: behind a relay it is the one whose address they are told. */
function interfaceOf(plan: Plan, { serverInterface, nextServer }: NetworkPlan): string {
  if (serverInterface !== undefined) return serverInterface;
  const found = servingInterfaces(plan).find(({ address }) => address === nextServer.value);
  return found!.name;
}

function exportItems(plan: Plan): Item[] {
  return exportsOf(plan).map(({ profile, path }) => [
    line(`id: ${text(profile.id)}`, [wrote(profile)]),
    line(`path: ${text(path)}`, [wrote(profile, 'nfs', 'path')]),
    ...(profile.nfs?.root === undefined
      ? []
      : [line(`archive: ${text(nfsArchive(profile))}`, [wrote(profile, 'nfs', 'root')])]),
  ]);
}

function healthItems(plan: Plan): Item[] {
  const found = new Map<string, Reason[]>();
  for (const route of plan.routes) {
    for (const path of [route.bootFile, firstConfigPath(route.loader, route.architecture)]) {
      const reasons = found.get(path) ?? [byRule(healthFiles)];
      found.set(path, [...reasons, { kind: 'route', route }]);
    }
  }
  return [...found]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, reasons]) => [line(text(path), reasons)]);
}

/** A string that YAML and Ansible take for nothing else. */
function text(value: string): string {
  const quoted = JSON.stringify(value);
  return /[{}]/.test(value) ? `!unsafe ${quoted}` : quoted;
}

function line(content: string, reasons: readonly Reason[]): Line {
  return { text: content, because: reasons };
}
