import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { COLLECTIONS } from '../../cli/bundle/collection.ts';
import { findHost } from '../../cli/find-host.ts';
import type { ScenarioSource } from '../../cli/scenario-plans.ts';
import { withScenarioSite } from '../../cli/scenario-site.ts';
import { bootHost, type BootOptions } from '../../lab/boot.ts';
import { failureText, type BootResult } from '../../lab/result.ts';
import type { Changes } from '../../lab/scenarios/changes.ts';
import { containerServers, removeGroups, unpackMachine } from './container.ts';
import { playbookScript, recap, type Play } from './playbook.ts';

/*
 * The playbook of the example's bundle, run by ssh against a bare system that stands in the lab's network where the boot
 * server stands: a look first, then for real, then once more, which has to change nothing. Then a machine of the lab boots
 * from it. Nothing of the lab's own servers takes part.
 */

/** What is set up, and what boots from it. */
export interface AnsibleBoot extends Pick<BootOptions, 'until' | 'patience'> {
  /** The bare system, as a tar. */
  readonly system: string;
  /** The site, with files in a folder that it may use. Its time is now: a boot server ends armings by the clock. */
  readonly site: (work: string) => ScenarioSource | Promise<ScenarioSource>;
  readonly changes: Changes;
  /** The machine that boots. */
  readonly host: string;
  /** Variables of the playbook that are other ones than their defaults. */
  readonly variables?: string | undefined;
  /** What is looked at afterwards, as a script, given how a playbook is run. */
  readonly visit: (play: Omit<Play, 'runs'>) => string;
  /** What the script says. */
  readonly says: readonly (string | RegExp)[];
}

/** Sets a boot server up and boots from it, and expects all of it to succeed. */
export async function bootsFromAnsible(what: AnsibleBoot): Promise<BootResult> {
  const { system, changes, host: id, variables, visit, says, until, patience } = what;
  const work = mkdtempSync(join(tmpdir(), 'bootbook-ansible-'));
  const root = join(work, 'boot1');
  try {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(work, 'key')]);
    unpackMachine(system, root, 'boot1', readFileSync(join(work, 'key.pub'), 'utf8'));
    const site = await what.site(work);
    return await withScenarioSite(site, changes, async ({ plans, bundle }) => {
      const { plan, host } = findHost({ plans }, id);
      const tree = join(bundle, plan.server.id);
      cpSync(COLLECTIONS, join(tree, 'ansible'), { recursive: true });
      const play = { work, folder: join(tree, 'ansible'), variables, patience: 120 };
      const runs = { check: '--check --diff', first: '', second: '' };
      const result = await bootHost({
        plan,
        host,
        bundle: tree,
        bootServer: containerServers(root, 'boot1'),
        before: playbookScript({ ...play, runs }),
        until,
        patience,
        visit: { script: visit(play), says },
      });
      const [checked, first, second] = Object.keys(runs).map((run) => recap(work, run));
      expect(checked).toMatchObject({ failed: 0, unreachable: 0 });
      expect(first).toMatchObject({ failed: 0, unreachable: 0 });
      expect(first!['changed']).toBeGreaterThan(20);
      expect(second).toMatchObject({ changed: 0, failed: 0, unreachable: 0 });
      expect(result.failure === undefined ? '' : failureText(result)).toBe('');
      expect(result.commandLine).toContain('BOOT_IMAGE=http://10.20.0.2/images/');
      return result;
    });
  } finally {
    removeGroups(root);
    rmSync(work, { recursive: true, force: true });
  }
}
