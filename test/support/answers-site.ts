import { artifactText, type Artifact } from '../../generators/artifact.ts';
import { answers, privateAnswers } from '../../generators/formats/answers/index.ts';
import { pxelinux } from '../../generators/formats/pxelinux.ts';
import type { Problem } from '../../generators/inventory/problem.ts';
import { read } from './small-site.ts';
import { planSite } from '../../generators/plan/plan-site.ts';

/*
 * A site with one machine that is to be installed. Its text is JSON, which is YAML too, so that values of any kind get into it as
 * they are.
 */

export const KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)}`;

/** Every kind of layout once, each with another way to name disks and another firmware. */
export const layouts = {
  plain: {
    firmware: 'bios',
    layout: { kind: 'plain', swap: '8G' },
    disk: { path: '/dev/disk/by-path/pci-0000:00:1f.2-ata-1' },
  },
  lvm: {
    firmware: 'uefi',
    layout: {
      kind: 'lvm',
      fileSystem: 'xfs',
      group: 'vg0',
      swap: '4G',
      root: '40G',
      volumes: [{ mount: '/var/log', size: '5G' }],
    },
    disk: { serial: 'S3Z8NB0K123456' },
  },
  raid1: {
    firmware: 'uefi',
    layout: { kind: 'raid1', swap: '8G' },
    disk: [{ serial: 'A1' }, { serial: 'B2' }],
  },
  'raid1-bios': {
    firmware: 'bios',
    layout: { kind: 'raid1' },
    disk: [{ serial: 'A1' }, { serial: 'B2' }],
  },
  luks: {
    firmware: 'uefi-secure-boot',
    layout: { kind: 'luks', swap: '8G', key: { secret: { env: 'DISK_KEY' } } },
    disk: { size: { least: '100G', most: '600G' } },
  },
} as const;

/** What is said of an installation where a test says nothing else. */
export const usual = {
  source: 'http://mirror.example.net/9/os/',
  ...{ disk: layouts.plain.disk, layout: layouts.plain.layout },
  users: [
    {
      name: 'ops',
      fullName: `Anna "the" O'Neil`,
      password: { secret: { env: 'OPS_PASSWORD' } },
      sshKeys: [`${KEY} anna@example.net`],
      sudo: true,
    },
    { name: 'deploy', sshKeys: [`${KEY} build "server" #1`], sudo: true },
  ],
  rootKeys: [`${KEY} root's own`],
  packages: ['vim', 'tmux'],
};

/** The text of that site. */
export function installSite(install: object, firmware = 'bios'): string {
  return JSON.stringify({
    sites: { lab: { name: 'Lab', domain: 'lab.example.net', ntp: ['10.1.0.3'] } },
    networks: {
      build: {
        site: 'lab',
        cidr: '10.1.0.0/24',
        server: 'boot1',
        dhcp: { mode: 'authoritative' },
      },
    },
    servers: {
      boot1: { site: 'lab', interfaces: { eno1: { network: 'build', address: '10.1.0.2' } } },
    },
    models: {
      one: { vendor: 'Acme', name: 'One', architecture: 'amd64', firmware, memory: 8192 },
    },
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
      web01: {
        model: 'one',
        profile: 'install',
        armedUntil: '2026-11-22T13:00:00Z',
        interfaces: {
          eno1: { mac: '52:54:00:00:00:01', network: 'build', address: '10.1.0.11' },
        },
      },
    },
  });
}

export interface InstallFiles {
  readonly problems: readonly Problem[];
  /** By name, such as `ks.cfg`, with texts for the secrets. */
  readonly files: ReadonlyMap<string, Artifact>;
}

/** The answers of the one machine of such a site. */
export function answersOf(text: string): InstallFiles {
  const { inventory, problems } = read(text);
  if (inventory === undefined) return { problems, files: new Map() };
  const { plans, problems: planned } = planSite(inventory, Date.parse('2026-11-22T12:00:00Z'));
  const files = plans.flatMap((plan) => [
    ...answers.emit(plan),
    ...[...privateAnswers(plan)].map(({ file }) => file),
  ]);
  return {
    problems: [...problems, ...planned, ...plans.flatMap((plan) => answers.check(plan))],
    files: new Map(files.map((file) => [file.path.slice(file.path.lastIndexOf('/') + 1), file])),
  };
}

/** The kernel arguments of the installer on that machine, as its loader's config has them: a file of PXELINUX, so of a BIOS. */
export function kernelArgumentsOf(text: string): string {
  const { inventory } = read(text);
  const { plans } = planSite(inventory!, Date.parse('2026-11-22T12:00:00Z'));
  const lines = plans.flatMap((plan) => [...pxelinux.emit(plan)]).flatMap(({ lines }) => lines);
  return lines
    .find(({ text }) => text.includes('APPEND BOOTIF'))!
    .text.trim()
    .replace(/^APPEND /, '');
}

/** The text of a file with a secret in the place of each text that stands for one; hashes are not quoted. */
export function withSecrets(file: Artifact, hash: string, secret: string): string {
  let text = artifactText(file);
  for (const slot of file.secrets ?? [])
    text = text.replaceAll(slot.text, () => (slot.form === 'hash' ? hash : slot.quote(secret)!));
  return text;
}
