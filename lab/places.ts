/** Where the boot server's whole tree is seen inside the room, as the bundle has it. */
export const BUNDLE = '/mnt';

/** Where the room keeps its own files: those of the guests, captures, the trivial guest's disk. */
export const LAB = '/run/lab';

/** Where a guest's own files lie inside the room. */
export function guestFolder(machine: string): string {
  return `${LAB}/guests/${machine}`;
}

/** Where a guest's serial ports are written to, one file each. */
export function consoleFolder(machine: string): string {
  return `${guestFolder(machine)}/consoles`;
}

/** The socket on which a guest's serial port can be typed to. */
export function portSocket(machine: string, port: string): string {
  return `${guestFolder(machine)}/${port}.sock`;
}

/** The socket of QEMU's machine protocol (QMP) for a guest. */
export function controlSocket(machine: string): string {
  return `${guestFolder(machine)}/control.sock`;
}

/** The packets of a guest's network card, in the format of tcpdump. */
export function captureFile(machine: string, card: number): string {
  return `${guestFolder(machine)}/wire${card}.pcap`;
}

/** Where the room keeps served files that were changed in it. */
export const SERVED_UPPER = '/run/served/upper';
