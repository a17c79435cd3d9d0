import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAYS, type WorkingHours } from '../../../src/domain/pull-requests/rules.ts';
import { workingMs } from '../../../src/domain/pull-requests/working-time.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const BERLIN: WorkingHours = {
  timeZone: 'Europe/Berlin',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  fromMinute: 9 * 60,
  toMinute: 17 * 60,
};

const formats = new Map<string, Intl.DateTimeFormat>();

/** `mon 09:30` */
function localTime(atMs: number, timeZone: string): string {
  const options = {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  } as const;
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-US', options);
  formats.set(timeZone, format);
  return format.format(atMs).toLowerCase();
}

/** Looks at every minute by itself, with the time of day as the platform tells it. */
function countedMs(fromMs: number, toMs: number, hours: WorkingHours): number {
  let total = 0;
  for (let atMs = fromMs; atMs < toMs; atMs += MINUTE_MS) {
    const [weekday = '', time = ''] = localTime(atMs, hours.timeZone).split(' ');
    const [hour = 0, rest = 0] = time.split(':').map(Number);
    const minute = hour * 60 + rest;
    const isDay = hours.days.some((day) => day === weekday);
    if (isDay && minute >= hours.fromMinute && minute < hours.toMinute) total += MINUTE_MS;
  }
  return total;
}

describe('working time', () => {
  it('is all the time when no hours are set', () => {
    assert.equal(workingMs(1_000, 5_000, null), 4_000);
  });

  it('is none where the end is not after the beginning', () => {
    assert.equal(workingMs(5_000, 1_000, null), 0);
    assert.equal(workingMs(5_000, 5_000, BERLIN), 0);
  });

  it('leaves nights and weekends out', () => {
    const friday = Date.UTC(2026, 10, 20, 15); // 16:00 in Berlin
    assert.equal(workingMs(friday, friday + 72 * HOUR_MS, BERLIN), 8 * HOUR_MS);
  });

  it('counts a shift over a change of the clocks as long as it was', () => {
    const night: WorkingHours = { ...BERLIN, days: ['sun'], fromMinute: 0, toMinute: 6 * 60 };
    const spring = Date.UTC(2026, 2, 28, 12);
    const autumn = Date.UTC(2026, 9, 24, 12);
    assert.equal(workingMs(spring, spring + 24 * HOUR_MS, night), 5 * HOUR_MS);
    assert.equal(workingMs(autumn, autumn + 24 * HOUR_MS, night), 7 * HOUR_MS);
  });

  it('is what counting minute by minute gives, in any zone, over any change of the clocks', function () {
    this.timeout(60_000); // every minute is asked for
    // around the changes of the year in these zones, where mistakes are made
    const around = fc.constantFrom(
      Date.UTC(2026, 2, 8),
      Date.UTC(2026, 2, 29),
      Date.UTC(2026, 3, 5),
      Date.UTC(2026, 9, 4),
      Date.UTC(2026, 9, 25),
      Date.UTC(2026, 10, 1),
    );
    const hours = fc
      .record({
        timeZone: fc.constantFrom(
          'Europe/Berlin',
          'America/New_York',
          'Australia/Lord_Howe',
          'Asia/Kathmandu',
          'America/Santiago',
          'UTC',
        ),
        days: fc.subarray([...DAYS], { minLength: 1 }),
        ends: fc.uniqueArray(fc.integer({ min: 0, max: 1_440 }), { minLength: 2, maxLength: 2 }),
      })
      .map(({ timeZone, days, ends: [a = 0, b = 0] }): WorkingHours => {
        return { timeZone, days, fromMinute: Math.min(a, b), toMinute: Math.max(a, b) };
      });
    const minutes = fc.integer({ min: -1_440, max: 1_440 });
    fc.assert(
      fc.property(around, hours, minutes, fc.integer({ min: 0, max: 1_440 }), (base, set, offset, length) => {
        const fromMs = base + offset * MINUTE_MS;
        const toMs = fromMs + length * MINUTE_MS;
        assert.equal(workingMs(fromMs, toMs, set), countedMs(fromMs, toMs, set));
      }),
      { numRuns: 100 },
    );
  });

  it('adds up: a span is as long as its parts', () => {
    const at = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });
    fc.assert(
      fc.property(at, at, at, (...times) => {
        const [a = 0, b = 0, c = 0] = times.sort((x, y) => x - y);
        assert.equal(workingMs(a, c, BERLIN), workingMs(a, b, BERLIN) + workingMs(b, c, BERLIN));
      }),
      { numRuns: 20 },
    );
  });
});
