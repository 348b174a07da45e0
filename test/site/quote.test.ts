import { describe, expect, test } from 'vitest';
import { quoteAnswers, quoteFile, quoteValue } from '../../src/components/quote.ts';
import { book } from '../../src/data/site.ts';

describe('<Config> of a written page', () => {
  test("finds a directive in a server's shared file, comments last", () => {
    const { server, artifact, from, count } = quoteFile(book, {
      server: 'boot1',
      format: 'dnsmasq',
      find: 'web02',
    });
    expect(server).toBe('boot1');
    expect(artifact.path).toBe('etc/dnsmasq.d/bootbook.conf');
    expect(artifact.lines[from]!.text).toMatch(/^dhcp-host=.*web02$/);
    expect(count).toBe(1);
  });

  test('knows the boot server of a host', () => {
    const quoted = quoteFile(book, { host: 'web02', format: 'dnsmasq', find: 'web02' });
    expect(quoted.server).toBe('boot1');
  });

  test('shows a whole file when nothing is to be found in it', () => {
    const { artifact, from, count } = quoteFile(book, {
      server: 'boot1',
      path: 'etc/nginx/conf.d/bootbook.conf',
    });
    expect([from, count]).toEqual([0, artifact.lines.length]);
  });

  test('fails on a directive that is not there any more, and says what it looked for and where', () => {
    expect(() =>
      quoteFile(book, { server: 'boot1', format: 'dnsmasq', find: 'no-such-directive=' }),
    ).toThrow(
      '<Config server="boot1" format="dnsmasq" find="no-such-directive=">: no line contains "no-such-directive=". Looked through etc/dnsmasq.d/bootbook.conf.',
    );
  });

  test('fails when the file ends before the lines that are promised', () => {
    expect(() =>
      quoteFile(book, { server: 'boot1', format: 'dnsmasq', find: 'web02', lines: 100_000 }),
    ).toThrow(/etc\/dnsmasq\.d\/bootbook\.conf ends \d+ lines after "web02", not 100000\.$/);
  });

  test('fails on a host, a server or a file that does not exist', () => {
    expect(() => quoteFile(book, { host: 'web99' })).toThrow('There is no host web99');
    expect(() => quoteFile(book, { server: 'boot9' })).toThrow('There is no boot server boot9');
    expect(() => quoteFile(book, { server: 'boot1', path: 'etc/hosts' })).toThrow(
      '<Config server="boot1" path="etc/hosts">: there is no such file. Files that hosts share: etc/dnsmasq.d/bootbook.conf',
    );
  });

  test('fails when several files are meant', () => {
    expect(() => quoteFile(book, { server: 'boot1' })).toThrow('several files are meant');
  });
});

describe('<Value> of a written page', () => {
  test('gives a value and the line that wrote it', () => {
    const { text, because } = quoteValue(book, 'hosts.web01.interfaces.eno1.address');
    expect(text).toBe(book.inventory.hosts.get('web01')!.interfaces['eno1']!.address);
    expect(because).toMatchObject({ kind: 'inventory', file: 'content/inventory/hosts/prod.yaml' });
  });

  test('leads to where an inherited value stands', () => {
    const { text, because } = quoteValue(book, 'models.dell-r640-secure.vendor');
    expect(text).toBe('Dell');
    expect(because).toMatchObject({ path: ['models', 'dell-r640', 'vendor'] });
  });

  test('writes lists out', () => {
    expect(quoteValue(book, 'sites.ams1.dns').text).toBe('10.20.0.53');
    expect(quoteValue(book, 'sites.ams1.dns.0').text).toBe('10.20.0.53');
  });

  test('fails on every path that leads nowhere, and says what there is', () => {
    expect(() => quoteValue(book, 'host.web01')).toThrow('a path begins with one of sites,');
    expect(() => quoteValue(book, 'hosts.web99')).toThrow('hosts has no web99; it has');
    expect(() => quoteValue(book, 'sites.ams1.menu.timeut')).toThrow(
      '<Value path="sites.ams1.menu.timeut">: there is no timeut; there is timeout, profiles.',
    );
    expect(() => quoteValue(book, 'sites.ams1.menu')).toThrow('not one value but several');
    expect(() => quoteValue(book, 'hosts.web01.where.file.text')).toThrow('there is no where');
  });
});

describe('<Answers> of a written page', () => {
  const files = new Map([['content/preseed/debian-12.cfg', 'one\ntwo a\nthree\n']]);
  const profile = 'debian-12-install';

  test('finds lines of the preseed file of a profile', () => {
    const quoted = quoteAnswers(book, files, { profile, find: 'two', lines: 2 });
    expect(quoted).toMatchObject({ from: 1, lines: ['two a', 'three'] });
    expect(quoted.profile.id).toBe(profile);
  });

  test('fails on what is not there, and says what it looked for', () => {
    const ask = (wanted: Parameters<typeof quoteAnswers>[2]) => (): unknown =>
      quoteAnswers(book, files, wanted);
    expect(ask({ profile, find: 'four' })).toThrow('debian-12.cfg contains "four"');
    expect(ask({ profile, find: 'three', lines: 2 })).toThrow('ends 1 lines after "three", not 2');
    expect(ask({ profile: 'memtest', find: 'one' })).toThrow('has no preseed file');
    expect(ask({ profile: 'nothing', find: 'one' })).toThrow('there is no profile nothing');
  });
});
