/*
 * When the lines of a log were written. syslog leaves out the year and the zone (RFC 3164, section 4.1.2), others the zone: each is
 * taken from the line nearest to it that has one, or else from whoever reads.
 * https://www.rfc-editor.org/rfc/rfc3164#section-4.1.2
 */

/** A moment, and the zone of whoever names it. */
export interface Moment {
  /** Since 1970. */
  readonly seconds: number;
  /** How far its clocks are ahead of UTC, in seconds; undefined where nobody says. */
  readonly zone?: number | undefined;
}

/** What a line shows: a clock with its date, or with its month and day only. */
type Shown =
  | { readonly clock: number; readonly zone?: number | undefined }
  | { readonly month: number; readonly day: number; readonly ofDay: number };

/** The moments that lines without a year, or without a zone, are understood by. */
interface Known {
  readonly dated?: Moment | undefined;
  readonly zone?: number | undefined;
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const ISO = /\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:[.,]\d+)?)(Z|[+-]\d\d:?\d\d)?/;
const SYSLOG = /^(?:\S+ \| )?([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)/;
const HTTP = /\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\]/;

const DAY = 86_400;
/** 29 February comes again after four years, and over 1900 or 2100 after eight. */
const YEARS = 8;
/** Where nobody says which year it is, there is at least one in which every day exists. */
const LEAP_YEAR: Moment = { seconds: Date.UTC(2024, 11, 31, 23, 59, 59) / 1000 };

/** The times of lines that stand one after the other in a log. */
export class Times {
  readonly #lines: readonly string[];
  readonly #reading: Moment | undefined;
  readonly #before: Known;
  #dated: { readonly years: number[]; readonly zones: number[] } | undefined;

  /**
   * @param lines in their order
   * @param reading when they are read, and the reader's zone, for a log in which no line is dated
   * @param before the lines before these, of the same log
   */
  constructor(lines: readonly string[], reading: Moment | undefined, before?: Times) {
    this.#lines = lines;
    this.#reading = reading;
    this.#before = before === undefined ? {} : before.#end;
  }

  /** The time of the line at a position, in seconds since 1970; undefined if it bears none. */
  at(position: number): number | undefined {
    const shown = shownBy(this.#lines[position]!);
    if (shown === undefined) return undefined;
    if ('clock' in shown) return shown.clock - (shown.zone ?? this.#zoneAt(position));
    const zone = this.#zoneAt(position);
    const dated = nearest(this.#index.years, position);
    const near = dated === undefined ? this.#before.dated : this.#datedAt(dated);
    return yearless(shown, zone, near ?? this.#reading ?? LEAP_YEAR, this.#reading);
  }

  /** What the last lines tell to those that come after them. */
  get #end(): Known {
    const { years, zones } = this.#index;
    const [year, zone] = [years.at(-1), zones.at(-1)];
    return {
      dated: year === undefined ? this.#before.dated : this.#datedAt(year),
      zone: zone === undefined ? this.#before.zone : this.#zoneOf(zone),
    };
  }

  /** Positions of the lines that show a year, and a zone. They are looked for when the first line wants to know. */
  get #index(): { readonly years: number[]; readonly zones: number[] } {
    if (this.#dated !== undefined) return this.#dated;
    const years: number[] = [];
    const zones: number[] = [];
    for (const [position, line] of this.#lines.entries()) {
      const shown = shownBy(line);
      if (shown === undefined || !('clock' in shown)) continue;
      years.push(position);
      if (shown.zone !== undefined) zones.push(position);
    }
    return (this.#dated = { years, zones });
  }

  #zoneAt(position: number): number {
    const near = nearest(this.#index.zones, position);
    const zone = near === undefined ? this.#before.zone : this.#zoneOf(near);
    return zone ?? this.#reading?.zone ?? 0;
  }

  #zoneOf(position: number): number | undefined {
    const shown = shownBy(this.#lines[position]!);
    return shown !== undefined && 'clock' in shown ? shown.zone : undefined;
  }

  #datedAt(position: number): Moment {
    return { seconds: this.at(position)! };
  }
}

/** Of sorted positions the one that is nearest to another; of two, the one before it. */
function nearest(positions: readonly number[], position: number): number | undefined {
  let [from, to] = [0, positions.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (positions[middle]! < position) from = middle + 1;
    else to = middle;
  }
  const [before, after] = [positions[from - 1], positions[from]];
  if (before === undefined || after === undefined) return before ?? after;
  return after - position < position - before ? after : before;
}

/**
 * The time of a day without a year: in the year in which it is nearest to a moment, and at most a day later than that moment or the
 * reading, since nobody logs what has not happened. The one day is for clocks and zones that disagree.
 */
function yearless(
  { month, day, ofDay }: Extract<Shown, { month: number }>,
  zone: number,
  near: Moment,
  reading: Moment | undefined,
): number | undefined {
  const latest = Math.max(near.seconds, reading?.seconds ?? near.seconds) + DAY;
  const year = new Date((near.seconds + zone) * 1000).getUTCFullYear();
  let best: number | undefined;
  for (let each = year - YEARS; each <= year + YEARS; each++) {
    const midnight = new Date(Date.UTC(each, month, day));
    if (midnight.getUTCDate() !== day) continue;
    const seconds = midnight.getTime() / 1000 + ofDay - zone;
    const further = best !== undefined && away(seconds, near) >= away(best, near);
    if (seconds <= latest && !further) best = seconds;
  }
  return best;
}

function away(seconds: number, from: Moment): number {
  return Math.abs(seconds - from.seconds);
}

function shownBy(line: string): Shown | undefined {
  // A web server's line may have gone through syslog: its own date says more.
  const [, httpDay, httpMonth, httpYear, httpClock, httpZone] = HTTP.exec(line) ?? [];
  if (httpDay !== undefined)
    return dated(Date.parse(`${httpDay} ${httpMonth} ${httpYear} ${httpClock} UTC`), httpZone);
  const syslog = SYSLOG.exec(line);
  if (syslog !== null) {
    const month = MONTHS.indexOf(syslog[1]!) / 3;
    if (month < 0 || month % 1 !== 0) return undefined;
    const [day, hours, minutes, seconds] = syslog.slice(2).map(Number);
    return { month, day: day!, ofDay: (hours! * 60 + minutes!) * 60 + seconds! };
  }
  const [, date, clock, zone] = ISO.exec(line) ?? [];
  return date === undefined
    ? undefined
    : dated(Date.parse(`${date}T${clock!.replace(',', '.')}Z`), zone);
}

function dated(milliseconds: number, zone: string | undefined): Shown | undefined {
  if (Number.isNaN(milliseconds)) return undefined;
  return { clock: milliseconds / 1000, zone: zone === undefined ? undefined : zoneSeconds(zone) };
}

/** `Z`, `+01:00`, `-0330` */
function zoneSeconds(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60);
}
