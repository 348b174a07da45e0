import { expect, test } from 'vitest';
import { Times, type Moment } from '../../../generators/diagnose/time.ts';

/** Noon of 23 November 2026, an hour ahead of UTC. */
const reading: Moment = { seconds: Date.parse('2026-11-23T11:00:00Z') / 1000, zone: 3600 };

function times(lines: readonly string[], at: Moment | undefined = reading): string[] {
  const log = new Times(lines, at);
  return lines.map((_, position) => shown(log.at(position)));
}

function shown(seconds: number | undefined): string {
  return seconds === undefined ? '-' : new Date(seconds * 1000).toISOString();
}

test.each([
  ['2026-11-23T02:00:01.5+01:00 x', '2026-11-23T01:00:01.500Z'],
  ['2026-11-23T02:00:01Z x', '2026-11-23T02:00:01.000Z'],
  ['2026-11-22T20:00:01-0530 x', '2026-11-23T01:30:01.000Z'],
  ['2026-11-23 02:00:01,250 x', '2026-11-23T01:00:01.250Z'],
  ['10.0.0.5 - - [23/Nov/2026:02:00:01 +0100] "GET / HTTP/1.1"', '2026-11-23T01:00:01.000Z'],
  [
    'Nov 23 02:00:09 boot1 nginx: 10.0.0.5 - - [23/Nov/2026:02:00:01 +0100] "GET /"',
    '2026-11-23T01:00:01.000Z',
  ],
  ['Nov 23 02:00:01 boot1 x', '2026-11-23T01:00:01.000Z'],
  ['Nov  3 02:00:01 boot1 x', '2026-11-03T01:00:01.000Z'],
  ['boot1 | Nov 23 02:00:01 boot1 x', '2026-11-23T01:00:01.000Z'],
  ['Foo 23 02:00:01 boot1 x', '-'],
  ['Feb 30 02:00:01 boot1 x', '-'],
  ['2026-02-30T02:00:01Z x', '2026-03-02T02:00:01.000Z'],
  ['2026-13-01T02:00:01Z x', '-'],
  ['dnsmasq-dhcp[2]: x', '-'],
])('the time of %s', (line, time) => {
  expect(times([line])).toEqual([time]);
});

test('without a year, a line is the latest that is not a day ahead of its reading', () => {
  expect(
    times(['Nov 24 10:00:00 x', 'Nov 24 14:00:00 x', 'Dec 31 23:59:59 x', 'Jan  1 00:00:01 x']),
  ).toEqual([
    '2026-11-24T09:00:00.000Z',
    '2025-11-24T13:00:00.000Z',
    '2025-12-31T22:59:59.000Z',
    '2025-12-31T23:00:01.000Z',
  ]);
});

test('the turn of the year', () => {
  const seconds = Date.parse('2027-01-01T00:00:10Z') / 1000;
  expect(times(['Dec 31 23:59:58 x', 'Jan  1 00:00:03 x'], { seconds, zone: 0 })).toEqual([
    '2026-12-31T23:59:58.000Z',
    '2027-01-01T00:00:03.000Z',
  ]);
  expect(times(['Dec 31 23:59:58 x', '2027-01-01T00:00:01+00:00 x', 'Jan  1 00:00:03 x'])).toEqual([
    '2026-12-31T23:59:58.000Z',
    '2027-01-01T00:00:01.000Z',
    '2027-01-01T00:00:03.000Z',
  ]);
  // The reader's year has begun, and the server's has not.
  expect(times(['Dec 31 23:59:58 x', 'Jan  1 00:00:03 x'], { seconds, zone: 18_000 })).toEqual([
    '2026-12-31T18:59:58.000Z',
    '2026-12-31T19:00:03.000Z',
  ]);
});

test('29 February is in a year that has one', () => {
  expect(times(['Feb 28 12:00:00 x', 'Feb 29 12:00:00 x', 'Mar  1 12:00:00 x'])).toEqual([
    '2026-02-28T11:00:00.000Z',
    '2024-02-29T11:00:00.000Z',
    '2026-03-01T11:00:00.000Z',
  ]);
  const leap = { seconds: Date.parse('2028-02-29T13:00:00Z') / 1000, zone: 0 };
  expect(times(['Feb 28 12:00:00 x', 'Feb 29 12:00:00 x'], leap)).toEqual([
    '2028-02-28T12:00:00.000Z',
    '2028-02-29T12:00:00.000Z',
  ]);
  // 2100 has none, and 2104 is yet to come.
  expect(times(['Feb 29 12:00:00 x', '2103-03-01T00:00:00+00:00 x'])[0]).toBe(
    '2096-02-29T12:00:00.000Z',
  );
});

test('the nearest line that has a year gives it, before or after, however long ago', () => {
  expect(
    times([
      'Jun  1 10:00:00 x',
      'Jun  1 10:00:05 x',
      '2019-06-01T10:00:06Z x',
      'no time at all',
      'no time at all',
      '2022-06-01T10:00:06Z x',
      'Jun  1 10:00:07 x',
    ]),
  ).toEqual([
    '2019-06-01T10:00:00.000Z',
    '2019-06-01T10:00:05.000Z',
    '2019-06-01T10:00:06.000Z',
    '-',
    '-',
    '2022-06-01T10:00:06.000Z',
    '2022-06-01T10:00:07.000Z',
  ]);
});

test('of a line that is half a year from the nearest one, nothing lies ahead of the reading', () => {
  expect(times(['2026-09-01T00:00:00Z x', 'Jan 15 10:00:00 x'])[1]).toBe(
    '2026-01-15T10:00:00.000Z',
  );
  expect(times(['2025-09-01T00:00:00Z x', 'Jan 15 10:00:00 x'])[1]).toBe(
    '2026-01-15T10:00:00.000Z',
  );
});

test('a clock that is ahead of the reader by years is believed', () => {
  expect(times(['2031-05-01T10:00:00Z x', 'May  1 10:00:02 x'])[1]).toBe(
    '2031-05-01T10:00:02.000Z',
  );
});

test('the nearest line that has a zone gives it to those without', () => {
  expect(
    times([
      'Nov 23 02:00:00 boot1 dnsmasq: x',
      '10.0.0.5 - - [23/Nov/2026:02:00:02 -0500] "GET /"',
      '2026-11-23 02:00:04,100 kea: x',
    ]),
  ).toEqual(['2026-11-23T07:00:00.000Z', '2026-11-23T07:00:02.000Z', '2026-11-23T07:00:04.100Z']);
});

test('lines that come later know what those before them have told', () => {
  const first = new Times(['2019-06-01T10:00:06-03:00 x', 'nothing'], reading);
  const second = new Times(['nothing'], reading, first);
  const third = new Times(['Jun  1 10:00:08 x'], reading, second);
  expect(shown(third.at(0))).toBe('2019-06-01T13:00:08.000Z');
});

test('where nobody knows the year, times agree with each other', () => {
  const [one, other] = ['Feb 28 23:59:58 x', 'Feb 29 00:00:28 x'];
  const log = new Times([one, other], undefined);
  expect(log.at(1)! - log.at(0)!).toBe(30);
});
