/*
 * Runs an iPXE script as iPXE of January 2019 does, on a machine that a test describes: lines and labels (image/script.c),
 * words and command ends (core/exec.c), settings (core/settings.c). Of the commands only those that we write are known.
 * Source: https://github.com/ipxe/ipxe/tree/36a4c85f911c85f5ab183331ff74d125f9a9ed32/src
 */

/** The machine and the person before it. */
export interface Machine {
  readonly settings: Readonly<Record<string, string>>;
  /** The entry that is chosen; undefined lets the time run out, 'Esc' leaves the menu. */
  readonly choice?: string;
  /** Commands that fail, each as often as it stands here: `['kernel', 'kernel']`. */
  readonly failing?: readonly string[];
}

/** What became of it. */
export interface Run {
  /** How it ended: a kernel started, another script taken, or the machine given back to the firmware. */
  readonly end: 'boot' | 'chain' | 'exit' | 'sanboot';
  /** For exit its status, for chain the path of the script. */
  readonly with: string;
  readonly kernel: { readonly uri: string; readonly commandLine: string } | undefined;
  readonly initrds: readonly string[];
  /** Each menu that was shown. */
  readonly menus: readonly ShownMenu[];
  /** What iPXE said, and where it waited for a person. */
  readonly said: readonly string[];
}

export interface ShownMenu {
  readonly title: string;
  readonly items: readonly { readonly id: string; readonly label: string }[];
  readonly preset: string;
  /** Milliseconds. */
  readonly timeout: number;
}

/** A script that goes on for longer than this is in a loop. */
const MOST_LINES = 500;

export function runIpxe(text: string, machine: Machine): Run {
  return new Shell(text, machine).run();
}

class Ended extends Error {
  readonly end: Run['end'];
  readonly with: string;

  constructor(end: Run['end'], what: string) {
    super(end);
    this.end = end;
    this.with = what;
  }
}

class Shell {
  private readonly lines: { label: string | undefined; command: string }[];
  private readonly settings: Map<string, string>;
  private readonly failing: string[];
  private readonly choice: string | undefined;
  private at = 0;
  private jumped = false;
  private kernel: Run['kernel'];
  private initrds: string[] = [];
  private menu: { title: string; items: { id: string; label: string }[] } | undefined;
  private readonly menus: ShownMenu[] = [];
  private readonly said: string[] = [];

  constructor(text: string, { settings, choice, failing = [] }: Machine) {
    if (!/^#!ipxe\s/.test(text)) throw new Error('iPXE would not take this for a script');
    this.lines = linesOf(text);
    this.settings = new Map(Object.entries(settings));
    this.choice = choice;
    this.failing = [...failing];
  }

  run(): Run {
    try {
      for (let count = 0; count < MOST_LINES; count++) {
        const line = this.lines[this.at++];
        if (line === undefined) throw new Error('The script ran off its end');
        const status = this.system(line.command);
        if (status !== 0) throw new Error(`The script broke off at: ${line.command}`);
      }
      throw new Error('The script goes round in a circle');
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      const { kernel, initrds, menus, said } = this;
      return { end: error.end, with: error.with, kernel, initrds, menus, said };
    }
  }

  /** system() of core/exec.c: commands between || && and ; each done or not by the status of the one before. */
  private system(command: string): number {
    // split_command: white space of C, which is ASCII only.
    const tokens = command.split(/[ \f\n\r\t\v]+/).filter((token) => token !== '');
    let status = 0;
    let process = true;
    for (let start = 0; ;) {
      let end = start;
      while (
        end < tokens.length &&
        !tokens[end]!.startsWith('#') &&
        !['||', '&&', ';'].includes(tokens[end]!)
      )
        end++;
      if (process) {
        this.jumped = false;
        status = this.execute(tokens.slice(start, end).map((token) => this.expand(token)));
        if (this.jumped) return 0;
      }
      const terminator = tokens[end];
      if (terminator === undefined || terminator.startsWith('#')) return status;
      process = terminator === ';' || (terminator === '&&') === (status === 0);
      start = end + 1;
    }
  }

  /** expand_settings: the last ${ before the first } that follows one, until none is left. */
  private expand(token: string): string {
    let text = token;
    for (;;) {
      let start = -1;
      let end = -1;
      for (let at = 0; at < text.length && end < 0; at++) {
        if (text.startsWith('${', at)) start = at;
        if (start >= 0 && text[at] === '}') end = at;
      }
      if (end < 0) return text;
      const name = text.slice(start + 2, end);
      text = text.slice(0, start) + (this.settings.get(name) ?? '') + text.slice(end + 1);
    }
  }

  private execute(words: string[]): number {
    const [command, ...args] = words;
    if (command === undefined) return 0;
    const failure = this.failing.indexOf(command);
    if (failure >= 0) {
      this.failing.splice(failure, 1);
      return 1;
    }
    switch (command) {
      case 'menu':
        this.menu = { title: plain(args).join(' '), items: [] };
        return 0;
      case 'item': {
        const [id, ...label] = plain(args);
        this.menu!.items.push({ id: id!, label: label.join(' ') });
        return 0;
      }
      case 'choose':
        return this.choose(args);
      case 'goto':
        return this.goto(args);
      case 'kernel': {
        const [uri, ...rest] = plain(args);
        this.kernel = { uri: uri!, commandLine: rest.join(' ') };
        return 0;
      }
      case 'initrd':
        this.initrds.push(plain(args).join(' '));
        return 0;
      case 'imgfree':
        this.kernel = undefined;
        this.initrds = [];
        return 0;
      case 'echo':
        this.said.push(plain(args).join(' '));
        return 0;
      case 'sleep':
        this.said.push(`(${args.join(' ')} seconds pass)`);
        return 0;
      case 'set': {
        const [name, ...value] = plain(args);
        this.settings.set(name!.replace(/:int32$/, ''), value.join(' '));
        return 0;
      }
      case 'inc': {
        const [name] = plain(args);
        this.settings.set(name!, String(Number(this.settings.get(name!) ?? 0) + 1));
        return 0;
      }
      case 'iseq':
        return args[0] === args[1] ? 0 : 1;
      case 'prompt': {
        const { rest } = options(args, ['--key', '--timeout']);
        this.said.push(rest.join(' '));
        return 1;
      }
      case 'shell':
        this.said.push('(a person types)');
        return 0;
      case 'boot':
        throw new Ended('boot', '');
      case 'chain': {
        if (args[0] !== '--replace' || args[1] !== '--autofree')
          throw new Error(`chain ${args.join(' ')}`);
        throw new Ended('chain', args.slice(2).join(' '));
      }
      case 'sanboot':
        throw new Ended('sanboot', args.join(' '));
      case 'exit':
        throw new Ended('exit', args.join(' '));
      default:
        throw new Error(`Command that nobody wrote: ${words.join(' ')}`);
    }
  }

  private choose(args: string[]): number {
    const { given, rest } = options(args, ['--default', '--timeout']);
    const { title, items } = this.menu!;
    const preset = given['--default']!;
    if (!items.some(({ id }) => id === preset)) throw new Error(`No entry ${preset}`);
    this.menus.push({ title, items, preset, timeout: Number(given['--timeout']) });
    if (this.choice === 'Esc' && this.menus.length === 1) return 1;
    this.settings.set(rest[0]!, this.choice === 'Esc' ? preset : (this.choice ?? preset));
    return 0;
  }

  private goto([label]: string[]): number {
    const found = this.lines.findIndex((line) => line.label === label);
    if (found < 0) return 1;
    this.at = found;
    this.jumped = true;
    return 0;
  }
}

/** process_script of image/script.c: a backslash at its end joins a line with the next one. */
function linesOf(text: string): { label: string | undefined; command: string }[] {
  const lines: { label: string | undefined; command: string }[] = [];
  let pending = '';
  for (const part of text.split('\n').slice(0, -1)) {
    const line = pending + part.replace(/\r$/, '');
    if (line.endsWith('\\')) {
      pending = line.slice(0, -1);
      continue;
    }
    pending = '';
    const [, label, command] = /^[ \f\n\r\t\v]*(?::([^ \f\n\r\t\v]*))?([^]*)$/.exec(line)!;
    lines.push({ label, command: command! });
  }
  return lines;
}

/** getopt of iPXE takes words with a hyphen for options until the first one without. Here there are to be none. */
function plain(args: string[]): string[] {
  if (args[0]?.startsWith('-')) throw new Error(`Taken for an option: ${args[0]}`);
  return args;
}

function options(
  args: string[],
  known: readonly string[],
): { given: Record<string, string>; rest: string[] } {
  const given: Record<string, string> = {};
  let at = 0;
  while (args[at]?.startsWith('-')) {
    if (!known.includes(args[at]!)) throw new Error(`Unrecognised option ${args[at]}`);
    given[args[at]!] = args[at + 1]!;
    at += 2;
  }
  return { given, rest: args.slice(at) };
}
