import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Unable } from '../unable.ts';
import { LabClient } from './client.ts';
import type { LabStatus } from './lab.ts';
import { labSocket } from './place.ts';
import type { Answer } from './protocol.ts';
import type { LabSite } from './site.ts';

/**
 * Brings a site up in a process of its own, which goes on when this one has ended.
 * @throws Unable if the lab cannot do that here, or there is one of that name already
 */
export async function startLab(site: LabSite): Promise<LabStatus> {
  await needFree(site.name);
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const keeper = spawn(process.execPath, [main, labSocket(site.name)], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  keeper.stdin.on('error', () => undefined).end(JSON.stringify(site));
  const answer = await new Promise<Answer>((done) => {
    createInterface({ input: keeper.stdout }).once('line', (line) =>
      done(JSON.parse(line) as Answer),
    );
    keeper.once('exit', (code) =>
      done({
        unable: `The process that keeps the lab ended with status ${code}.`,
        advice: 'If it happens again, it is a fault of the lab.',
      }),
    );
  });
  keeper.stdout.destroy();
  keeper.unref();
  if ('unable' in answer) throw new Unable(answer.unable, answer.advice);
  return answer.ok as LabStatus;
}

/** @throws Unable if a lab of that name lives */
export async function needFree(name: string): Promise<void> {
  const other = await LabClient.find(name);
  if (other === undefined) return;
  other.close();
  throw new Unable(
    `There is a lab ${name} already.`,
    `\`bootbook lab down --name ${name}\` ends it; --name gives this one another name.`,
  );
}
