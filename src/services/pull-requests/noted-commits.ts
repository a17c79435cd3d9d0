/** How much of a commit is AI as far as its note tells: notes are fetched beside the branches where a team shares them. */

import type { Config } from '../../domain/config.ts';
import type { NotedCommits } from '../../domain/pull-requests/ai-share.ts';
import { createContributions } from '../contributions.ts';
import type { Clock, Git, Oid } from '../ports.ts';
import { prefetched } from '../prefetch.ts';

export interface NotedCommitsDeps {
  readonly git: Git;
  readonly clock: Clock;
  config(): Promise<Config>;
}

export interface NotedCommitsReader {
  /**
   * All that is known so far, with what there is of `commits`: the same object as long as there is nothing new. Commits
   * without a note, or that were not fetched, are left out.
   * @throws GitError
   */
  read(commits: readonly Oid[]): Promise<NotedCommits>;
}

/** The ledger is not asked: what it knows beyond the notes has not left this machine. */
export function createNotedCommits({ git, clock, config }: NotedCommitsDeps): NotedCommitsReader {
  let known: NotedCommits = new Map();
  /** the note that a commit was read with */
  const readWith = new Map<Oid, Oid>();

  return {
    async read(commits) {
      if (commits.length === 0) return known;
      const blobs = await git.noteBlobs();
      const changed = commits.filter((oid) => blobs.has(oid) && blobs.get(oid) !== readWith.get(oid));
      const present = await Promise.all(
        changed.map(async (oid) => ((await git.resolve(`${oid}^{commit}`)) ? [oid] : [])),
      );
      const oids = present.flat();
      if (oids.length === 0) return known;
      const [notes, from] = await Promise.all([git.notes(oids), prefetched(git, oids)]);
      const contributions = createContributions({
        git: { ...from, notes: async () => notes },
        ledger: null,
        clock,
        config: await config(),
      });
      const all = new Map(known);
      for (const oid of oids) {
        const { share, added } = await contributions.ofCommit(oid);
        const { ai, mixed, human, unknown } = added;
        if (ai + mixed + human > 0)
          all.set(oid, { percent: share * 100, lines: { ai, mixed, human, unknown } });
        else all.delete(oid);
        readWith.set(oid, blobs.get(oid) ?? '');
      }
      known = all;
      return known;
    },
  };
}
