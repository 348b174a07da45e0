import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { grubStart } from '../../cli/payload/recipes/grub-start.ts';
import { needs } from '../support/needs.ts';

describe('the first config of a GRUB that goes on by itself', () => {
  test.each([
    ['amd64', 'http'],
    ['arm64', 'tftp'],
  ] as const)('leads to the config that all machines share: %s, %s', (architecture, protocol) => {
    const text = grubStart(architecture, protocol);
    expect(text).toContain(`\nset root="${protocol},$net_default_server"\n`);
    expect(text).toContain(`\nconfigfile /debian-installer/${architecture}/grub/grub.cfg\n`);
  });

  test('uses no command that is missing in the signed GRUB', () => {
    const commands = grubStart('amd64', 'tftp')
      .split('\n')
      .map((line) => line.trim().split(' ')[0]!)
      .filter((word) => word !== '' && !word.startsWith('#'));
    // Seen to work in Debian's signed netboot GRUB 2.06, into which nothing can be loaded.
    const known = ['if', 'elif', 'fi', 'set', 'export', 'echo', 'sleep', 'exit'];
    expect(
      commands.filter((word) => ![...known, 'net_bootp', 'configfile'].includes(word)),
    ).toEqual([]);
  });

  test.skipIf(!needs('grub-script-check'))('is taken by grub-script-check', () => {
    const { status, stderr } = spawnSync('grub-script-check', [], {
      input: grubStart('amd64', 'http'),
      encoding: 'utf8',
    });
    expect(`${status}${stderr}`).toBe('0');
  });
});
