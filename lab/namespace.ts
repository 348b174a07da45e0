import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { Unable } from './unable.ts';

/*
 * A room of its own for a boot: private network, private mounts, private processes. When its first process ends, the
 * kernel ends everything else in it, so nothing has to be cleaned up and nothing can be left behind.
 */

/** Namespaces of network, mounts and processes; --kill-child lets the room end with `unshare` itself. See unshare(1). */
const ROOM = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
/** The same as root of a user namespace, which every user may be where the kernel allows it. */
const USER_ROOM = ['--user', '--map-root-user', ...ROOM];

/** How to start a program in a room of its own. */
export type Entrance = readonly [program: string, ...args: string[]];

let known: Entrance | undefined;

/**
 * The way into a room that works on this machine: a user namespace, or plain namespaces for root.
 * @param tun the device that makes taps
 * @throws Unable
 */
export function entrance(tun = '/dev/net/tun'): Entrance {
  known ??= findEntrance();
  checkTun(tun);
  return known;
}

/**
 * The way into a room in which servers can act for many users. In a user namespace that an ordinary user has made there is
 * one user only, and groups cannot be changed (user_namespaces(7)).
 * @throws Unable to anybody but root
 */
export function entranceForManyUsers(): Entrance {
  checkTun('/dev/net/tun');
  if (process.getuid?.() === 0 && works(ROOM)) return ['unshare', ...ROOM];
  throw new Unable(
    'An NFS server acts for the users of its clients, and that takes root here.',
    'Run this boot as root: sudo npx bootbook …',
  );
}

function findEntrance(): Entrance {
  if (works(USER_ROOM)) return ['unshare', ...USER_ROOM];
  if (process.getuid?.() === 0) {
    if (works(ROOM)) return ['unshare', ...ROOM];
    throw new Unable(
      'The lab needs namespaces, and this machine refuses them even to root.',
      'Run it outside of a container, or start the container with --privileged.',
    );
  }
  throw new Unable(
    'The lab needs user namespaces, and this machine forbids them.',
    'As root: sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000 (what the kernel does not know of these, leave out). Or run the lab as root.',
  );
}

function works(options: readonly string[]): boolean {
  return spawnSync('unshare', [...options, 'true'], { stdio: 'ignore' }).status === 0;
}

/** The machine's taps come from this device, which udev makes open to everybody; some machines have it otherwise. */
function checkTun(device: string): void {
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
  } catch {
    throw new Unable(
      `The lab needs ${device}, and this user may not open it.`,
      'As root: modprobe tun; chmod 0666 /dev/net/tun',
    );
  }
}
