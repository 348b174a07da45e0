import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { compareHosts } from '../../generators/plan/compare-hosts.ts';
import { SERVED_ROOT } from '../../generators/plan/images.ts';
import { hostConfigPath } from '../../generators/plan/paths.ts';
import type { Plan } from '../../generators/plan/plan.ts';
import { armings, type Arming } from '../armed.ts';
import type { Answers } from '../ask/ask-server.ts';
import { sourcesOf, writeTrees } from '../bundle/build-bundle.ts';
import { builtSite } from '../bundle/built-site.ts';
import { collectionFiles } from '../bundle/collection.ts';
import { exitCodes } from '../exit-codes.ts';
import { exitText } from '../exit-text.ts';
import { Mistake } from '../mistake.ts';
import { PayloadCache } from '../payload/cache.ts';
import { obtainPayload } from '../payload/obtain.ts';
import { releasesOf, type Far } from '../release/far.ts';
import {
  addGoingOptions,
  farOf,
  goingOf,
  serverOf,
  type GoingOptions,
} from '../release/release-options.ts';
import { goLive, upload } from '../release/release.ts';
import { addShareOption, refusalOf } from '../release/share.ts';
import {
  contentsOf,
  contentsOfText,
  listOf,
  listRelease,
  isOf,
  releaseName,
  type Contents,
} from '../release/tree.ts';
import { Secrets } from '../secrets/secrets.ts';
import { addSiteOptions, openSite, type OpenSite, type SiteOptions } from '../site-options.ts';
import { oneLine, plural, Progress, write, writeJson } from '../terminal.ts';

interface ApplyOptions extends SiteOptions, GoingOptions {
  readonly server?: string;
  readonly most: number;
  readonly incomplete?: boolean;
  readonly offline?: boolean;
  readonly cache?: string;
  readonly site?: string;
}

/** `bootbook apply` */
export function register(program: Command): void {
  addShareOption(addGoingOptions(addSiteOptions(program.command('apply'))))
    .description('bring what git says onto a boot server, as a release that can be taken back')
    .option('--server <name>', 'which boot server, where there are several')
    .option('--incomplete', 'also without payload that could not be had')
    .option('--offline', 'take payload from the cache and the repo only')
    .addOption(
      new Option('--cache <dir>', 'where fetched payload is kept (default: .cache/payload)').env(
        'BOOTBOOK_CACHE',
      ),
    )
    .option('--site <dir>', 'the boot server serves the book too: the built site in this folder')
    .addHelpText(
      'after',
      `
In this order; each step may fail or be cut off, and what served before serves on:
  1. the tree is built here, and compared with the current release: what changes for which host
  2. files that are new go to <place>/srv/bootbook/releases/.<name>, and get their name once their sums are right
  3. dnsmasq --test, nginx -t and grub-script-check read the new configs there
  4. TFTP transfers end; then current changes by one rename, and servers whose configs differ are restarted
  5. from here, TFTP, HTTP and DHCP are asked as machines ask (DHCP needs root here)
  6. the release is confirmed. Wrong answers take it back, and so does silence from here (--trial)

Secrets are asked for where the inventory says that they are kept, as \`bootbook build\` does, while a host is armed for them.
They lie in srv/private, which root and nginx's group may read. A password gets another hash each time, so each apply is a new
release then.

When the time of an arming is over, a boot server that the playbook has set up goes back by itself: the release brings along what
it is then. The last line says whether there is a timer for it.

The boot server needs a POSIX shell, coreutils, findutils, tar and util-linux; nothing stays there that runs.
The first time, what was in srv/tftp and in the configs of the same names becomes the release before-bootbook.

${exitText({ fine: 'it serves', problem: 'it does not, and the release before serves', refused: 'refused because of --most' })}

Examples:
  bootbook apply --server boot1 --to ssh://root@10.20.0.2
  bootbook apply --server boot1 --to ssh://root@10.20.0.2 --most 100%
  bootbook apply --server boot1 --to /mnt/boot1 --no-ask
  sudo bootbook apply --server boot1 --to /`,
    )
    .action(apply);
}

async function apply(options: ApplyOptions): Promise<void> {
  const site = await openSite(options);
  if (site === undefined) return;
  const plan = serverOf(site.plans, options.server);
  const far = farOf(options);
  const going = goingOf(options, far);
  const progress = new Progress();
  const { current, trial, expires } = await releasesOf(far);
  if (trial !== undefined)
    await write(process.stderr, `${trial.name} is still on trial: ${trial.before} serves first.\n`);
  const folder = await mkdtemp(join(tmpdir(), 'bootbook-apply-'));
  try {
    const cache = new PayloadCache(resolve(options.cache ?? join(site.root, '.cache', 'payload')));
    await buildInto(folder, plan, site, cache, options, progress);
    const tree = join(folder, plan.server.id);
    const now = contentsOf(tree);
    const before = current === undefined ? nothing : await contentsOn(far, current);
    const changes = compareHosts(before.hosts, now.hosts, changedFiles(plan, before, now));
    const refusal = refusalOf(changes, before.hosts.length, options.most);
    if (!options.json) for (const { text } of changes) await write(process.stdout, `${text}\n`);
    if (refusal !== undefined) {
      if (options.json) await writeJson({ server: plan.server.id, changes, refused: refusal });
      else await write(process.stderr, `${refusal}\n`);
      process.exitCode = exitCodes.refused;
      return;
    }
    const { digest } = listOf(tree);
    const serves = trial === undefined && isOf(current, digest);
    const damage = serves ? await damageOn(far) : undefined;
    const name = serves && damage === undefined ? current! : releaseName(digest);
    if (damage !== undefined)
      await write(
        process.stderr,
        `${current} serves, and is not as it was: ${damage} It is sent anew.\n`,
      );
    const armed = armings([plan]).filter(({ state }) => state === 'armed');
    const report = {
      ...{ server: plan.server.id, release: name, before: current ?? null, changes },
      armed: armed.map(({ host, until }) => ({ host, until })),
      disarmsItself: expires,
    };
    if (name === current) {
      progress.end();
      if (options.json) await writeJson({ ...report, sent: 0, checked: [], answers: null });
      else await write(process.stdout, `${name} serves already.\n${armedText(armed, expires)}`);
      return;
    }
    progress.say(`Sending to ${far.target.name}`);
    const { sent } = await upload(far, tree, name);
    progress.say(`Checking on ${far.target.name}`);
    const says = await far.must(`The servers' own checkers refuse it`, 'check', [name]);
    const checked = says.toString().trim().split('\n');
    const answers = await goLive(far, name, now, before, going, progress);
    progress.end();
    if (options.json) await writeJson({ ...report, sent, checked, answers: answers ?? null });
    else {
      await write(process.stdout, reportText(name, sent, checked, answers));
      await write(process.stdout, armedText(armed, expires));
    }
  } finally {
    progress.end();
    await rm(folder, { recursive: true, force: true });
  }
}

const nothing: Contents = { hosts: [], files: [] };

/** What is wrong with the release that serves, in a sentence; undefined if nothing is. */
async function damageOn(far: Far): Promise<string | undefined> {
  const { status, stdout, stderr } = await far.run('intact');
  if (status === 0) return undefined;
  const [first = '', ...more] = `${stdout.toString()}${stderr}`.trim().split('\n');
  // The last line says that there are some.
  const others = more.length > 1 ? ` and ${more.length - 1} more` : '';
  return `${oneLine(first)}${others}`.replace(/\.?$/, '.');
}

/** What a release on a target promises. */
export async function contentsOn(far: Far, release: string): Promise<Contents> {
  const name = `${release} on ${far.target.name}`;
  return contentsOfText(
    (await far.must(`${name} is not there`, 'manifest', [release])).toString(),
    name,
  );
}

async function buildInto(
  folder: string,
  plan: Plan,
  { root, later }: OpenSite,
  cache: PayloadCache,
  { incomplete, offline, site }: ApplyOptions,
  progress: Progress,
): Promise<void> {
  const how = { root, cache, offline: offline ?? false, refresh: false, progress };
  const payload = await obtainPayload(sourcesOf(plan, later), how);
  const secrets = new Secrets(root);
  const [built] = await writeTrees([plan], folder, payload, progress, {
    placing: 'share',
    collection: collectionFiles(),
    site: site === undefined ? undefined : await builtSite(site),
    secrets,
    later,
  });
  for (const warning of secrets.warnings()) await write(process.stderr, `${warning}\n`);
  listRelease(join(folder, plan.server.id));
  const missing = built!.leftOut;
  if (missing.length === 0 || incomplete) return;
  const { source, why } = missing[0]!;
  throw new Mistake(
    `${plural(missing.length, 'file')} of the payload could not be had: ${source}: ${why}.`,
    'Mend that, or apply without these files: --incomplete.',
  );
}

/** The paths of hosts' own files that differ, by host. */
function changedFiles(plan: Plan, before: Contents, now: Contents): Map<string, string[]> {
  const sums = new Map(before.files.map(({ path, sha256 }) => [path, sha256]));
  const differing = new Set(
    now.files.filter(({ path, sha256 }) => sums.get(path) !== sha256).map(({ path }) => path),
  );
  const found = new Map<string, string[]>();
  for (const host of plan.hosts) {
    const path = `${SERVED_ROOT}/${hostConfigPath(host)}`;
    if (differing.has(path)) found.set(host.host.id, [path]);
  }
  return found;
}

function reportText(
  name: string,
  sent: number,
  checked: readonly string[],
  answers: Answers | undefined,
): string {
  const lines = [
    `${name} serves: ${plural(sent, 'file')} sent.`,
    `Checked by ${checked.join(', ')}.`,
  ];
  if (answers === undefined) lines.push('The servers were not asked.');
  else {
    lines.push(answersText(answers));
    for (const each of answers.unasked) lines.push(`Not asked: ${each}.`);
  }
  return `${lines.join('\n')}\n`;
}

/** Until when hosts are armed, and who sees to it that it ends. */
function armedText(armed: readonly Arming[], expires: boolean): string {
  if (armed.length === 0) return '';
  const lines = armed.map(
    ({ host, profile, until }) => `${host} is armed for ${profile} until ${until}.`,
  );
  lines.push(
    expires
      ? 'Then the boot server disarms by itself.'
      : 'Nothing there disarms by itself: apply once more then. The playbook sets it up (bootbook-expire.timer).',
  );
  return `${lines.join('\n')}\n`;
}

/** How many questions were answered as planned. */
export function answersText({ asked: { dhcp, tftp, http } }: Answers): string {
  return `Answered as planned: ${plural(tftp, 'file')} by TFTP, ${plural(http, 'file')} by HTTP, ${plural(dhcp, 'host')} by DHCP.`;
}
