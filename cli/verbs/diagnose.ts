import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { Command } from 'commander';
import { headingOfSeen } from '../../generators/catalogue/seen.ts';
import type {
  Advice,
  CauseFound,
  Diagnosis,
  MachineSeen,
} from '../../generators/diagnose/diagnosis.ts';
import { diagnose } from '../../generators/diagnose/diagnose.ts';
import { knowledgeOf, type Knowledge } from '../../generators/diagnose/knowledge.ts';
import { printable } from '../../generators/inventory/problem.ts';
import { exitText } from '../exit-text.ts';
import { findHost } from '../find-host.ts';
import { loadCatalogue } from '../load-catalogue.ts';
import { asMistake } from '../mistake.ts';
import { readingAt } from '../reading.ts';
import { addSiteOptions, openSite, type SiteOptions } from '../site-options.ts';
import { painted, write, writeJson } from '../terminal.ts';

interface DiagnoseOptions extends SiteOptions {
  readonly host?: string;
}

/** `bootbook diagnose [FILE|-]` */
export function register(program: Command): void {
  addSiteOptions(program.command('diagnose'))
    .description('tell from a console, a log or a capture why a machine does not boot')
    .argument('[file]', 'what was seen, or - for standard input', '-')
    .option('--host <host>', 'the host that it is about: its id, a MAC or an address')
    .addHelpText(
      'after',
      `
It takes whatever there is: the text of a console, with escape sequences or typed off a photo; the log of dnsmasq, ISC
dhcpd, Kea, tftpd or nginx, from the journal or not; a capture of tcpdump; or what one would tell a colleague.

At most five causes, the likeliest first: the lines that speak for it and against it, what would decide, the fix, and the
page. With a host, named or known by its MAC, the values are those of that host.

${exitText({ fine: 'it has an answer', problem: 'it does not know, or the inventory has errors' })}

Examples:
  bootbook diagnose console.txt
  journalctl --unit=dnsmasq --since=-1h | bootbook diagnose
  echo 'PXE-E32: TFTP open timeout' | bootbook diagnose --host web01
  bootbook diagnose boot.pcap --json | jq '.causes[] | {id, title}'`,
    )
    .action(run);
}

async function run(file: string, options: DiagnoseOptions): Promise<void> {
  const site = await openSite(options);
  if (site === undefined) return;
  const host = options.host === undefined ? undefined : findHost(site, options.host).host.host.id;
  const { catalogue } = await loadCatalogue(site.root);
  const bytes = await read(file);
  const known = (withConfig: (id: string) => boolean): Knowledge =>
    knowledgeOf(catalogue, site.plans, { withConfig });
  const input = { bytes, host, reading: readingAt(options.now ?? Date.now()) };
  let diagnosis = diagnose(
    input,
    known(() => false),
  );
  // Files are emitted for the one host that it is about, not for thousands.
  if (diagnosis.host !== null && diagnosis.causes.some(asksForConfig))
    diagnosis = diagnose(
      input,
      known((id) => id === diagnosis.host),
    );
  if (!diagnosis.healthy && diagnosis.causes.length === 0) process.exitCode = 1;
  if (options.json) await writeJson(diagnosis);
  else await write(process.stdout, diagnosisText(diagnosis));
}

function asksForConfig({ check, fix }: CauseFound): boolean {
  return [check, ...fix].some(({ config }) => config !== undefined);
}

/** Old logs are often compressed (RFC 1952, section 2.3.1). */
const GZIP = Buffer.of(0x1f, 0x8b);

async function read(file: string): Promise<Buffer> {
  try {
    const bytes = file === '-' ? await buffer(process.stdin) : await readFile(file);
    return bytes.subarray(0, 2).equals(GZIP) ? gunzipSync(bytes) : bytes;
  } catch (error) {
    throw asMistake(error, file) ?? error;
  }
}

/** A diagnosis for a person at a terminal. */
export function diagnosisText(diagnosis: Diagnosis): string {
  const { stdout } = process;
  const lines = [painted('bold', printable(diagnosis.summary), stdout)];
  if (diagnosis.host !== null) lines.push(`Host: ${diagnosis.host}`);
  for (const [index, cause] of diagnosis.causes.entries())
    lines.push('', ...causeText(cause, index + 1));
  if (diagnosis.machines.length > 1) lines.push('', ...machineLines(diagnosis.machines));
  if (diagnosis.next.length > 0) lines.push('', painted('bold', 'Fetch these next:', stdout));
  for (const advice of diagnosis.next) lines.push(...adviceText('-', advice));
  return `${lines.join('\n')}\n`;
}

/** As many machines are listed. */
const MOST_MACHINES = 20;

function machineLines(machines: readonly MachineSeen[]): string[] {
  const shown = machines.slice(0, MOST_MACHINES).map((machine) => {
    const { name, stage, what, reached, healthy } = machine;
    const seconds = reached.find((each) => each.stage === stage)?.seconds ?? 0;
    const took = seconds < 1 ? '' : ` after ${Math.round(seconds)} s`;
    const end = healthy ? '' : ', and no further';
    return `   ${printable(name).padEnd(18)} ${stage.padEnd(8)} ${printable(what)}${took}${end}`;
  });
  const more = machines.length - shown.length;
  return [
    painted('bold', 'How far machines came:', process.stdout),
    ...shown,
    ...(more > 0 ? [`   and ${more} more`] : []),
  ];
}

function causeText(cause: CauseFound, number: number): string[] {
  const { stdout } = process;
  const lines = [
    `${number}. ${painted(['bold', 'cyan'], printable(cause.title), stdout)}`,
    painted('dim', `   ${printable(cause.entry)} · ${cause.stage} · ${cause.page}`, stdout),
  ];
  for (const { line, text, speaks } of cause.evidence)
    lines.push(`   ${speaks === 'for' ? '+' : '-'} line ${line}: ${printable(text).slice(0, 160)}`);
  lines.push(`   ${printable(cause.tell)}`);
  lines.push(
    ...adviceText('Check:', cause.check),
    ...cause.fix.flatMap((step) => adviceText('Fix:', step)),
  );
  return lines;
}

function adviceText(head: string, advice: Advice): string[] {
  const { do: what, on, run, see, speaks, config } = advice;
  const lines = [`   ${head} ${printable(what)}${on === undefined ? '' : ` (${on})`}`];
  if (run !== undefined) lines.push(...indented(run, '      $ '));
  if (see !== undefined && speaks !== undefined) lines.push(`      ${headingOfSeen(advice)}:`);
  if (see !== undefined) lines.push(...indented(see, '      → '));
  if (config?.text !== undefined)
    lines.push(`      /${config.path}:`, ...indented(config.text, '        '));
  return lines;
}

function indented(text: string, indent: string): string[] {
  return text.split('\n').map((line) => `${indent}${printable(line)}`);
}
