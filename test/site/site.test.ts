import { describe, expect, test } from 'vitest';
import { reasonLink, twinHref, fileHref, inventoryHref } from '../../src/data/links.ts';
import { hosts, inventory, planOf, plans, sources } from '../../src/data/site.ts';
import { wrote } from '../../generators/inventory/inventory.ts';

describe('what pages are made from', () => {
  test('is the whole inventory of the repo, with paths from its root', () => {
    expect(sources.map(({ path }) => path)).toContain('content/inventory/hosts/prod.yaml');
    expect(sources.map(({ path }) => path)).toEqual(sources.map(({ path }) => path).toSorted());
    expect(inventory.hosts.size).toBeGreaterThanOrEqual(16);
    expect(plans.map(({ server }) => server.id)).toEqual([...inventory.servers.keys()]);
  });

  test('holds each host exactly once', () => {
    const ids = hosts.map(({ host }) => host.host.id);
    expect(ids.toSorted()).toEqual([...inventory.hosts.keys()].toSorted());
  });

  test('names the servers that exist when asked for one that does not', () => {
    expect(() => planOf('boot9')).toThrow(
      'There is no boot server boot9; there are boot1, boot2, boot3.',
    );
  });
});

describe('links', () => {
  test('an inventory value leads to its line', () => {
    const host = inventory.hosts.get('web02')!;
    const link = reasonLink(wrote(host, 'profile'));
    const line = sources
      .find(({ path }) => path === 'content/inventory/hosts/prod.yaml')!
      .text.split('\n')[Number(link.href!.split('#L')[1]) - 1]!;
    expect(link.href).toMatch(/^\/inventory\/hosts\/prod\/#L\d+$/);
    expect(link.words).toMatch(/^hosts\/prod\.yaml:\d+$/);
    expect(line.trim()).toBe('profile: debian-12-rescue');
  });

  test('a value that no file holds has no link', () => {
    expect(inventoryHref('built in', 1)).toBeUndefined();
    expect(
      reasonLink({ kind: 'inventory', file: 'built in', line: 1, path: ['profiles', 'local'] }),
    ).toEqual({ href: undefined, words: 'built in', detail: 'profiles.local' });
  });

  test('two files that differ only in their ending have two pages', () => {
    expect(inventoryHref('content/inventory/a.yaml')).toBe('/inventory/a/');
    expect(inventoryHref('content/inventory/a.yml')).toBe('/inventory/a.yml/');
  });

  test('the text twin stands beside its page', () => {
    expect(twinHref('/hosts/web01/')).toBe('/hosts/web01.txt');
    expect(twinHref('/hosts/')).toBe('/hosts.txt');
    expect(twinHref('/')).toBe('/index.txt');
  });

  test('the file of one host is found on the page of that host', () => {
    const path = 'srv/tftp/grub/grub.cfg-01';
    expect(fileHref('boot1', { path: 'srv/tftp/boot.ipxe', hosts: [] })).toBe(
      '/files/boot1/srv/tftp/boot.ipxe/',
    );
    expect(fileHref('boot1', { path, hosts: ['app01'] })).toBe(
      '/hosts/app01/#srv-tftp-grub-grub-cfg-01',
    );
    expect(fileHref('boot2', { path: 'snippets/dmz/kea.json', hosts: ['mail01'] })).toBe(
      '/files/boot2/snippets/dmz/kea.json/',
    );
  });
});
