import { volumeName, type Install } from '../../generators/plan/install.ts';
import type { Line, Visit } from '../scenarios/scenario.ts';
import { showing } from './installed-disk.ts';

/** What has to be on a disk after an installation by answers that were emitted, and a script that prints it. */
export function evidenceOf({ host, users, rootKeys, packages, timezone, layout }: Install): Visit {
  const files: Record<string, string> = {
    passwd: '/etc/passwd',
    shadow: '/etc/shadow',
    group: '/etc/group',
    fstab: '/etc/fstab',
    hostname: '/etc/hostname',
    timezone: '/etc/timezone',
    'keys-root': '/root/.ssh/authorized_keys',
  };
  const says: Line[] = [
    `hostname: ${host.host.id}`,
    `timezone: ${timezone.value}`,
    /^shadow: root:[!*]/,
    ...rootKeys.map(({ value }) => `keys-root: ${value}`),
    // Of the task that the answers choose.
    'package: openssh-server',
    ...packages.map(({ value }) => `package: ${value}`),
    ...mounts(layout.value),
  ];
  for (const { name, fullName, password, sudo, sshKeys } of users) {
    says.push(
      line(`passwd: ${literal(name)}:x:\\d+:\\d+:${literal(fullName)},*:/home/${literal(name)}:`),
      line(`shadow: ${literal(name)}:${password === undefined ? '!' : '\\$'}`),
    );
    if (sudo) says.push(line(`group: sudo:x:\\d+:(?:.*,)?${literal(name)}(?:,|$)`));
    if (sudo && password === undefined) {
      files[`sudo-${name}`] = `/etc/sudoers.d/bootbook-${name}`;
      says.push(`sudo-${name}: ${name} ALL=(ALL:ALL) NOPASSWD: ALL`);
    }
    files[`keys-${name}`] = `/home/${name}/.ssh/authorized_keys`;
    says.push(...sshKeys.map(({ value }) => `keys-${name}: ${value}`));
  }
  return { script: showing(host.host.id, files), says };
}

/** The lines of fstab that a layout makes. */
function mounts({ kind, group, fileSystem, swap, volumes }: Install['layout']['value']): RegExp[] {
  const device = (volume: string): string =>
    kind === 'plain'
      ? 'UUID=\\S+'
      : literal(`/dev/mapper/${group}-${volume.replaceAll('-', '--')}`);
  const all = [
    { name: 'root', mount: '/', type: fileSystem },
    ...volumes.map(({ mount }) => ({ name: volumeName(mount), mount, type: fileSystem })),
    ...(swap === undefined ? [] : [{ name: 'swap', mount: 'none', type: 'swap' }]),
  ];
  return all.map(({ name, mount, type }) =>
    line(`fstab: ${device(name)}\\s+${literal(mount)}\\s+${type}\\s`),
  );
}

function line(start: string): RegExp {
  return new RegExp(`^${start}`);
}

/** A text in a regular expression, where it means nothing but itself. */
function literal(text: string): string {
  return text.replaceAll(/[$()*+./?[\\\]^{|}-]/g, '\\$&');
}
