import type { Artifact, Line } from '../artifact.ts';
import { urlHost } from '../inventory/address.ts';
import { wrote } from '../inventory/inventory.ts';
import { SERVED_ROOT } from '../plan/images.ts';
import type { Plan } from '../plan/plan.ts';
import { servingInterfaces } from '../plan/serving.ts';
import { byRule, type Rule } from '../reason.ts';

/*
 * The book itself, on the boot server: an nginx server of its own beside that of the boot files, whose types and whose listing of
 * addresses stay as they are. It is no format of the plan, since it is emitted only where a built site goes along.
 */

/** Where the site lies, from the top of a bundle. TFTP and port 80 serve it as well, as plain text. */
export const BOOK_ROOT = `${SERVED_ROOT}/book`;
/** The file that serves it. */
export const BOOK_CONFIG = 'etc/nginx/conf.d/bootbook-book.conf';
/** Not 80, where the boot files are: firmware reads types there that a browser must not have. */
export const BOOK_PORT = 8080;

const ownPort: Rule = {
  id: 'nginx-book-port',
  says: `The book has port ${BOOK_PORT}: what machines boot from stays as it is, whatever is served to people.`,
  page: '/explain/tftp-and-http/',
  source: 'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
};

const types: Rule = {
  id: 'nginx-book-types',
  says: 'Browsers run scripts and take styles only by their types; whatever has no type here is a config, which is text.',
  page: '/explain/tftp-and-http/',
  source: 'https://nginx.org/en/docs/http/ngx_http_core_module.html#types',
};

/** The config that serves the site; undefined where the boot server has no network to serve. */
export function bookConfig(plan: Plan): Artifact | undefined {
  if (plan.networks.length === 0) return undefined;
  const { server } = plan;
  const line = (text: string, ...because: Line['because']): Line => ({ text, because });
  const own = wrote(server);
  const port = byRule(ownPort);
  const typed = byRule(types);
  return {
    path: BOOK_CONFIG,
    language: 'nginx',
    mode: '0644',
    hosts: [],
    lines: [
      line(
        `# The book on ${server.id}. Written by Bootbook: edit the inventory, not this file.`,
        own,
      ),
      line('server {', own),
      ...servingInterfaces(plan).flatMap(({ name, address, address6 }) => [
        line(
          `    listen ${address}:${BOOK_PORT};`,
          wrote(server, 'interfaces', name, 'address'),
          port,
        ),
        ...(address6 === undefined
          ? []
          : [
              line(
                `    listen ${urlHost(address6)}:${BOOK_PORT};`,
                wrote(server, 'interfaces', name, 'address6'),
                port,
              ),
            ]),
      ]),
      ...[
        '    server_name _;',
        `    root /${BOOK_ROOT};`,
        '    index index.html;',
        '    autoindex off;',
        '    error_page 404 /404.html;',
      ].map((text) => line(text, port)),
      ...[
        '    charset utf-8;',
        '    types {',
        '        text/html html;',
        '        text/css css;',
        '        text/javascript js;',
        '        application/json json;',
        '        application/atom+xml xml;',
        '        application/octet-stream pcap;',
        '        image/svg+xml svg;',
        '        image/png png;',
        '        font/woff2 woff2;',
        '    }',
        '    default_type text/plain;',
      ].map((text) => line(text, typed)),
      line('}', own),
    ],
  };
}
