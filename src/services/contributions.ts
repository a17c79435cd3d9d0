/** The figures of a commit, a range, the staged change or the work tree. */

import picomatch from 'picomatch';
import { intersectRanges, tallyAdded } from '../domain/added-lines.ts';
import type { Config } from '../domain/config.ts';
import { type Contribution, levelOf } from '../domain/contribution.ts';
import { tallyLines } from '../domain/line-classes.ts';
import type { Edit } from '../domain/origin.ts';
import { addCounts, addTally, contributionOf, emptyTally, type Tally, tallyFile } from '../domain/tally.ts';
import { readTrailers } from '../domain/trailers.ts';
import { attributeChange, type ChangeSide } from './attribution.ts';
import type { Clock, CommitInfo, FileDiff, Git, Ledger, LineRange, Log, Oid, TreeSide } from './ports.ts';

export interface ContributionDeps {
  readonly git: Git;
  /** null when there is no ledger or it cannot be read: every line is `unknown` then */
  readonly ledger: Ledger | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: Config;
}

export interface Contributions {
  /** A merge is compared with its first parent. A commit of which nothing is known here says what its trailers say. */
  ofCommit(oid: Oid): Promise<Contribution>;
  /**
   * The sum over the commits of `A..B`. Its share is exact where all of them were recomputed; where some are known by
   * their trailers alone, which hold no characters, it is the mean of their shares weighted by added lines.
   */
  ofRange(range: string): Promise<Contribution>;
  /**
   * What a commit made now from the index would hold. `parents`: the parents it would have (default HEAD and what is
   * being merged; for an amend the parents of HEAD). Only lines that differ from every parent count.
   * `remember`: the ledger keeps the attribution of the staged texts, because they are about to be committed.
   */
  ofStaged(parents?: readonly Oid[], options?: { remember?: boolean }): Promise<Contribution>;
  /** everything uncommitted, untracked files included */
  ofWorktree(): Promise<Contribution>;
}

export function createContributions(deps: ContributionDeps): Contributions {
  const { git, ledger, clock, config } = deps;
  const isExcluded = picomatch([...config.exclude], { dot: true });

  async function tallyOf(
    parents: readonly Oid[],
    to: TreeSide,
    atMs: number,
    remember = false,
  ): Promise<Tally> {
    const tally = emptyTally();
    const diffs = await diffWithEvery(parents, to);
    const generated = await git.generated(diffs.map(({ path }) => path));
    const isApart = ({ path, binary }: FileDiff) => binary || generated.has(path) || isExcluded(path);
    const counted = diffs.filter((diff) => !isApart(diff));
    for (const diff of diffs) if (isApart(diff)) tally.excluded += sizeOf(diff.added);

    const side: ChangeSide = typeof to === 'string' ? to : 'commit';
    const contents = await attributeChange(git, ledger, counted, side, unexplainedAt(atMs));
    counted.forEach((diff, index) => {
      const content = contents[index];
      if (!content && diff.special) {
        tally.excluded += sizeOf(diff.added);
        return;
      }
      tally.deleted += sizeOf(diff.deleted);
      const lines = content ? tallyAdded(diff.added, tallyLines(content), content.text.split('\n')) : [];
      tallyFile(tally, diff.path, lines, sizeOf(diff.added) - lines.length);
    });
    if (remember) keep(counted, contents);
    return tally;
  }

  /** The diff with the first parent, of which only those lines are left that differ from the others as well. */
  async function diffWithEvery(parents: readonly Oid[], to: TreeSide): Promise<FileDiff[]> {
    const [diffs = [], ...others] = await Promise.all(
      parents.length === 0 ? [git.diff(null, to)] : parents.map((parent) => git.diff(parent, to)),
    );
    return others.reduce<FileDiff[]>((common, other) => {
      const byPath = new Map(other.map((diff) => [diff.path, diff]));
      return common.flatMap((diff) => {
        const same = byPath.get(diff.path);
        return same ? [{ ...diff, added: intersectRanges([diff.added, same.added]) }] : [];
      });
    }, diffs);
  }

  function keep(diffs: readonly FileDiff[], contents: Awaited<ReturnType<typeof attributeChange>>): void {
    if (!ledger || diffs.length === 0) return;
    ledger.transaction(() => {
      diffs.forEach(({ path }, index) => {
        const content = contents[index];
        if (!content) return;
        ledger.record(path, content, { committed: true });
        // What is committed unexplained stays so: no later checkpoint puts it down to its own edit.
        ledger.setCheckpoint(git.worktree, path, clock.nowMs());
      });
    });
  }

  /** A commit's own tally, or null where nothing of it is known here and its trailers say more. */
  async function recompute(commit: CommitInfo, parents: readonly Oid[]): Promise<Tally | null> {
    const hasTrailers = readTrailers(commit.message) !== null;
    // Git counts whole seconds: the commit may have been made up to one later than it says.
    if (hasTrailers && (!ledger || commit.atMs + 1000 <= ledger.sinceMs())) return null;
    const tally = await tallyOf(parents, { commit: commit.oid }, commit.atMs);
    const isKnown = [...tally.characters.keys()].some(({ origin }) => origin !== 'unknown');
    return isKnown || !hasTrailers ? tally : null;
  }

  return {
    async ofCommit(oid) {
      const commit = await git.commit(oid);
      const of = { commit: commit.oid, parent: commit.parents[0] ?? null };
      const tally = await recompute(commit, commit.parents.slice(0, 1));
      return tally ? contributionOf(tally, of, config.heavyThreshold) : { ...fromTrailers(commit), ...of };
    },

    async ofRange(range) {
      const sum = emptyTally();
      const others: Contribution[] = [];
      for (const commit of await git.commits(range)) {
        // With respect to all parents: what a merge brings in is counted with the commits that made it.
        const tally = await recompute(commit, commit.parents);
        if (tally) addTally(sum, tally);
        else others.push(fromTrailers(commit));
      }
      const recomputed = contributionOf(sum, { commit: null, parent: null }, config.heavyThreshold);
      return others.reduce(
        (total, other) => addContribution(total, other, config.heavyThreshold),
        recomputed,
      );
    },

    async ofStaged(parents, { remember = false } = {}) {
      const head = await git.resolve('HEAD');
      const from = parents ?? [...(head ? [head] : []), ...(await git.mergeHeads())];
      const tally = await tallyOf(from, 'index', clock.nowMs(), remember);
      return contributionOf(tally, { commit: null, parent: from[0] ?? null }, config.heavyThreshold);
    },

    async ofWorktree() {
      const head = await git.resolve('HEAD');
      const tally = await tallyOf(head ? [head] : [], 'worktree', clock.nowMs());
      return contributionOf(tally, { commit: null, parent: head }, config.heavyThreshold);
    },
  };
}

const sizeOf = (ranges: readonly LineRange[]): number =>
  ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);

/** What nothing explains is `unknown`; it never becomes somebody's because of its neighbours. */
export const unexplainedAt = (atMs: number): Edit => ({
  uid: `external:${atMs}`,
  origin: 'unknown',
  evidence: 'none',
  kind: 'external',
  atMs,
});

/** What a commit's trailers say. They hold lines, a rounded share and names; the rest is not known and is left at 0. */
function fromTrailers({ oid, parents, message }: CommitInfo): Contribution {
  const trailers = readTrailers(message)!;
  const { lines, percent, level } = trailers.contribution;
  const total = lines.ai + lines.mixed + lines.human + lines.unknown;
  return {
    commit: oid,
    parent: parents[0] ?? null,
    added: { total, ...lines, excluded: 0 },
    deleted: 0,
    share: percent / 100,
    coverage: total === 0 ? 0 : (total - lines.unknown) / total,
    level,
    tools: trailers.tools.map((tool) => ({ ...tool, sessions: 0, characters: 0, lines: 0 })),
    evidence: { reported: 0, observed: 0, inferred: 0 },
    files: [],
  };
}

/** `total` with a commit added of which only the trailers are known. */
function addContribution(total: Contribution, other: Contribution, heavy: number): Contribution {
  const lines = total.added.total + other.added.total;
  const mean = (a: number, b: number) =>
    lines === 0 ? 0 : (a * total.added.total + b * other.added.total) / lines;
  const share = mean(total.share, other.share);
  const names = new Set(total.tools.map(({ tool, model }) => `${tool}:${model ?? ''}`));
  return {
    ...total,
    added: { ...addCounts(total.added, other.added), excluded: total.added.excluded },
    share,
    coverage: mean(total.coverage, other.coverage),
    level: levelOf(share, heavy),
    tools: [...total.tools, ...other.tools.filter(({ tool, model }) => !names.has(`${tool}:${model ?? ''}`))],
    evidence: {
      reported: mean(total.evidence.reported, 0),
      observed: mean(total.evidence.observed, 0),
      inferred: mean(total.evidence.inferred, 0),
    },
  };
}
