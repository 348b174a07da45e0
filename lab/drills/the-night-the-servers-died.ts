import { bootSector, serialPorts } from '../boot-sector.ts';
import { diskSays } from '../disk.ts';
import { guestFolder } from '../places.ts';
import type { Act, Drill, EditedSite } from './drill.ts';

const HOSTS = ['web01', 'web02', 'web03', 'web04'] as const;
const MODEL = 'dell-r610';
const HOUR = 3_600_000;

/** A disk as the people of this site make them: what BIOS starts is in the first sector, and the second is a copy of it. */
function disk(host: string): Act {
  const sector = bootSector({ port: serialPorts[1], text: `\r\n${diskSays(host)}\r\n` });
  const image = `${guestFolder(host)}/disk.img`;
  const text = Buffer.from(sector).toString('base64');
  return {
    run: `
if test -e ${image}; then
  for sector in 0 1; do
    echo ${text} | base64 -d | dd of=${image} bs=512 seek=$sector conv=notrunc status=none
  done
fi`,
  };
}

/** The update wrote over the code in front of the partition table: 440 bytes of 512. */
const update = `
for host in $HOSTS; do
  dd if=/dev/zero of=/run/lab/guests/$host/disk.img bs=440 count=1 conv=notrunc status=none
done`;

const repair = `
for address in $ADDRESSES; do
  ssh root@$address '
    dd if=/dev/vda bs=512 skip=1 count=1 | dd of=/dev/vda bs=440 count=1
    sync'
done`;

/** The profile that a host boots into, for those of one model. */
function arm({ plan, hosts, now }: EditedSite): Record<string, unknown> {
  const until = new Date(now + HOUR).toISOString().replace(/\.\d+Z$/, 'Z');
  const picked = plan.hosts.filter(
    ({ host, model }) => model.id === MODEL && hosts.includes(host.id),
  );
  return Object.fromEntries(
    picked.flatMap(({ host: { id } }) => [
      [`hosts.${id}.profile`, 'rescue'],
      [`hosts.${id}.armedUntil`, until],
    ]),
  );
}

function disarm({ hosts }: EditedSite): Record<string, unknown> {
  return Object.fromEntries(
    hosts.flatMap((id) => [
      [`hosts.${id}.profile`, 'local'],
      [`hosts.${id}.armedUntil`, undefined],
    ]),
  );
}

export const theNightTheServersDied: Drill = {
  id: 'the-night-the-servers-died',
  title: 'The night the servers died',
  call: 'At 01:50 the storage controllers of the four R610 in rack A1 got an update, and the machines were restarted. None of them has come back. Their screens end with `Booting from Hard Disk..`.',
  stage: 'handoff',
  hosts: HOSTS,
  replayed: 2,
  changes: {
    'hosts.web04': {
      model: MODEL,
      rack: 'A1',
      interfaces: {
        eno1: { mac: '00:24:e8:5a:10:04', network: 'prod', address: '10.20.0.14' },
      },
    },
    'hosts.web02.profile': 'local',
    'hosts.web03.profile': 'local',
    'hosts.web03.armedUntil': undefined,
    // Whoever is in it is root on the disks, so it counts for as long as it was armed for, and no longer.
    'profiles.rescue.destructive': true,
    'sites.ams1.menu.profiles': ['local', 'rescue'],
    'sites.ams1.menu.timeout': 1,
  },
  machine: { disk: 4 * 2 ** 20, memory: 640 },
  ssh: true,
  tools: [
    { name: 'ssh', find: 'ssh' },
    { name: 'ssh-keygen', find: 'ssh-keygen' },
  ],
  break: [...HOSTS.map(disk), { run: update }],
  symptom: { where: 'console', says: /Booting from Hard Disk/ },
  hints: [
    {
      says: 'All of them pass the network and are told to start their disk: `bootbook watch` shows it. So what fails comes after the boot server.',
      page: '/stages/handoff/',
    },
    {
      says: 'The disk is found, and nothing on it starts. A rescue system from the network can look at it: pick the machines by their model, and arm the profile `rescue` for one hour in the inventory (`profile`, `armedUntil`). Then `publish`, and reset them.',
      page: '/explain/arming/',
    },
    {
      says: 'In the rescue system, `head -c 440 /dev/vda | od -c` shows that the first sector has lost its code. The second sector of these disks is a copy of it.',
      page: '/drills/the-night-the-servers-died/',
    },
  ],
  repair: [
    {
      edit: arm,
      writes: [
        'for each host with model: dell-r610, in hosts/prod.yaml:',
        'profile: rescue',
        "armedUntil: '…' (in one hour, such as 2026-11-24T03:00:00Z)",
      ],
      why: 'Pick the machines by their model, and arm the rescue profile for one hour.',
    },
    {
      power: 'reset',
      why: 'They boot from the network side by side; `bootbook watch` shows how far each is.',
    },
    { wait: 'root', why: 'Each says `rescue system ready` with its address.' },
    {
      run: repair,
      why: 'Put the code of the first sector back from its copy. Only 440 bytes: the partition table behind them is left as it is.',
    },
    {
      edit: disarm,
      writes: ['profile: local', 'take out armedUntil'],
      why: 'Disarm: from now on they are told to boot their disk again.',
    },
    { power: 'reset', why: 'Out of the rescue system.' },
    { wait: 'handoff', why: 'Each starts from its own disk.' },
  ],
  restored: 'handoff',
  after:
    'The update had written over the code in front of the partition table. Keep a copy of the first sector of every disk, and restart one machine of a kind before the others.',
};
