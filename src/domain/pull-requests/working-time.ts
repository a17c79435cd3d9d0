/** Working time: what of a span falls into a team's working hours, in its time zone. */

import { DAYS, type WorkingHours } from './rules.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/**
 * Milliseconds of `fromMs`..`toMs` within working hours; all of them when none are set. An hour that the clocks leave
 * out is not counted, one that they repeat is counted twice: it was worked twice.
 */
export function workingMs(fromMs: number, toMs: number, hours: WorkingHours | null): number {
  if (toMs <= fromMs) return 0;
  if (hours === null) return toMs - fromMs;
  const zone = zoneOf(hours.timeZone);
  let total = 0;
  for (let beginMs = fromMs; beginMs < toMs; ) {
    const offsetMs = zone.offsetMs(beginMs);
    const endMs = Math.min(toMs, beginMs + DAY_MS, changeOf(zone, beginMs, beginMs + DAY_MS));
    total += within(beginMs + offsetMs, endMs + offsetMs, hours);
    beginMs = endMs;
  }
  return total;
}

/** Of a span in local time, in which the clocks are not changed, what lies in working hours. */
function within(fromMs: number, toMs: number, { days, fromMinute, toMinute }: WorkingHours): number {
  let total = 0;
  for (let day = Math.floor(fromMs / DAY_MS) * DAY_MS; day < toMs; day += DAY_MS) {
    if (!days.includes(DAYS[new Date(day).getUTCDay()]!)) continue;
    const opens = Math.max(fromMs, day + fromMinute * MINUTE_MS);
    const closes = Math.min(toMs, day + toMinute * MINUTE_MS);
    total += Math.max(0, closes - opens);
  }
  return total;
}

interface Zone {
  /** local time minus universal time at an instant, in ms */
  offsetMs(atMs: number): number;
}

const zones = new Map<string, Zone>();

function zoneOf(timeZone: string): Zone {
  const there = zones.get(timeZone);
  if (there) return there;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const offsets = new Map<number, number>();
  const zone: Zone = {
    offsetMs(atMs) {
      // clocks are changed on a quarter of an hour, if at all
      const quarter = Math.floor(atMs / (15 * MINUTE_MS)) * 15 * MINUTE_MS;
      const known = offsets.get(quarter);
      if (known !== undefined) return known;
      const part = Object.fromEntries(format.formatToParts(quarter).map(({ type, value }) => [type, +value]));
      const local = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
      if (offsets.size > 10_000) offsets.clear();
      offsets.set(quarter, local - quarter);
      return local - quarter;
    },
  };
  zones.set(timeZone, zone);
  return zone;
}

/** The first instant within a day at which the clocks are changed; `toMs` when they are not. */
function changeOf(zone: Zone, fromMs: number, toMs: number): number {
  const offsetMs = zone.offsetMs(fromMs);
  if (zone.offsetMs(toMs) === offsetMs) return toMs;
  let before = fromMs;
  let after = toMs;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (zone.offsetMs(middle) === offsetMs) before = middle;
    else after = middle;
  }
  return after;
}
