/** The figures of a commit, a range, the staged change or the work tree. */

import type { Config } from '../domain/config.ts';
import type { Contribution } from '../domain/contribution.ts';
import { parseNote } from '../domain/notes.ts';
import { addTally, contributionOf, emptyTally, type Tally, tallyFile } from '../domain/tally.ts';
import { readTrailers } from '../domain/trailers.ts';
import { type AttributedChange, type AttributedFile, attributedChange, sizeOf } from './attributed-change.ts';
import type { Clock, CommitInfo, Git, Ledger, Oid } from './ports.ts';
import { prefetched } from './prefetch.ts';
import { addTold, addTrailers, emptyTold, fromTrailers, type Trailers } from './told-commits.ts';

export interface ContributionDeps {
  readonly git: Git;
  /** null when there is no ledger or it cannot be read: every line is `unknown` then */
  readonly ledger: Ledger | null;
  readonly clock: Clock;
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
   * `onChange`: is given the lines that the figures are of.
   */
  ofStaged(
    parents?: readonly Oid[],
    options?: { remember?: boolean; onChange?: (change: AttributedChange) => void },
  ): Promise<Contribution>;
  /** everything uncommitted, untracked files included */
  ofWorktree(): Promise<Contribution>;
}

interface ToldCommit {
  readonly commit: CommitInfo;
  readonly trailers: Trailers | null;
}

/** Whether more can be known of a commit than its trailers say: it is no older than the ledger, or has a note, or no trailers. */
function isOpen(commit: CommitInfo, trailers: Trailers | null, hasNote: boolean, sinceMs: number): boolean {
  // Git counts whole seconds: a commit may have been made up to one later than it says.
  return hasNote || trailers === null || commit.atMs + 1000 > sinceMs;
}

export function createContributions(deps: ContributionDeps): Contributions {
  const { git, ledger, clock, config } = deps;

  function keep({ files }: AttributedChange): void {
    if (!ledger) return;
    const isSettled = ({ isRecorded, content }: AttributedFile) =>
      isRecorded && !content?.runs.some(({ mark }) => mark.edit.kind === 'external');
    const contents = (some: readonly AttributedFile[]) =>
      some.flatMap(({ diff: { path }, content }) => (content ? [{ path, content }] : []));
    ledger.markCommitted(
      contents(files.filter(isSettled)).map(({ path, content: { text } }) => ({ path, text })),
    );

    const others = contents(files.filter((file) => !isSettled(file)));
    if (others.length === 0) return;
    ledger.transaction(() => {
      for (const { path, content } of others) {
        ledger.record(path, content, { committed: true });
        // What is committed unexplained stays so: no later checkpoint puts it down to its own edit.
        ledger.setCheckpoint(git.worktree, path, clock.nowMs());
      }
    });
  }

  const ledgerSinceMs = (): number => ledger?.sinceMs() ?? Number.POSITIVE_INFINITY;

  /** A commit's own tally, or null where nothing of it is known here and its trailers say more. */
  async function recompute(
    from: Git,
    { commit, trailers }: ToldCommit,
    noteText: string | undefined,
    parents: readonly Oid[],
  ): Promise<Tally | null> {
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
    return isKnown || trailers === null ? tally : null;
  }

  return {
    async ofCommit(oid) {
      const commit = await git.commit(oid);
      const of = { commit: commit.oid, parent: commit.parents[0] ?? null };
      const note = (await git.notes([commit.oid])).get(commit.oid);
      const trailers = readTrailers(commit.message);
      const tally = isOpen(commit, trailers, note !== undefined, ledgerSinceMs())
        ? await recompute(git, { commit, trailers }, note, commit.parents.slice(0, 1))
        : null;
      return tally ? contributionOf(tally, of, config.heavyThreshold) : { ...fromTrailers(trailers!), ...of };
    },

    async ofRange(range) {
      const sum = emptyTally();
      const others = emptyTold();
      const sinceMs = ledgerSinceMs();
      const open: ToldCommit[] = [];
      const noted = git.noteBlobs();
      const waiting: CommitInfo[] = [];
      let noteBlobs: ReadonlyMap<Oid, Oid> | undefined;
      // Git has not told of the first commit yet when it has told of the notes, as a rule.
      const take = (commit: CommitInfo) => {
        const trailers = readTrailers(commit.message);
        if (isOpen(commit, trailers, noteBlobs?.has(commit.oid) ?? false, sinceMs))
          open.push({ commit, trailers });
        else addTrailers(others, trailers!);
      };
      await Promise.all([
        noted.then((blobs) => {
          noteBlobs = blobs;
          waiting.forEach(take);
        }),
        git.eachCommit(range, (commit) => (noteBlobs ? take(commit) : void waiting.push(commit))),
      ]);
      const blobOf = (oid: Oid) => noteBlobs?.get(oid) ?? '';
      const oids = open.map(({ commit: { oid } }) => oid);
      const notes = await git.blobs(oids.map(blobOf).filter((blob) => blob !== ''));
      const from = await prefetched(git, oids);
      for (const { commit, trailers } of open.reverse()) {
        // With respect to all parents: what a merge brings in is counted with the commits that made it.
        const note = notes.get(blobOf(commit.oid));
        const tally = await recompute(from, { commit, trailers }, note, commit.parents);
        if (tally) addTally(sum, tally);
        else addTrailers(others, trailers!);
      }
      const recomputed = contributionOf(sum, { commit: null, parent: null }, config.heavyThreshold);
      return addTold(recomputed, others, config.heavyThreshold);
    },

    async ofStaged(parents, { remember = false, onChange } = {}) {
      const head = await git.resolve('HEAD');
      const from = parents ?? [...(head ? [head] : []), ...(await git.mergeHeads())];
      const change = await attributedChange(deps, from, 'index', clock.nowMs());
      onChange?.(change);
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
