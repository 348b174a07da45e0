import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { PRIVATE_ROOT } from '../../generators/plan/images.ts';
import { servingInterfaces } from '../../generators/plan/serving.ts';
import { askServer } from '../ask/ask-server.ts';
import { writeTrees } from '../bundle/build-bundle.ts';
import { exitCodes } from '../exit-codes.ts';
import { exitText } from '../exit-text.ts';
import { PayloadCache } from '../payload/cache.ts';
import { obtainPayload } from '../payload/obtain.ts';
import { serverOf } from '../release/release-options.ts';
import { allQuestions, contentsOf, promisedBy } from '../release/tree.ts';
import { addSiteOptions, openSite, type SiteOptions } from '../site-options.ts';
import { plural, Progress, write, writeJson } from '../terminal.ts';
import { answersText } from './apply.ts';

interface DriftOptions extends SiteOptions {
  readonly server?: string;
  readonly ask?: string;
  readonly payload: boolean;
  readonly dhcp: boolean;
  readonly cache?: string;
}

/** `bootbook drift` */
export function register(program: Command): void {
  addSiteOptions(program.command('drift'))
    .description('ask a boot server, as machines do, whether it serves what git says')
    .option('--server <name>', 'which boot server, where there are several')
    .option('--ask <address>', 'ask there, instead of where the hosts are told to')
    .option('--no-payload', 'leave out kernels, initrds and what else is large')
    .option('--no-dhcp', 'leave out DHCP')
    .addOption(
      new Option('--cache <dir>', 'where fetched payload is kept (default: .cache/payload)').env(
        'BOOTBOOK_CACHE',
      ),
    )
    .addHelpText(
      'after',
      `
Only TFTP, HTTP and DHCP are used, so it works from anywhere that reaches the boot server, and nothing runs there for it.
Every emitted file that is served and every boot file is fetched by TFTP and by HTTP, payload by HTTP, and the sums are compared
with those of a build of today. Payload that is not in the cache has no sum to compare with; one line says so.
Answers with a secret in them have to be refused to this machine; the secret itself is not asked for.
DHCP is asked for every host as a relay asks, by unicast, which takes root here and leaves no lease behind. The server's answer
has to find its way back to this machine. What another server answers is left out: proxyDHCP, external, IPv6.
A host that the inventory does not know, and a file too many, is not noticed: servers do not list what they have.

${exitText({ fine: 'all answers are as git says', problem: 'the inventory has errors, or the boot server could not be asked', different: 'some answers are not as git says' })}

Examples:
  sudo npx bootbook drift --server boot1
  bootbook drift --server boot1 --no-dhcp --no-payload
  bootbook drift --server boot1 --json | jq -r '.wrong[].text'`,
    )
    .action(drift);
}

async function drift(options: DriftOptions): Promise<void> {
  const site = await openSite(options);
  if (site === undefined) return;
  const plan = serverOf(site.plans, options.server);
  const progress = new Progress();
  const folder = await mkdtemp(join(tmpdir(), 'bootbook-drift-'));
  try {
    const cache = new PayloadCache(resolve(options.cache ?? join(site.root, '.cache', 'payload')));
    const how = { root: site.root, cache, offline: true, refresh: false, progress };
    const payload = await obtainPayload(
      plan.payload.map(({ source }) => source),
      how,
    );
    const [built] = await writeTrees([plan], folder, payload, progress, { placing: 'share' });
    const contents = contentsOf(join(folder, plan.server.id));
    const all = allQuestions(contents, options.payload);
    const questions = options.dhcp ? all : { ...all, dhcp: [] };
    // A server without hosts of its own is asked all the same.
    const address = options.ask ?? servingInterfaces(plan)[0]?.address;
    const answers = await askServer(promisedBy(contents, address), questions, progress);
    const unasked = [...answers.unasked];
    // Nobody is asked for a secret here: a machine that is not armed is not to be told it.
    const unknown = built!.leftOut.filter(({ path }) => !path.startsWith(PRIVATE_ROOT)).length;
    if (unknown > 0 && options.payload)
      unasked.push(
        `${plural(unknown, 'payload file')}: not in the cache, \`bootbook build\` fetches it`,
      );
    process.exitCode = answers.wrong.length === 0 ? exitCodes.fine : exitCodes.different;
    if (options.json) {
      await writeJson({ server: plan.server.id, address, ...answers, unasked });
      return;
    }
    for (const { by, text } of answers.wrong)
      await write(process.stdout, `${by.toUpperCase()}  ${text}\n`);
    for (const each of unasked) await write(process.stderr, `Not asked: ${each}.\n`);
    const end =
      answers.wrong.length === 0
        ? answersText(answers)
        : `${plural(answers.wrong.length, 'answer')} not as git says.`;
    await write(process.stderr, `${end}\n`);
  } finally {
    progress.end();
    await rm(folder, { recursive: true, force: true });
  }
}
