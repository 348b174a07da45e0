import { linesOf, type Line } from '../artifact.ts';
import { urlHost } from '../inventory/address.ts';
import { wrote } from '../inventory/inventory.ts';
import { preseedPath, PRIVATE_ROOT, SERVED_ROOT } from '../plan/images.ts';
import { answersFolder, installsOf } from '../plan/install.ts';
import { privateAnswers } from '../plan/payload.ts';
import type { Plan } from '../plan/plan.ts';
import { servingInterfaces } from '../plan/serving.ts';
import { byRule, type Reason, type Rule } from '../reason.ts';
import type { Format } from './format.ts';

/*
 * nginx 1.18 or newer: the tree that TFTP serves, by HTTP as well. Only ids and addresses of the inventory reach the
 * file, and the schema holds both to letters that mean nothing to nginx.
 */

const ownAddresses: Rule = {
  id: 'nginx-own-addresses',
  says: 'nginx answers at the addresses that clients are told, beside any other site of the same machine.',
  page: '/explain/tftp-and-http/',
  source: 'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
};

const sameTree: Rule = {
  id: 'nginx-same-tree',
  says: 'HTTP and TFTP serve one tree, so a path is the same by either; folders are not listed.',
  page: '/explain/tftp-and-http/',
  source: 'https://nginx.org/en/docs/http/ngx_http_autoindex_module.html',
};

const readOnly: Rule = {
  id: 'nginx-read-only',
  says: 'Machines that boot only read: UEFI HTTP Boot asks with HEAD for the size and then with GET.',
  page: '/explain/tftp-and-http/',
  source:
    'https://github.com/tianocore/edk2/blob/edk2-stable202605/NetworkPkg/HttpBootDxe/HttpBootClient.c',
};

const contentTypes: Rule = {
  id: 'nginx-content-types',
  says: 'UEFI HTTP Boot starts a file as a program if its type is application/efi, and boots from it as from a disk if it is application/vnd.efi-img. Configs are text, to be read in a browser.',
  page: '/explain/tftp-and-http/',
  source:
    'https://github.com/tianocore/edk2/blob/edk2-stable202605/NetworkPkg/HttpBootDxe/HttpBootSupport.c',
};

const accessLog: Rule = {
  id: 'nginx-access-log',
  says: 'One line for each request: client, time, what it asked for, status, bytes sent, seconds taken.',
  page: '/explain/post-to-kernel/',
  source: 'https://nginx.org/en/docs/http/ngx_http_log_module.html',
};

const armedOnly: Rule = {
  id: 'nginx-armed-only',
  says: 'Answers with a secret in them lie outside of what TFTP and everybody can fetch; hosts that are armed now get them, by their address.',
  page: '/howto/rotate-a-secret/',
  source: 'https://nginx.org/en/docs/http/ngx_http_access_module.html',
};

const installed: Rule = {
  id: 'nginx-installed',
  says: 'An installed machine asks for its own name here at its first boot from the disk. There is nothing to fetch: the line in the log is what it is for.',
  page: '/howto/unattended-debian/',
  source: 'https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return',
};

export const nginx: Format = {
  id: 'nginx',
  title: 'nginx',
  check: () => [],
  *emit(plan) {
    if (plan.networks.length === 0) return;
    yield {
      path: 'etc/nginx/conf.d/bootbook.conf',
      language: 'nginx',
      mode: '0644',
      lines: [...configLines(plan)],
      hosts: [],
    };
  },
};

const LOG_FORMAT =
  '$remote_addr [$time_iso8601] "$request" $status $body_bytes_sent $request_time "$http_user_agent"';

function* configLines(plan: Plan): Generator<Line> {
  const { server } = plan;
  const own: Reason[] = [wrote(server)];
  yield* linesOf(
    own,
    `# Boot server ${server.id}. Written by Bootbook: edit the inventory, not this file.`,
  );
  yield* linesOf([byRule(accessLog)], `log_format bootbook '${LOG_FORMAT}';`, '');
  yield* linesOf(own, 'server {');
  for (const { name, address, address6 } of servingInterfaces(plan)) {
    yield* linesOf(
      [wrote(server, 'interfaces', name, 'address'), byRule(ownAddresses)],
      `    listen ${address}:80;`,
    );
    if (address6 !== undefined)
      yield* linesOf(
        [wrote(server, 'interfaces', name, 'address6'), byRule(ownAddresses)],
        `    listen ${urlHost(address6)}:80;`,
      );
  }
  yield* linesOf([byRule(ownAddresses)], '    server_name _;');
  yield* linesOf(
    [byRule(sameTree)],
    `    root /${SERVED_ROOT};`,
    '    autoindex off;',
    '    sendfile on;',
  );
  yield* linesOf(
    [byRule(accessLog)],
    '',
    '    access_log /var/log/nginx/bootbook.access.log bootbook;',
    '    error_log /var/log/nginx/bootbook.error.log;',
  );
  yield* linesOf(
    [byRule(readOnly)],
    '',
    '    if ($request_method !~ ^(GET|HEAD)$) {',
    '        return 405;',
    '    }',
  );
  yield* linesOf(
    [byRule(contentTypes)],
    '',
    '    types {',
    '        application/efi efi;',
    '        application/vnd.efi-img img;',
    '        text/plain cfg ipxe txt;',
    '    }',
    '    default_type application/octet-stream;',
    '',
    '    # The configs of hosts end in a MAC address, which says nothing of their type.',
    '    location /pxelinux.cfg/ {',
    '        default_type text/plain;',
    '    }',
    '    location /grub/ {',
    '        default_type text/plain;',
    '    }',
  );
  yield* privateLines(plan);
  yield* installLines(plan);
  yield* linesOf(own, '}');
}

/** Answers with a secret in them, each for the hosts that are armed for it. */
function* privateLines(plan: Plan): Generator<Line> {
  for (const { profile, path, hosts } of privateAnswers(plan)) {
    const own = [wrote(profile, 'userPassword'), byRule(armedOnly)];
    yield* linesOf(
      own,
      '',
      `    location = /${preseedPath(profile)} {`,
      `        alias /${path};`,
      '        default_type text/plain;',
      '        add_header Cache-Control no-store;',
    );
    for (const {
      host,
      interface: { name, address },
    } of hosts)
      yield* linesOf(
        [wrote(host, 'interfaces', name, 'address'), byRule(armedOnly)],
        `        allow ${address};`,
      );
    yield* linesOf(own, '        deny all;', '    }');
  }
}

/** Answers for installers that have a secret in them, each for its host while that is armed; and what installed machines ask for. */
function* installLines(plan: Plan): Generator<Line> {
  let reports = false;
  for (const { host, profile, secret, armed, report } of installsOf(plan)) {
    reports ||= report !== undefined;
    if (!secret || !armed) continue;
    const own = [wrote(profile, 'install'), byRule(armedOnly)];
    yield* linesOf(
      own,
      '',
      `    location /${answersFolder(host.host)} {`,
      `        root /${PRIVATE_ROOT};`,
      '        default_type text/plain;',
      '        add_header Cache-Control no-store;',
    );
    const { name, address } = host.interface;
    yield* linesOf(
      [wrote(host.host, 'interfaces', name, 'address'), byRule(armedOnly)],
      `        allow ${address};`,
    );
    yield* linesOf(own, '        deny all;', '    }');
  }
  if (reports)
    yield* linesOf(
      [byRule(installed)],
      '',
      '    location /installed/ {',
      '        return 204;',
      '    }',
    );
}
