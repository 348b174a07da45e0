import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inventoryJsonSchema } from '../../generators/inventory/schema.ts';
import { keysOf } from '../../generators/inventory/reference.ts';
import { collectionNames } from '../../generators/inventory/schema.ts';

test('the JSON Schema for editors is that of the schemas; `node cli/write-schema.ts` mends it', () => {
  const file = readFileSync(new URL('../../public/schema/inventory.json', import.meta.url), 'utf8');
  expect(
    file === `${JSON.stringify(inventoryJsonSchema(), null, 2)}\n`,
    'public/schema/inventory.json is out of date. Run: npm exec -- node cli/write-schema.ts',
  ).toBe(true);
});

test('the reference knows every key, with its default and what it means', () => {
  expect(keysOf('networks').map(({ path }) => path)).toMatchInlineSnapshot(`
    [
      "site",
      "cidr",
      "cidr6",
      "vlan",
      "gateway",
      "server",
      "dhcp",
      "dhcp.mode",
      "dhcp.range",
      "dhcp.range.from",
      "dhcp.range.to",
      "dhcp.lease",
      "dhcp.relay",
      "dhcp.foreign",
      "defaults",
      "defaults.profile",
      "defaults.loader",
      "defaults.transport",
      "defaults.drivers",
      "defaults.serial",
      "defaults.serial.unit",
      "defaults.serial.speed",
      "defaults.args",
      "defaults.quirks",
      "defaults.declined",
    ]
  `);
  expect(keysOf('sites').find(({ path }) => path === 'menu.timeout')).toMatchInlineSnapshot(`
    {
      "default": "5",
      "example": undefined,
      "meaning": "Seconds until the first entry starts",
      "path": "menu.timeout",
      "required": false,
      "type": "whole number, 0 to 3600",
    }
  `);
  expect(keysOf('hosts').find(({ path }) => path === 'interfaces.<name>.mac'))
    .toMatchInlineSnapshot(`
    {
      "default": undefined,
      "example": undefined,
      "meaning": "MAC address, in any usual spelling",
      "path": "interfaces.<name>.mac",
      "required": true,
      "type": "text",
    }
  `);
  expect(keysOf('images').filter(({ path }) => path.startsWith('kernel'))).toMatchInlineSnapshot(`
    [
      {
        "default": undefined,
        "example": undefined,
        "meaning": "Where a file comes from",
        "path": "kernel",
        "required": true,
        "type": "{package, file}, or {path}, or {url, sha256}, or {recipe, architecture, file}",
      },
      {
        "default": undefined,
        "example": undefined,
        "meaning": "Debian package that holds the file; it is downloaded and unpacked, not installed",
        "path": "kernel.package",
        "required": false,
        "type": "text",
      },
      {
        "default": undefined,
        "example": undefined,
        "meaning": "The package's own architecture, where it is not this machine's",
        "path": "kernel.architecture",
        "required": false,
        "type": "one of amd64, arm64, i386",
      },
      {
        "default": undefined,
        "example": undefined,
        "meaning": "Absolute path of the file inside the package",
        "path": "kernel.file",
        "required": false,
        "type": "text",
      },
      {
        "default": undefined,
        "example": undefined,
        "meaning": "SHA-256 of the file",
        "path": "kernel.sha256",
        "required": false,
        "type": "text",
      },
      {
        "default": undefined,
        "example": undefined,
        "meaning": "Path from the root of the repo",
        "path": "kernel.path",
        "required": false,
        "type": "text",
      },
      {
        "default": undefined,
        "example": undefined,
        "meaning": "http or https URL",
        "path": "kernel.url",
        "required": false,
        "type": "text",
      },
      {
        "default": undefined,
        "example": undefined,
        "meaning": "Where its publisher lists it: \`images update\` finds newer versions there, and with a signature the file is taken only if the signed list has it",
        "path": "kernel.sums",
        "required": false,
        "type": "mapping",
      },
      {
        "default": undefined,
        "example": undefined,
        "meaning": "List of SHA-256 sums that has the file: SHA256SUMS",
        "path": "kernel.sums.url",
        "required": false,
        "type": "text",
      },
      {
        "default": undefined,
        "example": undefined,
        "meaning": "Release file of an archive that lists that list",
        "path": "kernel.sums.release",
        "required": false,
        "type": "text",
      },
      {
        "default": undefined,
        "example": undefined,
        "meaning": "Detached OpenPGP signature of the Release file, or of the list if there is none",
        "path": "kernel.sums.signature",
        "required": false,
        "type": "text",
      },
      {
        "default": "/usr/share/keyrings/debian-archive-keyring.gpg",
        "example": undefined,
        "meaning": "Keys that may have made the signature, for gpgv",
        "path": "kernel.sums.keyring",
        "required": false,
        "type": "text",
      },
      {
        "default": undefined,
        "example": undefined,
        "meaning": "Recipe that makes the file out of Debian packages when the bundle is built",
        "path": "kernel.recipe",
        "required": false,
        "type": "one of rescue, grub-http-amd64, grub-http-arm64, signed-medium-amd64, signed-medium-arm64, image-writer, debian-vm, rescue-disk",
      },
    ]
  `);
});

test('no key is without a meaning or a type', () => {
  for (const collection of collectionNames)
    for (const { path, meaning, type } of keysOf(collection)) {
      expect(meaning, `${collection}.${path}`).not.toBe('');
      expect(type, `${collection}.${path}`).not.toBe('');
    }
});
