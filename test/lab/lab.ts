import { join } from 'node:path';
import { PayloadCache } from '../../cli/payload/cache.ts';
import type { ScenarioSource } from '../../cli/scenario-plans.ts';
import { needs } from '../support/needs.ts';
import { NOW, root } from './site.ts';

/** Whether this machine has the programs that the lab's boots need. */
export const ready = needs(
  ...['unshare', 'ip', 'dnsmasq', 'nginx', 'dhcpd', 'qemu-system-x86_64', 'qemu-system-aarch64'],
  'grub-mkimage',
);

/** Whether NFS roots can be given here, which takes root: lab/namespace.ts. */
export const nfsReady = needs('ganesha.nfsd', 'rpcbind') && process.getuid?.() === 0;

/** Where the payload of the tests' bundles is kept. */
export const CACHE = process.env['BOOTBOOK_CACHE'] ?? join(root, '.cache', 'payload');

/** The example site at the time of the tests. */
export const source: ScenarioSource = {
  root,
  now: Date.parse(NOW),
  cache: new PayloadCache(CACHE),
};
