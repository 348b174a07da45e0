import { resolve } from 'node:path';
import type { Command } from 'commander';
import { exitText } from '../exit-text.ts';
import { Progress, painted, plural, sizeText, write, writeJson } from '../terminal.ts';

interface PackOptions {
  readonly out: string;
  readonly site: string;
  readonly bundles: boolean;
  readonly json?: boolean;
}

/** `bootbook pack` */
export function register(program: Command): void {
  program
    .command('pack')
    .description('put the whole site into one zip that works from a folder, without a server')
    .option('--out <file>', 'the zip that is written', 'bootbook.zip')
    .option('--site <dir>', 'the built site', 'dist')
    .option('--no-bundles', 'leave the archives of the boot servers out')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Build the site first (npm run build). Unpack the zip on a laptop, a telephone or a stick, and open
bootbook/index.html: search and diagnosis work as on the server, and nothing is fetched from anywhere.

Same site, same bytes. A pack that is interrupted leaves the zip before as it was.

${exitText({ fine: 'written', problem: 'there is no built site, or the zip could not be written' })}

Examples:
  bootbook pack
  bootbook pack --out /media/stick/bootbook.zip
  bootbook pack --no-bundles --json | jq .bytes`,
    )
    .action(pack);
}

async function pack({ out, site, bundles, json }: PackOptions): Promise<void> {
  // Only who packs waits for the libraries to load.
  const { writePack } = await import('../pack/pack.ts');
  const { files, bytes, lost } = await writePack(site, out, bundles, new Progress());
  if (json) return writeJson({ file: resolve(out), files, bytes, lost });
  await write(process.stdout, `${out}  ${plural(files, 'file')}, ${sizeText(bytes)}\n`);
  const head = painted('yellow', 'leads nowhere', process.stdout);
  for (const { address, pages } of lost)
    await write(process.stdout, `${head}: ${address} (on ${plural(pages, 'page')})\n`);
}
