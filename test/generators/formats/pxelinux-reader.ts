import type { ReadEntry } from './boot-menus.ts';

/*
 * Reads a PXELINUX config file as menu.c32 does: the same order of questions, the same idea of white space, the same
 * length of a line.
 * Source: https://github.com/geneC/syslinux/blob/5e426532210bb830d2d7426eb8d8c154d9dfcba6/com32/menu/readconfig.c
 */

export interface PxelinuxFile {
  readonly entries: ReadEntry[];
  /** Directives that are not part of an entry, in their order: `SERIAL`, `TIMEOUT`, … with their values. */
  readonly globals: [string, string][];
  readonly defaultEntry: string | undefined;
  /** Lines that the loader skips because it knows no such keyword, but for empty ones. */
  readonly skipped: string[];
  /** For each label the value of its SYSAPPEND. */
  readonly sysappend: Record<string, string>;
}

/** fgets into char line[MAX_LINE]: what is longer goes on as a line of its own. */
const MAX_LINE = 4096;

interface Label {
  id: string;
  menuLabel: string | undefined;
  type: string;
  kernel: string;
  append: string | undefined;
  initrd: string | undefined;
}

/** All keywords that menu.c32 and ldlinux.c32 know at the start of a line, of which only some may stand in our files. */
const GLOBALS = ['timeout', 'totaltimeout', 'ontimeout', 'allowoptions', 'default', 'ui', 'serial'];
const FORBIDDEN = [
  'text',
  'include',
  'ipappend',
  'display',
  'font',
  'kbdmap',
  'implicit',
  'prompt',
  'console',
];
const FORBIDDEN_TOO = [
  'noescape',
  'nocomplete',
  'nohalt',
  'onerror',
  'pxeretry',
  'say',
  'path',
  'sendcookies',
];
const KERNEL_TYPES = [
  'none',
  'localboot',
  'kernel',
  'linux',
  'boot',
  'bss',
  'pxe',
  'fdimage',
  'comboot',
  'com32',
  'config',
];

export function readPxelinux(text: string): PxelinuxFile {
  const globals: [string, string][] = [];
  const skipped: string[] = [];
  const sysappend: Record<string, string> = {};
  const labels: Label[] = [];
  let defaultEntry: string | undefined;
  for (const bytes of linesOf(text)) {
    const line = skipSpace(bytes);
    const current = labels.at(-1);
    const menu = lookingAt(line, 'menu');
    if (menu !== undefined) {
      const label = lookingAt(menu, 'label');
      const title = lookingAt(menu, 'title');
      if (label !== undefined && current !== undefined) current.menuLabel = label;
      else if (title !== undefined) globals.push(['menu title', title]);
      else if (lookingAt(menu, 'default') !== undefined) defaultEntry = current?.id;
      else throw new Error(`MENU directive that nobody wrote: ${line}`);
      continue;
    }
    const append = lookingAt(line, 'append');
    const initrd = lookingAt(line, 'initrd');
    const label = lookingAt(line, 'label');
    const type = KERNEL_TYPES.find((each) => lookingAt(line, each) !== undefined);
    const global = GLOBALS.find((each) => lookingAt(line, each) !== undefined);
    const system = lookingAt(line, 'sysappend');
    const forbidden = [...FORBIDDEN, ...FORBIDDEN_TOO].find(
      (each) => lookingAt(line, each) !== undefined,
    );
    if (forbidden !== undefined || /^f\d+(?:\s|$)/i.test(line))
      throw new Error(`Directive that nobody wrote: ${line}`);
    if (append !== undefined && current !== undefined) current.append = append;
    else if (initrd !== undefined && current !== undefined) current.initrd = initrd;
    else if (label !== undefined) {
      labels.push({
        id: label,
        menuLabel: undefined,
        type: 'kernel',
        kernel: label,
        append: undefined,
        initrd: undefined,
      });
    } else if (type !== undefined && current !== undefined) {
      current.type = type;
      current.kernel = lookingAt(line, type)!;
    } else if (system !== undefined && current !== undefined) sysappend[current.id] = system;
    else if (global !== undefined) globals.push([global, lookingAt(line, global)!]);
    else if (line !== '') skipped.push(line);
  }
  return { entries: labels.map(entryOf), globals, defaultEntry, skipped, sysappend };
}

function entryOf({ id, menuLabel, type, kernel, append, initrd }: Label): ReadEntry {
  const label = shownLabel(menuLabel ?? id);
  if (type === 'localboot') {
    if (kernel !== '0') throw new Error(`LOCALBOOT ${kernel}`);
    return { id, label, linux: undefined };
  }
  if (type !== 'linux') throw new Error(`${id} is of type ${type}`);
  // `a[0] == '-' && !a[1]` is the way to say that there are no arguments.
  const commandLine = append === undefined || append === '-' ? '' : append;
  // new_linux_kernel: the first initrd= anywhere in the line names the initrds, with commas between them.
  const whole = `BOOT_IMAGE=${kernel} ${commandLine}${initrd === undefined ? '' : ` initrd=${initrd}`}`;
  const found = /initrd=([^ ]*)/.exec(whole)?.[1];
  if (Buffer.byteLength(whole) + 1 > 2047)
    throw new Error('load_linux.c would cut this command line off');
  return { id, label, linux: { kernel, initrds: found?.split(',') ?? [], commandLine } };
}

/** display_entry of menumain.c: ^ marks the hot key and is not shown. */
function shownLabel(label: string): string {
  return label.replaceAll('^', '');
}

function* linesOf(text: string): Generator<string> {
  for (const line of text.split('\n').slice(0, -1)) {
    let bytes = Buffer.from(`${line}\n`, 'utf8');
    while (bytes.length > 0) {
      yield bytes
        .subarray(0, MAX_LINE - 1)
        .toString('utf8')
        .replace(/[\r\n][^]*$/, '');
      bytes = bytes.subarray(MAX_LINE - 1);
    }
  }
}

/** my_isspace: every byte up to the space itself. */
function skipSpace(text: string): string {
  let start = 0;
  while (start < text.length && text.charCodeAt(start) <= 0x20) start++;
  return text.slice(start);
}

/**
 * looking_at: the keyword without regard to case (`(*p ^ *q) & ~0x20`), then white space or the end. Gives what follows,
 * without the white space in front.
 */
function lookingAt(line: string, keyword: string): string | undefined {
  for (let at = 0; at < keyword.length; at++) {
    const code = line.charCodeAt(at);
    if (Number.isNaN(code) || ((code ^ keyword.charCodeAt(at)) & ~0x20) !== 0) return undefined;
  }
  const rest = line.slice(keyword.length);
  return rest === '' || rest.charCodeAt(0) <= 0x20 ? skipSpace(rest) : undefined;
}
