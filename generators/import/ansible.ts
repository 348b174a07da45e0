import { parseYaml } from '../inventory/yaml-file.ts';
import { lineOf } from '../inventory/lines.ts';
import { Findings, numbered, type Importer, type Origin, type SourceFile } from './records.ts';
import { isLoose, looseOf, type Loose } from './values.ts';

/*
 * An Ansible inventory as INI or YAML, and the variables of single hosts in host_vars/. MACs and addresses have no
 * variable of their own in Ansible, so the usual names are looked for. Groups say nothing that a boot needs.
 */

const names = {
  mac: [
    ...['mac', 'mac_address', 'macaddress', 'hwaddr', 'pxe_mac', 'boot_mac', 'ansible_mac'],
    // What `bootbook export ansible` writes.
    'bootbook_mac',
  ],
  address: [
    'ip',
    'ip_address',
    'ipv4_address',
    'address',
    'ansible_host',
    'ansible_ssh_host',
    'ansible_default_ipv4',
  ],
  interface: ['interface', 'pxe_interface', 'boot_interface', 'nic'],
  vendor: ['vendor', 'manufacturer'],
  model: ['model', 'hardware', 'hardware_model', 'product_name', 'bootbook_model'],
  rack: ['rack', 'bootbook_rack'],
  firmware: ['firmware', 'boot_mode'],
} as const;

interface Found {
  readonly origin: Origin;
  readonly vars: Map<string, { readonly value: string; readonly origin: Origin }>;
}

type Hosts = Map<string, Found>;

function hostIn(hosts: Hosts, name: string, origin: Origin): Found {
  const known = hosts.get(name) ?? { origin, vars: new Map() };
  hosts.set(name, known);
  return known;
}

const RANGE = /\[([0-9]+|[a-z]):([0-9]+|[a-z])(?::([0-9]+))?\]/i;
const MOST_HOSTS = 100_000;

/** Names of a pattern such as web[01:03].example.net. */
function expanded(pattern: string): string[] {
  let all = [pattern];
  while (all.length < MOST_HOSTS && RANGE.test(all[0]!))
    all = all.flatMap((each) => {
      const [whole, from = '', to = '', step = '1'] = RANGE.exec(each)!;
      const numeric = /^[0-9]/.test(from);
      const at = (text: string): number => (numeric ? Number(text) : text.charCodeAt(0));
      const count = Math.min(
        MOST_HOSTS,
        Math.floor((at(to) - at(from)) / Math.max(1, Number(step))) + 1,
      );
      return Array.from({ length: Math.max(0, count) }, (_, index) => {
        const value = at(from) + index * Math.max(1, Number(step));
        const text = numeric
          ? String(value).padStart(from.length, '0')
          : String.fromCharCode(value);
        return each.replace(whole, () => text);
      });
    });
  return all.slice(0, MOST_HOSTS);
}

/** `key=value` pairs as Ansible parts them: by the rules of the shell, a # begins a comment. */
function pairs(text: string): [string, string][] {
  const words = [...text.matchAll(/(?:[^\s"'#]|"(?:[^"\\]|\\.)*"|'[^']*')+|#.*/g)].map(
    ([each]) => each,
  );
  const end = words.findIndex((each) => each.startsWith('#'));
  return (end < 0 ? words : words.slice(0, end)).flatMap((each): [string, string][] => {
    const [, key, value] = /^([^=]+)=(.*)$/.exec(each) ?? [];
    if (key === undefined) return [];
    return [
      [
        key,
        value!.replaceAll(
          /"((?:[^"\\]|\\.)*)"|'([^']*)'/g,
          (_, a?: string, b?: string) => a ?? b ?? '',
        ),
      ],
    ];
  });
}

function readIni({ path, text }: SourceFile, hosts: Hosts, found: Findings): void {
  let section = '';
  for (const { line, text: whole } of numbered(text)) {
    const origin = { file: path, line };
    const trimmed = whole.trim();
    if (trimmed === '' || /^[#;]/.test(trimmed)) continue;
    const [, head] = /^\[([^\]]+)\]/.exec(trimmed) ?? [];
    if (head !== undefined && !RANGE.test(trimmed.slice(0, head.length + 2))) section = head;
    else if (section.endsWith(':children')) continue;
    else if (section.endsWith(':vars'))
      found.leftOut(
        origin,
        `${/^[^=\s]*/.exec(trimmed)![0]} of [${section}]`,
        'variables of groups are for playbooks',
      );
    else {
      const [pattern = '', ...rest] = trimmed.split(/\s+/);
      const vars = pairs(trimmed.slice(pattern.length));
      if (rest.length === 0 && pattern.includes('='))
        found.leftOut(origin, trimmed, 'it is no host');
      for (const name of expanded(pattern)) {
        const host = hostIn(hosts, name, origin);
        for (const [key, value] of vars) host.vars.set(key, { value, origin });
      }
    }
  }
}

function readYaml(file: SourceFile, hosts: Hosts, found: Findings): void {
  const { file: parsed, faults } = parseYaml(file);
  if (parsed === undefined || faults.length > 0) {
    const line = faults[0]?.position.line ?? 1;
    found.leftOut({ file: file.path, line }, file.path, faults[0]?.message ?? 'it is not YAML');
    if (parsed === undefined) return;
  }
  const at = (path: readonly (string | number)[]): Origin => ({
    file: file.path,
    line: lineOf(parsed.lines, path),
  });
  const inVars = /(?:^|\/)host_vars\/([^/]+?)(?:\.ya?ml|\/[^/]+)?$/.exec(file.path)?.[1];
  if (inVars !== undefined) {
    const host = hostIn(hosts, inVars, at([]));
    for (const [key, value] of Object.entries(looseOf(parsed.value)))
      put(host, key, value, at([key]));
    return;
  }
  if (/(?:^|\/)group_vars\//.test(file.path)) {
    found.leftOut(at([]), file.path, 'variables of groups are for playbooks');
    return;
  }
  const groups: { path: readonly string[]; group: Loose }[] = Object.entries(
    looseOf(parsed.value),
  ).map(([name, group]) => ({ path: [name], group: looseOf(group) }));
  for (const { path, group } of groups) {
    for (const [pattern, vars] of Object.entries(looseOf(group['hosts'])))
      for (const name of expanded(pattern)) {
        const host = hostIn(hosts, name, at([...path, 'hosts', pattern]));
        for (const [key, value] of Object.entries(looseOf(vars)))
          put(host, key, value, at([...path, 'hosts', pattern, key]));
      }
    for (const key of Object.keys(looseOf(group['vars'])))
      found.leftOut(
        at([...path, 'vars', key]),
        `${path.at(-1)!}: ${key}`,
        'variables of groups are for playbooks',
      );
    for (const [name, child] of Object.entries(looseOf(group['children'])))
      if (isLoose(child)) groups.push({ path: [...path, 'children', name], group: child });
  }
}

function put({ vars }: Found, key: string, value: unknown, origin: Origin): void {
  if (typeof value === 'string' || typeof value === 'number')
    vars.set(key, { value: String(value), origin });
  else if (isLoose(value) && typeof value['address'] === 'string')
    vars.set(key, { value: value['address'], origin });
}

export const ansible: Importer = {
  id: 'ansible',
  title: 'an Ansible inventory',
  takes:
    'its files (INI or YAML), or its folder with host_vars; a MAC is looked for as mac, mac_address, pxe_mac …',
  source: 'https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html',
  files: /^(?!\.)(?!.*\.(?:cfg|py|sh|json|md|txt|bak|orig|retry)$)/,
  read(files) {
    const found = new Findings();
    const hosts: Hosts = new Map();
    for (const file of files)
      if (/\.ya?ml$/.test(file.path) || /^---|^[A-Za-z_][\w-]*:\s*$/m.test(file.text))
        readYaml(file, hosts, found);
      else readIni(file, hosts, found);
    const models = new Set<string>();
    const known = new Set<string>(Object.values(names).flat());
    for (const [name, { origin, vars }] of hosts) {
      const value = (which: keyof typeof names): string | undefined =>
        names[which]
          .map((each) => vars.get(each)?.value)
          .find((each) => each !== undefined && each !== '');
      for (const [key, each] of vars)
        if (!known.has(key))
          found.leftOut(each.origin, `${key} of ${name}`, 'variables of hosts are for playbooks');
      const [vendor, model] = [value('vendor'), value('model')];
      const key = model === undefined ? undefined : [vendor, model].filter(Boolean).join(' ');
      if (key !== undefined && !models.has(key)) {
        models.add(key);
        found.models.push({ origin, key, vendor, name: model });
      }
      found.domain ??= /^[^.]+\.(.+\..+)$/.exec(name)?.[1];
      const card = {
        origin,
        mac: value('mac'),
        address: value('address'),
        name: value('interface'),
      };
      found.hosts.push({
        origin,
        name,
        model: key,
        rack: value('rack'),
        firmware: value('firmware'),
        interfaces: [card],
      });
    }
    return found;
  },
};
