/** Delivery figures: each from the facts alone, with its definition, its sample, and why there is none where there is none. */

import { phrase } from '../phrase.ts';
import { aiShare } from '../pull-requests/ai-share.ts';
import { namesUnder } from '../pull-requests/names.ts';
import type { PullRequest } from '../pull-requests/pull-request.ts';
import type { Rules } from '../pull-requests/rules.ts';
import { type Cycle, cycleOf, PHASES, type Phase } from './cycle.ts';
import type { Comparison, Delivery, Figure } from './delivery.ts';
import { changeFailures, firstSuccesses, productionTimes, recoveries } from './deployments.ts';
import type { DeliveryFacts, Missing, Run } from './facts.ts';
import { groupBy, mean, median, quantile } from './statistics.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

const CIRCLECI = 'CircleCI 2026 State of Software Delivery';

const PHASE_WORDS: Readonly<Record<Phase, readonly [title: string, definition: string, missing: string]>> = {
  coding: [
    phrase('Coding'),
    phrase('First commit until ready for review; time as a draft counts.'),
    phrase('no commits'),
  ],
  pickup: [
    phrase('Pickup'),
    phrase('Ready for review until the first review by a person who is not the author.'),
    phrase('nothing was reviewed'),
  ],
  review: [
    phrase('Review'),
    phrase('First review until the last approval that the branch asks for.'),
    phrase('nothing was approved'),
  ],
  qa: [phrase('QA'), phrase('Time in which QA was what it waited on first.'), phrase('no QA signal')],
  security: [
    phrase('Security'),
    phrase('Time in which a security review or scan was what it waited on first.'),
    phrase('no security signal'),
  ],
  merge: [
    phrase('Merge'),
    phrase('All of approval, QA and security done until merged.'),
    phrase('nothing was merged'),
  ],
  deploy: [
    phrase('Deploy'),
    phrase('Merged until the first successful production deployment that contains it.'),
    phrase('no production deployments'),
  ],
};

interface Made {
  readonly id: string;
  readonly title: string;
  readonly definition: string;
  readonly unit: Figure['unit'];
  readonly value: number | null;
  readonly sample: number;
  readonly upper?: Figure['upper'];
  readonly isProxy?: boolean;
  readonly missing?: string;
  readonly yardsticks?: Figure['yardsticks'];
}

/** @param isMine whether the user wrote it; `facts.merged` are those of the team */
export function deliveryOf(
  facts: DeliveryFacts,
  rules: Rules,
  isMine: (pullRequest: PullRequest) => boolean,
): Delivery {
  const { fromMs, toMs, runs, deployments, alerts, merged } = facts;
  const names = namesUnder(rules);
  const days = Math.max(1, (toMs - fromMs) / DAY_MS);
  const figure = ({ upper = null, isProxy = false, missing, yardsticks = [], ...made }: Made): Figure => ({
    ...made,
    upper,
    isProxy,
    missing: made.value === null ? (missing ?? phrase('nothing in this window')) : null,
    fromMs,
    toMs,
    yardsticks,
  });
  /** Median and 75th percentile, in hours. */
  const times = (made: Omit<Made, 'unit' | 'value' | 'sample'>, values: readonly number[]): Figure => {
    const slow = quantile(values, 0.75);
    return figure({
      ...made,
      unit: 'hours',
      value: inHours(median(values)),
      sample: values.length,
      upper: slow === null ? null : { percentile: 75, value: slow / HOUR_MS },
    });
  };

  const mine = merged.filter(isMine);
  const of = (pullRequests: readonly PullRequest[], phase: keyof Cycle): number[] =>
    pullRequests.flatMap((it) => cycles.get(it)?.[phase] ?? []);

  const known = <T>(them: readonly T[] | Missing): readonly T[] => (typeof them === 'string' ? [] : them);
  const whyNot = (them: readonly unknown[] | Missing, none: string): string =>
    them === 'no-access' ? phrase('no access') : none;
  const firsts = known(runs).filter(({ attempt }) => attempt === 1);
  const onDefault = firsts.filter((it) => it.isDefaultBranch && it.outcome !== 'other');
  const noRuns = whyNot(runs, phrase('no workflow runs'));
  const production = known(deployments).filter(({ environment }) => names.isProduction(environment));
  const inProduction = productionTimes(production, merged);
  const cycles = new Map(
    merged.map((it) => [it, cycleOf(it, { rules, deployedMs: inProduction.get(it) ?? null })] as const),
  );
  const noDeployments = whyNot(deployments, phrase('no production deployments'));
  const recovered = recoveries(production);
  const failures = changeFailures(production, merged);
  const counted = known(alerts).filter(({ isFalsePositive }) => !isFalsePositive);
  const closed = counted.flatMap(({ openedAtMs, closedAtMs }) =>
    closedAtMs !== null && closedAtMs >= fromMs && closedAtMs <= toMs ? [closedAtMs - openedAtMs] : [],
  );
  const open = counted.flatMap(({ openedAtMs, closedAtMs }) =>
    closedAtMs === null || closedAtMs > toMs ? [toMs - openedAtMs] : [],
  );
  const noAlerts = whyNot(alerts, phrase('no security alerts'));
  const load = reviewLoad(merged, fromMs, toMs);
  const perDay = (id: string, title: string, definition: string, sample: number, missing: string): Figure =>
    figure({
      id,
      title,
      definition,
      unit: 'per-day',
      value: sample === 0 ? null : sample / days,
      sample,
      missing,
    });
  const mergedInto = (isDefault: boolean) => merged.filter((it) => it.isDefaultBase === isDefault).length;

  return {
    cycle: PHASES.map((phase) => {
      const [title, definition, missing] = PHASE_WORDS[phase];
      return times({ id: phase, title, definition, missing }, of(mine, phase));
    }),
    figures: [
      times(
        {
          id: 'review-time',
          title: phrase('Review time'),
          definition: phrase(
            'Ready for review until the last approval that the branch asks for; my pull requests.',
          ),
          missing: phrase('nothing was approved'),
        },
        of(mine, 'reviewTime'),
      ),
      figure({
        id: 'main-success',
        title: phrase('Main branch success rate'),
        definition: phrase(
          'First attempts on the default branch: successes / (successes + failures + time-outs + failures to start).',
        ),
        unit: 'share',
        value:
          onDefault.length === 0
            ? null
            : onDefault.filter(({ outcome }) => outcome === 'success').length / onDefault.length,
        sample: onDefault.length,
        missing: noRuns,
        yardsticks: [
          { label: 'Benchmark', value: 0.9, source: CIRCLECI },
          { label: 'Average', value: 0.708, source: CIRCLECI },
        ],
      }),
      perDay(
        'runs-default',
        phrase('Runs, default branch'),
        phrase('First attempts of workflows on the default branch, per day.'),
        firsts.filter((it) => it.isDefaultBranch).length,
        noRuns,
      ),
      perDay(
        'runs-others',
        phrase('Runs, other branches'),
        phrase('First attempts of workflows on other branches, per day.'),
        firsts.filter((it) => !it.isDefaultBranch).length,
        noRuns,
      ),
      perDay(
        'merges-default',
        phrase('Merges, default branch'),
        phrase('Pull requests merged into the default branch, per day.'),
        mergedInto(true),
        phrase('nothing was merged'),
      ),
      perDay(
        'merges-others',
        phrase('Merges, other branches'),
        phrase('Pull requests merged into other branches, per day.'),
        mergedInto(false),
        phrase('nothing was merged'),
      ),
      times(
        {
          id: 'main-recovery',
          title: phrase('Main branch recovery'),
          definition: phrase('First failed run of a workflow on the default branch until its next success.'),
          missing: runs === 'no-access' ? phrase('no access') : phrase('no recovery in this window'),
        },
        mainRecoveries(known(runs)),
      ),
      times(
        {
          id: 'deployment-recovery',
          title: phrase('Failed-deployment recovery'),
          definition: phrase('Failed production deployment until the next success in the same environment.'),
          missing:
            deployments === 'no-access'
              ? phrase('no access')
              : phrase('no failed deployment that was recovered from'),
        },
        recovered,
      ),
      perDay(
        'deployment-frequency',
        phrase('Deployment frequency'),
        phrase('First success of each commit in each production environment, per day.'),
        firstSuccesses(production).filter((atMs) => atMs >= fromMs && atMs <= toMs).length,
        noDeployments,
      ),
      figure({
        id: 'change-failure',
        title: phrase('Change failure rate'),
        definition: phrase(
          'Production deployments followed by a failed status, a redeployment of an earlier commit, a revert or a hotfix.',
        ),
        unit: 'share',
        value: failures.of === 0 ? null : failures.failed / failures.of,
        sample: failures.of,
        isProxy: true,
        missing: noDeployments,
      }),
      figure({
        id: 'remediation',
        title: phrase('Time to remediate'),
        definition: phrase(
          'Mean age of security alerts fixed or dismissed in the window; false positives are left out.',
        ),
        unit: 'days',
        value: inDays(mean(closed)),
        sample: closed.length,
        missing: alerts === 'no-access' ? phrase('no access') : phrase('no alert was closed'),
      }),
      figure({
        id: 'open-alerts',
        title: phrase('Age of open alerts'),
        definition: phrase('Mean age of the security alerts that are open at the end of the window.'),
        unit: 'days',
        value: inDays(mean(open)),
        sample: open.length,
        missing: noAlerts,
      }),
      figure({
        id: 'review-load',
        title: phrase('Review load of the team'),
        definition: phrase(
          'Pull requests reviewed by a person who is not the author, for each reviewer and week: median, without names.',
        ),
        unit: 'per-week',
        value: median(load),
        sample: load.length,
        upper: upperOf(load),
        missing: phrase('nothing was reviewed'),
      }),
    ],
    comparisons: comparisons(merged, rules, of, times),
    remarks: [],
  };
}

const inHours = (ms: number | null): number | null => (ms === null ? null : ms / HOUR_MS);
const inDays = (ms: number | null): number | null => (ms === null ? null : ms / DAY_MS);

function upperOf(values: readonly number[]): Figure['upper'] {
  const value = quantile(values, 0.9);
  return value === null ? null : { percentile: 90, value };
}

/** Milliseconds from the first red run of a workflow on the default branch to its next green one. */
function mainRecoveries(runs: readonly Run[]): number[] {
  const onDefault = runs.filter(({ isDefaultBranch, outcome }) => isDefaultBranch && outcome !== 'other');
  const found: number[] = [];
  for (const group of groupBy(onDefault, (it) => `${it.repository}\n${it.workflow}`).values()) {
    let redSinceMs: number | null = null;
    for (const { outcome, endedAtMs } of group.sort((a, b) => a.endedAtMs - b.endedAtMs)) {
      if (outcome !== 'success') redSinceMs ??= endedAtMs;
      else if (redSinceMs !== null) {
        found.push(endedAtMs - redSinceMs);
        redSinceMs = null;
      }
    }
  }
  return found;
}

/** For each reviewer and week of the window in which they answered at all: how many pull requests. */
function reviewLoad(merged: readonly PullRequest[], fromMs: number, toMs: number): number[] {
  const answered = merged.flatMap(({ key, author, events }) =>
    events.flatMap((it) =>
      it.kind === 'reviewed' &&
      it.by.kind === 'user' &&
      it.by.name !== author?.name &&
      it.atMs >= fromMs &&
      it.atMs <= toMs
        ? [{ key, week: `${it.by.name}\n${Math.floor((it.atMs - fromMs) / WEEK_MS)}` }]
        : [],
    ),
  );
  return [...groupBy(answered, ({ week }) => week).values()].map(
    (them) => new Set(them.map(({ key }) => key)).size,
  );
}

function comparisons(
  merged: readonly PullRequest[],
  rules: Rules,
  of: (pullRequests: readonly PullRequest[], phase: keyof Cycle) => number[],
  times: (made: Omit<Made, 'unit' | 'value' | 'sample'>, values: readonly number[]) => Figure,
): Comparison[] {
  const levels = new Map(merged.map((it) => [it, aiShare(it, rules.heavyThreshold)?.level ?? null] as const));
  const heavy = merged.filter((it) => levels.get(it) === 'heavy');
  // Those without a trailer are neither: what is not known is not "other".
  const others = merged.filter((it) => {
    const level = levels.get(it) ?? null;
    return level !== null && level !== 'heavy';
  });
  const compared: readonly [keyof Cycle, string, string][] = [
    ['pickup', phrase('Pickup'), PHASE_WORDS.pickup[1]],
    [
      'reviewTime',
      phrase('Review time'),
      phrase('Ready for review until the last approval that the branch asks for.'),
    ],
    ['toMerge', phrase('Ready to merged'), phrase('Ready for review until merged.')],
  ];
  return compared.map(([phase, title, definition]) => {
    const made = { id: phase, title, definition, missing: phrase('no such pull requests with AI trailers') };
    return { id: phase, heavy: times(made, of(heavy, phase)), others: times(made, of(others, phase)) };
  });
}
