import { Unable } from '../unable.ts';

/** What a preseed file says of the mirror. */
export interface MirrorAnswers {
  readonly hostname: string;
  /** Path on that server, without a slash at its end: `/debian`. */
  readonly directory: string;
}

/** Both reach a config of nginx, so that nothing but the letters of names and paths may be in them. */
const HOSTNAME = /^[\w-]+(?:\.[\w-]+)*$/;
const DIRECTORY = /^(?:\/[\w.~+-]+)+$/;

/**
 * The mirror that a preseed file names.
 * @throws Unable if the installer would ask for it, or if the lab cannot stand for that server
 */
export function mirrorAnswers(preseed: string): MirrorAnswers {
  const hostname = answerTo(preseed, 'mirror/http/hostname');
  const directory = answerTo(preseed, 'mirror/http/directory')?.replace(/\/$/, '');
  if (hostname !== undefined && directory !== undefined) {
    if (HOSTNAME.test(hostname) && DIRECTORY.test(directory)) return { hostname, directory };
    throw new Unable(
      `The lab cannot stand for a mirror ${hostname}${directory}.`,
      'Name a server and a folder, such as deb.debian.org and /debian.',
    );
  }
  throw new Unable(
    'The preseed file does not say where the mirror is, so the installer would ask for it.',
    'Answer mirror/http/hostname and mirror/http/directory in it.',
  );
}

/**
 * What a preseed file answers to a question of the installer; the last answer counts.
 * Source: https://www.debian.org/releases/bookworm/amd64/apbs03.en.html
 */
export function answerTo(preseed: string, question: string): string | undefined {
  const lines = preseed.replaceAll(/\\\n\s*/g, '').split('\n');
  for (const line of lines.toReversed()) {
    const [, name, , value] = /^\s*[^\s#]\S*\s+(\S+)\s+(\S+)(?:\s+(.*))?$/.exec(line) ?? [];
    if (name === question) return (value ?? '').trim();
  }
  return undefined;
}

/** What of partman's methods the lab has a part for; another is refused by that part, in the installer. */
export type Layout = 'regular' | 'lvm';

/** What a preseed file wants from a mirror. */
export interface Wanted {
  /** Packages beside the base system, those of tasks included. */
  readonly packages: readonly string[];
  readonly layout: Layout;
}

/** Tasks that no package stands for: tasksel finds theirs by priority. */
const WITHOUT_PACKAGE: ReadonlySet<string> = new Set(['standard']);

/**
 * What a preseed file wants from a mirror. Names that no package can have are left to the installer.
 * Source: https://www.debian.org/releases/bookworm/amd64/apbs04.en.html#preseed-pkgsel
 */
export function wantedBy(preseed: string): Wanted {
  const words = (question: string): string[] =>
    (answerTo(preseed, question) ?? '').split(/[\s,]+/).filter((word) => PACKAGE.test(word));
  const tasks = words('tasksel/first').filter((task) => !WITHOUT_PACKAGE.has(task));
  return {
    packages: [...words('pkgsel/include'), ...tasks.map((task) => `task-${task}`)],
    layout: answerTo(preseed, 'partman-auto/method') === 'lvm' ? 'lvm' : 'regular',
  };
}

/** A name as Debian Policy has it, section 5.6.1; apt is given nothing else. */
const PACKAGE = /^[a-z0-9][a-z0-9+.-]+$/;
