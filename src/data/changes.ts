import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { audience } from './audience.ts';

/** A commit that changed what people read or what machines are told. */
export interface Change {
  readonly id: string;
  readonly time: string;
  readonly title: string;
  /** Addresses of the pages that it changed and that are still there. */
  readonly pages: readonly string[];
}

const MOST = 60;
/** A page that somebody wrote: content/errors/intel-pxe-e32.mdx. */
const PAGE = /^content\/((?:errors|quirks|howto|explain|runbooks)\/[\w.-]+|tutorial)\.mdx$/;

/**
 * The latest commits to content/, the newest first. A published guide has none, since their words are for those who have the
 * repo; neither has a book that was built without git or from an archive of files.
 */
export function changesOf(root: string): Change[] {
  if (audience !== 'internal') return [];
  let log: string;
  try {
    log = execFileSync(
      'git',
      [
        ...['-C', root, 'log', `--max-count=${MOST}`, '--name-only'],
        ...['--format=%x00%H%x09%ct%x09%s', '--', 'content'],
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64 << 20 },
    );
  } catch {
    return [];
  }
  return log
    .split('\0')
    .slice(1)
    .map((each) => changeOf(each, root));
}

function changeOf(text: string, root: string): Change {
  const [head = '', ...files] = text.split('\n').filter(Boolean);
  const [id = '', seconds = '0', title = ''] = head.split('\t');
  const pages = files.flatMap((file) => {
    const page = PAGE.exec(file)?.[1];
    return page === undefined || !existsSync(join(root, file)) ? [] : [`/${page}/`];
  });
  return {
    id,
    time: `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z`,
    title,
    pages,
  };
}
