import { parseAge } from "../base/mod.ts";

const DAY_MS = 86_400_000;

/**
 * The first moment that counts of costs "since" something, in RFC 3339: a date is its first one in UTC. An age in days is so
 * many whole ones with today as the last, so that no sum of a day is one of a part of it; a shorter age is that time
 * ago. `null` where it is neither.
 */
export function sinceTime(text: string, now: Date): string | null {
  const ageMs = parseAge(text);
  const ms = ageMs === null
    ? midnight(text)
    : ageMs < DAY_MS
    ? now.getTime() - ageMs
    : (Math.floor(now.getTime() / DAY_MS) - Math.ceil(ageMs / DAY_MS) + 1) * DAY_MS;
  const time = new Date(ms);
  // Times are compared as text, which years before 0 do not stand.
  return Number.isNaN(time.getTime()) || time.getUTCFullYear() < 0 ? null : time.toISOString();
}

function midnight(day: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  // The 31st of a month that has none is no day of the next one.
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day ? NaN : ms;
}
