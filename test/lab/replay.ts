import { readFileSync } from 'node:fs';
import type { StageId } from '../../generators/plan/stages.ts';
import type { RoomEvent } from '../../lab/room.ts';
import { Observer } from '../../lab/observer.ts';
import type { Promised } from '../../lab/promise.ts';
import type { StageReached } from '../../lab/result.ts';

/**
 * A boot of the example inventory as the lab's inner half reported it, made shorter: of the kernel's lines only the telling
 * ones were kept, those of dnsmasq about single options were dropped, and pieces of console output that followed one
 * another were put together under the time of the first.
 */
export function recorded(host: 'web02' | 'db02' | 'build03'): RoomEvent[] {
  const file = new URL(`recorded/${host}.jsonl`, import.meta.url);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as RoomEvent);
}

/** Shows a recorded boot to an observer, to its end. */
export function replay(
  events: readonly RoomEvent[],
  promised: Promised,
  until: StageId = promised.stage,
): { observer: Observer; stages: StageReached[] } {
  const observer = new Observer(promised, until);
  const stages: StageReached[] = [];
  for (const event of events) {
    if (event.kind === 'console')
      stages.push(...observer.console(event.port, event.text, event.at));
    else if (event.kind === 'log') stages.push(...observer.log(event.from, event.line, event.at));
  }
  return { observer, stages };
}

const INSTALLER = 'images/debian-12-installer-amd64';

/** What the plan of the example inventory promised when the boots were recorded. */
export const promises: Record<'web02' | 'db02' | 'build03', Promised> = {
  web02: rescue('web02', '00:24:e8:5a:10:02', 'pxelinux.0', 1),
  db02: rescue('db02', '94:40:c9:1f:02:02', 'shimx64.efi', 0),
  build03: rescue('build03', '0c:c4:7a:d9:30:03', 'snponly.efi', 1),
};

function rescue(host: string, mac: string, bootFile: string, unit: number): Promised {
  return {
    host,
    macs: [mac],
    answers: 'ours',
    stage: 'root',
    bootFile,
    images: [`${INSTALLER}/linux`, `${INSTALLER}/initrd.gz`],
    preseed: undefined,
    args: [
      'console=tty0',
      `console=ttyS${unit},115200n8`,
      `BOOTIF=01-${mac.replaceAll(':', '-')}`,
      'rescue/enable=true',
    ],
    printsArguments: true,
  };
}
