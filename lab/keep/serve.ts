import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { Unable } from '../unable.ts';
import type { Lab } from './lab.ts';
import type { Answer, Request } from './protocol.ts';

/**
 * Lets a lab be controlled over a socket.
 * @param down called when somebody wants it to end
 */
export async function serveLab(lab: Lab, socket: string, down: () => void): Promise<Server> {
  // What a lab that was killed has left behind; that none lives there was seen before.
  rmSync(socket, { force: true });
  const server = createServer((connection) => attend(lab, connection, down));
  await new Promise<void>((done, failed) => {
    server.on('error', failed).listen(socket, done);
  });
  return server;
}

function attend(lab: Lab, connection: Socket, down: () => void): void {
  const say = (value: unknown): void => {
    if (connection.writable) connection.write(`${JSON.stringify(value)}\n`);
  };
  let leave: (() => void) | undefined;
  let turn = Promise.resolve();
  connection.on('error', () => connection.destroy());
  connection.on('close', () => leave?.());
  createInterface({ input: connection }).on('line', (line) => {
    turn = turn.then(async () => {
      const request = JSON.parse(line) as Request;
      const answer = await answered(lab, request);
      if (request.ask !== 'type') say(answer);
      if ('unable' in answer) return;
      if (request.ask === 'follow') {
        leave = lab.follow(say);
        if (!request.live) connection.end();
      }
      if (request.ask === 'down') connection.end(down);
    });
  });
}

async function answered(lab: Lab, request: Request): Promise<Answer> {
  try {
    return { ok: (await done(lab, request)) ?? true };
  } catch (error) {
    if (error instanceof Unable) return { unable: error.message, advice: error.advice };
    // One bad request does not end a lab that others use.
    return { unable: String(error), advice: 'If it happens again, it is a fault of the lab.' };
  }
}

function done(lab: Lab, request: Request): unknown {
  switch (request.ask) {
    case 'status':
      return lab.status;
    case 'power':
      return lab.power(request.machine, request.to);
    case 'type':
      return lab.type(request.machine, request.port, request.text);
    case 'server':
      return lab.server(request.server, request.to);
    case 'run':
      return lab.run(request.script, request.neighbour);
    case 'fault':
      return lab.fault(request.fault, request.machine, request.to);
    case 'promise':
      return lab.promise(request.machines, request.emitted);
    case 'follow':
    case 'down':
      return undefined;
  }
}
