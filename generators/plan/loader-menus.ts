import { definer, type Entity, type Inventory } from '../inventory/inventory.ts';
import type { YamlFile } from '../inventory/yaml-file.ts';
import { problemAt, shownValue, type Problem, type ProblemText } from '../inventory/problem.ts';
import type { Architecture, Loader } from '../inventory/schema.ts';
import { hostMenu, unknownMenu, type BootEntry, type BootMenu, type LinuxBoot } from './menu.ts';
import type { HostPlan, Plan } from './plan.ts';
import type { Route } from './route.ts';
import type { Reason, Sourced } from '../reason.ts';

/*
 * What the formats of all boot loaders have in common: which menus there are, and what Linux itself takes as a command
 * line. How a value is written down is each format's own business.
 */

/** What one loader cannot say, value by value. */
export interface MenuCheck {
  /** The words of an entry. */
  label(text: string): ProblemText | undefined;
  /** Words that stand in the title of the menu. */
  title(text: string): ProblemText | undefined;
  /** One kernel argument. */
  argument(text: string, route: Route): ProblemText | undefined;
  /** The command line that the loader will hand to the kernel. */
  commandLine(linux: LinuxBoot, route: Route, unknown: boolean): string;
}

/**
 * The longest command line of Linux in bytes: COMMAND_LINE_SIZE is 2048 on x86 and arm64, with a NUL at its end.
 * Syslinux counts that NUL twice (com32/lib/syslinux/load_linux.c, cmdline_max_len), hence one less.
 * Source: https://github.com/torvalds/linux/blob/v6.1/arch/x86/include/asm/setup.h
 */
export const LONGEST_COMMAND_LINE = 2046;

/** Stands for the MAC of a machine that nobody knows yet, where only its length counts. */
export const ANY_BOOTIF = 'BOOTIF=01-00-00-00-00-00-00';

/** Hosts of this server that use the loader, in the order of the plan. */
export function hostsOf(plan: Plan, loader: Loader): HostPlan[] {
  return plan.hosts.filter((host) => host.route.value.loader === loader);
}

/**
 * The route by which machines that the inventory does not know come to the loader. Where no network offers it to them,
 * the first one in use: the loader reads its first file whoever the machine is. Undefined if nobody uses the loader.
 */
export function unknownRoute(
  plan: Plan,
  loader: Loader,
  architecture: Architecture,
  firmware?: 'bios' | 'uefi',
): Route | undefined {
  const matches = (route: Route): boolean =>
    route.loader === loader &&
    route.architecture === architecture &&
    (firmware === undefined || (route.firmware === 'bios') === (firmware === 'bios'));
  for (const network of plan.networks) {
    const offered = network.unknownRoutes.find(matches);
    if (offered !== undefined) return offered;
  }
  return plan.routes.find(matches);
}

/** Whether an entry for an unknown machine wants BOOTIF. A memory test has no network and gets nothing but its own arguments. */
export function wantsBootif(entry: BootEntry): boolean {
  return entry.linux !== undefined && entry.profile.kind !== 'memtest';
}

/** The reasons of several values without repeats, in their order. */
export function reasonsOf(...lists: (readonly Reason[])[]): Reason[] {
  return [...new Set(lists.flat())];
}

/** Every value of the menus of one loader that it cannot express, each once, however many hosts have it. */
export function checkMenus(plan: Plan, loader: Loader, check: MenuCheck): Problem[] {
  const found = new Problems(plan.inventory);
  const seen = new Set<string>();
  for (const host of hostsOf(plan, loader)) {
    const kind = kindOf(host);
    if (kind !== undefined && seen.has(kind)) continue;
    if (kind !== undefined) seen.add(kind);
    checkMenu(found, hostMenu(plan, host), host.route.value, false, check);
  }
  const routes = new Set([...plan.routes, ...plan.networks.flatMap((each) => each.unknownRoutes)]);
  for (const route of routes) {
    if (route.loader === loader) checkMenu(found, unknownMenu(plan, route), route, true, check);
  }
  const title = check.title(plan.site.name);
  if (title !== undefined && plan.routes.some((route) => route.loader === loader))
    found.addAt(plan.site, ['name'], title);
  return found.all();
}

/** Hosts of one kind get the same values, all but their MAC. A host with arguments, quirks or a console of its own is of no kind. */
function kindOf({ host, profile, route, network, model }: HostPlan): string | undefined {
  const ownValues =
    host.args !== undefined ||
    host.serial !== undefined ||
    host.quirks !== undefined ||
    host.declined !== undefined;
  if (ownValues) return undefined;
  return `${profile.value.id} ${route.value.id} ${network.network.id} ${model.id}`;
}

function checkMenu(
  found: Problems,
  menu: BootMenu,
  route: Route,
  unknown: boolean,
  check: MenuCheck,
): void {
  for (const entry of menu.entries) {
    found.add(entry.label, entry.profile, check.label(entry.label.value));
    if (entry.linux === undefined) continue;
    for (const argument of entry.linux.args) {
      const text = severalWords(argument.value) ?? check.argument(argument.value, route);
      found.add(argument, entry.profile, text);
    }
    const length = byteLength(check.commandLine(entry.linux, route, unknown));
    if (length > LONGEST_COMMAND_LINE)
      found.add(entry.linux.args.at(-1), entry.profile, tooLong(entry, length));
  }
}

/**
 * Linux takes white space outside double quotes as the end of an argument (next_arg in lib/cmdline.c). Its isspace is
 * that of Latin-1, so the byte a0 counts, too, which UTF-8 has inside of letters such as à.
 * Source: https://github.com/torvalds/linux/blob/v6.1/lib/cmdline.c and lib/ctype.c
 */
function severalWords(argument: string): ProblemText | undefined {
  let quoted = false;
  for (const byte of new TextEncoder().encode(argument)) {
    if (byte === 0x22) quoted = !quoted;
    if (quoted || (byte !== 0x20 && byte !== 0xa0)) continue;
    return {
      code: 'kernel-argument',
      message: 'Linux would read this as several kernel arguments.',
      expected: 'one argument an item; white space only inside double quotes',
      received: shownValue(argument),
      advice:
        byte === 0xa0
          ? 'Leave out the letter whose UTF-8 form holds the byte a0, such as à or a no-break space: the kernel takes it for white space.'
          : 'Make an item of each argument, or put the value in double quotes: \'name="two words"\'.',
    };
  }
  return quoted
    ? {
        code: 'kernel-argument',
        message:
          'A double quote is left open here, so Linux would read the next argument as part of this one.',
        expected: 'double quotes in pairs',
        received: shownValue(argument),
        advice: 'Add the second quote, or remove the first.',
      }
    : undefined;
}

function tooLong(entry: BootEntry, length: number): ProblemText {
  return {
    code: 'command-line-too-long',
    message: `The kernel command line of ${entry.id} would be cut off.`,
    expected: `at most ${LONGEST_COMMAND_LINE} bytes`,
    received: `${length} bytes`,
    advice: 'Leave out arguments, or move settings into a file that the started system reads.',
  };
}

/** Length in UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Problems, each place and kind once. */
export class Problems {
  private readonly byPlace = new Map<string, Problem>();
  private readonly inventory: Inventory;
  private files: ReadonlyMap<string, YamlFile> | undefined;

  constructor(inventory: Inventory) {
    this.inventory = inventory;
  }

  /** At the place in the inventory that gave the value; at the profile if nobody wrote it. */
  add(
    value: Sourced<unknown> | undefined,
    profile: Entity,
    problem: ProblemText | undefined,
  ): void {
    if (problem === undefined) return;
    const quirk = value?.because.find((each) => each.kind === 'quirk')?.quirk;
    if (quirk !== undefined) {
      const advice = `It comes from content/quirks/${quirk.id}.mdx: mend it there, or decline the quirk with a reason.`;
      this.keepAt(value, profile, { ...problem, advice });
    } else this.keepAt(value, profile, problem);
  }

  private keepAt(value: Sourced<unknown> | undefined, profile: Entity, text: ProblemText): void {
    const reason = value?.because.find((each) => each.kind === 'inventory');
    const file = reason === undefined ? undefined : this.fileAt(reason.file);
    if (reason === undefined || file === undefined) this.addAt(profile, [], text);
    else this.keep(problemAt(file, reason.path, 'value', text));
  }

  addAt(entity: Entity, path: readonly string[], text: ProblemText): void {
    const where = definer(entity.where, path);
    const part = path.length === 0 ? 'key' : 'value';
    this.keep(problemAt(where.file, [...where.path, ...path], part, text));
  }

  all(): Problem[] {
    return [...this.byPlace.values()];
  }

  private keep(problem: Problem): void {
    const { code, file, position } = problem;
    const place = `${code} ${file}:${position.line}:${position.column}`;
    if (!this.byPlace.has(place)) this.byPlace.set(place, problem);
  }

  private fileAt(path: string): YamlFile | undefined {
    this.files ??= filesOf(this.inventory);
    return this.files.get(path);
  }
}

function filesOf(inventory: Inventory): Map<string, YamlFile> {
  const files = new Map<string, YamlFile>();
  for (const collection of Object.values(inventory) as ReadonlyMap<string, Entity>[]) {
    for (const { where } of collection.values()) files.set(where.file.path, where.file);
  }
  return files;
}
