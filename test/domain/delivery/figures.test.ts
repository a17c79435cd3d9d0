/** Delivery figures: every one by its definition, with its sample, and "no data" for the reason there is. */

import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Figure } from '../../../src/domain/delivery/delivery.ts';
import type { Alert, DeliveryFacts, DeploymentOf, Run } from '../../../src/domain/delivery/facts.ts';
import { deliveryOf } from '../../../src/domain/delivery/figures.ts';
import { mean, median, quantile } from '../../../src/domain/delivery/statistics.ts';
import type { PullRequest } from '../../../src/domain/pull-requests/pull-request.ts';
import { DEFAULT_RULES } from '../../../src/domain/pull-requests/rules.ts';
import { HOUR_MS, hour, START_MS, story } from '../../fixtures/pull-requests/builder.ts';

const DAY_MS = 24 * HOUR_MS;
const isMine = ({ author }: PullRequest): boolean => author?.name === 'dana';
const NOTHING: DeliveryFacts = {
  fromMs: START_MS,
  toMs: START_MS + 10 * DAY_MS,
  merged: [],
  runs: 'none',
  deployments: 'none',
  alerts: 'none',
};

function figureOf(id: string, facts: Partial<DeliveryFacts>): Figure {
  const { figures, cycle } = deliveryOf({ ...NOTHING, ...facts }, DEFAULT_RULES, isMine);
  const found = [...figures, ...cycle].find((it) => it.id === id);
  assert.ok(found, id);
  return found;
}
const told = ({ value, sample, upper, missing }: Figure) => ({ value, sample, upper, missing });

let runs = 0;
const run = (outcome: Run['outcome'], atHour: number, change: Partial<Run> = {}): Run => ({
  repository: 'acme/shop',
  workflow: 'test',
  branch: 'main',
  isDefaultBranch: true,
  attempt: 1,
  outcome,
  startedAtMs: hour(atHour) - ++runs,
  endedAtMs: hour(atHour),
  ...change,
});
const deployment = (
  commit: string,
  atHour: number,
  state: DeploymentOf['states'][number]['state'] = 'success',
  environment = 'production',
): DeploymentOf => ({
  repository: 'acme/shop',
  environment,
  commit,
  createdAtMs: hour(atHour),
  states: [{ atMs: hour(atHour), state }],
});
const alert = (openedDay: number, closedDay: number | null, isFalsePositive = false): Alert => ({
  openedAtMs: START_MS + openedDay * DAY_MS,
  closedAtMs: closedDay === null ? null : START_MS + closedDay * DAY_MS,
  isFalsePositive,
});
const trailer = (percent: number) =>
  `Work\n\nAI-Contribution: ${percent}% ${percent < 50 ? 'light' : 'heavy'}; lines ai=${percent / 10} mixed=0 human=${10 - percent / 10} unknown=0\n`;
const tagged = (key: string, percent: number | null, waited: number): PullRequest => ({
  ...story()
    .commitMessages(percent === null ? 'Work\n' : trailer(percent))
    .wait(waited)
    .approve('alice')
    .merge()
    .build(),
  key,
});

describe('delivery figures', () => {
  it('are "no data" with a reason where there is nothing, and none is 0', () => {
    const { figures, cycle, comparisons } = deliveryOf(NOTHING, DEFAULT_RULES, isMine);
    const all = [...figures, ...cycle, ...comparisons.flatMap((it) => [it.heavy, it.others])];
    assert.ok(all.length > 20);
    for (const figure of all) {
      assert.equal(figure.value, null, figure.id);
      assert.ok(figure.missing, figure.id);
      assert.ok(figure.definition, figure.id);
    }
  });

  it('tell "no access" from "none"', () => {
    const facts = { runs: 'no-access', deployments: 'no-access', alerts: 'no-access' } as const;
    for (const id of ['main-success', 'deployment-frequency', 'remediation', 'open-alerts', 'main-recovery'])
      assert.equal(figureOf(id, facts).missing, 'no access', id);
  });

  it('count first attempts on the default branch, and what ended in neither success nor failure not at all', () => {
    const facts = {
      runs: [
        run('success', 1),
        run('failure', 2),
        run('timed-out', 3),
        run('startup-failure', 4),
        run('other', 5),
        run('success', 6, { attempt: 2 }),
        run('success', 7, { isDefaultBranch: false, branch: 'x' }),
      ],
    };
    assert.deepEqual(told(figureOf('main-success', facts)), {
      value: 1 / 4,
      sample: 4,
      upper: null,
      missing: null,
    });
    assert.equal(figureOf('runs-default', facts).value, 5 / 10);
    assert.equal(figureOf('runs-others', facts).value, 1 / 10);
  });

  it('name whose figures the yardsticks are', () => {
    assert.deepEqual(
      figureOf('main-success', {}).yardsticks.map(({ value, source }) => [value, source]),
      [
        [0.9, 'CircleCI 2026 State of Software Delivery'],
        [0.708, 'CircleCI 2026 State of Software Delivery'],
      ],
    );
  });

  it('take recovery from the first red run to the next green one of the same workflow', () => {
    const facts = {
      runs: [
        run('success', 1),
        run('failure', 2),
        run('failure', 4),
        run('success', 5, { workflow: 'lint' }),
        run('success', 9),
        run('failure', 20),
      ],
    };
    assert.deepEqual(told(figureOf('main-recovery', facts)), {
      value: 7,
      sample: 1,
      upper: { percentile: 75, value: 7 },
      missing: null,
    });
  });

  it('take failed-deployment recovery within one production environment', () => {
    const facts = {
      deployments: [
        deployment('a', 1, 'failure'),
        deployment('a', 2, 'success', 'staging'),
        deployment('b', 4, 'failure'),
        deployment('c', 6),
      ],
    };
    assert.equal(figureOf('deployment-recovery', facts).value, 5);
  });

  it('count a commit once in each production environment', () => {
    const facts = {
      deployments: [
        deployment('a', 1),
        deployment('a', 2),
        deployment('b', 3),
        deployment('b', 3, 'success', 'prod-eu'),
        deployment('c', 4, 'failure'),
        deployment('d', 5, 'success', 'staging'),
      ],
    };
    assert.deepEqual(told(figureOf('deployment-frequency', facts)), {
      value: 3 / 10,
      sample: 3,
      upper: null,
      missing: null,
    });
  });

  it('end deployment with the first success in production of a commit that contains the merge', () => {
    const merge = (commit: string, atHour: number): PullRequest => ({
      ...story().build(),
      key: commit,
      state: 'merged',
      mergedAtMs: hour(atHour),
      events: [{ kind: 'merged', by: null, commit, atMs: hour(atHour) }],
    });
    const merged = [merge('a', 1), merge('b', 2), merge('c', 30)];
    const deployments = [
      deployment('before', 1.5),
      deployment('b', 3, 'success', 'staging'),
      deployment('b', 4, 'failure'),
      deployment('b', 6),
    ];
    const figure = figureOf('deploy', { merged, deployments });
    assert.deepEqual([figure.value, figure.sample], [(5 + 4) / 2, 2]);
  });

  it('take for failed changes: failures, going back, and what a revert or hotfix followed; and say "proxy"', () => {
    const revert = {
      ...story().merge().with({ title: 'Revert "Sell more"' }).build(),
      mergedAtMs: hour(6.5),
    };
    const facts = {
      merged: [revert],
      deployments: [
        deployment('a', 1),
        deployment('b', 2, 'failure'),
        deployment('c', 3),
        deployment('a', 4), // back: c is taken to have failed
        deployment('d', 6), // the revert follows
        deployment('e', 7),
      ],
    };
    const figure = figureOf('change-failure', facts);
    assert.ok(figure.isProxy);
    assert.deepEqual([figure.value, figure.sample], [3 / 6, 6]);
  });

  it('take the age of alerts that were closed in the window, false positives left out, and open age beside it', () => {
    const alerts = [
      alert(-4, 2),
      alert(0, 4),
      alert(-9, -5),
      alert(1, 3, true),
      alert(6, null),
      alert(2, 20),
    ];
    assert.deepEqual(told(figureOf('remediation', { alerts })), {
      value: 5,
      sample: 2,
      upper: null,
      missing: null,
    });
    assert.deepEqual(told(figureOf('open-alerts', { alerts })), {
      value: 6,
      sample: 2,
      upper: null,
      missing: null,
    });
  });

  it('tell the load of reviewers as a median without names', () => {
    const merged = ['1', '2', '3'].map((key) => ({
      ...story().comment('alice').approve('alice').comment('dana').comment('ci[bot]').merge().build(),
      key,
    }));
    const [first] = merged;
    assert.ok(first);
    const other = { ...story().approve('bob').merge().build(), key: '4' };
    const figure = figureOf('review-load', { merged: [...merged, other] });
    assert.deepEqual(told(figure), {
      value: 2,
      sample: 2,
      upper: { percentile: 90, value: 2.8 },
      missing: null,
    });
    assert.ok(!JSON.stringify(figure).includes('alice'));
  });

  it('are of my own pull requests where they are of a cycle', () => {
    const mine = story('dana').wait(4).approve('alice').merge().build();
    const theirs = { ...story('alice').wait(40).approve('bob').merge().build(), key: 'other' };
    assert.deepEqual(told(figureOf('pickup', { merged: [mine, theirs] })), {
      value: 4,
      sample: 1,
      upper: { percentile: 75, value: 4 },
      missing: null,
    });
  });

  it('hold AI-heavy pull requests beside those with less, and leave out those that say nothing', () => {
    const merged = [tagged('1', 80, 10), tagged('2', 20, 3), tagged('3', null, 50)];
    const { comparisons } = deliveryOf({ ...NOTHING, merged }, DEFAULT_RULES, isMine);
    const pickup = comparisons.find(({ id }) => id === 'pickup');
    assert.deepEqual([pickup?.heavy.value, pickup?.heavy.sample], [10, 1]);
    assert.deepEqual([pickup?.others.value, pickup?.others.sample], [3, 1]);
  });

  it('are the same whatever order the facts come in', () => {
    const facts = {
      runs: [run('success', 1), run('failure', 2), run('success', 9), run('failure', 11), run('success', 12)],
      deployments: [
        deployment('a', 1),
        deployment('b', 2, 'failure'),
        deployment('c', 3),
        deployment('a', 4),
      ],
      merged: [tagged('1', 80, 10), tagged('2', 20, 3), tagged('3', 60, 7)],
    };
    const before = JSON.stringify(deliveryOf({ ...NOTHING, ...facts }, DEFAULT_RULES, isMine));
    const shuffled = <T>(them: T[]) =>
      fc.shuffledSubarray(them, { minLength: them.length, maxLength: them.length });
    fc.assert(
      fc.property(
        shuffled(facts.runs),
        shuffled(facts.deployments),
        shuffled(facts.merged),
        (runs, deployments, merged) => {
          const delivery = deliveryOf({ ...NOTHING, runs, deployments, merged }, DEFAULT_RULES, isMine);
          assert.equal(JSON.stringify(delivery), before);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('statistics', () => {
  it('have no value of nothing', () => {
    assert.deepEqual([median([]), mean([]), quantile([], 0.75)], [null, null, null]);
  });
  it('interpolate between the nearest ranks', () => {
    assert.deepEqual([median([4, 1]), median([3, 1, 2]), quantile([1, 2, 3, 4], 0.75)], [2.5, 2, 3.25]);
  });
  it('lie between the least and the most', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, share) => {
          const value = quantile(values, share) ?? Number.NaN;
          assert.ok(value >= Math.min(...values) && value <= Math.max(...values));
        },
      ),
    );
  });
});
