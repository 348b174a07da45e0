import { createServer, get, type ServerResponse } from 'node:http';
import { get as getSecurely } from 'node:https';
import type { Server } from 'node:net';
import { pipeline } from 'node:stream';

/** Mirrors answer with a redirection to a file's place at most so often. */
const MOST_REDIRECTIONS = 5;

/**
 * Answers requests on a socket with what a web server has at the same path. It only reads, and only there: the lab, which has
 * no network, reaches a mirror in this way and nothing else.
 * @param base address of the folder, with a slash at its end
 */
export async function forward(base: URL, socket: string): Promise<Server> {
  const server = createServer(({ method, url }, response) => {
    const path = (url ?? '/').replace(/^\/+/, '');
    const to = new URL(path, base);
    if (method !== 'GET' || !to.href.startsWith(base.href)) answer(response, 403);
    else relay(to, response, MOST_REDIRECTIONS);
  });
  await new Promise<void>((done, failed) => server.on('error', failed).listen(socket, done));
  return server;
}

function relay(from: URL, response: ServerResponse, redirections: number): void {
  const ask = from.protocol === 'https:' ? getSecurely : get;
  ask(from, (found) => {
    const { location, 'content-length': length, 'last-modified': modified } = found.headers;
    const status = found.statusCode ?? 502;
    if (status >= 300 && status < 400 && location !== undefined && redirections > 0) {
      found.resume();
      relay(new URL(location, from), response, redirections - 1);
      return;
    }
    response.writeHead(status, {
      ...(length === undefined ? {} : { 'content-length': length }),
      ...(modified === undefined ? {} : { 'last-modified': modified }),
    });
    // A machine that is switched off in the middle of a file is no error of ours.
    pipeline(found, response, () => undefined);
  }).on('error', () => answer(response, 502));
}

function answer(response: ServerResponse, status: number): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status).end();
}
