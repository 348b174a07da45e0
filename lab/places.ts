/** Where the boot server's whole tree is seen inside the room. */
export const BUNDLE = '/mnt';

/** Where the guest's own files lie inside the room. */
export const GUEST = '/run/lab';

/** Where the guest's serial ports are written to, one file each. */
export const CONSOLES = `${GUEST}/consoles`;
