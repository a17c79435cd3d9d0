/** What a list of production deployments tells: how often, how they failed, how long until it worked again. */

import type { PullRequest } from '../pull-requests/pull-request.ts';
import type { DeploymentOf } from './facts.ts';
import { groupBy } from './statistics.ts';

const byPlace = (deployments: readonly DeploymentOf[]): DeploymentOf[][] =>
  [...groupBy(deployments, (it) => `${it.repository}\n${it.environment}`).values()].map((them) =>
    them.sort((a, b) => a.createdAtMs - b.createdAtMs),
  );

/** When each commit first succeeded in each environment, epoch ms. */
export function firstSuccesses(deployments: readonly DeploymentOf[]): number[] {
  const times: number[] = [];
  for (const place of byPlace(deployments))
    for (const same of groupBy(place, ({ commit }) => commit).values()) {
      const successes = same.flatMap(({ states }) =>
        states.filter(({ state }) => state === 'success').map(({ atMs }) => atMs),
      );
      if (successes.length > 0) times.push(Math.min(...successes));
    }
  return times;
}

/** Milliseconds from a failure to the next success in the same environment; further failures on the way are the same. */
export function recoveries(deployments: readonly DeploymentOf[]): number[] {
  const found: number[] = [];
  for (const place of byPlace(deployments)) {
    const states = place.flatMap((it) => it.states).sort((a, b) => a.atMs - b.atMs);
    let failedAtMs: number | null = null;
    for (const { state, atMs } of states) {
      if (state === 'failure') failedAtMs ??= atMs;
      else if (state === 'success' && failedAtMs !== null) {
        found.push(atMs - failedAtMs);
        failedAtMs = null;
      }
    }
  }
  return found;
}

const isRepair = ({ title, head }: PullRequest): boolean =>
  /^revert\b/i.test(title) || /^(hotfix|revert)[/-]/i.test(head);

/**
 * Of the deployments that came to an end, those that failed, or that were followed by going back to an earlier commit
 * or by a revert or hotfix. A stand-in: none of this proves that a change was at fault.
 */
export function changeFailures(
  deployments: readonly DeploymentOf[],
  merged: readonly PullRequest[],
): { readonly failed: number; readonly of: number } {
  const repairs = merged.filter(isRepair);
  let failed = 0;
  let of = 0;
  for (const place of byPlace(deployments)) {
    const ended = place.filter(({ states }) => states.some(({ state }) => state !== 'other'));
    ended.forEach((deployment, index) => {
      of += 1;
      const next = ended[index + 1];
      const hasFailed = deployment.states.some(({ state }) => state === 'failure');
      const isUndone =
        next !== undefined &&
        next.commit !== deployment.commit &&
        ended.slice(0, index).some(({ commit }) => commit === next.commit);
      const isRepaired =
        next !== undefined &&
        repairs.some(
          ({ repository, mergedAtMs }) =>
            repository === deployment.repository &&
            mergedAtMs !== null &&
            mergedAtMs > deployment.createdAtMs &&
            mergedAtMs <= next.createdAtMs,
        );
      if (hasFailed || isUndone || isRepaired) failed += 1;
    });
  }
  return { failed, of };
}

/**
 * When each pull request came to production: the first success there of a commit that contains its merge. On the default
 * branch a merge contains all merges before it; of a deployed commit that is no merge of a known pull request nothing is
 * concluded.
 * @returns by pull request, epoch ms
 */
export function productionTimes(
  deployments: readonly DeploymentOf[],
  merged: readonly PullRequest[],
): Map<PullRequest, number> {
  const times = new Map<PullRequest, number>();
  for (const [repository, them] of groupBy(merged, (it) => it.repository)) {
    const mergedAtOf = new Map(
      them.flatMap((it) => {
        const commit = it.events.find((event) => event.kind === 'merged')?.commit;
        return commit && it.isDefaultBase && it.mergedAtMs !== null ? [[commit, it.mergedAtMs] as const] : [];
      }),
    );
    const arrivals = deployments
      .filter((it) => it.repository === repository)
      .flatMap(({ commit, states }) => {
        const contentMs = mergedAtOf.get(commit);
        const success = states.find(({ state }) => state === 'success');
        return contentMs === undefined || !success ? [] : [{ contentMs, atMs: success.atMs }];
      })
      .sort((a, b) => a.atMs - b.atMs);
    for (const it of them) {
      const { mergedAtMs, isDefaultBase } = it;
      if (mergedAtMs === null || !isDefaultBase) continue;
      const arrival = arrivals.find(({ contentMs }) => contentMs >= mergedAtMs);
      if (arrival) times.set(it, Math.max(arrival.atMs, mergedAtMs));
    }
  }
  return times;
}
