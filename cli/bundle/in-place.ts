import { renameSync, rmSync } from 'node:fs';

/** Writes a file beside its place and renames it there, so that nobody ever sees half of it. */
export async function inPlace(file: string, write: (temporary: string) => Promise<void> | void): Promise<void> {
  const temporary = `${file}.${process.pid}`;
  try {
    await write(temporary);
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}
