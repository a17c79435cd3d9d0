/** The figures of a commit, a range, the staged change or the work tree. */

import type { Config } from '../domain/config.ts';
import { type Contribution, levelOf } from '../domain/contribution.ts';
import { parseNote } from '../domain/notes.ts';
import { addCounts, addTally, contributionOf, emptyTally, type Tally, tallyFile } from '../domain/tally.ts';
import { readTrailers } from '../domain/trailers.ts';
import { type AttributedChange, attributedChange, sizeOf } from './attributed-change.ts';
import type { Clock, CommitInfo, Git, Ledger, Log, Oid } from './ports.ts';
import { prefetched } from './prefetch.ts';

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
  function keep({ files }: AttributedChange): void {
    if (!ledger || files.length === 0) return;
    ledger.transaction(() => {
      for (const { diff, content } of files) {
        if (!content) continue;
        ledger.record(diff.path, content, { committed: true });
        // What is committed unexplained stays so: no later checkpoint puts it down to its own edit.
        ledger.setCheckpoint(git.worktree, diff.path, clock.nowMs());
      }
    });
  }

  /**
   * Whether more can be known of a commit than its trailers say: it is no older than the ledger, or has a note.
   * Git counts whole seconds: a commit may have been made up to one later than it says.
   */
  const isOpen = ({ message, atMs }: CommitInfo, noteText: string | undefined): boolean =>
    noteText !== undefined ||
    (ledger !== null && atMs + 1000 > ledger.sinceMs()) ||
    readTrailers(message) === null;

  /** A commit's own tally, or null where nothing of it is known here and its trailers say more. */
  async function recompute(
    from: Git,
    commit: CommitInfo,
    parents: readonly Oid[],
    noteText: string | undefined,
  ): Promise<Tally | null> {
    if (!isOpen(commit, noteText)) return null;
    const hasTrailers = readTrailers(commit.message) !== null;
    const note = noteText === undefined ? null : parseNote(noteText);
    const change = await attributedChange(
      { ...deps, git: from },
      parents,
      { commit: commit.oid },
      commit.atMs,
      { note },
    );
    const tally = tallyOf(change);
    const isKnown = [...tally.characters.keys()].some(({ origin }) => origin !== 'unknown');
    return isKnown || !hasTrailers ? tally : null;
  }

  return {
    async ofCommit(oid) {
      const commit = await git.commit(oid);
      const of = { commit: commit.oid, parent: commit.parents[0] ?? null };
      const note = (await git.notes([commit.oid])).get(commit.oid);
      const tally = await recompute(git, commit, commit.parents.slice(0, 1), note);
      return tally ? contributionOf(tally, of, config.heavyThreshold) : { ...fromTrailers(commit), ...of };
    },

    async ofRange(range) {
      const sum = emptyTally();
      const others: Contribution[] = [];
      const commits = await git.commits(range);
      const notes = await git.notes(commits.map(({ oid }) => oid));
      const open = commits.filter((commit) => isOpen(commit, notes.get(commit.oid)));
      const from = await prefetched(
        git,
        open.map(({ oid }) => oid),
      );
      for (const commit of commits) {
        // With respect to all parents: what a merge brings in is counted with the commits that made it.
        const tally = await recompute(from, commit, commit.parents, notes.get(commit.oid));
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
      const change = await attributedChange(deps, from, 'index', clock.nowMs());
      if (remember) keep(change);
      return contributionOf(
        tallyOf(change),
        { commit: null, parent: from[0] ?? null },
        config.heavyThreshold,
      );
    },

    async ofWorktree() {
      const head = await git.resolve('HEAD');
      const change = await attributedChange(deps, head ? [head] : [], 'worktree', clock.nowMs());
      return contributionOf(tallyOf(change), { commit: null, parent: head }, config.heavyThreshold);
    },
  };
}

function tallyOf({ files, excluded }: AttributedChange): Tally {
  const tally = emptyTally();
  tally.excluded = excluded;
  for (const { diff, lines, missing } of files) {
    tally.deleted += sizeOf(diff.deleted);
    const tallies = lines.map((line) => line.tally);
    tallyFile(tally, diff.path, tallies, missing);
  }
  return tally;
}

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
