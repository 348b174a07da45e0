import { BLOCK6, urlHost } from '../inventory/address.ts';
import { wrote } from '../inventory/inventory.ts';
import type { Reason } from '../reason.ts';
import { writtenPath } from './images.ts';
import { firstConfigPath, hostConfigPath } from './paths.ts';
import { hostMenu, type BootEntry } from './menu.ts';
import type { HostPlan, Plan } from './plan.ts';
import { fetchesBy } from './route.ts';
import { stages, type Stage, type StageId } from './stages.ts';

/** One thing that a host is told, and why. */
export interface Told {
  readonly text: string;
  /** The text is what a machine reads, to the letter: a kernel argument. */
  readonly literal?: true;
  readonly because: readonly Reason[];
}

/** What a host is told at one stage of its boot. */
export interface StageTold {
  readonly stage: Stage;
  /** A few words for the boot chain. */
  readonly short: string;
  readonly told: readonly Told[];
}

/** The boot of one host, stage by stage, with the reason for each thing it is told. Always nine stages, in their order. */
export function explainHost(plan: Plan, host: HostPlan): StageTold[] {
  const entry = hostMenu(plan, host).entries[0]!;
  const tell: Record<StageId, () => Omit<StageTold, 'stage'>> = {
    firmware: () => firmwareStage(host),
    link: () => linkStage(host),
    dhcp: () => dhcpStage(host),
    nbp: () => nbpStage(host),
    menu: () => menuStage(plan, host, entry),
    kernel: () => kernelStage(host, entry),
    initrd: () => initrdStage(entry),
    root: () => rootStage(host, entry),
    handoff: () => handoffStage(host),
  };
  return stages.map((stage) => ({ stage, ...tell[stage.id]() }));
}

/** What a host's kernel would be told if it were armed; undefined unless its profile installs by itself and is withheld. */
export function toldWhileArmed(plan: Plan, host: HostPlan): Told[] | undefined {
  const { withheld } = host;
  if (withheld?.value.install === undefined) return undefined;
  const { linux } = hostMenu(plan, { ...host, profile: withheld, withheld: undefined }).entries[0]!;
  return (linux?.args ?? []).map(({ value, because }) => ({ text: value, literal: true, because }));
}

const firmwareNames = {
  bios: 'BIOS',
  uefi: 'UEFI',
  'uefi-secure-boot': 'UEFI, Secure Boot on',
} as const;

function firmwareStage({ model, firmware }: HostPlan): Omit<StageTold, 'stage'> {
  return {
    short: firmwareNames[firmware.value],
    told: [
      {
        text: `${model.vendor} ${model.name}: ${firmwareNames[firmware.value]}, ${model.architecture}.`,
        because: [...firmware.because, wrote(model, 'architecture')],
      },
    ],
  };
}

function linkStage({
  host,
  interface: booting,
  network: { network },
}: HostPlan): Omit<StageTold, 'stage'> {
  const vlan = network.vlan === undefined ? '' : `, VLAN ${network.vlan}`;
  const told: Told[] = [
    {
      text: `It boots from ${booting.name} (${booting.mac}) on network ${network.id}${vlan}.`,
      because: [
        wrote(host, 'interfaces', booting.name, 'mac'),
        wrote(host, 'interfaces', booting.name, 'network'),
      ],
    },
  ];
  return { short: `${booting.name}${vlan}`, told };
}

function dhcpStage(plan: HostPlan): Omit<StageTold, 'stage'> {
  return plan.ipv6 ? dhcpv6Told(plan) : dhcpTold(plan);
}

function dhcpv6Told({
  host,
  interface: booting,
  nextServer,
  route,
}: HostPlan): Omit<StageTold, 'stage'> {
  const { clientArchitectures, bootFile } = route.value;
  const address = booting.address6!;
  return {
    short: `${address}, arch ${clientArchitectures[0]!}`,
    told: [
      {
        text: `It asks by IPv6. ${address} is the first of the ${BLOCK6.size} addresses that firmware, loader and system get, one each.`,
        because: [wrote(host, 'interfaces', booting.name, 'address6')],
      },
      {
        text: `It announces client architecture ${clientArchitectures.join(' or ')} in option 61 of DHCPv6.`,
        because: [{ kind: 'route', route: route.value }],
      },
      {
        text: `Boot file URL: tftp://${urlHost(nextServer.value)}/${bootFile}.`,
        because: [...nextServer.because, ...route.because],
      },
    ],
  };
}

function dhcpTold({
  host,
  interface: booting,
  network,
  route,
}: HostPlan): Omit<StageTold, 'stage'> {
  const { dhcp } = network.network;
  const mode = wrote(network.network, 'dhcp', 'mode');
  const { clientArchitectures, bootFile, transport } = route.value;
  const told: Told[] = [];
  const foreign = dhcp.foreign ?? 'another DHCP server';
  if (dhcp.mode === 'proxy') {
    told.push({
      text: `${foreign} gives the address; our proxyDHCP answer adds the boot information.`,
      because: [mode],
    });
  } else if (dhcp.mode === 'external') {
    told.push({
      text: `${foreign} gives address and boot information, from the snippet for ${network.network.id}.`,
      because: [mode],
    });
  }
  if (booting.address !== undefined) {
    told.push({
      text: `Its address is ${booting.address}.`,
      because: [wrote(host, 'interfaces', booting.name, 'address')],
    });
  } else if (dhcp.mode === 'authoritative' && dhcp.range !== undefined) {
    told.push({
      text: `Its address comes from the range ${dhcp.range.from} to ${dhcp.range.to}.`,
      because: [wrote(network.network, 'dhcp', 'range')],
    });
  }
  told.push({
    text: `It announces client architecture ${clientArchitectures.join(' or ')} in option 93.`,
    because: [{ kind: 'route', route: route.value }],
  });
  const where =
    transport === 'http-boot'
      ? `http://${network.nextServer.value}/${bootFile}`
      : `${bootFile} from ${network.nextServer.value}`;
  told.push({
    text: `Boot file: ${where}.`,
    because: [...network.nextServer.because, ...route.because],
  });
  const address =
    booting.address ?? (dhcp.mode === 'authoritative' ? 'from the range' : `from ${foreign}`);
  return { short: `${address}, arch ${clientArchitectures[0]!}`, told };
}

function nbpStage({ nextServer, route }: HostPlan): Omit<StageTold, 'stage'> {
  const { bootFile, transport, files, summary } = route.value;
  const how = transport === 'http-boot' ? 'HTTP' : 'TFTP';
  const because: Reason[] = [{ kind: 'route', route: route.value }];
  const others = files.map(({ path }) => path).filter((path) => path !== bootFile);
  const told: Told[] = [{ text: `${bootFile} comes from ${nextServer.value} by ${how}.`, because }];
  if (others.length > 0) told.push({ text: `It is followed by ${others.join(', ')}.`, because });
  told.push({ text: summary, because });
  return { short: bootFile, told };
}

function menuStage(plan: Plan, host: HostPlan, entry: BootEntry): Omit<StageTold, 'stage'> {
  const { loader, architecture } = host.route.value;
  const route: Reason = { kind: 'route', route: host.route.value };
  const config = hostConfigPath(host);
  const told: Told[] = [];
  if (loader !== 'pxelinux')
    told.push({
      text: `The loader starts with ${firstConfigPath(loader, architecture)}, which sends it on by its MAC.`,
      because: [route],
    });
  told.push({ text: `Its own config is ${config}.`, because: [route] });
  const { timeout, entries } = hostMenu(plan, host);
  told.push({
    text: `'${entry.label.value}' starts by itself after ${timeout.value} s.`,
    because: [...entry.because, ...entry.label.because, ...timeout.because],
  });
  if (host.withheld !== undefined) {
    told.push({
      text: `'${host.withheld.value.label}' is asked for but withheld.`,
      because: host.profile.because,
    });
  }
  if (entries.length > 1) {
    const others = entries.slice(1).map(({ label }) => `'${label.value}'`);
    told.push({
      text: `Also in the menu: ${others.join(', ')}.`,
      because: entries.slice(1).flatMap(({ because }) => because),
    });
  }
  return { short: entry.profile.id, told };
}

function kernelStage(host: HostPlan, { linux, because }: BootEntry): Omit<StageTold, 'stage'> {
  if (linux === undefined)
    return {
      short: 'none',
      told: [{ text: 'Nothing is fetched: the loader leaves the network.', because }],
    };
  const by = fetchesBy(host.route.value);
  const address = urlHost(host.nextServer.value);
  const place = (path: string): string => `${by}://${address}/${path}`;
  return {
    short: linux.image.id,
    told: [linux.kernel, ...linux.initrds].map((file, index) => ({
      text: `${index === 0 ? 'Kernel' : 'Initrd'}: ${place(file.value)}`,
      because: file.because,
    })),
  };
}

function initrdStage({ linux, because }: BootEntry): Omit<StageTold, 'stage'> {
  if (linux === undefined)
    return { short: 'none', told: [{ text: 'No kernel of ours runs.', because }] };
  if (linux.args.length === 0)
    return { short: 'no arguments', told: [{ text: 'The kernel gets no arguments.', because }] };
  const serial = linux.args.filter(({ value }) => value.startsWith('console=')).at(-1);
  return {
    short:
      serial?.value ?? (linux.args.length === 1 ? '1 argument' : `${linux.args.length} arguments`),
    told: linux.args.map((arg) => ({ text: arg.value, literal: true, because: arg.because })),
  };
}

const rootWords: Record<Exclude<BootEntry['profile']['kind'], 'local'>, string> = {
  installer: 'The installer runs from its initrd.',
  image: 'The image writer runs from its initrd and overwrites the disk.',
  rescue: 'The rescue system runs from its initrd; the disks are left alone.',
  memtest: 'The memory test runs; no system is started.',
  'nfs-root': 'The root file system is mounted over NFS.',
  live: 'A live system runs in memory.',
};

function rootStage(host: HostPlan, { profile, because }: BootEntry): Omit<StageTold, 'stage'> {
  if (profile.kind === 'local')
    return { short: 'the disk', told: [{ text: 'The system on the local disk starts.', because }] };
  const told: Told[] = [{ text: rootWords[profile.kind], because: [wrote(profile, 'kind')] }];
  if (profile.nfs !== undefined) {
    const server = profile.nfs.server ?? host.nextServer.value;
    told.push({
      text: `Root: ${server}:${profile.nfs.path}`,
      because: [wrote(profile, 'nfs', 'path')],
    });
  }
  if (profile.write !== undefined) {
    const { file, form, disk } = profile.write;
    told.push({
      text: `Written: http://${urlHost(host.nextServer.value)}/${writtenPath(profile, file)} (${form}) onto ${disk}`,
      because: [wrote(profile, 'write', 'file'), wrote(profile, 'write', 'disk')],
    });
  }
  return { short: profile.id, told };
}

function handoffStage(host: HostPlan): Omit<StageTold, 'stage'> {
  const { armedUntil } = host.host;
  const { profile } = host;
  if (profile.value.destructive && armedUntil !== undefined) {
    return {
      short: `armed until ${armedUntil}`,
      told: [
        {
          text: `Until ${armedUntil} each network boot runs '${profile.value.label}'. Then the boot server sends it to its disk again, if the playbook has set it up; else the next bundle does.`,
          because: profile.because,
        },
      ],
    };
  }
  if (profile.value.kind === 'local') {
    return {
      short: 'the disk',
      told: [{ text: 'Each network boot ends at the local disk.', because: profile.because }],
    };
  }
  return {
    short: 'by hand',
    told: [
      {
        text: `Each network boot runs '${profile.value.label}' until the inventory says otherwise. It leaves the disks alone by itself.`,
        because: profile.because,
      },
    ],
  };
}
