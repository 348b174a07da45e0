import type { Detail } from '../options.ts';

/** What one packet says. */
export interface Said {
  /** `DISCOVER`, `RRQ pxelinux.0 blksize=1432`, `GET /boot.ipxe`, `200 OK, 2146 bytes`. */
  readonly what: string;
  readonly details: readonly Detail[];
}
