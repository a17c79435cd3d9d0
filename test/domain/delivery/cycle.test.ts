/** The phases of a merged pull request. Every step of a story happens an hour after the one before. */

import * as assert from 'node:assert/strict';
import { type Cycle, cycleOf } from '../../../src/domain/delivery/cycle.ts';
import { DEFAULT_RULES } from '../../../src/domain/pull-requests/rules.ts';
import { HOUR_MS, type Story, story } from '../../fixtures/pull-requests/builder.ts';

const context = { rules: DEFAULT_RULES, deployedMs: null };
const hoursOf = (told: Story): Record<keyof Cycle, number | null> =>
  Object.fromEntries(
    Object.entries(cycleOf(told.build(), context)).map(([phase, ms]) => [
      phase,
      ms === null ? null : ms / HOUR_MS,
    ]),
  ) as Record<keyof Cycle, number | null>;

/** The first commit of every story is an hour older than its pull request. */
const cases: [title: string, told: () => Story, expected: Partial<Record<keyof Cycle, number | null>>][] = [
  [
    'coding ends when it is opened, where it was opened ready',
    () => story().ask('alice').approve('alice').merge(),
    { coding: 1, pickup: 2, review: 0, merge: 1, reviewTime: 2, toMerge: 3 },
  ],
  [
    'time as a draft is coding',
    () => story().asDraft().wait(5).ready().approve('alice').merge(),
    { coding: 6, pickup: 1, reviewTime: 1, toMerge: 2 },
  ],
  [
    'so is time as a draft again, and it is no time of review',
    () => story().comment('alice').draft().wait(10).ready().approve('alice').merge(),
    { coding: 11, pickup: 1, review: 2, reviewTime: 3, toMerge: 4 },
  ],
  ['a bot picks nothing up', () => story().comment('lint[bot]').comment('alice').merge(), { pickup: 2 }],
  ['nor does the author', () => story('dana').comment('dana').comment('alice').merge(), { pickup: 2 }],
  [
    'review ends with the last approval that the branch asks for',
    () =>
      story().branch({ requiredApprovals: 2 }).approve('alice').wait(4).approve('bob').approve('eve').merge(),
    { pickup: 1, review: 4, merge: 2 },
  ],
  [
    'an approval that is withdrawn does not count',
    () => story().approve('alice').requestChanges('alice').wait(3).approve('alice').merge(),
    { pickup: 1, review: 4 },
  ],
  [
    'nor does one that was dismissed',
    () => story().approve('alice').dismiss('alice').wait(3).approve('bob').merge(),
    { pickup: 1, review: 4 },
  ],
  [
    'what nobody approved has no review',
    () => story().comment('alice').merge(),
    { review: null, merge: null },
  ],
  [
    'QA is the time in which it waited on QA, and merging begins after it',
    () =>
      story()
        .branch({ requiredApprovals: 1 })
        .approve('alice')
        .label('needs-qa')
        .wait(6)
        .unlabel('needs-qa')
        .merge(),
    { qa: 6, merge: 1 },
  ],
  [
    'where nobody speaks of QA, there is none',
    () => story().approve('alice').merge(),
    { qa: null, security: null },
  ],
];

describe('the cycle of a pull request', () => {
  for (const [title, told, expected] of cases)
    it(title, () => {
      const hours = hoursOf(told());
      assert.deepEqual(
        Object.fromEntries(Object.keys(expected).map((phase) => [phase, hours[phase as keyof Cycle]])),
        expected,
      );
    });
});
