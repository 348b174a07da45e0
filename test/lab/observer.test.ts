import { describe, expect, test } from 'vitest';
import { Observer } from '../../lab/observer.ts';
import type { StageReached } from '../../lab/result.ts';
import { promises, recorded, replay } from './replay.ts';

function told(stages: readonly StageReached[]): string[] {
  return stages.map(({ stage, what, seconds }) => `${seconds} ${stage}: ${what.slice(0, 60)}`);
}

describe('recorded boots', () => {
  test('BIOS, PXELINUX, rescue system', () => {
    const { observer, stages } = replay(recorded('web02'), promises.web02);
    expect(told(stages)).toMatchInlineSnapshot(`
      [
        "0.5 firmware: first sign on the console",
        "2.9 link: first DHCP packet of this machine",
        "2.9 dhcp: address 10.20.0.12",
        "20.8 nbp: pxelinux.0 by TFTP",
        "20.9 menu: pxelinux.cfg/01-00-24-e8-5a-10-02 by TFTP",
        "28.9 kernel: images/debian-12-installer-amd64/linux by TFTP",
        "39.2 initrd: [    9.120221] Run /init as init process",
        "39.2 root: Rescue mode",
      ]
    `);
    expect(observer.ending).toEqual({ failure: undefined, seconds: stages.at(-1)!.seconds });
    expect(observer.seen.commandLine).toMatchInlineSnapshot(
      `"BOOT_IMAGE=images/debian-12-installer-amd64/linux console=tty0 console=ttyS1,115200n8 BOOTIF=01-00-24-e8-5a-10-02 rescue/enable=true initrd=images/debian-12-installer-amd64/initrd.gz"`,
    );
    expect(observer.seen.files.map(({ by, path }) => `${by} ${path}`)).toMatchInlineSnapshot(`
      [
        "tftp pxelinux.0",
        "tftp ldlinux.c32",
        "tftp pxelinux.cfg/01-00-24-e8-5a-10-02",
        "tftp menu.c32",
        "tftp libutil.c32",
        "tftp pxelinux.cfg/01-00-24-e8-5a-10-02",
        "tftp images/debian-12-installer-amd64/linux",
        "tftp images/debian-12-installer-amd64/initrd.gz",
      ]
    `);
  });

  test('UEFI with Secure Boot: shim, GRUB, signed kernel', () => {
    const { observer, stages } = replay(recorded('db02'), promises.db02);
    expect(told(stages)).toMatchInlineSnapshot(`
      [
        "14.5 firmware: first sign on the console",
        "15.9 link: first DHCP packet of this machine",
        "22.2 dhcp: address 10.20.0.32",
        "22.2 nbp: shimx64.efi by TFTP",
        "25.2 menu: debian-installer/amd64/grub/grub.cfg by TFTP",
        "72 kernel: images/debian-12-installer-amd64/linux by TFTP",
        "83 initrd: [    5.738983] Run /init as init process",
        "83 root: Rescue mode",
      ]
    `);
    expect(observer.seen.console.filter((line) => /ecure ?boot|locked down/.test(line)))
      .toMatchInlineSnapshot(`
      [
        "serial0: [    0.000000] Kernel is locked down from EFI Secure Boot; see man kernel_lockdown.7",
        "serial0: [    0.000000] secureboot: Secure boot enabled",
      ]
    `);
  });

  test('UEFI, iPXE, HTTP', () => {
    const { stages } = replay(recorded('build03'), promises.build03);
    expect(told(stages)).toMatchInlineSnapshot(`
      [
        "5.8 firmware: first sign on the console",
        "6.2 link: first DHCP packet of this machine",
        "10.3 dhcp: address 10.20.0.43",
        "10.3 nbp: snponly.efi by TFTP",
        "29.4 menu: boot.ipxe by HTTP",
        "34.6 kernel: images/debian-12-installer-amd64/linux by HTTP",
        "35.7 initrd: [    5.674759] Run /init as init process",
        "35.7 root: Rescue mode",
      ]
    `);
  });
});

describe('what counts as failed', () => {
  test('the right stage with a kernel that was told something else', () => {
    const promised = { ...promises.web02, args: [...promises.web02.args, 'mem=512M'] };
    const { observer } = replay(recorded('web02'), promised);
    expect(observer.ending?.failure).toBe(
      "The kernel's command line lacks, or has in another order: mem=512M",
    );
  });

  test('arguments in another order', () => {
    const promised = { ...promises.web02, args: promises.web02.args.toReversed() };
    const { observer } = replay(recorded('web02'), promised);
    expect(observer.ending?.failure).toMatch(/^The kernel's command line lacks/);
  });

  test('no command line at all, though the kernel prints one', () => {
    const silent = recorded('web02').map((event) =>
      event.kind === 'console'
        ? { ...event, text: event.text.replaceAll('Kernel command line', '') }
        : event,
    );
    const { observer } = replay(silent, promises.web02);
    expect(observer.ending?.failure).toBe('The kernel printed no command line on the console.');
  });

  test('the local disk, where the network was promised', () => {
    const observer = new Observer(promises.web02, 'root');
    const text = '\r\nBootbook lab: web02 has started from its local disk\r\n';
    expect(observer.console('serial1', text, 30).map(({ stage }) => stage)).toEqual([
      'firmware',
      'handoff',
    ]);
    expect(observer.ending).toEqual({
      failure: 'It left the network and started its local disk.',
      seconds: 30,
    });
  });

  test('the disk of another host is no sign', () => {
    const observer = new Observer({ ...promises.web02, stage: 'handoff' }, 'handoff');
    observer.console('serial1', 'Bootbook lab: web0 has started from its local disk\n', 30);
    expect(observer.ending).toBeUndefined();
  });
});

test('it stops at the stage that was asked for', () => {
  const { observer } = replay(recorded('web02'), promises.web02, 'nbp');
  expect(observer.ending?.failure).toBeUndefined();
  expect(observer.seen.stages.map(({ stage }) => stage)).toEqual([
    'firmware',
    'link',
    'dhcp',
    'nbp',
  ]);
});

test('the first ending counts', () => {
  const observer = new Observer(promises.web02, 'root');
  observer.end('It switched itself off.', 4);
  observer.end('It did not reach root within 9 s.', 9);
  expect(observer.ending).toEqual({ failure: 'It switched itself off.', seconds: 4 });
});

describe('symptoms of a fault', () => {
  const loop = { id: 'loop', where: 'console', says: /^initialising\.\.\.ok$/, times: 2 } as const;
  const refused = { id: 'refused', where: 'log', says: /refused/ } as const;

  test('it ends when all have been seen, whatever stage was reached', () => {
    const observer = new Observer(promises.web02, 'root', [loop, refused]);
    observer.log('dnsmasq', 'refused', 1);
    observer.console('screen', 'initialising...ok\n', 2);
    expect(observer.ending).toBeUndefined();
    expect(observer.lacking(9)).toBe('Not seen within 9 s: loop.');
    observer.console('screen', 'initialising...ok\n', 3);
    expect(observer.ending).toEqual({ failure: undefined, seconds: 3 });
    expect(observer.seen.symptoms).toEqual([
      { id: 'loop', line: 'screen: initialising...ok', seconds: 3 },
      { id: 'refused', line: 'dnsmasq: refused', seconds: 1 },
    ]);
  });

  test('a line that is still being written counts once', () => {
    const observer = new Observer(promises.web02, 'root', [loop]);
    for (const piece of ['initialising...', 'ok', '\n']) observer.console('screen', piece, 2);
    expect(observer.ending).toBeUndefined();
  });

  test('what is looked for in a log is not found on the console', () => {
    const observer = new Observer(promises.web02, 'root', [refused]);
    observer.console('screen', 'refused\n', 2);
    expect(observer.ending).toBeUndefined();
  });
});
