import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import type { Archive } from '../bundle/archives.ts';
import { sourcesOf, writeTrees, type BuiltServer, type LeftOut } from '../bundle/build-bundle.ts';
import { builtSite } from '../bundle/built-site.ts';
import { collectionFiles } from '../bundle/collection.ts';
import { BundleOutput } from '../bundle/output.ts';
import { exitText } from '../exit-text.ts';
import { asMistake, isSystemError } from '../mistake.ts';
import { PayloadCache } from '../payload/cache.ts';
import { obtainPayload, type Obtained } from '../payload/obtain.ts';
import {
  addAudienceOption,
  addSiteOptions,
  openSite,
  type OpenSite,
  type SiteOptions,
} from '../site-options.ts';
import { Secrets } from '../secrets/secrets.ts';
import { painted, plural, Progress, sizeText, write, writeJson } from '../terminal.ts';

interface GivenOptions extends SiteOptions {
  readonly out?: string;
  readonly payload: boolean;
  readonly offline?: boolean;
  readonly refresh?: boolean;
  readonly cache?: string;
  readonly archives?: string;
  readonly site?: string;
}

interface BuildOptions extends GivenOptions {
  readonly out: string;
}

/** `bootbook build` */
export function register(program: Command): void {
  addAudienceOption(addSiteOptions(program.command('build')))
    .description("write each boot server's files, as they will lie on its disk")
    .option(
      '--out <dir>',
      'where the bundle appears (default: bundle; for the public bundle-public)',
    )
    .option('--no-payload', 'write configs only: no boot programs, kernels or initrds')
    .option('--offline', 'take payload from the cache and the repo only')
    .option('--refresh', 'ask for newer versions of Debian packages that are in the cache')
    .addOption(
      new Option('--cache <dir>', 'where fetched payload is kept (default: .cache/payload)').env(
        'BOOTBOOK_CACHE',
      ),
    )
    .option('--archives <dir>', 'also write <server>.tar.gz and <server>.zip into this folder')
    .option('--site <dir>', 'each boot server serves the book too: the built site in this folder')
    .addHelpText(
      'after',
      `
The bundle is a symbolic link to a complete tree beside it:
  bundle/<server>/etc, srv, snippets   the files
  bundle/<server>/after                what is different when the first arming ends, while a host is armed
  bundle/<server>/ansible              what sets the boot server up: see the howto deploy-the-boot-server
  bundle/<server>/manifest.jsonl       one line for each file, with the reasons for its lines
  bundle/<server>/SHA256SUMS           for sha256sum -c
It changes by one rename, when everything is written. A build that is interrupted leaves the one before as it was.

With --site, the book lies below srv/tftp/book, and etc/nginx/conf.d/bootbook-book.conf serves it at port 8080. Boot
files and their configs stay as they are. A rescue shell has it as text: curl http://<boot server>/book/index.txt

Payload that cannot be had is left out; one line says what and why, and the build is fine all the same.

Answers with a secret in them (a profile's userPassword) are written while a host is armed for them: the secret is
asked for where the inventory says that it is kept, and its hash is made on the spot. With --archives they are left
out, since archives are for whoever reads the site.

${exitText({ fine: 'written', problem: 'the inventory has errors, a secret could not be had, or the bundle could not be written' })}

Examples:
  bootbook build
  bootbook build --offline --out /srv/bootbook
  bootbook build --no-payload --archives dist/bundle
  bootbook build --site dist
  (cd bundle/boot1 && sha256sum --quiet -c SHA256SUMS)`,
    )
    .action(build);
}

async function build(given: GivenOptions): Promise<void> {
  // The example's bundle never takes the place of the one that boots your machines.
  const usual = given.audience === 'public' ? 'bundle-public' : 'bundle';
  const options: BuildOptions = { ...given, out: given.out ?? usual };
  const site = await openSite(options);
  if (site === undefined) return;
  const { plans, problems, later } = site;
  const progress = new Progress();
  const payload = await payloadOf(options, site, progress);
  const book = options.site === undefined ? undefined : await builtSite(options.site);
  // Archives are for whoever reads the site, so a bundle that they are made of has no secret in it.
  const secrets = options.archives === undefined ? new Secrets(site.root) : undefined;
  const output = new BundleOutput(options.out);
  let servers: BuiltServer[];
  try {
    const collection = collectionFiles();
    servers = await writeTrees(plans, output.tree, payload, progress, {
      placing: 'copy',
      collection,
      site: book,
      secrets,
      later,
    });
    output.publish();
  } catch (error) {
    output.discard();
    // A write that fails does not say where: https://nodejs.org/api/errors.html#errorpath
    if (isSystemError(error) && error.path === undefined)
      throw asMistake(error, options.out) ?? error;
    throw error;
  }
  const archives = await archivesOf(options, output.tree, servers, progress);
  if (options.json) await writeJson({ out: options.out, servers, archives });
  else await write(process.stdout, report(options, servers, archives));
  for (const warning of secrets?.warnings() ?? []) await write(process.stderr, `${warning}\n`);
  if (problems.length > 0) {
    const count = plural(problems.length, 'warning');
    await write(process.stderr, `${count}: \`bootbook validate\` shows them.\n`);
  }
}

async function payloadOf(
  options: BuildOptions,
  { root, repo, plans, later }: OpenSite,
  progress: Progress,
): Promise<Obtained | undefined> {
  if (!options.payload) return undefined;
  const sources = plans.flatMap((plan) => sourcesOf(plan, later));
  return obtainPayload(sources, {
    root,
    cache: new PayloadCache(resolve(options.cache ?? join(repo, '.cache', 'payload'))),
    offline: options.offline ?? false,
    refresh: options.refresh ?? false,
    progress,
  });
}

async function archivesOf(
  { archives }: BuildOptions,
  tree: string,
  servers: readonly BuiltServer[],
  progress: Progress,
): Promise<Archive[]> {
  if (archives === undefined) return [];
  // Only who asks for archives waits for the libraries to load.
  const { writeArchives, writeArchiveSums } = await import('../bundle/archives.ts');
  const written: Archive[] = [];
  for (const { server } of servers)
    written.push(...(await writeArchives(tree, server, archives, progress)));
  await writeArchiveSums(archives, written);
  progress.end();
  return written;
}

function report(
  { out, payload }: BuildOptions,
  servers: readonly BuiltServer[],
  archives: readonly Archive[],
): string {
  const lines = servers.map(
    ({ server, files, bytes }) =>
      `${join(out, server)}  ${plural(files, 'file')}, ${sizeText(bytes)}`,
  );
  for (const { file, bytes, leftOut } of archives)
    lines.push(
      leftOut === undefined ? `${file}  ${sizeText(bytes)}` : `${file} left out: ${leftOut}`,
    );
  const head = painted('yellow', 'left out', process.stdout);
  if (!payload) lines.push(`${head}: all payload (--no-payload)`);
  else
    for (const [what, files] of leftOutByReason(servers))
      lines.push(`${head}: ${what} (${plural(files, 'file')})`);
  return `${lines.join('\n')}\n`;
}

/** One line for each thing that could not be had, however many files of however many servers come from it. */
function leftOutByReason(servers: readonly BuiltServer[]): Map<string, number> {
  const lines = new Map<string, number>();
  for (const { source, why } of servers.flatMap(({ leftOut }): readonly LeftOut[] => leftOut)) {
    const what = `${source}: ${why}`;
    lines.set(what, (lines.get(what) ?? 0) + 1);
  }
  return lines;
}
