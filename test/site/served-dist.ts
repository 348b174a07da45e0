import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the built site. */
export const dist = fileURLToPath(new URL('../../dist', import.meta.url));

/** The built site as a plain web server on loopback shows it. */
export interface ServedSite {
  /** `http://127.0.0.1:41234`, without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Serves dist/ as a static host does: a folder by its index.html, what is not there by 404.html. Fails if nothing is built. */
export async function serveDist(): Promise<ServedSite> {
  if (!existsSync(join(dist, 'index.html')))
    throw new Error(`There is no built site in ${dist}. Build it with: npm run build`);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const found = fileFor(pathname);
    const file = found ?? join(dist, '404.html');
    response.writeHead(found === undefined ? 404 : 200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'cache-control': 'max-age=3600',
    });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error === undefined ? resolve() : reject(error)));
      }),
  };
}

/** The file that a path of the site stands for, or undefined if there is none. */
export function fileFor(pathname: string): string | undefined {
  const path = normalize(decodeURIComponent(pathname));
  return [join(dist, path), join(dist, path, 'index.html')].find(
    (file) => file.startsWith(dist) && statSync(file, { throwIfNoEntry: false })?.isFile(),
  );
}
