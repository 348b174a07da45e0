import type { Firmware } from '../../inventory/schema.ts';

/** What the caller decides where a source does not say. */
export interface DraftOptions {
  readonly title: string;
  /** Id of the site. */
  readonly site: string;
  readonly domain?: string | undefined;
  readonly firmware: Firmware;
  /** Networks that the caller knows, besides those of the source. */
  readonly networks: readonly { readonly id: string; readonly cidr: string }[];
}
