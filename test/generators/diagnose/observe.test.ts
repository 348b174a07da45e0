import { expect, test } from 'vitest';
import { diagnose } from '../../../generators/diagnose/diagnose.ts';
import { knowledge } from './known.ts';

function found(text: string): string[] {
  return [...new Set(diagnose({ text }, knowledge).causes.map(({ id }) => id))];
}

/** Requests to tftpd-hpa, each served by a process of its own and broken off where it says how. */
function tftpd(...requests: readonly (readonly [file: string, end?: string])[]): string {
  return requests
    .flatMap(([file, end], index) => {
      const server = `Nov 23 03:0${index}:00 boot1 in.tftpd[${811 + index}]:`;
      const asked = `${server} RRQ from 192.168.7.9 filename ${file}`;
      return end === undefined ? [asked] : [asked, `${server} ${end}`];
    })
    .join('\n');
}

const REFUSED = 'tftpd: read: Connection refused';
const SIZE = 'tftp: client does not accept options';

test('transfers that are broken off one after the other are no loop of iPXE', () => {
  const four = Array.from({ length: 4 }, () => ['ipxe.kpxe', REFUSED] as const);
  expect(found(tftpd(...four))).toEqual(['tftpd-hpa-aborted']);
});

test('a question for the size before each file is nothing wrong', () => {
  const { healthy } = diagnose(
    { text: tftpd(['pxelinux.0', SIZE], ['pxelinux.0'], ['pxelinux.cfg/default']) },
    knowledge,
  );
  expect(healthy).toBe(true);
});

test('a boot file that is fetched, and nothing after it, did not start', () => {
  const dhcp = [
    'Nov 23 03:00:00 boot1 dhcpd[5]: DHCPREQUEST for 192.168.7.9 from 3c:fd:fe:aa:b9:05 via eno1',
    'Nov 23 03:00:00 boot1 dhcpd[5]: DHCPACK on 192.168.7.9 to 3c:fd:fe:aa:b9:05 via eno1',
  ];
  const text = [...dhcp, tftpd(['pxelinux.0', SIZE], ['pxelinux.0'])].join('\n');
  expect(found(text)[0]).toBe('uefi-nbp-downloaded-then-next-entry');
});

test('who started the rescue system is asked for the language, and nothing is wrong', () => {
  const question = 'lqqqqqu [!!] Select a language tqqqqqk';
  expect(found(question)).toEqual(['di-asks-language']);
  expect(diagnose({ text: `Rescue mode\n${question}` }, knowledge).healthy).toBe(true);
});

test('a console that ends with a complaint is not called healthy, though nobody knows the message', () => {
  const started = '[    7.118541] Run /init as init process';
  expect(diagnose({ text: `${started}\n[    9.2] frob: ready` }, knowledge).healthy).toBe(true);
  const seen = diagnose({ text: `${started}\n[    9.2] frob: failed to frobnicate` }, knowledge);
  expect(seen).toMatchObject({ healthy: false, causes: [] });
  expect(seen.next).toHaveLength(2);
});

test('a loader that asks for several configs, and gets a later one, has missed nothing', () => {
  const log = (file: string, missing = false): string =>
    missing
      ? `dnsmasq-tftp[34]: file /srv/tftp/${file} not found for 192.168.7.9`
      : `dnsmasq-tftp[34]: sent /srv/tftp/${file} to 192.168.7.9`;
  const asked = ['dnsmasq-tftp[34]: error 0 TFTP Aborted received from 192.168.7.9', log('a.kpxe')];
  const own = log('own.ipxe', true);
  expect(found([...asked, own].join('\n'))[0]).toBe('dnsmasq-tftp-not-found');
  const text = [...asked, own, log('menu.ipxe')].join('\n');
  expect(diagnose({ text }, knowledge)).toMatchObject({ healthy: true, causes: [] });
});
