/**
 * The boot chain: the one axis of the project. Pages, log lines and proofs name their stage by these ids.
 */
export const stages = [
  {
    id: 'firmware',
    title: 'Firmware',
    what: 'power-on self-test, boot order, option ROMs, Secure Boot state',
  },
  { id: 'link', title: 'Link', what: 'carrier, spanning tree, LACP, VLAN' },
  { id: 'dhcp', title: 'DHCP', what: 'address and boot information' },
  { id: 'nbp', title: 'NBP', what: 'the network boot program is fetched, verified and started' },
  { id: 'menu', title: 'Menu', what: 'the boot loader looks for its config and makes a choice' },
  { id: 'kernel', title: 'Kernel', what: 'kernel and initrd are fetched and started' },
  { id: 'initrd', title: 'Initrd', what: 'early user space: drivers, network once more' },
  { id: 'root', title: 'Root', what: 'NFS root, live image, rescue system or installer runs' },
  {
    id: 'handoff',
    title: 'Handoff',
    what: 'first boot from the local disk, and no second install',
  },
] as const;

export type StageId = (typeof stages)[number]['id'];
export type Stage = (typeof stages)[number];
