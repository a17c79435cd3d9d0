/** What the repository on this machine tells of earlier work: how large pull requests are here, and who knows which file. */

import type { RepositoryHistory } from '../../domain/pull-requests/risk.ts';
import { sizeOf } from '../attributed-change.ts';
import type { FileDiff, Git } from '../ports.ts';

/** commits back from HEAD, along its first parents */
const DEPTH = 300;
/** What forges leave at the end of the subject when they squash a pull request into one commit. */
const SQUASHED = / \(#\d+\)$/;
/** The address by which forges keep people's own ones to themselves; it names the account. */
const NO_REPLY = /<(?:\d+\+)?([^@<>]+)@users\.noreply\.[^<>]+>$/;

/**
 * Sizes are those of squashed pull requests: other commits are parts of one, and say little of the whole. Accounts are
 * known by their no-reply addresses alone; of everybody else it is not known what they have changed. Both only as far
 * back as is read: who has changed a file long ago has to find their way again.
 * @throws GitError
 */
export async function readRepositoryHistory(
  git: Pick<Git, 'resolve' | 'commits' | 'changes'>,
): Promise<RepositoryHistory> {
  const head = await git.resolve('HEAD');
  if (!head) return { changedLines: [], hasChanged: () => null };
  const from = await git.resolve(`HEAD~${DEPTH}`);
  const commits = await git.commits(from ? `${from}..${head}` : head);
  const changes = await git.changes(commits.map(({ oid }) => oid));

  const changedLines: number[] = [];
  const changedBy = new Map<string, Set<string>>();
  for (const { commit, diffs } of changes) {
    const subject = commit.message.split('\n', 1)[0] ?? '';
    if (SQUASHED.test(subject)) changedLines.push(diffs.reduce((sum, diff) => sum + linesOf(diff), 0));
    const account = NO_REPLY.exec(commit.author)?.[1]?.toLowerCase();
    if (account === undefined) continue;
    const paths = changedBy.get(account) ?? new Set();
    for (const { path } of diffs) paths.add(path);
    changedBy.set(account, paths);
  }
  return {
    changedLines: changedLines.sort((a, b) => a - b),
    hasChanged: (author, path) => changedBy.get(author.toLowerCase())?.has(path) ?? null,
  };
}

const linesOf = ({ added, deleted }: FileDiff): number => sizeOf(added) + sizeOf(deleted);
