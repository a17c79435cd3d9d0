/** What a person is told of pull requests unasked: once, not at night, not of what they have put aside. */

import * as assert from 'node:assert/strict';
import type { Assessment } from '../../../src/domain/pull-requests/assessment.ts';
import { parseQuietHours, type QuietHours } from '../../../src/domain/pull-requests/quiet-hours.ts';
import { createAttention } from '../../../src/services/pull-requests/attention.ts';

const local = (hour: number, minute = 0, day = 2) => new Date(2026, 2, day, hour, minute).getTime();

/** Only what attention looks at. */
function pullRequest(
  number: number,
  { mine = false, breached = false, updatedAtMs = 0, stage = 'review' as string } = {},
): Assessment {
  return {
    pullRequest: { key: `github.com/acme/shop#${number}`, updatedAtMs, headOid: 'a' },
    isMyTurn: mine,
    stage,
    turn: mine ? ['dana'] : ['alice'],
    sla: { state: breached ? 'breached' : 'in-time' },
  } as unknown as Assessment;
}

function desk() {
  const stored = new Map<string, string>();
  const state: { nowMs: number; quiet: QuietHours | null } = { nowMs: local(12), quiet: null };
  const open = () =>
    createAttention({
      memory: {
        get: (key) => JSON.parse(stored.get(key) ?? 'null'),
        set: (key, value) => void stored.set(key, JSON.stringify(value)),
      },
      clock: { nowMs: () => state.nowMs },
      quietHours: () => state.quiet,
    });
  let attention = open();
  return {
    state,
    get attention() {
      return attention;
    },
    restart: () => {
      attention = open();
    },
    news: async (...assessments: Assessment[]) =>
      (await attention.news('github.com dana', assessments)).map(
        ({ kind, assessment }) => `${kind} ${assessment.pullRequest.key.split('#')[1]}`,
      ),
  };
}

describe('what is told unasked', () => {
  it('is nothing at the first look, however much there is', async () => {
    const { news } = desk();
    assert.deepEqual(await news(pullRequest(1, { mine: true }), pullRequest(2, { breached: true })), []);
  });

  it('is that it has become my turn, once', async () => {
    const { news } = desk();
    await news(pullRequest(1));
    assert.deepEqual(await news(pullRequest(1, { mine: true })), ['my-turn 1']);
    assert.deepEqual(await news(pullRequest(1, { mine: true, updatedAtMs: 5 })), []);
  });

  it('is that an SLA has been breached, once', async () => {
    const { news } = desk();
    await news(pullRequest(1));
    assert.deepEqual(await news(pullRequest(1, { breached: true })), ['sla-breached 1']);
    assert.deepEqual(await news(pullRequest(1, { breached: true })), []);
  });

  it('is a new pull request that waits on me', async () => {
    const { news } = desk();
    await news(pullRequest(1));
    assert.deepEqual(await news(pullRequest(1), pullRequest(2, { mine: true })), ['my-turn 2']);
  });

  it('comes again when it has been somebody else’s turn meanwhile', async () => {
    const { news } = desk();
    await news(pullRequest(1));
    await news(pullRequest(1, { mine: true }));
    await news(pullRequest(1));
    assert.deepEqual(await news(pullRequest(1, { mine: true })), ['my-turn 1']);
  });

  it('is not told again after a restart, and what happened meanwhile is', async () => {
    const it = desk();
    await it.news(pullRequest(1), pullRequest(2));
    await it.news(pullRequest(1, { mine: true }), pullRequest(2));
    it.restart();
    assert.deepEqual(await it.news(pullRequest(1, { mine: true }), pullRequest(2, { mine: true })), [
      'my-turn 2',
    ]);
  });

  it('waits for the end of the quiet hours, and comes then if it still holds', async () => {
    const it = desk();
    it.state.quiet = parseQuietHours('22:00-07:00');
    await it.news(pullRequest(1), pullRequest(2));
    it.state.nowMs = local(23);
    assert.deepEqual(await it.news(pullRequest(1, { mine: true }), pullRequest(2, { mine: true })), []);
    it.state.nowMs = local(6, 59, 3);
    assert.deepEqual(await it.news(pullRequest(1, { mine: true }), pullRequest(2)), []);
    it.state.nowMs = local(7, 0, 3);
    assert.deepEqual(await it.news(pullRequest(1, { mine: true }), pullRequest(2)), ['my-turn 1']);
  });

  it('leaves out what is snoozed until it changes', async () => {
    const it = desk();
    await it.news(pullRequest(1));
    await it.attention.snooze(pullRequest(1, { mine: true }), 'changed');
    assert.deepEqual(await it.news(pullRequest(1, { mine: true })), []);
    it.restart();
    assert.ok(it.attention.isSnoozed(pullRequest(1, { mine: true })));
    const changed = pullRequest(1, { mine: true, updatedAtMs: 7 });
    assert.ok(!it.attention.isSnoozed(changed));
    assert.deepEqual(await it.news(changed), ['my-turn 1']);
  });

  it('leaves out what is snoozed until tomorrow, whatever happens to it, and not longer', async () => {
    const it = desk();
    await it.attention.snooze(pullRequest(1), 'tomorrow');
    it.state.nowMs = local(7, 59, 3);
    assert.ok(it.attention.isSnoozed(pullRequest(1, { updatedAtMs: 9, stage: 'ready' })));
    it.state.nowMs = local(8, 0, 3);
    assert.ok(!it.attention.isSnoozed(pullRequest(1)));
  });

  it('forgets a snooze when asked to', async () => {
    const { attention } = desk();
    const one = pullRequest(1);
    assert.equal(await attention.unsnooze(one.pullRequest.key), false);
    await attention.snooze(one, 'changed');
    assert.equal(await attention.unsnooze(one.pullRequest.key), true);
    assert.ok(!attention.isSnoozed(one));
  });
});
