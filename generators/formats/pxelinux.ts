import type { Artifact, Line } from '../artifact.ts';
import { wrote } from '../inventory/inventory.ts';
import { shownValue, type Problem, type ProblemText } from '../inventory/problem.ts';
import { firstConfigPath, hostConfigPath } from '../plan/paths.ts';
import { SERVED_ROOT } from '../plan/images.ts';
import {
  hostMenu,
  unknownMenu,
  type BootEntry,
  type BootMenu,
  type LinuxBoot,
} from '../plan/menu.ts';
import type { HostPlan, Plan } from '../plan/plan.ts';
import { bootif } from '../plan/rules.ts';
import { byRule, type Reason } from '../reason.ts';
import {
  ANY_BOOTIF,
  byteLength,
  checkMenus,
  hostsOf,
  reasonsOf,
  unknownRoute,
  wantsBootif,
} from '../plan/loader-menus.ts';
import type { Format } from './format.ts';

/*
 * PXELINUX, as in Debian 12 (6.04). A directive ends with its line and nothing is quoted: what stands behind the keyword
 * is the value, to the last space. The file is read twice, by ldlinux.c32 and by menu.c32, with nearly the same code.
 * Source: https://github.com/geneC/syslinux/blob/5e426532210bb830d2d7426eb8d8c154d9dfcba6/com32/menu/readconfig.c
 *
 * Seen in QEMU with SeaBIOS: the menu stands on the serial port as soon as SERIAL names it, LOCALBOOT 0 goes on to the
 * next device of the boot order, and without menu.c32 the line `boot:` stays for the timeout, then ONTIMEOUT starts its entry.
 */
const SYSLINUX = 'https://github.com/geneC/syslinux/blob/5e426532210bb830d2d7426eb8d8c154d9dfcba6';

const perMac = byRule({
  id: 'pxelinux-per-mac',
  says: 'PXELINUX asks for pxelinux.cfg/01-<mac> before it asks for pxelinux.cfg/default.',
  page: '/explain/post-to-kernel/',
  source: `${SYSLINUX}/doc/pxelinux.txt`,
});
const forEverybody = byRule({
  id: 'pxelinux-default',
  says: 'PXELINUX reads pxelinux.cfg/default where there is no file for the MAC.',
  page: '/explain/post-to-kernel/',
  source: `${SYSLINUX}/doc/pxelinux.txt`,
});
const serialFirst = byRule({
  id: 'pxelinux-serial-first',
  says: 'SERIAL has to be the first directive. PXELINUX then talks to screen and serial port at once.',
  page: '/explain/post-to-kernel/',
  source: `${SYSLINUX}/doc/syslinux.txt`,
});
const textMenu = byRule({
  id: 'pxelinux-text-menu',
  says: 'menu.c32 draws with plain text, so it works over a serial line and on a BIOS of any age.',
  page: '/howto/first-pxe-server/',
  source: `${SYSLINUX}/doc/menu.txt`,
});
const tenths = byRule({
  id: 'pxelinux-tenths',
  says: 'TIMEOUT counts tenths of a second. 0 would wait for ever, so "at once" is 1.',
  page: '/howto/first-pxe-server/',
  source: `${SYSLINUX}/doc/syslinux.txt`,
});
const onTimeout = byRule({
  id: 'pxelinux-on-timeout',
  says: 'Where menu.c32 cannot be loaded, PXELINUX waits at its prompt; ONTIMEOUT starts the default entry from there, too.',
  page: '/howto/first-pxe-server/',
  source: `${SYSLINUX}/com32/elflink/ldlinux/ldlinux.c`,
});
const firstIsDefault = byRule({
  id: 'pxelinux-menu-default',
  says: 'The first entry is the one that starts by itself.',
  page: '/howto/first-pxe-server/',
  source: `${SYSLINUX}/doc/menu.txt`,
});
const localBoot = byRule({
  id: 'pxelinux-localboot-0',
  says: 'LOCALBOOT 0 gives control back to the PXE ROM, and the BIOS goes on to the next device of its boot order.',
  page: '/explain/arming/',
  source: `${SYSLINUX}/doc/syslinux.txt`,
});
const linuxDirective = byRule({
  id: 'pxelinux-linux',
  says: 'LINUX says what the file is. KERNEL guesses by the end of its name and takes a .bin file for a boot sector.',
  page: '/explain/post-to-kernel/',
  source: `${SYSLINUX}/com32/elflink/ldlinux/ldlinux.c`,
});
const relativeNames = byRule({
  id: 'pxelinux-relative',
  says: 'A name without a slash in front is looked for in the folder of pxelinux.0, the top of the served tree.',
  page: '/explain/tftp-and-http/',
  source: `${SYSLINUX}/doc/pxelinux.txt`,
});
const namesByUrl = byRule({
  id: 'pxelinux-url',
  says: 'A URL makes lpxelinux.0 fetch the file by HTTP. No DHCP server has to be told anything for it, so it works beside any.',
  page: '/explain/tftp-and-http/',
  source: `${SYSLINUX}/doc/pxelinux.txt`,
});
const severalInitrds = byRule({
  id: 'pxelinux-initrds',
  says: 'Several initrds stand on one line with commas between them and are loaded in this order.',
  page: '/explain/post-to-kernel/',
  source: `${SYSLINUX}/com32/elflink/ldlinux/kernel.c`,
});
const verbatim = byRule({
  id: 'pxelinux-append',
  says: 'PXELINUX hands on what follows APPEND as it stands and puts BOOT_IMAGE= in front of it.',
  page: '/explain/post-to-kernel/',
  source: `${SYSLINUX}/com32/elflink/ldlinux/kernel.c`,
});
const sysAppend = byRule({
  id: 'pxelinux-sysappend-2',
  says: 'SYSAPPEND 2 adds BOOTIF with the MAC of this machine, whichever it is.',
  page: '/explain/post-to-kernel/',
  source: `${SYSLINUX}/doc/syslinux.txt`,
});

/** The config files of PXELINUX: one for each host that uses it, and `default` for machines that nobody knows. */
export const pxelinux: Format = {
  id: 'pxelinux',
  title: 'PXELINUX',
  check,
  *emit(plan) {
    const unknown = unknownRoute(plan, 'pxelinux', 'amd64');
    if (unknown === undefined) return;
    const site = wrote(plan.site, 'name');
    yield artifact(
      firstConfigPath('pxelinux', 'amd64'),
      [],
      [
        comment('Machines that the inventory does not know.', [forEverybody]),
        ...menuLines(
          unknownMenu(plan, unknown),
          `Not in the inventory (${plan.site.name})`,
          [site],
          byTftp,
        ),
      ],
    );
    for (const host of hostsOf(plan, 'pxelinux')) {
      const named = [wrote(host.host)];
      const title = `${host.host.id} (${plan.site.name})`;
      yield artifact(
        hostConfigPath(host),
        [host.host.id],
        [
          comment(`${host.host.id}, ${host.interface.mac}`, [
            wrote(host.host, 'interfaces', host.interface.name, 'mac'),
            perMac,
          ]),
          ...menuLines(hostMenu(plan, host), title, [...named, site], fetchFor(host)),
        ],
      );
    }
  },
};

function artifact(path: string, hosts: readonly string[], lines: readonly Line[]): Artifact {
  return { path: `${SERVED_ROOT}/${path}`, language: 'pxelinux', mode: '0644', lines, hosts };
}

/** A line without a known keyword is skipped; `#` is the usual way to write one. */
function comment(text: string, because: readonly Reason[]): Line {
  return { text: `# ${text}`, because };
}

/** How the names of kernel and initrds are written. */
interface Fetch {
  /** What stands in front of a path below the TFTP root. */
  readonly prefix: string;
  readonly because: readonly Reason[];
}

const byTftp: Fetch = { prefix: '', because: [relativeNames] };

/** `default` is read by pxelinux.0 as well, which knows no URLs, so they stand in the files of hosts alone. */
function fetchFor({ route, network: { nextServer } }: HostPlan): Fetch {
  if (route.value.transport !== 'http') return byTftp;
  return {
    prefix: `http://${nextServer.value}/`,
    because: [...nextServer.because, ...route.because, namesByUrl],
  };
}

function menuLines(
  menu: BootMenu,
  title: string,
  titleBecause: readonly Reason[],
  fetch: Fetch,
): Line[] {
  const first = menu.entries[0]!;
  const lines: Line[] = [];
  if (menu.serial !== undefined) {
    const { unit, speed } = menu.serial.value;
    lines.push({
      text: `SERIAL ${unit} ${speed}`,
      because: [...menu.serial.because, serialFirst],
    });
  }
  lines.push(
    { text: 'UI menu.c32', because: [textMenu] },
    { text: `MENU TITLE ${title}`, because: titleBecause },
    {
      text: `TIMEOUT ${Math.max(1, menu.timeout.value * 10)}`,
      because: [...menu.timeout.because, tenths],
    },
    { text: `ONTIMEOUT ${first.id}`, because: [...first.because, onTimeout] },
  );
  for (const entry of menu.entries) lines.push(...entryLines(entry, entry === first, fetch));
  return lines;
}

function entryLines(entry: BootEntry, isDefault: boolean, fetch: Fetch): Line[] {
  const lines: Line[] = [
    { text: '', because: entry.because },
    { text: `LABEL ${entry.id}`, because: entry.because },
    { text: `  MENU LABEL ${entry.label.value}`, because: entry.label.because },
  ];
  if (isDefault)
    lines.push({ text: '  MENU DEFAULT', because: [...entry.because, firstIsDefault] });
  if (entry.linux === undefined) {
    lines.push({ text: '  LOCALBOOT 0', because: [...entry.because, localBoot] });
    return lines;
  }
  const { kernel, initrds, args } = entry.linux;
  lines.push({
    text: `  LINUX ${fetch.prefix}${kernel.value}`,
    because: [...kernel.because, linuxDirective, ...fetch.because],
  });
  if (initrds.length > 0) {
    lines.push({
      text: `  INITRD ${initrdNames(entry.linux, fetch.prefix)}`,
      because: [
        ...initrds.flatMap(({ because }) => because),
        ...fetch.because,
        ...(initrds.length > 1 ? [severalInitrds] : []),
      ],
    });
  }
  if (args.length > 0) {
    lines.push({
      text: `  APPEND ${args.map(({ value }) => value).join(' ')}`,
      because: reasonsOf(...args.map(({ because }) => because), [verbatim]),
    });
  }
  if (asksForBootif(entry))
    lines.push({
      text: '  SYSAPPEND 2',
      because: [byRule(bootif), sysAppend],
    });
  return lines;
}

/** Hosts have a BOOTIF of their own among the arguments; for unknown machines PXELINUX itself knows the MAC. */
function asksForBootif(entry: BootEntry): boolean {
  const given = entry.linux?.args.some(({ value }) => value.startsWith('BOOTIF=')) ?? false;
  return wantsBootif(entry) && !given;
}

function initrdNames({ initrds }: LinuxBoot, prefix: string): string {
  return initrds.map(({ value }) => prefix + value).join(',');
}

/** The longest prefix that there can be: a menu is checked for all networks at once. */
const LONGEST_PREFIX = 'http://255.255.255.255/';

function check(plan: Plan): Problem[] {
  return checkMenus(plan, 'pxelinux', {
    label: checkLabel,
    title: checkTitle,
    argument: checkArgument,
    commandLine(linux, route, unknown) {
      const prefix = route.transport === 'http' && !unknown ? LONGEST_PREFIX : '';
      const words = ['', ...linux.args.map(({ value }) => value)].join(' ');
      const initrd = linux.initrds.length === 0 ? '' : ` initrd=${initrdNames(linux, prefix)}`;
      const own = `BOOT_IMAGE=${prefix}${linux.kernel.value}${words}${initrd}`;
      return unknown ? `${own} ${ANY_BOOTIF}` : own;
    },
  });
}

/** menu.c32 skips white space in front of a label, and takes ^ for the mark of a hot key, which it does not show. */
function checkLabel(text: string): ProblemText | undefined {
  if (text.startsWith(' ')) {
    return {
      code: 'pxelinux-label',
      message: 'The menu of PXELINUX drops white space in front of a label.',
      expected: 'a label that starts with a letter, a digit or a sign',
      received: shownValue(text),
      advice: 'Remove the white space at its start.',
    };
  }
  if (text.includes('^')) {
    return {
      code: 'pxelinux-label',
      message: 'The menu of PXELINUX takes ^ for the mark of a hot key and does not show it.',
      expected: 'a label without ^',
      received: shownValue(text),
      advice: 'Write it in other words.',
    };
  }
  return checkTitle(text);
}

/** What goes to the screen byte by byte, in the BIOS's own character set. */
function checkTitle(text: string): ProblemText | undefined {
  if (byteLength(text) === text.length) return undefined;
  return {
    code: 'pxelinux-letters',
    message: 'PXELINUX shows letters beyond ASCII as other signs, because a BIOS knows no UTF-8.',
    expected: 'ASCII',
    received: shownValue(text),
    advice: 'Write it without accents if people should read it at the machine.',
  };
}

/** ldlinux.c32 looks for `initrd=` anywhere in the command line, and takes the first one for the initrds to load. */
function checkArgument(text: string): ProblemText | undefined {
  if (!text.includes('initrd=')) return undefined;
  return {
    code: 'pxelinux-argument',
    message:
      'PXELINUX would load what follows `initrd=` here instead of the initrds of the image: it takes the first one that it finds anywhere in the line.',
    expected: 'an argument without initrd=',
    received: shownValue(text),
    advice: 'Name initrds in the image, and leave this argument out.',
  };
}
