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
  const last = localDay(toMs, zone);
  for (let day = localDay(fromMs, zone); day <= last; day += DAY_MS) {
    if (!hours.days.includes(DAYS[new Date(day).getUTCDay()]!)) continue;
    const opens = instantOf(day + hours.fromMinute * MINUTE_MS, zone);
    const closes = instantOf(day + hours.toMinute * MINUTE_MS, zone);
    total += Math.max(0, Math.min(toMs, closes) - Math.max(fromMs, opens));
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
      // offsets change on quarters of an hour at most
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

/** Midnight of the local day, as if local time were universal time. */
function localDay(atMs: number, zone: Zone): number {
  return Math.floor((atMs + zone.offsetMs(atMs)) / DAY_MS) * DAY_MS;
}

/** The instant at which local clocks show `localMs`; of two the first, and where they skip it, the end of the gap. */
function instantOf(localMs: number, zone: Zone): number {
  const before = zone.offsetMs(localMs - DAY_MS);
  const after = zone.offsetMs(localMs + DAY_MS);
  const candidates = [localMs - before, localMs - after].filter(
    (atMs) => atMs + zone.offsetMs(atMs) === localMs,
  );
  if (candidates.length > 0) return Math.min(...candidates);
  // skipped: the clocks jump at one instant between the two guesses
  let low = Math.min(localMs - before, localMs - after);
  let high = Math.max(localMs - before, localMs - after);
  while (high - low > MINUTE_MS) {
    const middle = Math.floor((low + high) / 2 / MINUTE_MS) * MINUTE_MS;
    if (middle + zone.offsetMs(middle) >= localMs) high = middle;
    else low = middle;
  }
  return high;
}
