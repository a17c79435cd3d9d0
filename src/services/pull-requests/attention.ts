/** What a person is told of pull requests unasked, and what they have put aside: once each, and not at night. */

import type { Assessment } from '../../domain/pull-requests/assessment.ts';
import type { QuietHours } from '../../domain/pull-requests/quiet-hours.ts';
import type { Clock } from '../ports.ts';

/** What is remembered over restarts, one value for each name; JSON. */
export interface Memory {
  get(key: string): unknown;
  set(key: string, value: unknown): Promise<void> | void;
}

export type SnoozeUntil = 'changed' | 'tomorrow';

export interface News {
  readonly kind: 'my-turn' | 'sla-breached';
  readonly assessment: Assessment;
}

export interface AttentionDeps {
  readonly memory: Memory;
  readonly clock: Clock;
  quietHours(): QuietHours | null;
}

type Snooze = { readonly until: 'changed'; readonly stamp: string } | { readonly untilMs: number };
/** The states that somebody has heard of, or need not hear of because they were there before anybody listened. */
interface Known {
  readonly turn: boolean;
  readonly breached: boolean;
}

const SNOOZES = 'lastmile.pullRequests.snoozes';
const KNOWN = 'lastmile.pullRequests.known';
/** Where a snooze until tomorrow ends, in local time. */
const MORNING_HOUR = 8;

export interface Attention {
  isSnoozed(assessment: Assessment): boolean;
  snooze(assessment: Assessment, until: SnoozeUntil): Promise<void>;
  /** @returns whether there was one */
  unsnooze(key: string): Promise<boolean>;
  /**
   * What to tell of `assessments`, all that concern one account: what became the viewer's turn and what broke its
   * SLA since this was asked last. The first look at an account tells nothing. What is held back in quiet hours comes
   * after them, if it is still so.
   */
  news(account: string, assessments: readonly Assessment[]): Promise<News[]>;
}

export function createAttention({ memory, clock, quietHours }: AttentionDeps): Attention {
  const snoozes = () => recordOf<Snooze>(memory.get(SNOOZES));

  const isSnoozed = (assessment: Assessment): boolean => {
    const snooze = snoozes()[assessment.pullRequest.key];
    if (!snooze) return false;
    return 'untilMs' in snooze ? clock.nowMs() < snooze.untilMs : snooze.stamp === stampOf(assessment);
  };

  return {
    isSnoozed,

    async snooze(assessment, until) {
      const { key } = assessment.pullRequest;
      const snooze: Snooze =
        until === 'changed'
          ? { until, stamp: stampOf(assessment) }
          : { untilMs: tomorrowMorningMs(clock.nowMs()) };
      const isOver = (it: Snooze) => 'untilMs' in it && it.untilMs <= clock.nowMs();
      const kept = Object.entries(snoozes()).filter(([, it]) => !isOver(it));
      await memory.set(SNOOZES, { ...Object.fromEntries(kept), [key]: snooze });
    },

    async unsnooze(key) {
      const { [key]: found, ...others } = snoozes();
      if (found) await memory.set(SNOOZES, others);
      return found !== undefined;
    },

    async news(account, assessments) {
      const name = `${KNOWN}.${account}`;
      const before = memory.get(name);
      const isFirst = typeof before !== 'object' || before === null;
      const known = recordOf<Known>(before);
      const isQuiet = isWithin(quietHours(), clock.nowMs());
      const news: News[] = [];
      const after: Record<string, Known> = {};
      for (const assessment of assessments) {
        const { key } = assessment.pullRequest;
        const was = known[key] ?? { turn: isFirst, breached: isFirst };
        const turn = assessment.isMyTurn;
        const breached = assessment.sla.state === 'breached';
        const tells = !isQuiet && !isSnoozed(assessment);
        if (tells && turn && !was.turn) news.push({ kind: 'my-turn', assessment });
        else if (tells && breached && !was.breached) news.push({ kind: 'sla-breached', assessment });
        // Held back: stays untold, so that it comes up again once there is no reason to hold it back.
        after[key] = { turn: turn && (was.turn || tells), breached: breached && (was.breached || tells) };
      }
      if (JSON.stringify(after) !== JSON.stringify(before)) await memory.set(name, after);
      return news;
    },
  };
}

/** Another value when anything has changed that a person would look at. */
const stampOf = ({ pullRequest, stage, turn }: Assessment): string =>
  [pullRequest.updatedAtMs, pullRequest.headOid, stage, ...turn].join(' ');

function tomorrowMorningMs(nowMs: number): number {
  const morning = new Date(nowMs);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(MORNING_HOUR, 0, 0, 0);
  return morning.getTime();
}

function isWithin(hours: QuietHours | null, nowMs: number): boolean {
  if (!hours) return false;
  const now = new Date(nowMs);
  const minute = now.getHours() * 60 + now.getMinutes();
  const { fromMinute, toMinute } = hours;
  return fromMinute <= toMinute
    ? minute >= fromMinute && minute < toMinute
    : minute >= fromMinute || minute < toMinute;
}

const recordOf = <T>(value: unknown): Readonly<Record<string, T>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, T>) : {};
