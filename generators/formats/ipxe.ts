import type { Artifact, Line } from '../artifact.ts';
import { urlHost } from '../inventory/address.ts';
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
import type { Plan } from '../plan/plan.ts';
import { effectsOf, type QuirkEffects } from '../plan/quirks.ts';
import type { Route } from '../plan/route.ts';
import { bootif } from '../plan/rules.ts';
import { byRule, type Reason, type Sourced } from '../reason.ts';
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
 * iPXE as in Debian 12, built from commit 36a4c85 of January 2019. Its scripts know no quotes: a line is split at white
 * space, a word that starts with # ends it, the words || && ; end a command, and only then is ${…} put in.
 * Source: https://github.com/ipxe/ipxe/blob/36a4c85f911c85f5ab183331ff74d125f9a9ed32/src/core/exec.c
 *
 * Seen in QEMU with Debian's snponly.efi under OVMF 2022.11 and undionly.kpxe under SeaBIOS: the script of the MAC is found;
 * arguments arrive as written, two spaces in a row included; after exit 1 OVMF prints `failed to start Boot…` and takes its
 * next boot option; sanboot starts the boot sector of the first disk. undionly.kpxe writes nothing to the serial port.
 */
const IPXE = 'https://github.com/ipxe/ipxe/blob/36a4c85f911c85f5ab183331ff74d125f9a9ed32/src';

/** A setting that nobody sets, so it expands to nothing. It keeps a word from being read as more than a word. */
const NOTHING = '${nothing}';

/** Milliseconds; iPXE takes 0 for "no limit", so this stands for "at once". */
const SHORTEST_TIMEOUT = 100;

const magic = byRule({
  id: 'ipxe-magic',
  says: 'A script starts with this line, or iPXE does not know it for one.',
  page: '/explain/post-to-kernel/',
  source: `${IPXE}/image/script.c`,
});
const dispatch = byRule({
  id: 'ipxe-dispatch',
  says: 'One script for everybody, which goes on to the script of this MAC and does not come back.',
  page: '/explain/post-to-kernel/',
  source: 'https://ipxe.org/cmd/chain',
});
const netX = byRule({
  id: 'ipxe-netx',
  says: 'netX is the interface that iPXE opened last, the one that booted; net0 may be another one.',
  page: '/explain/post-to-kernel/',
  source: `${IPXE}/net/netdev_settings.c`,
});
const perPlatform = byRule({
  id: 'ipxe-platform',
  says: 'BIOS (pcbios) and UEFI (efi) machines read the same boot.ipxe, and they do not start the same files.',
  page: '/explain/option-93/',
  source: 'https://ipxe.org/cfg/platform',
});
const perMac = byRule({
  id: 'ipxe-per-mac',
  says: 'boot.ipxe sends a machine here by its MAC.',
  page: '/explain/post-to-kernel/',
  source: 'https://ipxe.org/cmd/chain',
});
const screenOnly = byRule({
  id: 'ipxe-screen-only',
  says: "Debian's iPXE for BIOS has no driver for the serial port (CONSOLE_SERIAL is off); it is seen there only if the BIOS sends its screen to it.",
  page: '/explain/post-to-kernel/',
  source: `${IPXE}/config/console.h`,
});
const menuCommand = byRule({
  id: 'ipxe-menu',
  says: 'menu, item and choose show a menu; a key stops the countdown, Esc leads to the shell.',
  page: '/howto/first-pxe-server/',
  source: 'https://ipxe.org/cmd/choose',
});
const milliseconds = byRule({
  id: 'ipxe-milliseconds',
  says: 'choose counts milliseconds. 0 would wait for ever, so "at once" is 100.',
  page: '/howto/first-pxe-server/',
  source: `${IPXE}/hci/tui/menu_ui.c`,
});
const absoluteUrl = byRule({
  id: 'ipxe-http',
  says: 'By HTTP from the boot server, at the address that this network reaches it at.',
  page: '/explain/tftp-and-http/',
});
const relativeUrl = byRule({
  id: 'ipxe-relative',
  says: 'Relative to boot.ipxe, so it comes from the address that this machine got boot.ipxe from.',
  page: '/explain/tftp-and-http/',
  source: `${IPXE}/usr/imgmgmt.c`,
});
const stubInitrd = byRule({
  id: 'ipxe-efi-stub-initrd',
  says: "Under UEFI the kernel's EFI stub loads the initrds itself and wants their names in initrd=.",
  page: '/explain/post-to-kernel/',
  source: 'https://docs.kernel.org/admin-guide/efi-stub.html',
});
const loadFailed = byRule({
  id: 'ipxe-failed',
  says: 'iPXE has said above what it could not load. After ten seconds the menu comes back; with a key there is a shell.',
  page: '/howto/first-pxe-server/',
  source: 'https://ipxe.org/cmd/prompt',
});
const freeImages = byRule({
  id: 'ipxe-imgfree',
  says: 'What was loaded before the failure is forgotten, so that the next try starts afresh.',
  page: '/howto/first-pxe-server/',
  source: 'https://ipxe.org/cmd/imgfree',
});
const shellOnEscape = byRule({
  id: 'ipxe-shell',
  says: 'For people: a command line, and back to the menu by exit.',
  page: '/howto/first-pxe-server/',
  source: 'https://ipxe.org/cmd/shell',
});
const tryAgain = byRule({
  id: 'ipxe-try-again',
  says: 'tries counts the attempts at the chosen entry; five seconds after one that failed, the entry starts anew.',
  page: '/explain/quirks/',
  source: 'https://ipxe.org/cmd/inc',
});
const waitForLink = byRule({
  id: 'ipxe-wait-for-link',
  says: "Debian's iPXE has no command that waits for a link, so the script waits so many seconds before it fetches.",
  page: '/explain/quirks/',
  source: `${IPXE}/hci/commands/ifmgmt_cmd.c`,
});
const sanbootDisk = byRule({
  id: 'ipxe-sanboot-0x80',
  says: "The BIOS's first disk is drive 0x80, and iPXE starts its boot sector; if there is none, the BIOS goes on to its next device.",
  page: '/explain/arming/',
  source: 'https://ipxe.org/cmd/sanboot',
});
const exitToNext = byRule({
  id: 'ipxe-exit-1',
  says: 'exit 1 tells the firmware that this boot option failed, so it goes on to the next one, the disk. After a plain exit EDK2 stops in its setup menu.',
  page: '/explain/arming/',
  source:
    'https://github.com/tianocore/edk2/blob/edk2-stable202605/MdeModulePkg/Universal/BdsDxe/BdsEntry.c',
});

/** The scripts of iPXE: boot.ipxe for everybody, and one for each host. */
export const ipxe: Format = {
  id: 'ipxe',
  title: 'iPXE',
  check,
  *emit(plan) {
    const unknown = [
      unknownRoute(plan, 'ipxe', 'amd64', 'bios'),
      unknownRoute(plan, 'ipxe', 'amd64', 'uefi'),
    ].filter((route) => route !== undefined);
    if (unknown.length === 0) return;
    yield artifact(firstConfigPath('ipxe', 'amd64'), [], dispatchLines(plan, unknown));
    for (const host of hostsOf(plan, 'ipxe')) {
      const site = plan.site;
      yield artifact(
        hostConfigPath(host),
        [host.host.id],
        [
          { text: '#!ipxe', because: [magic] },
          {
            text: `# ${host.host.id}, ${host.interface.mac}`,
            because: [wrote(host.host, 'interfaces', host.interface.name, 'mac'), perMac],
          },
          ...menuLines(hostMenu(plan, host), {
            suffix: '',
            title: `${host.host.id} (${site.name})`,
            titleBecause: [wrote(host.host), wrote(site, 'name'), menuCommand],
            route: host.route.value,
            base: {
              value: `http://${urlHost(host.nextServer.value)}/`,
              because: [...host.nextServer.because, absoluteUrl],
            },
            unknown: false,
            effects: effectsOf(host.quirks),
          }),
        ],
      );
    }
  },
};

function artifact(path: string, hosts: readonly string[], lines: readonly Line[]): Artifact {
  return { path: `${SERVED_ROOT}/${path}`, language: 'ipxe', mode: '0644', lines, hosts };
}

/** What iPXE calls the firmware that it runs on. */
function platformOf(route: Route): string {
  return route.firmware === 'bios' ? 'pcbios' : 'efi';
}

function dispatchLines(plan: Plan, unknown: readonly Route[]): Line[] {
  const lines: Line[] = [
    { text: '#!ipxe', because: [magic] },
    {
      text: '# Every machine reads this script first and goes on to its own.',
      because: [dispatch],
    },
    {
      text: 'chain --replace --autofree ipxe/${netX/mac:hexhyp}.ipxe ||',
      because: [dispatch, netX, relativeUrl],
    },
    {
      text: 'echo ${netX/mac} is not in the inventory, or its script could not be loaded.',
      because: [dispatch, netX],
    },
    { text: 'goto menu_${platform} || exit 1', because: [perPlatform, exitToNext] },
  ];
  for (const route of unknown) {
    lines.push(
      { text: '', because: [perPlatform] },
      ...menuLines(unknownMenu(plan, route), {
        suffix: `_${platformOf(route)}`,
        title: `Not in the inventory (${plan.site.name})`,
        titleBecause: [wrote(plan.site, 'name'), menuCommand],
        route,
        base: { value: '', because: [relativeUrl] },
        unknown: true,
        effects: {},
      }),
    );
  }
  return lines;
}

interface MenuSettings {
  /** Set behind each label, so that one script can hold several menus. */
  readonly suffix: string;
  readonly title: string;
  readonly titleBecause: readonly Reason[];
  readonly route: Route;
  /** What stands in front of a path: the server's URL. */
  readonly base: Sourced<string>;
  readonly unknown: boolean;
  readonly effects: Pick<QuirkEffects, 'linkWait' | 'retries'>;
}

/** Ids of profiles hold no underscore, so no entry can be mistaken for a label of ours. */
function menuLines(menu: BootMenu, settings: MenuSettings): Line[] {
  const { suffix, title, titleBecause, route } = settings;
  const { retries } = settings.effects;
  const first = menu.entries[0]!;
  const lines: Line[] = [];
  if (menu.serial !== undefined && route.firmware === 'bios') {
    lines.push({
      text: '# iPXE shows itself on the screen only; the kernel uses the serial port as well.',
      because: [...menu.serial.because, screenOnly],
    });
  }
  lines.push(
    { text: `:menu${suffix}`, because: [menuCommand] },
    { text: `menu ${text(title)}`, because: titleBecause },
  );
  for (const entry of menu.entries) {
    lines.push({
      text: `item ${entry.id} ${text(entry.label.value)}`,
      because: [...entry.because, ...entry.label.because],
    });
  }
  const timeout = Math.max(SHORTEST_TIMEOUT, menu.timeout.value * 1000);
  lines.push(
    {
      text: `choose --default ${first.id} --timeout ${timeout} entry || goto shell${suffix}`,
      because: [...first.because, ...menu.timeout.because, milliseconds],
    },
    ...(retries === undefined
      ? []
      : [{ text: 'set tries:int32 0', because: [...retries.because, tryAgain] }]),
    { text: `goto boot${suffix}_\${entry}`, because: [menuCommand] },
  );
  for (const entry of menu.entries) lines.push(...entryLines(entry, settings));
  lines.push(
    { text: '', because: [loadFailed] },
    { text: `:failed${suffix}`, because: [loadFailed] },
    { text: 'imgfree ||', because: [freeImages] },
    ...(retries === undefined ? [] : retryLines(retries, suffix)),
    { text: 'echo Could not start ${entry}: the lines above say why.', because: [loadFailed] },
    {
      text: 'prompt --key s --timeout 10000 Press s for the iPXE shell; the menu comes back in 10 seconds. && shell ||',
      because: [loadFailed],
    },
    { text: `goto menu${suffix}`, because: [loadFailed] },
    { text: '', because: [shellOnEscape] },
    { text: `:shell${suffix}`, because: [shellOnEscape] },
    { text: 'echo Type exit to come back to the menu.', because: [shellOnEscape] },
    { text: 'shell ||', because: [shellOnEscape] },
    { text: `goto menu${suffix}`, because: [shellOnEscape] },
  );
  return lines;
}

/** Goes back to the chosen entry until it has been tried once, and then as often again as the quirk asks for. */
function retryLines({ value, because }: Sourced<number>, suffix: string): Line[] {
  const reasons = [...because, tryAgain];
  return [
    { text: 'inc tries', because: reasons },
    { text: `iseq \${tries} ${value + 1} && goto failed_at_last${suffix} ||`, because: reasons },
    {
      text: `echo Could not load all of \${entry}; trying again (\${tries} of ${value}).`,
      because: reasons,
    },
    { text: 'sleep 5 ||', because: reasons },
    { text: `goto boot${suffix}_\${entry}`, because: reasons },
    { text: `:failed_at_last${suffix}`, because: reasons },
  ];
}

function entryLines(entry: BootEntry, settings: MenuSettings): Line[] {
  const { suffix, route, base } = settings;
  const lines: Line[] = [
    { text: '', because: entry.because },
    { text: `:boot${suffix}_${entry.id}`, because: entry.because },
  ];
  if (entry.linux === undefined) {
    const bios = route.firmware === 'bios';
    lines.push({
      text: bios ? 'sanboot --no-describe --drive 0x80 || exit 1' : 'exit 1',
      because: [...entry.because, ...(bios ? [sanbootDisk] : []), exitToNext],
    });
    return lines;
  }
  const { linkWait } = settings.effects;
  if (linkWait !== undefined)
    lines.push({ text: `sleep ${linkWait.value} ||`, because: [...linkWait.because, waitForLink] });
  const { kernel, initrds, args } = entry.linux;
  const addsBootif = settings.unknown && wantsBootif(entry);
  const names = initrdArguments(entry.linux, route);
  const failed = `|| goto failed${suffix}`;
  const line = [
    ...names,
    ...args.map(({ value }) => text(value)),
    ...(addsBootif ? ['BOOTIF=01-${netX/mac:hexhyp}'] : []),
  ];
  lines.push({
    text: ['kernel', base.value + kernel.value, ...line, failed].join(' '),
    because: reasonsOf(
      kernel.because,
      base.because,
      names.length > 0 ? [stubInitrd] : [],
      ...args.map(({ because }) => because),
      addsBootif ? [byRule(bootif), netX] : [],
      [loadFailed],
    ),
  });
  for (const initrd of initrds) {
    lines.push({
      text: `initrd ${base.value}${initrd.value} ${failed}`,
      because: [...initrd.because, ...base.because, loadFailed],
    });
  }
  lines.push({ text: `boot ${failed}`, because: [...entry.because, loadFailed] });
  return lines;
}

/** iPXE offers an initrd to the EFI stub under the last part of its URL; a BIOS kernel gets it handed over. */
function initrdArguments({ initrds }: LinuxBoot, route: Route): string[] {
  if (route.firmware === 'bios') return [];
  return initrds.map(({ value }) => `initrd=${value.slice(value.lastIndexOf('/') + 1)}`);
}

/**
 * Text that reads back as it is. Words at which iPXE would stop, empty ones between two spaces, and a backslash at the
 * end, which could join the next line, get a setting that expands to nothing.
 */
function text(value: string): string {
  return value
    .split(' ')
    .map((word) => {
      const stops = word === '' || word.startsWith('#') || ['||', '&&', ';'].includes(word);
      return `${stops ? NOTHING : ''}${word}${word.endsWith('\\') ? NOTHING : ''}`;
    })
    .join(' ');
}

function check(plan: Plan): Problem[] {
  return checkMenus(plan, 'ipxe', {
    label: (value) => expansion('label', value) ?? letters(value),
    title: (value) => expansion('name', value) ?? letters(value),
    argument: (value, route) => expansion('argument', value) ?? lostLetters(value, route),
    commandLine(linux, route, unknown) {
      const words = [
        linux.kernel.value.slice(linux.kernel.value.lastIndexOf('/') + 1),
        ...initrdArguments(linux, route),
        ...linux.args.map(({ value }) => value),
        ...(unknown ? [ANY_BOOTIF] : []),
      ];
      return words.join(' ');
    },
  });
}

/** Nothing can stand for a literal ${…}: iPXE expands again what came out of an expansion. */
function expansion(what: 'name' | 'label' | 'argument', value: string): ProblemText | undefined {
  if (!value.split(' ').some((word) => /\$\{[^}]*\}/.test(word))) return undefined;
  return {
    code: `ipxe-${what}`,
    message: `iPXE would put the value of a setting of its own in place of \${…} in this ${what}.`,
    expected: `${what === 'argument' ? 'an' : 'a'} ${what} without \${…}`,
    received: shownValue(value),
    advice: 'Write it without the braces.',
  };
}

/** Under UEFI iPXE hands the command line on in UTF-16, each byte as a letter of its own. */
function lostLetters(value: string, route: Route): ProblemText | undefined {
  if (route.firmware === 'bios' || byteLength(value) === value.length) return undefined;
  return {
    code: 'ipxe-argument',
    message: 'Under UEFI iPXE breaks letters beyond ASCII on their way to the kernel.',
    expected: 'ASCII',
    received: shownValue(value),
    advice: 'Write the value in ASCII, or boot this profile by GRUB.',
  };
}

/** What goes to the screen byte by byte. */
function letters(value: string): ProblemText | undefined {
  if (byteLength(value) === value.length) return undefined;
  return {
    code: 'ipxe-letters',
    message: 'iPXE shows letters beyond ASCII as other signs.',
    expected: 'ASCII',
    received: shownValue(value),
    advice: 'Write it without accents if people should read it at the machine.',
  };
}
