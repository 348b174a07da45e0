import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { plansWith } from '../../../cli/scenario-plans.ts';
import { findHost } from '../../../cli/find-host.ts';
import {
  installation,
  installationChanges,
  installationIn,
} from '../../../lab/install/installation.ts';
import { outsideScript } from '../../../lab/install/outside.ts';
import { proofStatement } from '../../../generators/proof/statement.ts';
import { artifactText } from '../../../generators/artifact.ts';
import { filled } from '../../../cli/secrets/giver.ts';
import { standIn, standInPassword } from '../../../cli/secrets/stand-in.ts';
import { privateAnswers } from '../../../generators/formats/answers/index.ts';
import { emitArtifacts } from '../../../generators/formats/index.ts';
import { source } from '../lab.ts';
import { root } from '../site.ts';

const preseed = readFileSync(join(root, 'content/preseed/debian-12.cfg'), 'utf8');
const mirror = { hostname: 'deb.debian.org', directory: '/debian' };
const profile = 'debian-12-install';

async function planned(id: string): Promise<ReturnType<typeof findHost>> {
  return findHost({ plans: await plansWith(source, installationChanges(id, profile)) }, id);
}

describe('an installation', () => {
  test('boots three times: armed, then disarmed, then the same again', async () => {
    const { plan, host } = await planned('web03');
    const made = installation(plan, host, host.profile.value, { preseed, mirror: 'lab' });
    expect(host.profile.value.id).toBe(profile);
    expect(made.operator?.steps.filter(({ types }) => types !== undefined)).toHaveLength(2);
    // The log comes up with the last answer, so that nothing is asked unseen.
    expect(made.operator?.steps[2]?.types).toMatch(/\r\x014$/);
    const changes = { 'hosts.web03.armedUntil': undefined };
    expect(made.then?.map((each) => each.changes)).toEqual([changes, changes]);
    expect(made.before).toContain('ip -netns outside address add 10.20.0.53/32 dev leg0');
    expect(made.before).toContain(
      'cat /mnt/outside/addition.img >>/srv/tftp/images/debian-12-installer-amd64/initrd.gz',
    );
  });

  test('by emitted answers has the disk that they choose, and is looked for on it', async () => {
    const own = 'debian-12-lvm';
    const changes = installationChanges('deb01', own);
    const { plan, host } = findHost({ plans: await plansWith(source, changes) }, 'deb01');
    const emitted = [...emitArtifacts(plan)].find(({ path }) =>
      path.endsWith('answers/deb01/preseed.cfg'),
    );
    const made = installation(plan, host, host.profile.value, {
      preseed: artifactText(emitted!),
      mirror: 'lab',
    });
    expect(host.profile.value.id).toBe(own);
    expect(made.machine?.drive).toEqual({ serial: 'S4EWNX0N700311' });
    expect(made.visit?.says).toContain('package: unattended-upgrades');
    const [first, second] = made.then!;
    expect(first!.visit?.script).toContain('grep -q "GET /installed/deb01 "');
    expect(String(first!.expect.log![0])).toContain('installed\\/deb01 HTTP');
    expect(second!.expect.never).toContain('GET /installed/deb01');
    expect(first!.expect.never).toContain('GET /answers/');
    // Users without a password log in by their keys only, which the lab does not have.
    expect(first!.operator).toBeUndefined();
  });

  test('by answers with a secret is logged in to with what stands for it', async () => {
    const own = 'debian-12-lvm';
    const changes = {
      ...installationChanges('deb01', own),
      [`profiles.${own}.install.users`]: [
        { name: 'ops', password: { secret: { env: 'OPS_PASSWORD' } }, sudo: true },
      ],
    };
    const { plan, host } = findHost({ plans: await plansWith(source, changes) }, 'deb01');
    const secret = [...privateAnswers(plan)].find(({ file }) => file.path.endsWith('preseed.cfg'));
    const made = installation(plan, host, host.profile.value, {
      preseed: filled(secret!.file, standIn),
      mirror: 'socket',
      known: standInPassword,
    });
    const [login, password] = made.then![0]!.operator!.steps;
    expect(login).toMatchObject({ sees: 'deb01 login:', types: 'ops\r' });
    expect(password!.types).toBe(`${standInPassword.password}\r`);
    expect(made.visit?.says.map(String)).toContain('/^shadow: ops:\\$/');
    expect(made.before).toContain('/mnt/outside/mirror.sock');
    expect(made.before).not.toContain('addition');
  });

  test('with another mirror, Debian’s initrd is left as it is', async () => {
    const { plan, host } = await planned('db03');
    const made = installation(plan, host, host.profile.value, { preseed, mirror: 'socket' });
    expect(made.before).not.toContain('initrd');
    expect(made.before).toContain(
      'location /debian/ { proxy_pass http://unix:/mnt/outside/mirror.sock:/; }',
    );
    expect(made.before).toContain('server_name security.debian.org;');
  });

  test('is not to be had where somebody else tells machines of name servers', async () => {
    for (const id of ['desk01', 'mail01', 'edge01']) {
      const { plan, host } = await planned(id);
      expect(() => outsideScript(plan, host, mirror, 'lab')).toThrow('name servers');
    }
  });

  test('is known by its proof, and no other boot is', () => {
    const path = join(root, 'content/proofs/bios-pxelinux-install.json');
    const other = proofStatement.parse(JSON.parse(readFileSync(path, 'utf8')));
    expect(installationIn(other)).toBeUndefined();
    const { predicate } = other;
    const boot = { ...predicate.boot, scenario: 'install-web03' };
    expect(installationIn({ ...other, predicate: { ...predicate, boot } })).toMatchObject({
      host: 'web03',
      changes: installationChanges('web03', profile),
      then: [{}, {}],
    });
  });
});
