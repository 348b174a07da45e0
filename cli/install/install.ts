import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import type { Profile } from '../../generators/inventory/inventory.ts';
import { PRESEED_FILE } from '../../generators/plan/answers/preseed.ts';
import { preseedPath, PRIVATE_ROOT, SERVED_ROOT } from '../../generators/plan/images.ts';
import { answersFolder, installOf } from '../../generators/plan/install.ts';
import { hostMenu } from '../../generators/plan/menu.ts';
import type { HostPlan, Plan } from '../../generators/plan/plan.ts';
import type { BootOptions } from '../../lab/boot.ts';
import { wantedBy, type Wanted } from '../../lab/install/answers.ts';
import { installation, installationChanges } from '../../lab/install/installation.ts';
import { asksThoughLocked } from '../../lab/install/person.ts';
import { ADDITION, OUTSIDE, OWN_MIRROR, SOCKETS } from '../../lab/install/outside.ts';
import { needTools } from '../../lab/tools.ts';
import { findHost } from '../find-host.ts';
import { Mistake } from '../mistake.ts';
import { inventoryFiles, proveOne, type Outcome } from '../proofs/prove-all.ts';
import { plansWith, type ScenarioSource } from '../scenario-plans.ts';
import { withScenarioSite } from '../scenario-site.ts';
import { standInPassword } from '../secrets/stand-in.ts';
import { Progress } from '../terminal.ts';
import { addition } from './addition.ts';
import { forward } from './forwarder.ts';
import { kernelVersion } from './kernel-version.ts';
import { ownMirror } from './own-mirror.ts';
import { standIns } from './stand-ins.ts';

export interface InstallOptions {
  readonly host: string;
  /** Address of a mirror of Debian; without it, one is made of what this machine's apt can get. */
  readonly mirror?: URL | undefined;
  readonly watch: Pick<BootOptions, 'onPower' | 'onStage' | 'onMilestone'>;
}

/** Where Debian has its security updates. */
const SECURITY = new URL('http://security.debian.org/debian-security/');

/**
 * Installs a host in the lab by Debian's installer, with the files that are emitted for it, and lets it boot from its disk
 * twice.
 * @throws Unable if the lab cannot do that here
 */
export async function installHost(
  source: ScenarioSource,
  { host: wanted, mirror, watch }: InstallOptions,
): Promise<Outcome> {
  needTools([
    { name: 'debugfs', find: 'debugfs' },
    { name: 'sfdisk', find: 'sfdisk' },
    ...(mirror === undefined ? [{ name: 'gpg', find: 'gpg' } as const] : []),
  ]);
  const found = findHost({ plans: await plansWith(source, undefined) }, wanted);
  const profile = installerFor(found.plan, found.host);
  const changes = installationChanges(found.host.host.id, profile.id);
  return withScenarioSite(source, changes, async (site) => {
    const { plan, host } = findHost(site, found.host.host.id);
    const tree = join(site.bundle, plan.server.id);
    const outside = join(tree, OUTSIDE);
    mkdirSync(outside);
    const answers = answersOf(plan, host, profile);
    const preseed = readFileSync(join(tree, answers.path), 'utf8');
    const wanted = wantedBy(preseed);
    const from = mirror === undefined ? 'lab' : 'socket';
    const scenario = {
      ...installation(plan, host, profile, { preseed, mirror: from, known: standInPassword }),
      standIns: standIns({
        mirror,
        layout: wanted.layout,
        asksForRoot: asksThoughLocked(preseed),
        secret: answers.secret,
      }),
    };
    const sockets: Server[] = [];
    try {
      if (mirror === undefined) {
        const { linux } = hostMenu(plan, host).entries[0]!;
        const kernel = kernelVersion(join(tree, SERVED_ROOT, linux!.kernel.value));
        await prepareMirror(kernel, wanted, source, outside);
      } else {
        const places = { [SOCKETS.mirror]: mirror, [SOCKETS.security]: SECURITY };
        for (const [name, base] of Object.entries(places))
          sockets.push(await forward(base, join(outside, name)));
      }
      return await proveOne(source, site, scenario, await inventoryFiles(source), watch);
    } finally {
      for (const each of sockets) each.close();
    }
  });
}

/** Where the tree of a boot server has the answers of an armed host, and whether secrets are in them. */
function answersOf(
  plan: Plan,
  host: HostPlan,
  profile: Profile,
): { readonly path: string; readonly secret: boolean } {
  const install = installOf(plan, host);
  const secret = install?.secret ?? profile.userPassword !== undefined;
  const path =
    install === undefined ? preseedPath(profile) : `${answersFolder(host.host)}${PRESEED_FILE}`;
  return { path: join(secret ? PRIVATE_ROOT : SERVED_ROOT, path), secret };
}

async function prepareMirror(
  kernel: string,
  wanted: Wanted,
  { cache }: ScenarioSource,
  outside: string,
): Promise<void> {
  const work = join(outside, 'work');
  mkdirSync(work);
  const kept = cache.subfolder('installer');
  const made = await ownMirror(
    kernel,
    wanted,
    { kept, work, folder: join(outside, OWN_MIRROR) },
    new Progress(),
  );
  writeFileSync(join(outside, ADDITION), addition(made));
}

/**
 * The profile that a host is installed by: its own, also if it is not armed; or the first of the site that has a preseed file.
 * @throws Mistake if there is none
 */
function installerFor({ inventory }: Plan, { profile, withheld, model }: HostPlan): Profile {
  const own = [profile.value, withheld?.value].filter((each) => each !== undefined);
  const found =
    own.find(({ install }) => install?.answers === 'preseed') ??
    [...own, ...inventory.profiles.values()].find(
      ({ kind, preseed }) => kind === 'installer' && preseed !== undefined,
    );
  if (model.architecture !== 'amd64')
    throw new Mistake(
      'The lab installs machines of amd64 only.',
      'Name another host; `bootbook lab boot` boots this one up to its installer.',
    );
  if (found !== undefined) return found;
  throw new Mistake(
    'The host has no installer of Debian, and no profile of the site is one with a preseed file.',
    'Add one: kind: installer, with `install` for answers: preseed, or with the path of its answers as preseed.',
  );
}
