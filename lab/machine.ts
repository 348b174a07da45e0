import type { HostPlan } from '../generators/plan/plan.ts';
import { serialPorts } from './boot-sector.ts';
import { emptyDisk, speakingDisk, type Drive, type GuestFile } from './disk.ts';
import { captureFile, consoleFolder, controlSocket, guestFolder, portSocket } from './places.ts';
import { Unable } from './unable.ts';
import type { Port } from './wire.ts';

/*
 * From a host's plan to a QEMU machine that a boot server cannot tell from it: the same MACs, firmware and architecture.
 */

/** A virtual machine, ready to be switched on inside. */
export interface Machine {
  /** The id of its host. */
  readonly id: string;
  readonly program: string;
  /** Without the accelerator. */
  readonly args: readonly string[];
  /** Serial ports by name; each is a file of that name in the machine's folder of consoles. */
  readonly consoles: readonly string[];
  /** What has to lie in its folder before power-on. */
  readonly files: readonly GuestFile[];
}

/** What is not the plan's business, and may be different from boot to boot. */
export interface MachineOptions {
  /** Who drives a UEFI machine's card: its firmware, as on real machines, or the iPXE that QEMU's cards carry. */
  readonly rom?: 'firmware' | 'ipxe' | undefined;
  /** The model of its cards, as QEMU names it: one that every guest has a driver for, unless told otherwise. */
  readonly card?: 'virtio-net-pci' | 'e1000' | undefined;
  /** What the firmware tries first; by default the network. */
  readonly first?: 'network' | 'disk' | undefined;
  /** MiB of memory, if not as much as the inventory and this machine have to give. */
  readonly memory?: number | undefined;
  /** Bytes of an empty disk that keeps what is written to it, instead of one that says that it has started. */
  readonly disk?: number | undefined;
  /** How that disk shows itself. */
  readonly drive?: Drive | undefined;
  /** More arguments of QEMU. */
  readonly args?: readonly string[] | undefined;
}

/** MiB. The inventory's machines have more than this one's could give; kernel and unpacked initrd fit with room to spare. */
const MEMORY = 1024;

/**
 * The QEMU machine of a host.
 * @param ports where its cards are plugged in, the one that boots first
 * @throws Unable if QEMU has no such machine
 */
export function machineOf(
  host: HostPlan,
  ports: readonly Port[],
  options: MachineOptions = {},
): Machine {
  const { id } = host.host;
  const unit = host.serial?.value.unit ?? 0;
  const firmware = firmwareOf(host, unit);
  const disk =
    options.disk === undefined ? speakingDisk(host) : emptyDisk(host, options.disk, options.drive);
  const memory = options.memory ?? Math.min(MEMORY, host.model.memory ?? MEMORY);
  return {
    id,
    program: firmware.program,
    args: [
      ...['-name', id, '-nodefaults', '-display', 'none', '-no-user-config'],
      ...['-m', String(memory)],
      ...['-qmp', `unix:${controlSocket(id)},server=on,wait=off`],
      ...firmware.args,
      ...ports
        .map((port, index) => ({ port, index }))
        .toSorted((a, b) => slotOf(host, a.port) - slotOf(host, b.port))
        .flatMap(({ port, index }) => card(host, port, index, options)),
      ...disk.args,
      ...(options.args ?? []),
    ],
    consoles: firmware.consoles,
    files: [...firmware.files, ...disk.files],
  };
}

interface FirmwarePart {
  readonly program: string;
  readonly args: readonly string[];
  readonly consoles: readonly string[];
  readonly files: readonly GuestFile[];
}

function firmwareOf(host: HostPlan, unit: number): FirmwarePart {
  if (host.model.architecture === 'arm64') return arm64(host, unit);
  return host.firmware.value === 'bios' ? bios(host.host.id, unit) : uefi(host, unit);
}

/**
 * SeaBIOS. It writes its screen, which is PXE ROM and loaders too, to a serial port of its own (etc/sercon-port), so that
 * text is not doubled on the one that the loader writes to itself.
 * Source: https://www.seabios.org/Runtime_config
 */
function bios(id: string, unit: number): FirmwarePart {
  const screen = unit === 3 ? 2 : 3;
  const serial = serialNames(unit);
  const portFile = new Uint8Array(2);
  new DataView(portFile.buffer).setUint16(0, serialPorts[screen], true);
  return {
    program: 'qemu-system-x86_64',
    args: [
      ...['-machine', 'pc', '-cpu', 'max', '-vga', 'none'],
      ...serial.flatMap((name, index) => isaSerial(id, name, index)),
      ...isaSerial(id, 'screen', screen),
      ...['-fw_cfg', `name=etc/sercon-port,file=${guestFolder(id)}/sercon-port`],
    ],
    consoles: [...serial, 'screen'],
    files: [{ to: 'sercon-port', base64: Buffer.from(portFile).toString('base64') }],
  };
}

/**
 * OVMF. Its own console is always the first serial port, whatever the host's is. With `snapshot=on` it starts with
 * fresh variables and forgets what it writes.
 * Source: https://github.com/tianocore/edk2/blob/master/OvmfPkg/README
 */
function uefi(host: HostPlan, unit: number): FirmwarePart {
  const secure = host.firmware.value === 'uefi-secure-boot';
  const name = secure ? '4M.ms' : '4M';
  const serial = serialNames(unit);
  return {
    program: 'qemu-system-x86_64',
    args: [
      ...['-machine', secure ? 'q35,smm=on' : 'q35', '-cpu', 'max', '-vga', 'none'],
      ...(secure ? ['-global', 'driver=cfi.pflash01,property=secure,value=on'] : []),
      ...flash('/usr/share/OVMF', `OVMF_CODE_${name}.fd`, `OVMF_VARS_${name}.fd`),
      ...networkSupport(host),
      ...serial.flatMap((each, index) => isaSerial(host.host.id, each, index)),
    ],
    consoles: serial,
    files: [],
  };
}

/** AAVMF on QEMU's board for virtual machines, which has a single serial port. */
function arm64(host: HostPlan, unit: number): FirmwarePart {
  if (unit > 0)
    throw new Unable(
      `${host.host.id} has its console on serial port ${unit}, and QEMU's arm64 machine has port 0 only.`,
      'Boot another host of this kind, or a real machine.',
    );
  const secure = host.firmware.value === 'uefi-secure-boot';
  return {
    program: 'qemu-system-aarch64',
    args: [
      // Pointer authentication of `-cpu max` makes emulation several times slower.
      ...['-machine', 'virt', '-cpu', 'cortex-a72'],
      ...flash('/usr/share/AAVMF', 'AAVMF_CODE.fd', secure ? 'AAVMF_VARS.ms.fd' : 'AAVMF_VARS.fd'),
      ...networkSupport(host),
      ...chardev(host.host.id, 'serial0'),
      ...['-serial', 'chardev:serial0'],
    ],
    consoles: ['serial0'],
    files: [],
  };
}

function flash(folder: string, code: string, variables: string): string[] {
  return [
    ...['-drive', `if=pflash,unit=0,format=raw,readonly=on,file=${folder}/${code}`],
    ...['-drive', `if=pflash,unit=1,format=raw,snapshot=on,file=${folder}/${variables}`],
  ];
}

/**
 * Which kinds of network boot the firmware offers: PXE by the way that the host is told its boot file, and nothing that
 * nobody would answer for minutes. Without PXE it goes straight to HTTP Boot.
 */
function networkSupport({ route, ipv6 }: HostPlan): string[] {
  const off = (kind: string): string[] => ['-fw_cfg', `name=opt/org.tianocore/${kind},string=n`];
  const http = route.value.transport === 'http-boot';
  return [
    ...(ipv6 && !http ? [] : off('IPv6PXESupport')),
    ...(ipv6 || http ? off('IPv4PXESupport') : []),
  ];
}

/**
 * A network card. QEMU's cards carry an iPXE ROM. Under UEFI an empty `romfile` takes it away, so that the firmware's own
 * PXE client boots, as on real machines. BIOS has no other PXE client than that ROM. Packets are recorded, each as far as
 * its headers and the boot protocols go (qemu(1), filter-dump). Without `vnet_hdr` packets are as on a real wire: no header
 * of virtio before them, no segments that the card would have to cut.
 */
function card(
  host: HostPlan,
  { tap, mac }: Port,
  index: number,
  { card: model = 'virtio-net-pci', rom = 'firmware', first = 'network' }: MachineOptions,
): string[] {
  const boots = index === 0;
  const keep = boots && (rom === 'ipxe' || host.firmware.value === 'bios');
  // The disk has 1 (disk.ts).
  const order = boots ? `,bootindex=${first === 'network' ? 0 : 2}` : '';
  const capture = captureFile(host.host.id, index);
  return [
    ...['-netdev', `tap,id=wire${index},ifname=${tap},script=no,downscript=no,vnet_hdr=off`],
    ...['-device', `${model},netdev=wire${index},mac=${mac}${keep ? '' : ',romfile='}${order}`],
    ...['-object', `filter-dump,id=dump${index},netdev=wire${index},file=${capture},maxlen=700`],
  ];
}

/** Cards sit in the machine in the order of the inventory, whichever of them boots. */
function slotOf({ host }: HostPlan, { mac }: Port): number {
  return Object.values(host.interfaces).findIndex((each) => each.mac === mac);
}

function serialNames(unit: number): string[] {
  return Array.from({ length: unit + 1 }, (_, index) => `serial${index}`);
}

function isaSerial(machine: string, name: string, index: number): string[] {
  return [...chardev(machine, name), '-device', `isa-serial,index=${index},chardev=${name}`];
}

/** Everything that is printed goes into a file; whoever wants to type connects to a socket. */
function chardev(machine: string, name: string): string[] {
  const socket = `path=${portSocket(machine, name)},server=on,wait=off`;
  const log = `logfile=${consoleFolder(machine)}/${name},logappend=on`;
  return ['-chardev', `socket,id=${name},${socket},${log}`];
}
