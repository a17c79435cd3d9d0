/** The notes of commits: what is known of their lines, beside the commits for everybody who reads the format. */

import type { NumberedLine } from '../domain/added-lines.ts';
import { noteOf, rangesOf } from '../domain/note-lines.ts';
import { type Attestation, formatNote, type Note, parseNote } from '../domain/notes.ts';
import { attributedChange, type ChangeDeps } from './attributed-change.ts';
import type { CommitInfo, Git, Oid } from './ports.ts';
import { prefetched } from './prefetch.ts';

export interface AnnotationDeps extends ChangeDeps {
  /** SHA-256 in hexadecimal */
  readonly hash: (text: string) => string;
}

export interface Annotator {
  /**
   * Writes the notes of `commits`, as far as anything is known of their lines. Of a merge, only lines that differ from
   * every parent are spoken of. What another tool said of a commit stays; ours is added for lines it does not speak of.
   * @returns how many notes were written
   * @throws GitError
   */
  annotate(commits: readonly Oid[]): Promise<number>;
}

export function createAnnotator(deps: AnnotationDeps): Annotator {
  const { git, ledger, hash } = deps;

  async function noteFor(from: Git, commit: CommitInfo): Promise<Note | null> {
    const { files } = await attributedChange(
      { ...deps, git: from },
      commit.parents,
      { commit: commit.oid },
      commit.atMs,
    );
    const lines = new Map<string, readonly NumberedLine[]>(files.map((file) => [file.diff.path, file.lines]));
    return noteOf(lines, { commit: commit.oid, author: commit.author, hash });
  }

  return {
    async annotate(commits) {
      if (!ledger) return 0;
      const [standing, from] = await Promise.all([git.notes(commits), prefetched(git, commits)]);
      const notes = new Map<Oid, string>();
      for (const oid of new Set(commits)) {
        const ours = await noteFor(from, await from.commit(oid));
        const old = standing.get(oid);
        const text = ours && formatNote(withOther(ours, old === undefined ? null : parseNote(old)));
        if (text && text.trimEnd() !== old?.trimEnd()) notes.set(oid, text);
      }
      await git.writeNotes(notes);
      return notes.size;
    },
  };
}

/** `ours`, with what a note that is there already says beside it. An earlier note of ours is replaced. */
function withOther(ours: Note, other: Note | null): Note {
  if (!other || isEarlierOfOurs(ours, other)) return ours;
  const files = new Map<string, readonly Attestation[]>(other.files);
  for (const [path, attestations] of ours.files) {
    const taken = files.get(path) ?? [];
    const isTaken = (line: number) =>
      taken.some(({ ranges }) => ranges.some(({ first, last }) => line >= first && line <= last));
    const free = attestations.map(({ key, ranges }) => ({
      key,
      ranges: rangesOf(
        ranges
          .flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i))
          .filter((line) => !isTaken(line)),
      ),
    }));
    files.set(path, [...taken, ...free.filter(({ ranges }) => ranges.length > 0)]);
  }
  return {
    files,
    metadata: {
      ...ours.metadata,
      ...other.metadata,
      prompts: other.metadata.prompts,
      sessions: { ...ours.metadata.sessions, ...other.metadata.sessions },
      humans: { ...ours.metadata.humans, ...other.metadata.humans },
    },
  };
}

/** Whether all that `other` speaks of are sessions and people that `ours` knows: then it is from the same evidence. */
function isEarlierOfOurs({ metadata: ours }: Note, { metadata: other }: Note): boolean {
  const isSubset = (a: object | undefined, b: object | undefined) =>
    Object.keys(a ?? {}).every((key) => b !== undefined && Object.hasOwn(b, key));
  return (
    Object.keys(other.prompts).length === 0 &&
    isSubset(other.sessions, ours.sessions) &&
    isSubset(other.humans, ours.humans)
  );
}
