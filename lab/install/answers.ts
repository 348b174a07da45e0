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
