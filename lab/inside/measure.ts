import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { acceleratorArguments, type Accelerator } from '../accelerator.ts';
import { bootSector, serialPorts } from '../boot-sector.ts';

/*
 * Whether hardware acceleration really works, and how fast the machine is. Both are found out by running a guest: on some
 * machines /dev/kvm is there and opens, but a virtual CPU never makes progress.
 */

/** How far the trivial guest counts. */
const COUNT = 2 ** 28;

const LIMIT_SECONDS: Record<Accelerator, number> = { kvm: 3, tcg: 60 };

/** A disk of one sector has no geometry that SeaBIOS would boot from. */
const DISK_BYTES = 2 ** 20;

/**
 * Seconds that a trivial guest takes to count, or undefined if it does not get there.
 * @param folder where it may write a disk image of 1 MiB
 */
export async function measure(
  accelerator: Accelerator,
  folder: string,
): Promise<number | undefined> {
  const disk = `${folder}/count.img`;
  const image = new Uint8Array(DISK_BYTES);
  image.set(bootSector({ port: serialPorts[0], text: 'start\n', count: COUNT, end: 'end\n' }));
  writeFileSync(disk, image);
  const guest = spawn(
    'qemu-system-x86_64',
    [
      ...acceleratorArguments(accelerator),
      ...['-nodefaults', '-display', 'none', '-m', '16', '-net', 'none'],
      ...['-chardev', 'stdio,id=console,signal=off', '-serial', 'chardev:console'],
      ...['-drive', `if=none,id=disk,format=raw,readonly=on,file=${disk}`],
      ...['-device', 'virtio-blk-pci,drive=disk,bootindex=0'],
    ],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  return new Promise((resolve) => {
    let text = '';
    let start: number | undefined;
    const end = (seconds: number | undefined): void => {
      clearTimeout(timer);
      guest.kill('SIGKILL');
      resolve(seconds);
    };
    const timer = setTimeout(end, LIMIT_SECONDS[accelerator] * 1000, undefined);
    guest.stdout.setEncoding('ascii').on('data', (piece: string) => {
      text += piece;
      if (text.includes('start')) start ??= performance.now();
      if (text.includes('end')) end((performance.now() - start!) / 1000);
    });
    guest.on('error', () => end(undefined)).on('exit', () => end(undefined));
  });
}
