import type { StageId } from '../plan/stages.ts';

/*
 * What a console shows when a machine reaches a stage. The lines are those of healthy boots.
 */

const SIGNS: readonly (readonly [RegExp, StageId])[] = [
  [
    /^SeaBIOS \(version|^Press ESC for boot menu|^BdsDxe: |\bPOST\b.*complete|^Press .* to enter setup/i,
    'firmware',
  ],
  // EDK2's UefiPxeBcDxe and HttpBootDxe, Intel's boot agent, iPXE.
  [
    />> ?Start (?:PXE|HTTP Boot) over IPv[46]|\bCLIENT MAC ADDR\b|\[Link: ?up\b|Configuring \(net\d/i,
    'link',
  ],
  [
    /Station IP(?:v6)? address is (?!0\.0\.0\.0)|\bCLIENT IP: |^net\d: \d+\.\d+\.\d+\.\d+\/|\bMY IP ADDRESS\b/i,
    'dhcp',
  ],
  [
    /NBP file downloaded successfully|^PXELINUX [\d.]+|^(?:tftp|https?):\/\/\S+\.(?:0|k?pxe|efi)\.* ok$|^iPXE initialising devices|Welcome to GRUB/i,
    'nbp',
  ],
  [
    /\.ipxe\.* ok$|^boot: ?$|GNU GRUB version|^Press any key to (?:continue|boot)|^Loading .*pxelinux\.cfg/i,
    'menu',
  ],
  [
    /^\[ *\d+\.\d+\] Linux version |^Loading \S*(?:linux|vmlinu)\S*\.\.\.+ ?ok$|EFI stub: /i,
    'kernel',
  ],
  [
    /Run \/init as init process|^Loading, please wait|^Begin: |dracut(?:-\w+)?\[\d+\]: |systemd\[1\]: Running in init/i,
    'initrd',
  ],
  // The Debian installer: a question with its priority, or the title of its rescue mode.
  [
    /\[(?:\.|\?|!{1,3})\] \w|^Rescue mode$|\bMemtest86\+ +v\d|^bootbook: (?:rescue system ready|image written|disk \S+ left alone)/,
    'root',
  ],
  // What its syslog says while it installs: the names of its components (main-menu of Debian's installer runs them).
  [
    /^(?:[A-Z][a-z]{2} +\d+ [\d:]{8} )?(?:main-menu|anna|partman(?:-\w+)?|debootstrap|base-installer|in-target|apt-setup|user-setup|grub-installer|finish-install)(?:\[\d+\])?: /,
    'root',
  ],
  [
    /\blogin:$|^(?:Debian|Ubuntu|Fedora|Alma|Rocky|Red Hat)\b.* tty\w+$|Network autoconfiguration has succeeded|Loading additional components|Welcome to .*(?:anaconda|installer)|Starting installer|Installing the base system/i,
    'root',
  ],
  [
    /has started from its local disk|^Booting from (?:local|Hard) disk|Boot from local (?:drive|disk)/i,
    'handoff',
  ],
];

/** The stage that a line of a console shows to be reached. */
export function stageOnConsole(line: string): StageId | undefined {
  return SIGNS.find(([sign]) => sign.test(line))?.[1];
}
