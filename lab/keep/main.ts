/*
 * The process that keeps a lab. It reads a LabSite from its standard input, brings it up, says so in one line on its
 * standard output, and then lives until somebody asks for its end over the socket, the room ends, or it is killed. The room
 * ends with it in any case.
 */
import { rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Unable } from '../unable.ts';
import { Lab } from './lab.ts';
import type { Answer } from './protocol.ts';
import { serveLab } from './serve.ts';
import type { LabSite } from './site.ts';

const socket = process.argv[2]!;

async function main(): Promise<void> {
  const site = JSON.parse(await text(process.stdin)) as LabSite;
  const lab = await Lab.open(site);
  const end = async (): Promise<void> => {
    rmSync(socket, { force: true });
    await lab.close();
    process.exit();
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => void end());
  void lab.broken.catch(end);
  await serveLab(lab, socket, () => void end());
  say({ ok: lab.status });
}

/** Whoever has started this reads one line and may be gone after it. */
function say(answer: Answer): void {
  process.stdout.on('error', () => undefined);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

try {
  await main();
} catch (error) {
  const unable = error instanceof Unable ? error : undefined;
  const message = unable?.message ?? `The lab could not be brought up: ${String(error)}`;
  say({
    unable: message,
    advice: unable?.advice ?? 'If it happens again, it is a fault of the lab.',
  });
  process.exitCode = 1;
  process.stdin.destroy();
}
