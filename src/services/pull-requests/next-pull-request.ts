/** The pull request that the current branch would become: what it adds to its base, how much of it is AI, what to check. */

import type { Contribution } from '../../domain/contribution.ts';
import type { Risk } from '../../domain/pull-requests/assessment.ts';
import { riskOf } from '../../domain/pull-requests/risk.ts';
import type { Rules } from '../../domain/pull-requests/rules.ts';
import { readTrailers } from '../../domain/trailers.ts';
import { sizeOf } from '../attributed-change.ts';
import { type ContributionDeps, createContributions } from '../contributions.ts';
import type { FileDiff, Git, Oid } from '../ports.ts';
import { type ChangedFile, type ChecklistItem, reviewChecklist } from './checklist.ts';
import { type Remote, remotesOf } from './remotes.ts';

export interface NextPullRequest {
  readonly branch: string;
  /** name of the branch that it would go into */
  readonly base: string;
  /** where it would be opened; null where the repository has no remote on a forge */
  readonly remote: Remote | null;
  readonly head: Oid;
  /** what the remote was last seen to have of the branch */
  readonly pushed: 'all' | 'some' | 'nothing';
  readonly commits: number;
  readonly taggedCommits: number;
  /** of the commits that the base does not have */
  readonly contribution: Contribution;
  readonly risk: Risk;
  readonly checklist: readonly ChecklistItem[];
}

/** Of a branch with more than this to review nothing is read line by line. */
const MAX_FILES = 300;
const BASES = ['main', 'master', 'trunk', 'develop'];

/**
 * Null when there is none to open: HEAD is no branch, is the base itself, or has nothing that its base does not have.
 * @throws GitError
 */
export async function nextPullRequest(
  deps: ContributionDeps & { readonly rules: Rules },
): Promise<NextPullRequest | null> {
  const { git } = deps;
  const [head, ref] = await Promise.all([git.resolve('HEAD'), git.symbolicRef('HEAD')]);
  const branch = /^refs\/heads\/(.+)$/.exec(ref ?? '')?.[1];
  if (!head || branch === undefined) return null;
  const remotes = await remotesOf(git);
  const base = await baseOf(git, remotes[0]?.name ?? 'origin');
  if (!base || base.name === branch) return null;
  const parting = await git.mergeBase(base.oid, head);
  if (!parting || parting === head) return null;

  const range = `${base.oid}..${head}`;
  const [commits, contribution, diffs] = await Promise.all([
    git.commits(range),
    createContributions(deps).ofRange(range),
    git.diff(parting, { commit: head }),
  ]);
  const there = remotes[0] ? await git.resolve(`refs/remotes/${remotes[0].name}/${branch}`) : null;
  const own = commits.filter(({ parents }) => parents.length < 2);
  const taggedCommits = own.filter(({ message }) => readTrailers(message) !== null).length;
  const { share, level } = contribution;
  const files = diffs.map(({ path, added, deleted }) => ({
    path,
    additions: sizeOf(added),
    deletions: sizeOf(deleted),
  }));
  const change = {
    files,
    fileCount: files.length,
    additions: files.reduce((sum, { additions }) => sum + additions, 0),
    deletions: files.reduce((sum, { deletions }) => sum + deletions, 0),
    author: null,
  };
  return {
    branch,
    base: base.name,
    remote: remotes[0] ?? null,
    head,
    pushed: there === head ? 'all' : there ? 'some' : 'nothing',
    commits: own.length,
    taggedCommits,
    contribution,
    risk: riskOf(change, deps.rules, { share, level, taggedCommits, commits: own.length }),
    checklist: reviewChecklist(await changedFiles(git, diffs)),
  };
}

/** What the remote calls its default branch, else the first of the usual names that is there. */
async function baseOf(git: Git, remote: string): Promise<{ name: string; oid: Oid } | null> {
  const prefix = `refs/remotes/${remote}/`;
  const told = await git.symbolicRef(`${prefix}HEAD`);
  const names = told?.startsWith(prefix) ? [told.slice(prefix.length)] : BASES;
  for (const folder of [prefix, 'refs/heads/'])
    for (const name of names) {
      const oid = await git.resolve(`${folder}${name}`);
      if (oid) return { name, oid };
    }
  return null;
}

async function changedFiles(git: Git, diffs: readonly FileDiff[]): Promise<ChangedFile[]> {
  const read = diffs.length > MAX_FILES ? [] : diffs.filter(({ binary, special }) => !binary && !special);
  const texts = await git.blobs(read.flatMap(({ newOid }) => newOid ?? []));
  return diffs.map(({ path, status, newOid, added }) => {
    const lines = (newOid && texts.get(newOid)?.split('\n')) || [];
    return {
      path,
      isDeleted: status === 'deleted',
      added: lines.flatMap((text, i) =>
        added.some(({ first, last }) => i + 1 >= first && i + 1 <= last) ? [{ number: i + 1, text }] : [],
      ),
    };
  });
}
