import type { Artifact } from '../../generators/artifact.ts';
import type { StageId } from '../../generators/plan/stages.ts';
import { fileAnchor } from '../data/links.ts';

/*
 * What an emitted file is for, told by where it lies.
 */

interface Kind {
  readonly starts: string;
  readonly title: string;
  readonly stage: StageId;
}

const kinds: readonly Kind[] = [
  { starts: 'etc/dnsmasq.d/', title: 'DHCP and TFTP', stage: 'dhcp' },
  { starts: 'etc/nginx/', title: 'HTTP', stage: 'kernel' },
  { starts: 'ansible/', title: 'Setting up the boot server by Ansible', stage: 'dhcp' },
  { starts: 'snippets/', title: 'Snippet for another DHCP server', stage: 'dhcp' },
  { starts: 'srv/tftp/pxelinux.cfg/default', title: 'Menu for unknown machines', stage: 'menu' },
  { starts: 'srv/tftp/pxelinux.cfg/', title: 'Menu', stage: 'menu' },
  { starts: 'srv/tftp/grub/grub.cfg-', title: 'Menu', stage: 'menu' },
  { starts: 'srv/tftp/debian-installer/', title: 'First config of GRUB', stage: 'menu' },
  { starts: 'srv/tftp/grub/disk-', title: 'Search for the disk, by GRUB', stage: 'menu' },
  { starts: 'srv/tftp/ipxe/', title: 'Menu', stage: 'menu' },
  { starts: 'srv/tftp/boot.ipxe', title: 'First script of iPXE', stage: 'menu' },
  { starts: 'srv/tftp/preseed/', title: 'Answers for the installer', stage: 'root' },
  { starts: 'srv/tftp/answers/', title: 'Answers for the installer', stage: 'root' },
  {
    starts: 'srv/private/answers/',
    title: 'Answers for the installer, for the armed host alone',
    stage: 'root',
  },
  { starts: 'srv/tftp/images/', title: 'Kernel or initrd', stage: 'kernel' },
  { starts: 'srv/tftp/', title: 'Network boot program, or a part of it', stage: 'nbp' },
];

/** What a file is for, and the stage at which a machine meets it. */
export function kindOf(path: string): { readonly title: string; readonly stage: StageId } {
  return kinds.find(({ starts }) => path.startsWith(starts)) ?? { title: 'File', stage: 'menu' };
}

/** What the file of a snippet is called says for which server it is. */
const snippetTitles: Readonly<Record<string, string>> = {
  'isc-dhcpd.conf': 'ISC dhcpd',
  'kea-dhcp4.json': 'Kea',
  'mikrotik.rsc': 'MikroTik RouterOS',
  'opnsense.txt': 'OPNsense and pfSense',
  'windows-server.ps1': 'Windows Server',
  'cisco-ios.txt': 'Cisco IOS',
};

/** Heading and anchor of a file where several are shown on one page. */
export function fileTitle({ path }: Artifact): { readonly title: string; readonly id: string } {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const snippet = path.startsWith('snippets/') ? snippetTitles[name] : undefined;
  // An installer reads several, and each by its name.
  const suffix = /^srv\/(?:tftp|private)\/answers\//.test(path) ? `: ${name}` : '';
  return { title: snippet ?? `${kindOf(path).title}${suffix}`, id: fileAnchor(path) };
}
