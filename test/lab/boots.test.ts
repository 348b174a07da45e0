import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadSite } from '../../cli/load-site.ts';
import { bootHost, type BootOptions } from '../../lab/boot.ts';
import { failureText, type BootResult } from '../../lab/result.ts';
import { kernelArguments } from '../../lab/watch.ts';
import { needs } from '../support/needs.ts';
import { example, hostOf, NOW, root } from './site.ts';

/*
 * Machines of the example inventory, switched on with the bundle as `bootbook build` writes it. A boot succeeds if the
 * machine does what the plan promises, and unless quiet forbids it, the kernel itself has printed all of the plan's
 * arguments in their order (lab/observer.ts). Each test adds what is special about its way.
 */

const ready = needs(
  ...['unshare', 'ip', 'dnsmasq', 'nginx', 'dhcpd', 'qemu-system-x86_64', 'qemu-system-aarch64'],
);

const command = [process.execPath, join(root, 'cli', 'bootbook.mjs')] as const;

const CACHE = process.env['BOOTBOOK_CACHE'] ?? join(root, '.cache', 'payload');

let folder: string;
let bundle: string;

/** Builds the bundle of the site in a folder, payload and all. */
function build(cwd: string, out: string): void {
  const options = ['--out', out, '--now', NOW, '--cache', CACHE, '--json'];
  const { status, stdout, stderr } = spawnSync(command[0], [command[1], 'build', ...options], {
    cwd,
    encoding: 'utf8',
  });
  if (status !== 0) expect.fail(stdout + stderr);
  const { servers } = JSON.parse(stdout) as { servers: { leftOut: unknown[] }[] };
  expect(servers.flatMap(({ leftOut }) => leftOut)).toEqual([]);
}

beforeAll(() => {
  if (!ready) return;
  folder = mkdtempSync(join(tmpdir(), 'bootbook-lab-'));
  bundle = join(folder, 'bundle');
  build(root, bundle);
}, 300_000);

afterAll(() => {
  if (ready) rmSync(folder, { recursive: true });
});

/** Kernel arguments full of signs that mean something to a boot loader, as far as that loader can hand them on. */
const SIGNS = 'lab.signs=$HOME;#%{a}|&<>~*?[b]!^@';

/** Hosts of the example, changed so that they take the ways that no host of it takes, and are told odd things. */
const changedHosts: Readonly<Record<string, { args: string[]; [setting: string]: unknown }>> = {
  web01: { profile: 'debian-12-rescue', loader: 'ipxe', args: [`${SIGNS}'`, 'lab.back=\\n'] },
  web02: { args: [`${SIGNS}'`, 'lab.words="two words"', 'lab.shell=\\n`id`'] },
  app02: { args: [SIGNS, 'lab.shell=`id`', 'lab.text=Zürich'] },
  build01: { firmware: 'uefi-secure-boot', args: [SIGNS, 'lab.shell=`id`'] },
  build03: {
    transport: 'http-boot',
    args: [`${SIGNS}'`, 'lab.words="two words"', 'lab.mac=$net0'],
  },
};

/** Builds the example site with these changes in a folder of its own. */
function buildChanged(): string {
  const own = join(folder, 'changed');
  cpSync(join(root, 'content'), join(own, 'content'), { recursive: true });
  const file = join(own, 'content/inventory/hosts/prod.yaml');
  let text = readFileSync(file, 'utf8');
  for (const [host, settings] of Object.entries(changedHosts)) {
    const lines = Object.entries(settings).map(
      ([key, value]) => `    ${key}: ${JSON.stringify(value)}`,
    );
    text = text.replace(`\n  ${host}:\n`, () => `\n  ${host}:\n${lines.join('\n')}\n`);
  }
  writeFileSync(file, text);
  build(own, join(own, 'bundle'));
  return own;
}

/** Switches a host on, and fails with the last lines of console and logs if it does not do what it should. */
async function boot(id: string, options: Partial<BootOptions> = {}): Promise<BootResult> {
  const { plan, host } = example(id);
  const result = await bootHost({ plan, host, bundle: join(bundle, plan.server.id), ...options });
  if (!result.ok) expect.fail(failureText(result));
  return result;
}

function files({ files: served }: BootResult): string[] {
  return [...new Set(served.map(({ by, path }) => `${by} ${path}`))];
}

const INSTALLER = 'images/debian-12-installer-amd64';

// Two machines at a time: that is how many the lab's own machine has processors for.
describe.skipIf(!ready).concurrent('hosts of the example inventory', { timeout: 700_000 }, () => {
  const free = slots(2);

  test('web03, BIOS: PXELINUX, and the armed installer fetches its answers', async () => {
    const result = await free(() => boot('web03'));
    expect(files(result)).toEqual([
      'tftp pxelinux.0',
      'tftp ldlinux.c32',
      'tftp pxelinux.cfg/01-00-24-e8-5a-10-03',
      'tftp menu.c32',
      'tftp libutil.c32',
      `tftp ${INSTALLER}/linux`,
      `tftp ${INSTALLER}/initrd.gz`,
      'http preseed/debian-12-install.cfg',
    ]);
    // With quiet the kernel prints no command line; that the installer knows the address of its answers stands for it.
    expect(result.commandLine).toBeUndefined();
  });

  test('web02, BIOS: PXELINUX, rescue system on the second serial port', async () => {
    const result = await free(() => boot('web02'));
    expect(result.commandLine).toContain(
      'console=tty0 console=ttyS1,115200n8 BOOTIF=01-00-24-e8-5a-10-02 rescue/enable=true',
    );
    expect(result.console).toContain('serial1: Rescue mode');
  });

  test('app02, UEFI: GRUB by the PXE client of the firmware', async () => {
    const result = await free(() => boot('app02'));
    expect(files(result)).toEqual([
      'tftp grubx64.efi',
      'tftp debian-installer/amd64/grub/grub.cfg',
      'tftp grub/grub.cfg-01-e4-43-4b-20-7a-02',
      `tftp ${INSTALLER}/linux`,
      `tftp ${INSTALLER}/initrd.gz`,
    ]);
    expect(result.commandLine).toMatch(/^BOOT_IMAGE=\/images\/\S+ console=tty0 console=ttyS0/);
    expect(result.console.join('\n')).not.toContain('Secure boot enabled');
  });

  test('db02, UEFI with Secure Boot: shim, GRUB, and a kernel that is locked down', async () => {
    const result = await free(() => boot('db02'));
    expect(files(result).slice(0, 2)).toEqual(['tftp shimx64.efi', 'tftp grubx64.efi']);
    const console = result.console.join('\n');
    expect(console).toContain('EFI stub: UEFI Secure Boot is enabled.');
    expect(console).toContain('secureboot: Secure boot enabled');
    expect(console).toContain('Kernel is locked down from EFI Secure Boot');
  });

  test('build01, arm64 UEFI: GRUB', async () => {
    const result = await free(() => boot('build01'));
    expect(files(result)[0]).toBe('tftp grubaa64.efi');
    expect(result.commandLine).toContain('console=ttyAMA0,115200n8');
    expect(result.console.join('\n')).toMatch(/Linux version \S+-arm64/);
  });

  test('build03, UEFI: iPXE, and all but the NBP by HTTP', async () => {
    const result = await free(() => boot('build03'));
    expect(files(result)).toEqual([
      'tftp snponly.efi',
      'http boot.ipxe',
      'http ipxe/0c-c4-7a-d9-30-03.ipxe',
      `http ${INSTALLER}/linux`,
      `http ${INSTALLER}/initrd.gz`,
    ]);
  });

  test.each([
    ['web01', 'BIOS', 'pxelinux.cfg/01-00-24-e8-5a-10-01'],
    ['app01', 'UEFI', 'grub/grub.cfg-01-e4-43-4b-20-7a-01'],
    ['db01', 'UEFI with Secure Boot', 'grub/grub.cfg-01-94-40-c9-1f-02-01'],
    ['build02', 'arm64 UEFI', 'grub/grub.cfg-01-00-30-48-aa-61-02'],
  ])('%s, %s: leaves the network and starts its local disk', async (id, _firmware, config) => {
    const result = await free(() => boot(id));
    expect(result.until).toBe('handoff');
    expect(files(result)).toContain(`tftp ${config}`);
    expect(files(result).filter((file) => file.includes('images/'))).toEqual([]);
    expect(result.stages.map(({ stage }) => stage)).not.toContain('kernel');
  });

  test('kiosk01, BIOS beside another DHCP server: proxyDHCP', async () => {
    const result = await free(() => boot('kiosk01'));
    const log = result.log.join('\n');
    expect(log).toMatch(/^foreign: .*DHCPACK\(leg0\) 10\.20\.30\.254 50:65:f3:77:18:01/m);
    expect(log).not.toMatch(/^dnsmasq: .*DHCPOFFER/m);
  });

  test('desk02, UEFI beside another DHCP server: proxyDHCP, iPXE, HTTP', async () => {
    const result = await free(() => boot('desk02', { until: 'kernel' }));
    expect(files(result)).toContain(`http ${INSTALLER}/linux`);
    expect(result.log.join('\n')).not.toMatch(/^dnsmasq: .*DHCPOFFER/m);
  });

  test('edge01, UEFI behind a router that relays DHCP', async () => {
    const result = await free(() => boot('edge01', { until: 'menu' }));
    expect(result.stages.find(({ stage }) => stage === 'dhcp')?.what).toBe('address 10.20.60.11');
  });

  test("proxy01, BIOS with somebody else's DHCP server that has our snippet", async () => {
    const result = await free(() => boot('proxy01'));
    expect(result.log.join('\n')).toMatch(/^foreign: DHCPACK on 10\.20\.40\.12 /m);
    expect(result.stages.at(-1)?.stage).toBe('handoff');
  });

  describe('ways that no host of the example takes, and kernel arguments full of signs', () => {
    const site = once(async () => {
      const own = buildChanged();
      return { own, plans: (await loadSite(own, Date.parse(NOW))).plans };
    });

    test.each([
      ['web01', 'bios-amd64-http-ipxe', `http ${INSTALLER}/linux`],
      ['web02', 'bios-amd64-tftp-pxelinux', `tftp ${INSTALLER}/linux`],
      ['app02', 'uefi-amd64-tftp-grub', `tftp ${INSTALLER}/linux`],
      ['build01', 'uefi-secure-boot-arm64-tftp-grub', 'tftp shimaa64.efi'],
      ['build03', 'uefi-amd64-http-boot-ipxe', 'http snponly.efi'],
    ])('%s, %s', async (id, route, file) => {
      const { own, plans } = await site();
      const { plan, host } = hostOf(plans, id);
      const tree = join(own, 'bundle', plan.server.id);
      const result = await free(() => boot(id, { plan, host, bundle: tree, until: 'initrd' }));
      expect(result.route).toBe(route);
      expect(files(result)).toContain(file);
      const secure = result.console.join('\n').includes('Secure Boot is enabled');
      expect(secure).toBe(route.includes('secure-boot'));
      // The kernel drops double quotes, and understands the rest as it stands in the inventory.
      const wanted = changedHosts[id]!.args.map((each) => each.replaceAll('"', ''));
      expect(kernelArguments(result.commandLine!)).toEqual(expect.arrayContaining(wanted));
    });
  });

  test('a boot that fails tells how far it came, and the last lines of console and log', async () => {
    const { plan, host } = example('web02');
    const own = join(folder, 'broken');
    spawnSync('cp', ['-r', join(bundle, plan.server.id), own]);
    const config = join(own, 'srv/tftp/pxelinux.cfg/01-00-24-e8-5a-10-02');
    writeFileSync(config, readFileSync(config, 'utf8').replaceAll('/linux', '/linus'));
    const result = await free(() => bootHost({ plan, host, bundle: own, timeout: 45 }));
    expect(result.ok).toBe(false);
    const text = failureText(result);
    expect(text).toMatch(
      /^web02: It did not reach root within 45 s\.\nStage reached: menu, after /,
    );
    expect(text).toMatch(/^ {2}serial1: .*Automatic boot in 5 seconds/m);
    expect(text).toMatch(/^ {2}dnsmasq: .*linus not found for 10\.20\.0\.12$/m);
  });

  test('nothing is left behind, not even when the command is killed', async () => {
    await free(async () => {
      const lab = spawn(
        command[0],
        [command[1], 'lab', 'boot', 'web01', '--bundle', bundle, '--now', NOW],
        { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const gone = new Promise((done) => lab.on('exit', done));
      let text = '';
      for await (const piece of lab.stdout.setEncoding('utf8')) {
        text += piece;
        if (text.includes('firmware')) break;
      }
      const children = descendants(lab.pid!);
      const names = children.map(nameOf);
      for (const name of ['unshare', 'dnsmasq', 'nginx']) expect(names).toContain(name);
      expect(names.some((name) => name?.startsWith('qemu-system-'))).toBe(true);
      lab.kill('SIGKILL');
      await gone;
      const left = (): (string | undefined)[] => children.map(nameOf).filter(Boolean);
      for (let tries = 0; tries < 100 && left().length > 0; tries++) await sleep(100);
      expect(left()).toEqual([]);
    });
  });
});

/** Does something at the first call, and gives the same at every further one. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Lets so many tasks run at a time; the others wait for their turn. */
function slots(count: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = count;
  return async (task) => {
    if (free === 0) await new Promise<void>((turn) => waiting.push(turn));
    else free--;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}

/** All processes that a process has started, and those that they have started. */
function descendants(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(file)) return [];
  const children = readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** The name of a running process, or undefined if it has ended. */
function nameOf(pid: number): string | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const state = status.slice(status.lastIndexOf(')') + 2)[0];
    return state === 'Z' ? undefined : /\((.*)\)/.exec(status)?.[1];
  } catch {
    return undefined;
  }
}
