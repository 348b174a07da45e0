import { InvalidArgumentError } from 'commander';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A day in milliseconds. */
export const DAY = 24 * HOUR;

/** A duration such as `45m`, `1h`, `1h30m` or `2d`, in milliseconds. */
export function parseDuration(text: string): number {
  const parts = /^(?:(\d{1,3})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m)?$/.exec(text);
  const [days = 0, hours = 0, minutes = 0] = (parts ?? [])
    .slice(1)
    .map((part) => Number(part ?? 0));
  const duration = days * DAY + hours * HOUR + minutes * MINUTE;
  if (duration === 0)
    throw new InvalidArgumentError('Expected a duration, such as 45m, 1h, 1h30m or 2d.');
  return duration;
}

/** Milliseconds as people say them, in minutes at the least: `59 min`, `2 h 5 min`, `3 days 4 h`. */
export function durationText(duration: number): string {
  const minutes = Math.max(1, Math.round(duration / MINUTE));
  const [days, hours, rest] = [
    Math.floor(minutes / 1440),
    Math.floor(minutes / 60) % 24,
    minutes % 60,
  ];
  if (days > 0) return `${days} ${days === 1 ? 'day' : 'days'}${hours > 0 ? ` ${hours} h` : ''}`;
  if (hours > 0) return `${hours} h${rest > 0 ? ` ${rest} min` : ''}`;
  return `${rest} min`;
}
