import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Diagnosis } from '../../../generators/diagnose/diagnosis.ts';
import { diagnose } from '../../../generators/diagnose/diagnose.ts';
import { proofStatement } from '../../../generators/proof/statement.ts';
import { knowledge, recordOf, root } from './known.ts';

/*
 * A dozen cases as a person would read them. The catalogue is written by many: after a change of it, look at what changed here,
 * and take it over with `npx vitest run test/generators/diagnose/golden.test.ts -u`.
 */

/** What decides, without the words that only the catalogue's pages are about. */
function told(diagnosis: Diagnosis): string {
  const { summary, host, stage, healthy, causes, next } = diagnosis;
  const lines = [
    summary,
    `  stage ${stage ?? '-'}, host ${host ?? '-'}${healthy ? ', healthy' : ''}`,
  ];
  for (const cause of causes.slice(0, 3)) {
    lines.push(`  ${cause.page} ${cause.title}`);
    for (const { line, text, speaks } of cause.evidence)
      lines.push(`    ${speaks === 'for' ? '+' : '-'} ${line}: ${text.slice(0, 100)}`);
    if (cause.check.run !== undefined) lines.push(`    check: ${cause.check.run}`);
  }
  for (const { run, do: what } of next) lines.push(`  fetch: ${run ?? what}`);
  return lines.join('\n');
}

function lab(fault: string, where: 'console' | 'log'): string {
  return recordOf(fault)[where].join('\n');
}

const capture = proofStatement.parse(
  JSON.parse(readFileSync(join(root, 'content/proofs/kea-bios.json'), 'utf8')),
).predicate.boot.capture;

const cases: Readonly<Record<string, Parameters<typeof diagnose>[0]>> = {
  'a code, nothing else': { text: 'PXE-E32: TFTP open timeout' },
  'the same, typed off in a hurry, with the host': { text: 'pxe e32 tftp open', host: 'web01' },
  'a message that the screen broke': { text: lab('tftp-blocked', 'console') },
  'a log in which a file is missing': { text: lab('boot-file-missing', 'log') },
  'a machine in the wrong network': { text: lab('wrong-vlan', 'log') },
  'a file for another firmware': { text: lab('bios-file-to-uefi', 'log') },
  'an unsigned boot program': { text: lab('unsigned-nbp', 'console') },
  'a kernel without its initrd': { text: lab('initrd-line-missing', 'console') },
  'an installer that gets no answers': { text: lab('preseed-missing', 'log') },
  'a capture of a healthy boot': { bytes: Buffer.from(capture.pcap, 'base64') },
  'a sentence': { text: 'works on the second try' },
  'something else entirely': { text: 'the coffee machine is broken' },
};

test('a dozen cases', async () => {
  const all = Object.entries(cases).map(
    ([name, input]) => `# ${name}\n${told(diagnose(input, knowledge))}\n`,
  );
  await expect(all.join('\n')).toMatchFileSnapshot('golden.txt');
});
