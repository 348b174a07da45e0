import { expect, test } from 'vitest';
import { LiveLog, type LiveMachine } from '../../../generators/diagnose/live.ts';
import { recorded } from '../../lab/replay.ts';
import { knowledge } from './known.ts';

function told({ name, stage, until, seconds, standing }: LiveMachine): string {
  const flag =
    standing === undefined ? '' : `, stands before ${standing.waitsFor}: ${standing.page}`;
  return `${name} (${until}): ${stage} ${seconds.toFixed(0)}${flag}`;
}

test('two machines side by side, from the log of their boot server', () => {
  const log = new LiveLog(knowledge);
  const events = (['web02', 'build03'] as const)
    .flatMap((host) => recorded(host))
    .filter((event) => event.kind === 'log')
    .toSorted((a, b) => a.at - b.at);
  for (const { line, at } of events) log.lines([line], at);
  expect(log.machines(60).map(told)).toMatchInlineSnapshot(`
    [
      "web02 (kernel): kernel 26",
      "build03 (kernel): kernel 28",
    ]
  `);
});

const asks = 'dnsmasq-dhcp[2]: 8 vendor class: PXEClient:Arch:00000:UNDI:002001';
const question = 'dnsmasq-dhcp[2]: 8 DHCPDISCOVER(eno1) 00:24:e8:5a:10:02 ';

test('a machine that stands still is told with the page of what its lines say', () => {
  const log = new LiveLog(knowledge);
  log.lines([asks, question], 100);
  log.lines(['dnsmasq-tftp[2]: file /srv/tftp/pxelinux.0 not found for 10.20.0.12'], 101);
  expect(log.machines(110)[0]?.standing).toBeUndefined();
  expect(log.machines(200)[0]?.standing).toMatchObject({ waitsFor: 'dhcp' });
  expect(log.machines(200)[0]?.standing?.page).toMatch(/^\/errors\//);
});

test('times that lines bear count, whenever the log is read', () => {
  const log = new LiveLog(knowledge);
  log.lines([`Nov 23 02:00:00 boot1 ${question}`], 5);
  log.lines(
    ['Nov 23 02:30:00 boot1 dnsmasq-dhcp[2]: 9 DHCPACK(eno1) 10.20.0.43 00:24:e8:5a:10:43 '],
    5,
  );
  const web02 = log.machines(6).find(({ name }) => name === 'web02');
  expect(web02?.standing?.seconds).toBeCloseTo(1801, 0);
});

test('syslog without a year beside a web server with one, over the end of a year', () => {
  const seconds = Date.parse('2027-01-01T05:00:00Z') / 1000;
  const lines = [
    `Dec 31 23:59:50 boot1 ${question}`,
    'Dec 31 23:59:52 boot1 dnsmasq-dhcp[2]: 8 DHCPACK(eno1) 10.20.0.12 00:24:e8:5a:10:02 ',
    'Dec 31 23:59:53 boot1 dnsmasq-tftp[2]: sent /srv/tftp/pxelinux.0 to 10.20.0.12',
    'Dec 31 23:59:55 boot1 dnsmasq-tftp[2]: sent /srv/tftp/pxelinux.cfg/01-00-24-e8-5a-10-02 to 10.20.0.12',
    '10.20.0.12 - - [01/Jan/2027:00:00:02 -0500] "GET /images/vmlinuz HTTP/1.1" 200 8 "-" "-"',
  ];
  const together = new LiveLog(knowledge, { seconds, zone: 3600 });
  together.lines(lines, 0);
  expect(together.machines(1).map(told)).toEqual(['web02 (kernel): kernel 12']);
  // One by one, the first lines have nobody but the reader to tell them the zone.
  const singly = new LiveLog(knowledge, { seconds, zone: -18_000 });
  for (const line of lines) singly.lines([line], 0);
  expect(singly.machines(1).map(told)).toEqual(['web02 (kernel): kernel 12']);
});

test('a firmware that asks again after its menu has been switched on anew', () => {
  const log = new LiveLog(knowledge);
  log.lines(['dnsmasq-dhcp[2]: 7 DHCPACK(eno1) 10.20.0.12 00:24:e8:5a:10:02 '], 1);
  log.lines(['dnsmasq-tftp[2]: sent /srv/tftp/pxelinux.0 to 10.20.0.12'], 2);
  log.lines(['dnsmasq-tftp[2]: sent /srv/tftp/pxelinux.cfg/01-00-24-e8-5a-10-02 to 10.20.0.12'], 3);
  expect(log.machines(4).map(told)[0]).toMatch(/: menu 2/);
  log.lines([asks, question], 90);
  expect(log.machines(91).map(told)[0]).toMatch(/: link 0/);
});

test('machines that the inventory does not know are followed by their MAC, running ones are not shown', () => {
  const log = new LiveLog(knowledge);
  log.lines(['dhcpd: DHCPREQUEST for 10.0.0.9 from 52:54:00:99:99:99 via eth0'], 1);
  log.lines(['dhcpd: DHCPACK on 10.0.0.9 to 52:54:00:99:99:99 via eth0'], 1);
  expect(log.machines(2)).toEqual([]);
  log.lines(['in.tftpd[7]: RRQ from 10.0.0.9 filename pxelinux.0'], 3);
  expect(log.machines(4).map(told)).toEqual(['52:54:00:99:99:99 (menu): nbp 2']);
});

test('an installed machine that reports has arrived', () => {
  const log = new LiveLog(knowledge);
  const request = (path: string, status: number): string =>
    `10.20.0.13 [2026-11-22T12:00:00+00:00] "GET /${path} HTTP/1.0" ${status} 0 0.000 "-"`;
  log.lines([request('answers/web03/preseed.cfg', 200)], 100);
  expect(log.machines(110)[0]).toMatchObject({ name: 'web03', stage: 'root' });
  log.lines([request('installed/web03', 204)], 500);
  expect(log.machines(510)[0]).toMatchObject({
    name: 'web03',
    stage: 'handoff',
    what: 'installed: its first boot from the disk',
  });
});

test.each([
  ['of one fleet', (boot: number) => boot % 2000],
  ['of machines that come once and never again', (boot: number) => boot],
])('10,000 lines a second %s take less than a second of the processor', (_name, numbered) => {
  const log = new LiveLog(knowledge);
  const lines = Array.from({ length: 8000 }, (_, boot) => {
    const number = numbered(boot);
    const mac = `52:54:00:${[16, 8, 0].map((bits) => ((number >> bits) & 255).toString(16).padStart(2, '0')).join(':')}`;
    const address = `10.20.${number >> 8}.${number & 255}`;
    return [
      `dnsmasq-dhcp[2]: ${boot} vendor class: PXEClient:Arch:00000:UNDI:002001`,
      `dnsmasq-dhcp[2]: ${boot} DHCPDISCOVER(eno1) ${mac}`,
      `dnsmasq-dhcp[2]: ${boot} DHCPOFFER(eno1) ${address} ${mac}`,
      `dnsmasq-dhcp[2]: ${boot} DHCPREQUEST(eno1) ${address} ${mac}`,
      `dnsmasq-dhcp[2]: ${boot} DHCPACK(eno1) ${address} ${mac}`,
      `dnsmasq-tftp[2]: sent /srv/tftp/pxelinux.0 to ${address}`,
    ];
  }).flat();
  const from = process.cpuUsage();
  for (const [at, line] of lines.entries()) log.lines([line], at / 10_000);
  const seconds = process.cpuUsage(from).user / 1e6;
  expect(seconds).toBeLessThan(lines.length / 10_000);
});
