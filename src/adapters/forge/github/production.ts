/** What became of merged pull requests: which have come to production, and which still wait for it. */

import type { Deployment } from '../../../domain/pull-requests/pull-request.ts';
import type { ForgeScope } from '../../../services/forge.ts';
import type { Answers } from './ask.ts';
import { deploymentOf, timeOf } from './checks.ts';
import { deploymentsPart, type Part } from './queries.ts';
import { type DeploymentNode, items, type Page, type RowNode } from './shapes.ts';
import type { Standing } from './standing.ts';

/** A commit's own time may be a little before that of the merge that made it. */
const MARGIN_MS = 60_000;

export interface Waiting {
  readonly repository: string;
  readonly environments: readonly string[];
  readonly merged: readonly RowNode[];
}

/** Merged pull requests by repository; those of repositories without an environment for production wait for nothing. */
export function waitingFor(
  merged: readonly RowNode[],
  { environments }: Standing,
  { isProduction }: ForgeScope,
): Waiting[] {
  const byRepository = new Map<string, RowNode[]>();
  for (const node of merged) {
    const name = node.repository.nameWithOwner;
    byRepository.set(name, [...(byRepository.get(name) ?? []), node]);
  }
  return [...byRepository].flatMap(([repository, nodes]) => {
    const production = (environments.get(repository) ?? []).filter((name) => isProduction(repository, name));
    return production.length > 0 ? { repository, environments: production, merged: nodes } : [];
  });
}

export const deploymentParts = (waiting: readonly Waiting[]): Part[] =>
  waiting.map(({ repository, environments, merged }, i) => {
    const sinceMs = Math.min(...merged.map(({ mergedAt, updatedAt }) => timeOf(mergedAt ?? updatedAt)));
    return deploymentsPart(`d${i}`, repository, environments, sinceMs - MARGIN_MS);
  });

export interface Deployed {
  /** to production, with the merge in them, oldest first */
  readonly deployments: readonly Deployment[];
  readonly isInProduction: boolean;
}

/** By id of the pull request; those of which nothing was answered are left out. */
export function deployedIn(waiting: readonly Waiting[], answers: Answers): Map<string, Deployed> {
  const outcome = new Map<string, Deployed>();
  waiting.forEach(({ merged }, i) => {
    const answer = answers.values.get(`d${i}`) as { deployments: Page<DeploymentNode> } | null | undefined;
    if (!answer) return;
    const deployments = items(answer.deployments);
    for (const { id, mergeCommit } of merged) {
      const containing = deployments
        .filter((it) => mergeCommit !== null && contains(it, mergeCommit.oid))
        .map(deploymentOf)
        .sort((a, b) => a.createdAtMs - b.createdAtMs);
      const isInProduction = containing.some(({ states }) => states.some(({ state }) => state === 'success'));
      outcome.set(id, { deployments: containing, isInProduction });
    }
  });
  return outcome;
}

const contains = ({ commitOid, commit }: DeploymentNode, oid: string): boolean =>
  commitOid === oid || items(commit?.history).some((it) => it.oid === oid);
