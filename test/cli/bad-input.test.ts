import { symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { changed, smallSite } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

/*
 * What people and generators get wrong. Each ends in a readable problem, quickly, and never in a stack trace.
 */

const INVENTORY = 'content/inventory/site.yaml';

function repo(inventory: string | Uint8Array): Scenario {
  return new Scenario({ [INVENTORY]: inventory, 'images/linux': '', 'images/initrd.gz': '' });
}

function validate(inventory: string | Uint8Array): string {
  return repo(inventory).run('validate');
}

/** The small site with kernel arguments for its first host, as YAML. */
function withArguments(value: string): string {
  return changed('    model: old\n', `    model: old\n    args: ${value}\n`);
}

test('a tab', () => {
  expect(validate(changed('    name: Lab', '\tname: Lab'))).toMatchInlineSnapshot(`
    "$ bootbook validate
    content/inventory/site.yaml:3:1 error yaml-syntax
      Tabs are not allowed as indentation.
        2 |   lab:
        3 | →name: Lab
          | ^
        4 |     domain: lab.example.net
      expected  YAML 1.2
      do        Indent with spaces.

    1 error.
    exit 1"
  `);
});

test('a duplicate key', () => {
  expect(validate(changed('    name: Lab\n', '    name: Lab\n    name: Laboratory\n')))
    .toMatchInlineSnapshot(`
    "$ bootbook validate
    content/inventory/site.yaml:4:5 error yaml-syntax
      The same key stands twice in one mapping.
        3 |     name: Lab
        4 |     name: Laboratory
          |     ^^^^
        5 |     domain: lab.example.net
      expected  YAML 1.2
      do        Remove one of the two, or give it another name.

    1 error.
    exit 1"
  `);
});

test('the same host in two files', () => {
  const site = repo(smallSite);
  site.write('content/inventory/more.yaml', 'hosts:\n  web01: { model: old, interfaces: {} }\n');
  expect(site.run('validate')).toMatchInlineSnapshot(`
    "$ bootbook validate
    content/inventory/more.yaml:2:24 error boot-interface
      It is not clear which interface web01 boots from.
        1 | hosts:
        2 |   web01: { model: old, interfaces: {} }
          |                        ^^^^^^^^^^
      expected  exactly one interface with boot: true, or one interface in all
      received  0 interfaces, 0 with boot: true
      do        Add \`boot: true\` to the one that the firmware boots from.

    content/inventory/site.yaml:43:3 error duplicate-id
      There are two hosts called web01.
        42 | hosts:
        43 |   web01:
           |   ^^^^^
        44 |     model: old
      expected  one host of this name
      received  another one in content/inventory/more.yaml
      do        Rename or remove one of the two.

    2 errors.
    exit 1"
  `);
});

test('an unknown id', () => {
  expect(validate(changed('model: new\n', 'model: mew\n'))).toMatchInlineSnapshot(`
    "$ bootbook validate
    content/inventory/site.yaml:48:12 error unknown-id
      hosts.web02 names a model that does not exist.
        47 |   web02:
        48 |     model: mew
           |            ^^^
        49 |     interfaces:
      expected  one of old, new
      received  "mew"
      do        Did you mean new?

    1 error.
    exit 1"
  `);
});

test('a loop of defaults', () => {
  expect(validate(changed('  old:\n', '  old:\n    extends: new\n'))).toMatchInlineSnapshot(`
    "$ bootbook validate
    content/inventory/site.yaml:21:14 error extends-loop
      This model extends itself in the end.
        20 |   old:
        21 |     extends: new
           |              ^^^
        22 |     vendor: Acme
      expected  a chain of models that ends
      received  old → new → old
      do        Take \`extends\` out of one of them.

    1 error.
    exit 1"
  `);
});

test('an alias bomb', () => {
  const levels = Array.from({ length: 30 }, (_, level) =>
    level === 0 ? 'a0: &a0 [lol, lol]' : `a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`,
  );
  expect(validate(`${levels.join('\n')}\n`)).toMatchInlineSnapshot(`
    "$ bootbook validate
    content/inventory/site.yaml:1:1 error yaml-syntax
      Excessive alias count indicates a resource exhaustion attack.
        1 | a0: &a0 [lol, lol]
          | ^
        2 | a1: &a1 [*a0, *a0]
      expected  YAML 1.2
      do        Write the value out: an inventory needs no aliases.

    1 error.
    exit 1"
  `);
});

test('20 MB of a list that never ends', () => {
  expect(validate(`hosts: [${'a, '.repeat(7_000_000)}`)).toMatchInlineSnapshot(`
    "$ bootbook validate
    content/inventory/site.yaml:1:1 error yaml-syntax
      A file of more than 4 MiB has to be plain YAML (block mappings, values on one line, no escapes), and here it is not.
        1 | hosts: [a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a,
          | ^
      expected  YAML 1.2
      do        Split the file, or write the marked line plainly.

    1 error.
    exit 1"
  `);
});

test('20 MB that nest ever deeper', () => {
  expect(validate('['.repeat(20_000_000))).toMatchInlineSnapshot(`
    "$ bootbook validate
    content/inventory/site.yaml:1:1 error yaml-syntax
      A file of more than 4 MiB has to be plain YAML (block mappings, values on one line, no escapes), and here it is not.
        1 | [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
          | ^
      expected  YAML 1.2
      do        Split the file, or write the marked line plainly.

    1 error.
    exit 1"
  `);
});

test('20 MB without any meaning', () => {
  expect(validate('words that mean nothing here\n'.repeat(740_000))).toMatchInlineSnapshot(`
    "$ bootbook validate
    content/inventory/site.yaml:1:1 error yaml-syntax
      A file of more than 4 MiB has to be plain YAML (block mappings, values on one line, no escapes), and here it is not.
        1 | words that mean nothing here
          | ^
        2 | words that mean nothing here
      expected  YAML 1.2
      do        Split the file, or write the marked line plainly.

    1 error.
    exit 1"
  `);
});

test('a file that is larger than any inventory', () => {
  expect(validate(Buffer.alloc(70 * 1024 * 1024, '#'))).toMatchInlineSnapshot(`
    "$ bootbook validate
    ! bootbook: content/inventory/site.yaml is too large for an inventory file: 70 MiB, and 64 MiB is the limit.
    !   do  Split it, or check that it is the file you meant.
    exit 1"
  `);
});

test('a file that is not UTF-8', () => {
  expect(validate(Buffer.from(changed('name: Lab', 'name: Zürich'), 'latin1')))
    .toMatchInlineSnapshot(`
    "$ bootbook validate
    ! bootbook: content/inventory/site.yaml is not UTF-8: see line 3.
    !   do  Save it as UTF-8.
    exit 1"
  `);
});

test('bytes of another kind of file', () => {
  expect(validate(Buffer.from([0, 1, 2, 3, 10, 0, 27, 91, 50, 74]))).toMatchInlineSnapshot(`
    "$ bootbook validate
    content/inventory/site.yaml:1:1 error not-an-inventory
      An inventory file is a mapping at its top.
        1 | ����
          | ^^^^
        2 | ��[2J
      expected  sites: networks: servers: models: profiles: images: hosts:
      received  "\\u0000\\u0001\\u0002\\u0003 \\u0000\\u001b[2J"
      do        Start the file with one of these keys.

    1 error.
    exit 1"
  `);
});

test('a link that leads nowhere, and a folder that is named like a file', () => {
  const site = repo(smallSite);
  site.write('content/inventory/folder.yaml/hosts.yaml', 'hosts: {}\n');
  symlinkSync('nowhere', site.path('content/inventory/broken.yaml'));
  expect(site.run('validate')).toMatchInlineSnapshot(`
    "$ bootbook validate
    ! bootbook: There is no content/inventory/broken.yaml.
    !   do  Check the path.
    exit 1"
  `);
});

test('hostile names of hosts', () => {
  const names = ['we"b', 'web\n$(id)', 'web#1', 'web;1', 'web`id`', 'wéb', '../../etc/passwd'];
  // A JSON string is a YAML one.
  const hosts = names.map((name) => `  ${JSON.stringify(name)}: { model: old }\n`);
  expect(validate(smallSite + hosts.join(''))).toMatchInlineSnapshot(`
    "$ bootbook validate
    content/inventory/site.yaml:51:3 error bad-id
      This id cannot name a host: it becomes part of file names and host names.
        50 |       eno1: { mac: 52:54:00:00:00:02, network: prod, address: 10.1.0.12 }
        51 |   "we\\"b": { model: old }
           |   ^^^^^^^
        52 |   "web\\n$(id)": { model: old }
      expected  lower-case letters, digits and inner hyphens, 63 at most (RFC 1123)
      received  "we\\"b"
      do        Choose another id; \`name\`, \`label\` or \`notes\` can hold the words for people.

    content/inventory/site.yaml:52:3 error bad-id
      This id cannot name a host: it becomes part of file names and host names.
        51 |   "we\\"b": { model: old }
        52 |   "web\\n$(id)": { model: old }
           |   ^^^^^^^^^^^^
        53 |   "web#1": { model: old }
      expected  lower-case letters, digits and inner hyphens, 63 at most (RFC 1123)
      received  "web\\n$(id)"
      do        Choose another id; \`name\`, \`label\` or \`notes\` can hold the words for people.

    content/inventory/site.yaml:53:3 error bad-id
      This id cannot name a host: it becomes part of file names and host names.
        52 |   "web\\n$(id)": { model: old }
        53 |   "web#1": { model: old }
           |   ^^^^^^^
        54 |   "web;1": { model: old }
      expected  lower-case letters, digits and inner hyphens, 63 at most (RFC 1123)
      received  "web#1"
      do        Choose another id; \`name\`, \`label\` or \`notes\` can hold the words for people.

    content/inventory/site.yaml:54:3 error bad-id
      This id cannot name a host: it becomes part of file names and host names.
        53 |   "web#1": { model: old }
        54 |   "web;1": { model: old }
           |   ^^^^^^^
        55 |   "web\`id\`": { model: old }
      expected  lower-case letters, digits and inner hyphens, 63 at most (RFC 1123)
      received  "web;1"
      do        Choose another id; \`name\`, \`label\` or \`notes\` can hold the words for people.

    content/inventory/site.yaml:55:3 error bad-id
      This id cannot name a host: it becomes part of file names and host names.
        54 |   "web;1": { model: old }
        55 |   "web\`id\`": { model: old }
           |   ^^^^^^^^^
        56 |   "wéb": { model: old }
      expected  lower-case letters, digits and inner hyphens, 63 at most (RFC 1123)
      received  "web\`id\`"
      do        Choose another id; \`name\`, \`label\` or \`notes\` can hold the words for people.

    content/inventory/site.yaml:56:3 error bad-id
      This id cannot name a host: it becomes part of file names and host names.
        55 |   "web\`id\`": { model: old }
        56 |   "wéb": { model: old }
           |   ^^^^^
        57 |   "../../etc/passwd": { model: old }
      expected  lower-case letters, digits and inner hyphens, 63 at most (RFC 1123)
      received  "wéb"
      do        Choose another id; \`name\`, \`label\` or \`notes\` can hold the words for people.

    content/inventory/site.yaml:57:3 error bad-id
      This id cannot name a host: it becomes part of file names and host names.
        56 |   "wéb": { model: old }
        57 |   "../../etc/passwd": { model: old }
           |   ^^^^^^^^^^^^^^^^^^
      expected  lower-case letters, digits and inner hyphens, 63 at most (RFC 1123)
      received  "../../etc/passwd"
      do        Choose another id; \`name\`, \`label\` or \`notes\` can hold the words for people.

    7 errors.
    exit 1"
  `);
});

test('hostile kernel arguments', () => {
  expect(validate(withArguments(String.raw`["a\nb", "a\u2028b", "a\x1b[2Jb", " a", ""]`)))
    .toMatchInlineSnapshot(`
      "$ bootbook validate
      content/inventory/site.yaml:45:12 error wrong-value
        hosts.web01.args.0 is not valid.
          44 |     model: old
          45 |     args: ["a\\nb", "a\\u2028b", "a\\x1b[2Jb", " a", ""]
             |            ^^^^^^
          46 |     interfaces:
        expected  one kernel argument, without line breaks or other control characters
        received  "a\\nb"
        do        Write it in the form that is expected.

      content/inventory/site.yaml:45:20 error wrong-value
        hosts.web01.args.1 is not valid.
          44 |     model: old
          45 |     args: ["a\\nb", "a\\u2028b", "a\\x1b[2Jb", " a", ""]
             |                    ^^^^^^^^^^
          46 |     interfaces:
        expected  one kernel argument, without line breaks or other control characters
        received  "a�b"
        do        Write it in the form that is expected.

      content/inventory/site.yaml:45:32 error wrong-value
        hosts.web01.args.2 is not valid.
          44 |     model: old
          45 |     args: ["a\\nb", "a\\u2028b", "a\\x1b[2Jb", " a", ""]
             |                                ^^^^^^^^^^^
          46 |     interfaces:
        expected  one kernel argument, without line breaks or other control characters
        received  "a\\u001b[2Jb"
        do        Write it in the form that is expected.

      content/inventory/site.yaml:45:45 error wrong-value
        hosts.web01.args.3 is not valid.
          44 |     model: old
          45 |     args: ["a\\nb", "a\\u2028b", "a\\x1b[2Jb", " a", ""]
             |                                             ^^^^
          46 |     interfaces:
        expected  one kernel argument, without white space at its ends
        received  " a"
        do        Write it in the form that is expected.

      content/inventory/site.yaml:45:51 error wrong-value
        hosts.web01.args.4 is not valid.
          44 |     model: old
          45 |     args: ["a\\nb", "a\\u2028b", "a\\x1b[2Jb", " a", ""]
             |                                                   ^^
          46 |     interfaces:
        expected  some text
        received  ""
        do        Write it in the form that is expected.

      5 errors.
      exit 1"
    `);
});

test('paths that lead out of the repo', () => {
  const inventory = changed(
    'path: images/linux',
    'path: ../../etc/passwd',
    changed('path: images/initrd.gz', 'path: /etc/passwd'),
  );
  expect(validate(inventory)).toMatchInlineSnapshot(`
    "$ bootbook validate
    content/inventory/site.yaml:33:21 error wrong-value
      images.installer.kernel.path is not valid.
        32 |     architecture: amd64
        33 |     kernel: { path: ../../etc/passwd }
           |                     ^^^^^^^^^^^^^^^^
        34 |     initrds: [{ path: /etc/passwd }]
      expected  a path from the root of the repo, without ..
      received  "../../etc/passwd"
      do        Write it in the form that is expected.

    content/inventory/site.yaml:34:23 error wrong-value
      images.installer.initrds.0.path is not valid.
        33 |     kernel: { path: ../../etc/passwd }
        34 |     initrds: [{ path: /etc/passwd }]
           |                       ^^^^^^^^^^^
        35 |     memory: 512
      expected  a path from the root of the repo, without ..
      received  "/etc/passwd"
      do        Write it in the form that is expected.

    2 errors.
    exit 1"
  `);
});
