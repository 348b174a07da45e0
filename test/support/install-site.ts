import { plan, read } from './small-site.ts';
import { checkFormats } from '../../generators/formats/index.ts';
import { answers, privateAnswers } from '../../generators/formats/answers/index.ts';
import type { Artifact } from '../../generators/artifact.ts';
import type { Problem } from '../../generators/inventory/problem.ts';
import { planSite } from '../../generators/plan/plan-site.ts';

export const KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)} ops@example.net`;

/** A profile's `install`, and what the host says otherwise, as the inventory would hold them. */
export interface InstallSite {
  readonly install: Readonly<Record<string, unknown>>;
  readonly host?: Readonly<Record<string, unknown>>;
  readonly firmware?: 'bios' | 'uefi' | 'uefi-secure-boot';
  readonly armed?: boolean;
}

/** A site with one machine that is to be installed: `inst01`, from `boot1` at 10.1.0.2. JSON is YAML. */
export function installSite({
  install,
  host,
  firmware = 'uefi',
  armed = true,
}: InstallSite): string {
  return JSON.stringify({
    sites: { lab: { name: 'Lab', domain: 'lab.example.net', ntp: ['10.1.0.53'], sshKeys: [KEY] } },
    networks: {
      prod: {
        site: 'lab',
        cidr: '10.1.0.0/24',
        gateway: '10.1.0.1',
        server: 'boot1',
        dhcp: { mode: 'authoritative' },
      },
    },
    servers: {
      boot1: { site: 'lab', interfaces: { eno1: { network: 'prod', address: '10.1.0.2' } } },
    },
    models: { box: { vendor: 'Acme', name: 'Box', architecture: 'amd64', firmware, memory: 4096 } },
    images: {
      installer: { architecture: 'amd64', kernel: { path: 'images/linux' }, signed: true },
    },
    profiles: {
      install: {
        label: 'Install',
        kind: 'installer',
        image: 'installer',
        destructive: true,
        install,
      },
    },
    hosts: {
      inst01: {
        model: 'box',
        interfaces: { eno1: { mac: '52:54:00:00:00:01', network: 'prod', address: '10.1.0.11' } },
        profile: 'install',
        ...(armed && { armedUntil: '2026-11-22T18:00:00Z' }),
        ...(host !== undefined && { install: host }),
      },
    },
  });
}

/** The files of answers of the machine, by their names, and the kernel arguments. Throws if the site has a problem. */
export function answersOf(site: InstallSite): {
  files: Map<string, Artifact>;
  text: (name: string) => string;
} {
  const [server] = plan(installSite(site)).plans;
  const files = [...answers.emit(server!), ...[...privateAnswers(server!)].map(({ file }) => file)];
  const byName = new Map(files.map((file) => [file.path.split('/').at(-1)!, file]));
  return {
    files: byName,
    text: (name) =>
      byName
        .get(name)!
        .lines.map(({ text }) => `${text}\n`)
        .join(''),
  };
}

/** Everything that is wrong with the site, whoever says it. */
export function problemsOf(site: InstallSite): readonly Problem[] {
  const { inventory, problems } = read(installSite(site));
  if (inventory === undefined) return problems;
  const planned = planSite(inventory, Date.parse('2026-11-22T12:00:00Z'));
  return [...problems, ...planned.problems, ...planned.plans.flatMap((each) => checkFormats(each))];
}
