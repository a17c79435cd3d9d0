/** The added lines of commits with their origins, one commit after another. */

import { parseNote } from '../domain/notes.ts';
import type { CommitLines } from '../domain/trace.ts';
import { attributedChange, type ChangeDeps } from './attributed-change.ts';
import type { Oid } from './ports.ts';
import { prefetched } from './prefetch.ts';

/** Commits that are looked at together: few processes, and no more than this many in memory. */
const BATCH = 200;

/**
 * Of a merge, the lines that differ from every parent.
 * @throws GitError
 */
export async function* commitLines(deps: ChangeDeps, commits: readonly Oid[]): AsyncGenerator<CommitLines> {
  for (let at = 0; at < commits.length; at += BATCH) {
    const batch = commits.slice(at, at + BATCH);
    const [git, notes] = await Promise.all([prefetched(deps.git, batch), deps.git.notes(batch)]);
    for (const oid of batch) {
      const commit = await git.commit(oid);
      const note = parseNote(notes.get(oid) ?? '');
      const to = { commit: oid };
      const { files } = await attributedChange({ ...deps, git }, commit.parents, to, commit.atMs, { note });
      const lines = files
        .filter((file) => file.lines.length > 0)
        .map((file) => [file.diff.path, file.lines] as const);
      yield { commit: oid, atMs: commit.atMs, files: new Map(lines) };
    }
  }
}
