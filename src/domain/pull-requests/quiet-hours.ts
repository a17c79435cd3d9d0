/** Hours of the day in which nobody is to be told anything. */

/** Local time of day in minutes; `from` may be later than `to`: over midnight. */
export interface QuietHours {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** `22:00-07:00`; null when it says nothing or makes no sense. */
export function parseQuietHours(text: string): QuietHours | null {
  const found = /^\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*$/.exec(text);
  if (!found) return null;
  const [fromHour, fromRest, toHour, toRest] = found.slice(1).map(Number) as [number, number, number, number];
  if (Math.max(fromHour, toHour) > 24 || Math.max(fromRest, toRest) > 59) return null;
  const hours = { fromMinute: fromHour * 60 + fromRest, toMinute: toHour * 60 + toRest };
  return hours.fromMinute === hours.toMinute ? null : hours;
}
