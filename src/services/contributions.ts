/** The figures of a commit, a range, the staged change or the work tree. */

import type { Config } from '../domain/config.ts';
import { type Contribution, levelOf, type ToolContribution } from '../domain/contribution.ts';
import { parseNote } from '../domain/notes.ts';
import { addTally, contributionOf, emptyTally, type Tally, tallyFile } from '../domain/tally.ts';
import { readTrailers } from '../domain/trailers.ts';
import { type AttributedChange, type AttributedFile, attributedChange, sizeOf } from './attributed-change.ts';
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
   * `onChange`: is given the lines that the figures are of.
   */
  ofStaged(
    parents?: readonly Oid[],
    options?: { remember?: boolean; onChange?: (change: AttributedChange) => void },
  ): Promise<Contribution>;
  /** everything uncommitted, untracked files included */
  ofWorktree(): Promise<Contribution>;
}

type Trailers = NonNullable<ReturnType<typeof readTrailers>>;

interface Told {
  readonly commit: CommitInfo;
  readonly trailers: Trailers | null;
}

interface ToldCommit extends Told {
  readonly noteText: string | undefined;
  /** Whether more can be known of it than its trailers say: it is no older than the ledger, or has a note, or no trailers. */
  readonly isOpen: boolean;
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

  const told = ({ commit, trailers }: Told, noteText: string | undefined, sinceMs: number): ToldCommit => {
    // Git counts whole seconds: a commit may have been made up to one later than it says.
    const isOpen = noteText !== undefined || trailers === null || commit.atMs + 1000 > sinceMs;
    return { commit, noteText, trailers, isOpen };
  };

  /** A commit's own tally, or null where nothing of it is known here and its trailers say more. */
  async function recompute(
    from: Git,
    { commit, noteText, trailers, isOpen }: ToldCommit,
    parents: readonly Oid[],
  ): Promise<Tally | null> {
    if (!isOpen) return null;
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
      const it = told({ commit, trailers: readTrailers(commit.message) }, note, ledgerSinceMs());
      const tally = await recompute(git, it, commit.parents.slice(0, 1));
      return tally
        ? contributionOf(tally, of, config.heavyThreshold)
        : { ...fromTrailers(it.trailers!), ...of };
    },

    async ofRange(range) {
      const sum = emptyTally();
      const others: Trailers[] = [];
      const commits: Told[] = [];
      const [annotated] = await Promise.all([
        git.noteBlobs(),
        git.eachCommit(range, (commit) => {
          commits.push({ commit, trailers: readTrailers(commit.message) });
        }),
      ]);
      const blobOf = ({ commit: { oid } }: Told) => annotated.get(oid) ?? '';
      const notes = await git.blobs(commits.map(blobOf).filter((blob) => blob !== ''));
      const sinceMs = ledgerSinceMs();
      const all = commits.reverse().map((it) => told(it, notes.get(blobOf(it)), sinceMs));
      const open = all.filter(({ isOpen }) => isOpen);
      const from = await prefetched(
        git,
        open.map(({ commit }) => commit.oid),
      );
      for (const it of all) {
        // With respect to all parents: what a merge brings in is counted with the commits that made it.
        const tally = it.isOpen ? await recompute(from, it, it.commit.parents) : null;
        if (tally) addTally(sum, tally);
        else others.push(it.trailers!);
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

/** What a commit's trailers say. They hold lines, a rounded share and names; the rest is not known and is left at 0. */
function fromTrailers(trailers: Trailers): Contribution {
  const { lines, percent, level } = trailers.contribution;
  const total = lines.ai + lines.mixed + lines.human + lines.unknown;
  return {
    commit: null,
    parent: null,
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

/** `total` with commits added of which only the trailers are known. */
function addTold(total: Contribution, others: readonly Trailers[], heavy: number): Contribution {
  if (others.length === 0) return total;
  const added = { ...total.added };
  let share = total.share * added.total;
  let coverage = total.coverage * added.total;
  const tools = new Map<string, ToolContribution>();
  const nameOf = ({ tool, model }: { tool: string; model?: string }) => `${tool}:${model ?? ''}`;
  for (const tool of total.tools) tools.set(nameOf(tool), tool);
  for (const { contribution, tools: named } of others) {
    const { ai, mixed, human, unknown } = contribution.lines;
    const lines = ai + mixed + human + unknown;
    added.total += lines;
    added.ai += ai;
    added.mixed += mixed;
    added.human += human;
    added.unknown += unknown;
    share += (contribution.percent / 100) * lines;
    coverage += lines - unknown;
    for (const tool of named) {
      const name = nameOf(tool);
      if (!tools.has(name)) tools.set(name, { ...tool, sessions: 0, characters: 0, lines: 0 });
    }
  }
  /** Weighted by added lines. */
  const mean = (sum: number) => (added.total === 0 ? 0 : sum / added.total);
  const { reported, observed, inferred } = total.evidence;
  const known = total.added.total;
  return {
    ...total,
    added,
    share: mean(share),
    coverage: mean(coverage),
    level: levelOf(mean(share), heavy),
    tools: [...tools.values()],
    evidence: {
      reported: mean(reported * known),
      observed: mean(observed * known),
      inferred: mean(inferred * known),
    },
  };
}
