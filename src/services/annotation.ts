/** The notes of commits: what is known of their lines, beside the commits for everybody who reads the format. */

import { type NoteContext, noteOf } from '../domain/note-lines.ts';
import { uniteNotes } from '../domain/note-union.ts';
import { formatNote, type Note, parseNote } from '../domain/notes.ts';
import { type AttributedFile, attributedChange, type ChangeDeps } from './attributed-change.ts';
import type { Ledger, Oid } from './ports.ts';
import { prefetched, type Sources } from './prefetch.ts';

export interface AnnotationDeps extends ChangeDeps {
  /** SHA-256 in hexadecimal */
  readonly hash: (text: string) => string;
}

export interface Annotator {
  /**
   * Writes the notes of `commits`, as far as anything is known of their lines. Of a merge, only lines that differ from
   * every parent are spoken of. What another tool said of a commit stays; ours is added for lines it does not speak of.
   * @param rewritten for commits that a rebase or an amend made: the commits they were made of, last first
   * @returns how many notes were written
   * @throws GitError
   */
  annotate(commits: readonly Oid[], rewritten?: Sources): Promise<number>;
}

export function createAnnotator(deps: AnnotationDeps): Annotator {
  const { git, ledger, hash } = deps;

  return {
    async annotate(commits, rewritten = new Map()) {
      if (!ledger) return 0;
      const [standing, from] = await Promise.all([git.notes(commits), prefetched(git, commits, rewritten)]);
      const notes = new Map<Oid, string>();
      for (const oid of new Set(commits)) {
        const commit = await from.commit(oid);
        const sources = rewritten.get(oid) ?? [];
        const to = { commit: oid };
        const { files } = await attributedChange({ ...deps, git: from }, commit.parents, to, commit.atMs, {
          sources,
        });
        if (sources.length > 0) remember(ledger, files);
        const ours = noteOfChange(files, { commit: oid, author: commit.author, hash });
        const old = standing.get(oid);
        const text = ours && formatNote(withOther(ours, old === undefined ? null : parseNote(old)));
        if (text && text.trimEnd() !== old?.trimEnd()) notes.set(oid, text);
      }
      await git.writeNotes(notes);
      return notes.size;
    },
  };
}

/** Null when nothing is known of any line. */
export function noteOfChange(files: readonly AttributedFile[], context: NoteContext): Note | null {
  return noteOf(new Map(files.map((file) => [file.diff.path, file.lines])), context);
}

/** A rewrite makes texts that nobody wrote in a work tree: the next one finds them here. */
function remember(ledger: Ledger, files: readonly AttributedFile[]): void {
  ledger.transaction(() => {
    for (const { diff, content } of files)
      if (content) ledger.record(diff.path, content, { committed: true });
  });
}

/** `ours`, with what a note that is there already says before it. An earlier note of ours is replaced. */
const withOther = (ours: Note, other: Note | null): Note =>
  !other || isEarlierOfOurs(ours, other) ? ours : uniteNotes(other, ours);

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
