/** From one thing of the world to another. */

import type { Node, PullRequest, Repository, Review, State, Thread } from './state.ts';
import { repositoryOf } from './state.ts';

export const ownerOf = (nameWithOwner: string): string => nameWithOwner.slice(0, nameWithOwner.indexOf('/'));

/** The pull request that something is a part of, as far as it knows. */
export function pullRequestNode(node: Node): PullRequest | null {
  switch (node.__typename) {
    case 'PullRequest':
      return node;
    case 'PullRequestReview':
    case 'PullRequestReviewThread':
      return (node as Review | Thread).pullRequest;
    default:
      return null;
  }
}

export function repositoryOfPull(state: State, { repository }: PullRequest): Repository {
  return repositoryOf(state, repository);
}

/** All commits that a commit has in its history, itself included. */
export function history(repository: Repository, oid: string): Set<string> {
  const seen = new Set<string>();
  const ahead = [oid];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    ahead.push(...(repository.commits.get(next)?.input.parents ?? []));
  }
  return seen;
}

/** How many commits of its base a pull request does not have. */
export function commitsBehind(state: State, pullRequest: PullRequest): number {
  const repository = repositoryOfPull(state, pullRequest);
  const base = repository.branches.get(pullRequest.base);
  if (!base || base.oid === pullRequest.baseOid) return 0;
  const own = history(repository, pullRequest.headOid);
  return [...history(repository, base.oid)].filter((oid) => !own.has(oid)).length;
}

/** Files that a pull request changes, with the sums of its own commits. */
export function changedFiles(state: State, pullRequest: PullRequest) {
  const { commits } = repositoryOfPull(state, pullRequest);
  const files = new Map<string, { path: string; additions: number; deletions: number }>();
  for (const { oid } of pullRequest.commits) {
    const commit = commits.get(oid);
    if (!commit || commit.input.parents.length > 1) continue;
    for (const { path, additions, deletions } of commit.input.files) {
      const file = files.get(path) ?? { path, additions: 0, deletions: 0 };
      files.set(path, { path, additions: file.additions + additions, deletions: file.deletions + deletions });
    }
  }
  return [...files.values()];
}
