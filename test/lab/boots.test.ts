import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootHost } from '../../lab/boot.ts';
import type { Fault } from '../../lab/faults/fault.ts';
import { failureText } from '../../lab/result.ts';
import { CACHE, ready, slots } from './lab.ts';
import { example, NOW, root } from './site.ts';

/*
 * What the lab does around a boot. The boots themselves are in boots-scenarios.test.ts.
 */

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
  const free = slots(2);

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
    const result = await free(() => bootHost({ plan, host, bundle: own, fault }));
    expect(result.seconds).toBe(0);
    // Its first four bytes, little-endian: https://wiki.wireshark.org/Development/LibpcapFileFormat
    expect([...result.capture.subarray(0, 4)]).toEqual([0xd4, 0xc3, 0xb2, 0xa1]);
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
