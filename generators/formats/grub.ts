import type { Artifact, Line } from '../artifact.ts';
import { wrote } from '../inventory/inventory.ts';
import { shownValue, type Problem, type ProblemText } from '../inventory/problem.ts';
import { architectures, type Architecture } from '../inventory/schema.ts';
import { configPathFor, firstConfigPath, hostConfigPath } from '../plan/paths.ts';
import { SERVED_ROOT } from '../plan/images.ts';
import { hostMenu, unknownMenu, type BootEntry, type BootMenu } from '../plan/menu.ts';
import type { Plan } from '../plan/plan.ts';
import { bootif } from '../plan/rules.ts';
import { byRule, type Reason } from '../reason.ts';
import {
  ANY_BOOTIF,
  checkMenus,
  hostsOf,
  reasonsOf,
  unknownRoute,
  wantsBootif,
} from '../plan/loader-menus.ts';
import type { Format } from './format.ts';

/*
 * GRUB 2.06 as Debian 12 signs it for netboot. A script is cut into words much as a shell does it; single quotes keep
 * everything as it is. Nothing can be loaded into it under Secure Boot, so only what is built in is used here: regexp,
 * test, configfile, echo, chain, linux. (serial is built in as well; why it is not used stands with consoleLines.)
 * Source: https://github.com/rhboot/grub2/blob/grub-2.06/grub-core/script/yylex.l
 *
 * Seen in QEMU with OVMF 2022.11 and Debian's grubx64.efi, with and without shim before it: the dispatch file finds the
 * file of the MAC; arguments full of signs arrive in /proc/cmdline as written; `exit 1` ends in OVMF's setup menu though the
 * disk is next in the boot order; with root set, a shim on the disk's EFI system partition starts its own
 * GRUB, with Secure Boot on as well.
 */
const GRUB = 'https://github.com/rhboot/grub2/blob/5e9e7e44eddcab0174decc12c3799825e600639f';
const GRUB_2_06 = 'https://github.com/rhboot/grub2/blob/grub-2.06';
const MANUAL = 'https://www.gnu.org/software/grub/manual/grub/html_node';

const dispatch = byRule({
  id: 'grub-dispatch',
  says: "Debian's netboot GRUB reads this one file; it has the path built in and does not look for files by MAC itself.",
  page: '/explain/post-to-kernel/',
  source: 'https://salsa.debian.org/grub-team/grub/-/blob/debian/bookworm/debian/build-efi-images',
});
const macWithDashes = byRule({
  id: 'grub-mac-with-dashes',
  says: 'GRUB knows the MAC with colons; regexp is built into the signed image and takes it apart for a file name without colons.',
  page: '/howto/secure-boot/',
  source: `${MANUAL}/regexp.html`,
});
const testBySize = byRule({
  id: 'grub-test-size',
  says: 'Over TFTP only "is larger than zero" can be asked of a file (-s): TFTP lists no folders, so -f and -e always fail.',
  page: '/explain/tftp-and-http/',
  source: `${GRUB}/grub-core/commands/test.c`,
});
const perMac = byRule({
  id: 'grub-per-mac',
  says: 'The dispatch file sends GRUB here by its MAC; the name is the one that GRUB itself would ask for.',
  page: '/explain/post-to-kernel/',
  source: `${MANUAL}/Network.html`,
});
const firmwareConsole = byRule({
  id: 'grub-efi-console',
  says: "GRUB uses the firmware's console, which UEFI servers carry to the serial port themselves. If GRUB drove the port as well, every line would come twice.",
  page: '/explain/post-to-kernel/',
  source: `${MANUAL}/Serial-terminal.html`,
});
const firstEntry = byRule({
  id: 'grub-default-0',
  says: 'The first entry starts by itself. It is named by its number, because GRUB would read an id that starts with digits as a number anyway.',
  page: '/howto/first-pxe-server/',
  source: `${GRUB}/grub-core/normal/menu.c`,
});
const absolute = byRule({
  id: 'grub-absolute-path',
  says: 'A path with a slash in front is taken from the top of the TFTP server that GRUB itself came from.',
  page: '/explain/tftp-and-http/',
  source: `${MANUAL}/Network.html`,
});
const quoting = byRule({
  id: 'grub-quotes',
  says: 'Inside single quotes GRUB reads every sign as itself.',
  page: '/explain/post-to-kernel/',
  source: `${MANUAL}/Quoting.html`,
});
const severalInitrds = byRule({
  id: 'grub-initrds',
  says: 'Several initrds stand on one line and are loaded one behind the other.',
  page: '/explain/post-to-kernel/',
  source: `${MANUAL}/initrd.html`,
});
const diskLoader = byRule({
  id: 'grub-disk-loader',
  says: 'GRUB 2.06 always tells the firmware that it succeeded, and EDK2 then stops in its setup menu. So GRUB itself starts the boot loader on the disk.',
  page: '/explain/arming/',
  source:
    'https://github.com/tianocore/edk2/blob/edk2-stable202605/MdeModulePkg/Universal/BdsDxe/BdsEntry.c',
});
const vendorsFirst = byRule({
  id: 'grub-disk-vendors-first',
  says: 'Installed systems have a folder of their own on the EFI system partition; EFI/BOOT, which sticks have as well, comes last.',
  page: '/explain/arming/',
  source: 'https://uefi.org/specs/UEFI/2.10/13_Protocols_Media_Access.html',
});
const partitions = byRule({
  id: 'grub-every-partition',
  says: 'GRUB puts every partition of every disk in place of (hd*,*).',
  page: '/explain/arming/',
  source: `${GRUB}/grub-core/commands/wildcard.c`,
});
const rootFirst = byRule({
  id: 'grub-root-before-chainloader',
  says: 'chainloader tells the next loader that it came from $root, whatever device its file was read from; shim then looks for GRUB there.',
  page: '/explain/arming/',
  source: `${GRUB_2_06}/grub-core/loader/efi/chainloader.c`,
});
const exitLast = byRule({
  id: 'grub-exit-1',
  says: 'There is no boot loader on the disks, so the firmware decides. exit 1 says that this boot option failed, which newer GRUBs hand on.',
  page: '/explain/arming/',
  source: `${GRUB}/grub-core/kern/efi/efi.c`,
});

/** The config files of GRUB under UEFI: one for each architecture that sends each machine to its own, and one for each host. */
export const grub: Format = {
  id: 'grub',
  title: 'GRUB',
  check,
  *emit(plan) {
    for (const architecture of architectures) {
      const lines = dispatchLines(plan, architecture);
      if (lines === undefined) continue;
      yield artifact(firstConfigPath('grub', architecture), [], lines);
      yield artifact(diskPath(architecture), [], diskLines(architecture));
    }
    for (const host of hostsOf(plan, 'grub')) {
      const { architecture } = host.route.value;
      yield artifact(
        hostConfigPath(host),
        [host.host.id],
        [
          {
            text: `# ${host.host.id}, ${host.interface.mac}`,
            because: [wrote(host.host, 'interfaces', host.interface.name, 'mac'), perMac],
          },
          ...menuLines(hostMenu(plan, host), architecture, false),
        ],
      );
    }
  },
};

function artifact(path: string, hosts: readonly string[], lines: readonly Line[]): Artifact {
  return { path: `${SERVED_ROOT}/${path}`, language: 'grub', mode: '0644', lines, hosts };
}

/** What GRUB calls the parts of its MAC in the dispatch file. */
const MAC_PARTS = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6'];

function dispatchLines(plan: Plan, architecture: Architecture): Line[] | undefined {
  const unknown = unknownRoute(plan, 'grub', architecture);
  if (unknown === undefined) return undefined;
  const sets = MAC_PARTS.map((name, index) => `--set=${index + 1}:${name}`).join(' ');
  const pattern = MAC_PARTS.map(() => '(..)').join(':');
  const dashes = MAC_PARTS.map((name) => `$${name}`).join('-');
  const file = `/${configPathFor('grub', '').replace('01-', '$client')}`;
  const nobody: Reason[] = [dispatch];
  return [
    { text: '# Every machine reads this file first and goes on to its own.', because: [dispatch] },
    {
      text: `regexp ${sets} '^${pattern}$' "$net_default_mac"`,
      because: [macWithDashes],
    },
    { text: `set client="01-${dashes}"`, because: [macWithDashes] },
    { text: `if [ -s "${file}" ]; then`, because: [dispatch, testBySize] },
    { text: `  configfile "${file}"`, because: [dispatch] },
    { text: 'fi', because: nobody },
    { text: '', because: nobody },
    { text: '# Machines that the inventory does not know.', because: nobody },
    ...menuLines(unknownMenu(plan, unknown), architecture, true),
  ];
}

function menuLines(menu: BootMenu, architecture: Architecture, unknown: boolean): Line[] {
  return [
    ...consoleLines(menu),
    { text: 'set default=0', because: [...menu.entries[0]!.because, firstEntry] },
    { text: `set timeout=${menu.timeout.value}`, because: menu.timeout.because },
    ...menu.entries.flatMap((entry) => entryLines(entry, architecture, unknown)),
  ];
}

/** Seen with OVMF 2022.11: with `terminal_output console serial` both menus stand in one another on the serial port. */
function consoleLines({ serial }: BootMenu): Line[] {
  if (serial === undefined) return [];
  return [
    {
      text: "# GRUB's console is that of the firmware; the serial port is set up by the kernel.",
      because: [...serial.because, firmwareConsole],
    },
  ];
}

function entryLines(entry: BootEntry, architecture: Architecture, unknown: boolean): Line[] {
  const lines: Line[] = [
    { text: '', because: entry.because },
    {
      text: `menuentry ${quoted(entry.label.value)} --id ${entry.id} {`,
      because: [...entry.label.because, quoting],
    },
  ];
  if (entry.linux === undefined) {
    lines.push(
      {
        text: `  source /${diskPath(architecture)}`,
        because: [...entry.because, diskLoader],
      },
      { text: '  exit 1', because: [...entry.because, exitLast] },
    );
  } else {
    const { kernel, initrds, args } = entry.linux;
    const words = args.map(({ value }) => word(value));
    if (unknown && wantsBootif(entry)) words.push('"BOOTIF=$client"');
    lines.push({
      text: `  linux ${[`/${kernel.value}`, ...words].join(' ')}`,
      because: reasonsOf(
        kernel.because,
        [absolute],
        ...args.map(({ because }) => because),
        unknown && wantsBootif(entry) ? [byRule(bootif)] : [],
      ),
    });
    if (initrds.length > 0) {
      lines.push({
        text: `  initrd ${initrds.map(({ value }) => `/${value}`).join(' ')}`,
        because: [
          ...initrds.flatMap(({ because }) => because),
          absolute,
          ...(initrds.length > 1 ? [severalInitrds] : []),
        ],
      });
    }
  }
  lines.push({ text: '}', because: entry.because });
  return lines;
}

/**
 * Boot loaders on a disk, below EFI/ of the EFI system partition: where distributions and Windows put theirs. shim stands
 * before GRUB, because under Secure Boot only shim is signed for the firmware.
 */
const DISK_LOADERS: Readonly<Record<Architecture, readonly string[]>> = {
  amd64: diskLoaders('x64'),
  arm64: diskLoaders('aa64'),
};

function diskLoaders(suffix: string): string[] {
  const withShim = ['debian', 'ubuntu', 'fedora', 'redhat', 'centos', 'rocky', 'almalinux'];
  return [
    ...withShim.map((vendor) => `${vendor}/shim${suffix}.efi`),
    'opensuse/shim.efi',
    'sles/shim.efi',
    ...withShim.map((vendor) => `${vendor}/grub${suffix}.efi`),
    `systemd/systemd-boot${suffix}.efi`,
    'Microsoft/Boot/bootmgfw.efi',
    `BOOT/BOOT${suffix.toUpperCase()}.EFI`,
  ];
}

/** Where the search for a boot loader on the disks lies, below the TFTP root: once for all hosts of an architecture. */
function diskPath(architecture: Architecture): string {
  return `grub/disk-${architecture}.cfg`;
}

function diskLines(architecture: Architecture): Line[] {
  const files = DISK_LOADERS[architecture];
  const list = [diskLoader, vendorsFirst];
  const start = [diskLoader];
  return [
    { text: '# Starts the boot loader that a system has put on a disk.', because: start },
    { text: 'for loader in \\', because: list },
    ...files.map((file, index): Line => ({
      text: `  ${file}${index + 1 < files.length ? ' \\' : ''}`,
      because: list,
    })),
    { text: 'do', because: list },
    { text: '  for disk in (hd*,*); do', because: [partitions] },
    { text: '    if [ -f "$disk/EFI/$loader" ]; then', because: start },
    { text: '      echo "Starting $disk/EFI/$loader"', because: start },
    { text: '      set root="$disk"', because: [rootFirst] },
    { text: '      chainloader "/EFI/$loader"', because: start },
    { text: '      boot', because: start },
    { text: '    fi', because: start },
    { text: '  done', because: [partitions] },
    { text: 'done', because: list },
    {
      text: "echo 'No boot loader found on the disks. Back to the firmware.'",
      because: [exitLast],
    },
  ];
}

/** Words of these signs mean themselves without quotes, as operators write them. */
const PLAIN_WORD = /^[A-Za-z0-9_+.,:=@%/-]+$/;

function word(text: string): string {
  return PLAIN_WORD.test(text) ? text : quoted(text);
}

/**
 * One word in single quotes; a single quote itself stands in double ones. A backslash outside of quotes would do for most
 * words, but GRUB leaves it standing in a word that starts with / or (, which it takes for a path (wildcard_expand).
 */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'"'"'`)}'`;
}

function check(plan: Plan): Problem[] {
  return checkMenus(plan, 'grub', {
    label: checkLabel,
    // GRUB's menu has no title of ours.
    title: () => undefined,
    argument: checkArgument,
    commandLine(linux, _route, unknown) {
      const words = linux.args.map(({ value }) => value);
      const own = [`BOOT_IMAGE=/${linux.kernel.value}`, ...words].join(' ');
      return unknown ? `${own} ${ANY_BOOTIF}` : own;
    },
  });
}

/** menuentry takes a word that starts with a hyphen for an option. */
function checkLabel(text: string): ProblemText | undefined {
  if (!text.startsWith('-')) return undefined;
  return {
    code: 'grub-label',
    message: 'GRUB takes a label that starts with a hyphen for an option.',
    expected: 'a label that starts with a letter, a digit or another sign',
    received: shownValue(text),
    advice: 'Remove the hyphen at its start.',
  };
}

/**
 * `linux` puts the command line together anew: an argument with a space gets double quotes around it, and quotes and
 * backslashes get a backslash in front.
 * Source: grub_create_loader_cmdline, https://github.com/rhboot/grub2/blob/5e9e7e44eddcab0174decc12c3799825e600639f/grub-core/lib/cmdline.c
 */
function checkArgument(text: string): ProblemText | undefined {
  if (!/[ '"\\]/.test(text)) return undefined;
  return {
    code: 'grub-argument',
    message:
      'GRUB changes this argument on its way to the kernel: it puts double quotes around spaces, and a backslash in front of quotes and backslashes.',
    expected: 'an argument without spaces, quotes and backslashes',
    received: shownValue(text),
    advice: 'Write the value without them, or boot this profile by PXELINUX or iPXE.',
  };
}
