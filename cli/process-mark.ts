import { readFileSync } from 'node:fs';

/**
 * A name for this process that no other one on this machine has had since it started: its id and its start time, which
 * /proc tells in clock ticks since boot (proc_pid_stat(5), field 22). Folders of work in progress carry it, so that a
 * later run knows whether they are still in use. Where there is no /proc, the id alone has to do.
 */
export function ownMark(): string {
  return `${process.pid}.${startTime(process.pid) ?? 0}`;
}

/** Whether the process of a mark is still running. */
export function isRunning(mark: string): boolean {
  const [pid, started] = mark.split('.').map(Number);
  try {
    process.kill(pid!, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return (startTime(pid!) ?? 0) === started;
}

function startTime(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses, which may hold spaces and parentheses itself.
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(afterName[19]);
  } catch {
    return undefined;
  }
}
