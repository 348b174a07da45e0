import { expect, test } from 'vitest';
import type { HostPlan } from '../../generators/plan/plan.ts';
import { diskSays } from '../../lab/disk.ts';
import { machineOf, type Machine } from '../../lab/machine.ts';
import { Unable } from '../../lab/unable.ts';
import { wireOf } from '../../lab/wire.ts';
import { example } from './site.ts';

function machine(id: string, change: Partial<HostPlan> = {}): Machine {
  const { plan, host } = example(id);
  return machineOf({ ...host, ...change }, wireOf(plan, [host]).ports);
}

/** The command, one option a line. */
function command({ program, args }: Machine): string {
  return [program, ...args].join(' ').replaceAll(/ (?=-[a-z])/g, '\n  ');
}

test('BIOS, console on the second serial port', () => {
  expect(command(machine('web02'))).toMatchInlineSnapshot(`
    "qemu-system-x86_64
      -name web02
      -nodefaults
      -display none
      -no-user-config
      -m 1024
      -qmp unix:/run/lab/guests/web02/control.sock,server=on,wait=off
      -machine pc
      -cpu max
      -vga none
      -chardev socket,id=serial0,path=/run/lab/guests/web02/serial0.sock,server=on,wait=off,logfile=/run/lab/guests/web02/consoles/serial0,logappend=on
      -device isa-serial,index=0,chardev=serial0
      -chardev socket,id=serial1,path=/run/lab/guests/web02/serial1.sock,server=on,wait=off,logfile=/run/lab/guests/web02/consoles/serial1,logappend=on
      -device isa-serial,index=1,chardev=serial1
      -chardev socket,id=screen,path=/run/lab/guests/web02/screen.sock,server=on,wait=off,logfile=/run/lab/guests/web02/consoles/screen,logappend=on
      -device isa-serial,index=3,chardev=screen
      -fw_cfg name=etc/sercon-port,file=/run/lab/guests/web02/sercon-port
      -netdev tap,id=wire0,ifname=tap0,script=no,downscript=no,vnet_hdr=off
      -device virtio-net-pci,netdev=wire0,mac=00:24:e8:5a:10:02,bootindex=0
      -object filter-dump,id=dump0,netdev=wire0,file=/run/lab/guests/web02/wire0.pcap,maxlen=700
      -drive if=none,id=disk,format=raw,snapshot=on,file=/run/lab/guests/web02/disk.img
      -device virtio-blk-pci,drive=disk,bootindex=1"
  `);
});

test('UEFI', () => {
  expect(command(machine('app02'))).toMatchInlineSnapshot(`
    "qemu-system-x86_64
      -name app02
      -nodefaults
      -display none
      -no-user-config
      -m 1024
      -qmp unix:/run/lab/guests/app02/control.sock,server=on,wait=off
      -machine q35
      -cpu max
      -vga none
      -drive if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd
      -drive if=pflash,unit=1,format=raw,snapshot=on,file=/usr/share/OVMF/OVMF_VARS_4M.fd
      -fw_cfg name=opt/org.tianocore/IPv6PXESupport,string=n
      -chardev socket,id=serial0,path=/run/lab/guests/app02/serial0.sock,server=on,wait=off,logfile=/run/lab/guests/app02/consoles/serial0,logappend=on
      -device isa-serial,index=0,chardev=serial0
      -netdev tap,id=wire0,ifname=tap0,script=no,downscript=no,vnet_hdr=off
      -device virtio-net-pci,netdev=wire0,mac=e4:43:4b:20:7a:02,romfile=,bootindex=0
      -object filter-dump,id=dump0,netdev=wire0,file=/run/lab/guests/app02/wire0.pcap,maxlen=700
      -blockdev {"driver":"vvfat","node-name":"disk","dir":"/run/lab/guests/app02/disk","read-only":true}
      -device virtio-blk-pci,drive=disk,bootindex=1"
  `);
});

test('UEFI with Secure Boot: keys of Microsoft, and variables that only SMM may write', () => {
  const text = command(machine('db02'));
  expect(text).toContain('-machine q35,smm=on');
  expect(text).toContain('-global driver=cfi.pflash01,property=secure,value=on');
  expect(text).toContain('readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.ms.fd');
  expect(text).toContain('snapshot=on,file=/usr/share/OVMF/OVMF_VARS_4M.ms.fd');
});

test('arm64', () => {
  expect(command(machine('build01'))).toMatchInlineSnapshot(`
    "qemu-system-aarch64
      -name build01
      -nodefaults
      -display none
      -no-user-config
      -m 1024
      -qmp unix:/run/lab/guests/build01/control.sock,server=on,wait=off
      -machine virt
      -cpu cortex-a72
      -drive if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/AAVMF/AAVMF_CODE.fd
      -drive if=pflash,unit=1,format=raw,snapshot=on,file=/usr/share/AAVMF/AAVMF_VARS.fd
      -fw_cfg name=opt/org.tianocore/IPv6PXESupport,string=n
      -chardev socket,id=serial0,path=/run/lab/guests/build01/serial0.sock,server=on,wait=off,logfile=/run/lab/guests/build01/consoles/serial0,logappend=on
      -serial chardev:serial0
      -netdev tap,id=wire0,ifname=tap0,script=no,downscript=no,vnet_hdr=off
      -device virtio-net-pci,netdev=wire0,mac=00:30:48:aa:61:01,romfile=,bootindex=0
      -object filter-dump,id=dump0,netdev=wire0,file=/run/lab/guests/build01/wire0.pcap,maxlen=700
      -blockdev {"driver":"vvfat","node-name":"disk","dir":"/run/lab/guests/build01/disk","read-only":true}
      -device virtio-blk-pci,drive=disk,bootindex=1"
  `);
});

test('only BIOS gets the iPXE ROM: UEFI has a PXE client of its own', () => {
  expect(command(machine('web02'))).not.toContain('romfile');
  expect(command(machine('db02'))).toContain('mac=94:40:c9:1f:02:02,romfile=,bootindex=0');
  expect(command(machine('build01'))).toContain('romfile=,bootindex=0');
});

test('a second card is there, and does not boot', () => {
  const text = command(machine('files01'));
  expect(text).toContain('mac=e4:43:4b:20:7a:11,romfile=,bootindex=0');
  expect(text).toMatch(/mac=e4:43:4b:20:7a:12,romfile=$/m);
});

test('cards keep their order when it is the second that boots', () => {
  const { plan, host } = example('files01');
  const { ports } = wireOf(plan, [host]);
  const text = command(machineOf(host, ports.toReversed()));
  expect(text.indexOf('mac=e4:43:4b:20:7a:11')).toBeLessThan(text.indexOf('mac=e4:43:4b:20:7a:12'));
  expect(text).toContain('mac=e4:43:4b:20:7a:12,romfile=,bootindex=0');
});

test('a card may be of another model', () => {
  const { plan, host } = example('web01');
  const text = command(machineOf(host, wireOf(plan, [host]).ports, { card: 'e1000' }));
  expect(text).toContain('-device e1000,netdev=wire0,mac=00:24:e8:5a:10:01,bootindex=0');
});

test('the boot order may have the disk first', () => {
  const { plan, host } = example('web01');
  const text = command(machineOf(host, wireOf(plan, [host]).ports, { first: 'disk' }));
  expect(text).toContain('mac=00:24:e8:5a:10:01,bootindex=2');
  expect(text).toContain('drive=disk,bootindex=1');
});

test('HTTP Boot: without PXE in the firmware', () => {
  const { plan, host } = example('build03');
  const route = { ...host.route, value: { ...host.route.value, transport: 'http-boot' as const } };
  const { ports } = wireOf(plan, [host]);
  expect(command(machineOf({ ...host, route }, ports))).toContain('IPv4PXESupport,string=n');
  expect(command(machineOf(host, ports))).not.toContain('IPv4PXESupport');
});

test('the lab gives a machine no more memory than it has', () => {
  const { host } = example('web01');
  expect(command(machine('web01', { model: { ...host.model, memory: 256 } }))).toContain(
    '-m 256\n',
  );
});

test('a console that the machine cannot have is refused', () => {
  const serial = { value: { unit: 1, speed: 115200 as const }, because: [] };
  expect(() => machine('build01', { serial })).toThrow(Unable);
});

test('the disk of a BIOS machine talks on the serial port of the host', () => {
  const file = machine('web01').files.find(({ to }) => to === 'disk.img');
  if (file === undefined || !('base64' in file)) throw new Error('There is no disk.img.');
  const disk = Buffer.from(file.base64, 'base64');
  expect(disk.length).toBe(2 ** 20);
  expect(disk.readUInt16BE(510)).toBe(0x55aa);
  expect(disk.toString('latin1')).toContain(diskSays('web01'));
  // mov dx, 0x2f8: the second port of a PC.
  expect(disk.includes(Buffer.from([0xba, 0xf8, 0x02]))).toBe(true);
});

test('the disk of a UEFI machine starts GRUB, and behind shim with Secure Boot', () => {
  const names = (id: string): string[] =>
    machine(id)
      .files.filter(({ to }) => to.startsWith('disk/'))
      .map((file) => ('from' in file ? `${file.to} <- ${file.from}` : file.to));
  expect(names('app01')).toEqual([
    'disk/EFI/BOOT/BOOTX64.EFI <- grubx64.efi',
    'disk/debian-installer/amd64/grub/grub.cfg',
  ]);
  expect(names('db01')).toEqual([
    'disk/EFI/BOOT/BOOTX64.EFI <- shimx64.efi',
    'disk/EFI/BOOT/grubx64.efi <- grubx64.efi',
    'disk/debian-installer/amd64/grub/grub.cfg',
  ]);
  expect(names('build02')).toEqual([
    'disk/EFI/BOOT/BOOTAA64.EFI <- grubaa64.efi',
    'disk/debian-installer/arm64/grub/grub.cfg',
  ]);
});
