import { execFile, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootHost } from '../../lab/boot.ts';
import type { Fault } from '../../lab/faults/fault.ts';
import { failureText } from '../../lab/result.ts';
import { CACHE, ready } from './lab.ts';
import { example, NOW, root } from './site.ts';

/*
 * What the lab does around a boot. The boots themselves are in boots-scenarios.test.ts.
 */

const run = promisify(execFile);
const command = [process.execPath, join(root, 'cli', 'bootbook.mjs')] as const;

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

describe.skipIf(!ready).concurrent('around a boot', { timeout: 700_000 }, () => {
  test('a boot that fails tells how far it came, and the last lines of console and log', async () => {
    const { plan, host } = example('web02');
    const own = join(folder, 'broken');
    spawnSync('cp', ['-r', join(bundle, plan.server.id), own]);
    const config = join(own, 'srv/tftp/pxelinux.cfg/01-00-24-e8-5a-10-02');
    writeFileSync(config, readFileSync(config, 'utf8').replaceAll('/linux', '/linus'));
    const operator = { steps: [{ sees: 'login:' }], fails: /linus\.\.\. failed/ };
    const result = await bootHost({ plan, host, bundle: own, operator });
    expect(result.ok).toBe(false);
    const text = failureText(result);
    expect(text).toMatch(
      /^web02: The console says: .*linus\.\.\. failed.*\nStage reached: menu, after /,
    );
    expect(text).toMatch(/^ {2}serial1: .*linus\.\.\. failed/m);
    expect(text).toMatch(/^ {2}dnsmasq: .*linus not found for 10\.20\.0\.12$/m);
  });

  test('a boot that takes too long ends, and tells how far it came', async () => {
    const { plan, host } = example('web01');
    const own = join(bundle, plan.server.id);
    const result = await bootHost({ plan, host, bundle: own, timeout: 2 });
    expect(result.seconds).toBe(2);
    expect(failureText(result)).toMatch(/^web01: It did not reach handoff within 2 s\.\n/);
  });

  test('a fault that is seen before the machine is switched on does not come before its capture', async () => {
    const { plan, host } = example('web01');
    const fault: Fault = {
      id: 'restarted',
      title: 'dnsmasq is restarted',
      summary: '',
      stage: 'dhcp',
      scenario: '',
      break: [{ restart: 'dnsmasq' }, 'sleep 1'],
      mend: [],
      symptoms: [{ id: 'started', where: 'log', says: /: started, version / }],
    };
    const own = join(bundle, plan.server.id);
    const result = await bootHost({ plan, host, bundle: own, fault });
    expect(result.seconds).toBe(0);
    // Its first four bytes, little-endian: https://wiki.wireshark.org/Development/LibpcapFileFormat
    expect([...result.capture.subarray(0, 4)]).toEqual([0xd4, 0xc3, 0xb2, 0xa1]);
  });

  test('nothing is left behind, not even when the command is killed', async () => {
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
    const children = runningLab(lab.pid!);
    lab.kill('SIGKILL');
    await gone;
    expect(await leftOf(children)).toEqual([]);
  });

  test('two labs do not meet, and the end of one, by kill -9, is not that of the other', async () => {
    const runtime = join(folder, 'runtime');
    mkdirSync(runtime, { mode: 0o700 });
    const lab = async (...args: string[]): Promise<string> => {
      const env = { ...process.env, XDG_RUNTIME_DIR: runtime };
      const { stdout } = await run(command[0], [command[1], 'lab', ...args], { cwd: root, env });
      return stdout;
    };
    const shell = (name: string, script: string): Promise<string> =>
      lab('shell', '--name', name, '--command', script);
    const up = ['web01', '--power-on', '--bundle', bundle, '--now', NOW];
    await Promise.all([lab('up', '--name', 'one', ...up), lab('up', '--name', 'two', ...up)]);
    try {
      // Their boot servers have the same address and the same files, and still each has its own.
      await shell('one', 'echo one >/srv/tftp/whose');
      await shell('two', 'echo two >/srv/tftp/whose');
      expect(await shell('one', 'cat /srv/tftp/whose')).toBe('one\n');
      const keeper = keeperOf(join(runtime, 'bootbook-lab', 'one.sock'))!;
      const inOne = runningLab(keeper);
      const inTwo = runningLab(keeperOf(join(runtime, 'bootbook-lab', 'two.sock'))!);
      process.kill(keeper, 'SIGKILL');
      expect(await leftOf(inOne)).toEqual([]);
      expect(await lab('list')).toMatch(/^two: boot1, up for /);
      await lab('down', '--name', 'two');
      expect(await leftOf(inTwo)).toEqual([]);
    } finally {
      await lab('down', '--name', 'two').catch(() => undefined);
    }
  });
});

/** The processes of a lab with one machine that is switched on, below the process that keeps it. */
function runningLab(keeper: number): number[] {
  const children = descendants(keeper);
  const names = children.map(nameOf);
  for (const name of ['unshare', 'dnsmasq', 'nginx']) expect(names).toContain(name);
  expect(names.some((name) => name?.startsWith('qemu-system-'))).toBe(true);
  return children;
}

/** The names of those processes that still run ten seconds later. */
async function leftOf(processes: readonly number[]): Promise<(string | undefined)[]> {
  const left = (): (string | undefined)[] => processes.map(nameOf).filter(Boolean);
  for (let tries = 0; tries < 100 && left().length > 0; tries++) await sleep(100);
  return left();
}

/** The process that keeps the lab of a socket. */
function keeperOf(socket: string): number | undefined {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(socket);
      } catch {
        return false;
      }
    });
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
