/** Something that the person at the keyboard can mend. It is told in plain words, never with a stack trace. */
export class Mistake extends Error {
  /** What to do about it. */
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}

interface SystemError extends Error {
  readonly code: string;
  readonly path?: string;
  readonly dest?: string;
}

/** What the usual errors of the operating system mean, and what to do about them. */
const systemErrors: Record<string, (place: string) => readonly [message: string, advice: string]> =
  {
    ENOENT: (place) => [`There is no ${place}.`, 'Check the path.'],
    ENOTDIR: (place) => [`A part of the path ${place} is not a folder.`, 'Check the path.'],
    EISDIR: (place) => [`${place} is a folder, not a file.`, 'Check the path.'],
    ENOTEMPTY: (place) => [`The folder ${place} is not empty.`, 'Choose another one.'],
    EACCES: (place) => [
      `No permission for ${place}.`,
      'Change its permissions, or run this as a user who may.',
    ],
    EPERM: (place) => [
      `Not permitted: ${place}.`,
      'Change its permissions, or run this as a user who may.',
    ],
    EROFS: (place) => [`${place} lies on a read-only file system.`, 'Choose another folder.'],
    ELOOP: (place) => [`Too many symbolic links on the way to ${place}.`, 'Check the links.'],
    ENAMETOOLONG: (place) => [`This path is too long: ${place}.`, 'Choose a shorter one.'],
    ENOSPC: (place) => [
      `The disk is full: no room for ${place}.`,
      'Make room, or choose a folder on another disk.',
    ],
    EDQUOT: (place) => [
      `The disk quota is used up: no room for ${place}.`,
      'Make room, or choose a folder on another disk.',
    ],
    EFBIG: (place) => [`${place} would be larger than a file may be here.`, 'Raise the limit.'],
    EMFILE: () => ['Too many open files.', 'Raise the limit: `ulimit -n 4096`.'],
    ENFILE: () => ['Too many open files on this machine.', 'Close some programs.'],
    EIO: (place) => [`The disk failed to read or write ${place}.`, 'Look into the kernel log.'],
  };

/** An error as the mistake that it is, or undefined for one that only a mistake of ours explains. */
export function asMistake(error: unknown, place?: string): Mistake | undefined {
  if (error instanceof Mistake) return error;
  if (!isSystemError(error)) return undefined;
  const words = systemErrors[error.code];
  if (words === undefined) return undefined;
  const [message, advice] = words(place ?? error.dest ?? error.path ?? 'this file');
  return new Mistake(message, advice);
}

/** Whether the operating system refused with this code, such as `ENOENT`. */
export function isSystemError(error: unknown, code?: string): error is SystemError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    (code === undefined || error.code === code)
  );
}
