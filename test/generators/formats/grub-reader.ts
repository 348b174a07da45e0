import type { ReadEntry } from './boot-menus.ts';

/*
 * Reads a GRUB script as GRUB does: words as the lexer cuts them (yylex.l), then what becomes of their quotes, variables
 * and wildcards (script/execute.c, commands/wildcard.c).
 * Source: https://github.com/rhboot/grub2/tree/grub-2.06/grub-core/script
 */

/** A command with its words; the last one may have a block. */
export interface Command {
  readonly words: string[];
  readonly block: Command[] | undefined;
}

export type Variables = Readonly<Record<string, string>>;

/** The commands of a script, line by line. if, for, do and done are commands here like any other. */
export function readGrub(text: string, variables: Variables = {}): Command[] {
  const lexer = { text, at: 0 };
  const commands = readBlock(lexer, variables);
  if (lexer.at < text.length) throw new Error(`Left over: ${text.slice(lexer.at, lexer.at + 40)}`);
  return commands;
}

interface Lexer {
  readonly text: string;
  at: number;
}

/** CHAR of yylex.l: what a word may hold without quotes. */
const CHAR = /[^{}|&$;<> \t\n'"\\]/;

function readBlock(lexer: Lexer, variables: Variables): Command[] {
  const commands: Command[] = [];
  let words: string[] = [];
  let block: Command[] | undefined;
  const end = (): void => {
    if (words.length > 0) commands.push({ words, block });
    words = [];
    block = undefined;
  };
  while (lexer.at < lexer.text.length) {
    const char = lexer.text[lexer.at]!;
    if (char === ' ' || char === '\t') lexer.at++;
    else if (char === '\n' || char === ';') {
      lexer.at++;
      end();
    } else if (char === '#') {
      // COMMENT is tried where a word could start, and is the longer match.
      while (lexer.at < lexer.text.length && lexer.text[lexer.at] !== '\n') lexer.at++;
    } else if (lexer.text.startsWith('\\\n', lexer.at)) lexer.at += 2;
    else if (char === '{') {
      lexer.at++;
      block = readBlock(lexer, variables);
      if (lexer.text[lexer.at] !== '}') throw new Error('A block without its end');
      lexer.at++;
    } else if (char === '}') {
      end();
      return commands;
    } else if ('|&<>'.includes(char))
      throw new Error(`A sign of the shell outside quotes: ${char}`);
    else words.push(readWord(lexer, variables));
  }
  end();
  return commands;
}

/** One word as a command gets it. Inside it stands wildcard-escaped, as in grub_script_arglist_to_argv. */
function readWord(lexer: Lexer, variables: Variables): string {
  let escaped = '';
  const { text } = lexer;
  while (lexer.at < text.length) {
    const char = text[lexer.at]!;
    if (char === "'") {
      const close = text.indexOf("'", lexer.at + 1);
      if (close < 0) throw new Error('A single quote is left open');
      escaped += wildcardEscape(text.slice(lexer.at + 1, close));
      lexer.at = close + 1;
    } else if (char === '"') escaped += wildcardEscape(doubleQuoted(lexer, variables));
    else if (char === '\\') {
      if (text[lexer.at + 1] !== '\n') escaped += text.slice(lexer.at, lexer.at + 2);
      lexer.at += 2;
    } else if (char === '$') escaped += variable(lexer, variables);
    else if (CHAR.test(char)) {
      escaped += char;
      lexer.at++;
    } else break;
  }
  return expanded(escaped);
}

function doubleQuoted(lexer: Lexer, variables: Variables): string {
  const { text } = lexer;
  let value = '';
  lexer.at++;
  while (text[lexer.at] !== '"') {
    const char = text[lexer.at];
    if (char === undefined) throw new Error('A double quote is left open');
    if (char === '$') value += variable(lexer, variables);
    else if (char === '\\' && ['$', '\\', '"', '\n'].includes(text[lexer.at + 1]!)) {
      value += text[lexer.at + 1] === '\n' ? '' : text[lexer.at + 1]!;
      lexer.at += 2;
    } else {
      value += char;
      lexer.at++;
    }
  }
  lexer.at++;
  return value;
}

const VARIABLE =
  /^\$(?:([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[?#*@])|\{([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[?#*@])\})/;

function variable(lexer: Lexer, variables: Variables): string {
  const found = VARIABLE.exec(lexer.text.slice(lexer.at));
  if (found === null) throw new Error(`No variable: ${lexer.text.slice(lexer.at, lexer.at + 10)}`);
  lexer.at += found[0].length;
  return variables[(found[1] ?? found[2])!] ?? `<${found[1] ?? found[2]}>`;
}

function wildcardEscape(text: string): string {
  return text.replaceAll(/[*?\\]/g, '\\$&');
}

/**
 * wildcard_expand takes a word that starts with /, ( or * for a path: without a wildcard in it, it only loses backslashes
 * that stand before its own operators. Every other word loses all of its escapes.
 */
function expanded(escaped: string): string {
  if (!/^[/(*]/.test(escaped)) return escaped.replaceAll(/\\([^])/g, '$1');
  if (/(?<!\\)(?:\\\\)*[*?]/.test(escaped)) return escaped;
  return escaped.replaceAll(/\\([*.\\|+{}[\]?])/g, '$1');
}

/** What `linux` gives the kernel. Source: grub_create_loader_cmdline in lib/cmdline.c of GRUB 2.06. */
export function grubCommandLine(words: readonly string[]): string {
  return words
    .map((word) => {
      const escaped = word.replaceAll(/[\\'"]/g, '\\$&');
      return word.includes(' ') ? `"${escaped}"` : escaped;
    })
    .join(' ');
}

/** The menu of a file. Throws at a command in an entry that nobody wrote. */
export function grubEntries(commands: readonly Command[]): ReadEntry[] {
  return commands
    .filter(({ words }) => words[0] === 'menuentry')
    .map(({ words, block }) => {
      const [, label, option, id, ...rest] = words;
      if (option !== '--id' || rest.length > 0 || label!.startsWith('-'))
        throw new Error(`menuentry with ${words.join(' ')}`);
      return { id: id!, label: label!, linux: linuxOf(block ?? []) };
    });
}

function linuxOf(block: readonly Command[]): ReadEntry['linux'] {
  const [first, second, ...more] = block;
  if (first?.words[0] !== 'linux') {
    const local = block.map(({ words }) => words.join(' ')).join('; ');
    if (!/^source \/grub\/disk-(?:amd64|arm64)\.cfg; exit 1$/.test(local))
      throw new Error(`Not a local boot: ${local}`);
    return undefined;
  }
  if (more.length > 0 || (second !== undefined && second.words[0] !== 'initrd'))
    throw new Error(`Command that nobody wrote: ${JSON.stringify(block)}`);
  const [, kernel, ...args] = first.words;
  const relative = (path: string): string => {
    if (!path.startsWith('/')) throw new Error(`Not from the root: ${path}`);
    return path.slice(1);
  };
  return {
    kernel: relative(kernel!),
    initrds: second?.words.slice(1).map(relative) ?? [],
    commandLine: grubCommandLine(args),
  };
}
