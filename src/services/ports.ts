/** What the services need from the outside world. One interface per collaborator; the adapters implement them. */

import type { LineRange } from '../domain/added-lines.ts';
import type { EditClaim } from '../domain/edit-claim.ts';
import type { Attributed, Run } from '../domain/origin.ts';

export type { LineRange };

export interface Clock {
  nowMs(): number;
}

/** Background messages for the log channel or `LASTMILE_DEBUG`; never text of files, prompts or secrets. */
export interface Log {
  info(message: string): void;
  warn(message: string, cause?: unknown): void;
}

export type Oid = string;

/** One file of a diff, as `git diff-tree -M --raw -p -U0` tells it. Paths are relative to the root, `/`-separated. */
export interface FileDiff {
  readonly path: string;
  /** the path before, when it differs (renames); null for an added file */
  readonly oldPath: string | null;
  readonly status: 'added' | 'deleted' | 'modified' | 'renamed' | 'type-changed';
  /** null: not there on that side; also null for the work tree, whose content is read from disk */
  readonly oldOid: Oid | null;
  readonly newOid: Oid | null;
  readonly binary: boolean;
  /** a submodule or symbolic link on either side */
  readonly special: boolean;
  /** 1-based inclusive ranges of added lines, numbers of the new file, ascending */
  readonly added: readonly LineRange[];
  /** the same of deleted lines, numbers of the old file */
  readonly deleted: readonly LineRange[];
}

/** One side of a diff. `null` as `from` is the empty tree. */
export type TreeSide = { commit: Oid } | 'index' | 'worktree';

export interface CommitInfo {
  readonly oid: Oid;
  readonly parents: readonly Oid[];
  readonly atMs: number;
  /** `Name <email>` */
  readonly author: string;
  readonly message: string;
}

/** A commit with at most one parent, and its diff to it. */
export interface CommitChange {
  readonly commit: CommitInfo;
  readonly diffs: readonly FileDiff[];
}

export interface BlamedLine {
  /** 1-based, in the file asked for */
  readonly line: number;
  readonly commit: Oid;
  /** when the commit was made */
  readonly atMs: number;
  readonly originalPath: string;
  readonly originalLine: number;
}

const isNamed = (value: unknown, name: string): boolean => value instanceof Error && value.name === name;

/**
 * What went wrong with git. `no-git`: the program is not there (or the folder it was to run in is gone); `failed`: it
 * ran and failed, or what it said makes no sense.
 */
export type GitErrorKind = 'no-git' | 'failed';

/** Any call of `Git` may reject with it. Told by its name: each bundle of the product has this class anew. */
export class GitError extends Error {
  override readonly name = 'GitError';
  static override [Symbol.hasInstance] = (value: unknown): boolean => isNamed(value, 'GitError');
  readonly kind: GitErrorKind;
  /** the command line after `git`; file names may be in it, secrets are not */
  readonly args: readonly string[];
  /** what git printed on standard error, in English, trimmed, without credentials */
  readonly stderr: string;
  readonly exitCode: number | undefined;

  constructor(
    kind: GitErrorKind,
    message: string,
    details: { args?: readonly string[]; stderr?: string; exitCode?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.kind = kind;
    this.args = details.args ?? [];
    this.stderr = details.stderr ?? '';
    this.exitCode = details.exitCode;
  }
}

/** One work tree of a repository, through git. Every call may reject with `GitError`. */
export interface Git {
  /** absolute, `/`-separated */
  readonly worktree: string;
  /** this work tree's git folder */
  readonly gitDir: string;
  /** the git folder that linked work trees share; the ledger lives in `lastmile/` below it */
  readonly commonDir: string;

  resolve(revision: string): Promise<Oid | null>;
  /** the full name of the ref that `name` (`HEAD`, `refs/remotes/origin/HEAD`) stands for, null when it stands for none */
  symbolicRef(name: string): Promise<string | null>;
  /** null: the two have nothing in common */
  mergeBase(one: Oid, other: Oid): Promise<Oid | null>;
  commit(oid: Oid): Promise<CommitInfo>;
  /** those of `commits` that are no merges, with what each changed; one process for all */
  changes(commits: readonly Oid[]): Promise<CommitChange[]>;
  /** oldest first; `range` as git takes it (`A..B`) */
  commits(range: string): Promise<CommitInfo[]>;
  /** each of them as soon as git has told of it, roughly newest first */
  eachCommit(range: string, visit: (commit: CommitInfo) => void): Promise<void>;
  /** `from: null` is the empty tree; `to` the work tree includes untracked files that are not ignored. `paths` narrows. */
  diff(from: Oid | null, to: TreeSide, paths?: readonly string[]): Promise<FileDiff[]>;
  /** texts of blobs, decoded as UTF-8; one process for all. A missing blob has no entry. */
  blobs(oids: readonly Oid[]): Promise<Map<Oid, string>>;
  /** texts of files in commits, in order; one process for all; null where there is no such file */
  filesAt(files: readonly { readonly commit: string; readonly path: string }[]): Promise<(string | null)[]>;
  /** blob of `path` in HEAD and in the index, for the paths that have one */
  trackedBlobs(paths: readonly string[]): Promise<Map<string, { head: Oid | null; index: Oid | null }>>;
  /** which of `paths` `.gitattributes` marks `linguist-generated` */
  generated(paths: readonly string[]): Promise<Set<string>>;
  /** which of `paths` are untracked files that `.gitignore` or another exclude file keeps so */
  ignored(paths: readonly string[]): Promise<Set<string>>;
  blame(path: string, revision: string): Promise<BlamedLine[]>;
  /** texts of the attribution notes (`refs/notes/ai`) of those of `commits` that have one; one process for all */
  notes(commits: readonly Oid[]): Promise<Map<Oid, string>>;
  /** blob of the note of every commit that has one; one process for each place where notes are kept */
  noteBlobs(): Promise<Map<Oid, Oid>>;
  /** puts notes on commits, all or none, replacing what is there; `null` takes one off */
  writeNotes(notes: ReadonlyMap<Oid, string | null>): Promise<void>;
  /** commits being merged right now (MERGE_HEAD), empty if none */
  mergeHeads(): Promise<Oid[]>;
  /**
   * Revisions whose content is on its way into the work tree: what is being merged, squashed, picked, reverted to or
   * reset from. Empty as a rule.
   */
  incoming(): Promise<string[]>;
  /** the stash that was made last, null if there is none */
  stash(): Promise<{ readonly oid: Oid; readonly atMs: number } | null>;
  /** values of every git config entry whose key begins with one of `prefixes`; the last value of a key wins */
  config(prefixes: readonly string[]): Promise<Map<string, string>>;
  /** the file's text, or null when it is missing, not a regular file, or larger than `maxBytes` */
  readFile(path: string, maxBytes: number): Promise<string | null>;
}

/**
 * Why the ledger could not do something.
 * `busy`: another process wrote for longer than 2 s; `full`: no space left; `read-only`: the folder or the connection;
 * `corrupt`: the database was damaged, has been set aside and the next call begins a new one; `unavailable`: it cannot
 * be opened; `failed`: anything else SQLite said.
 */
export type LedgerErrorKind = 'busy' | 'full' | 'read-only' | 'corrupt' | 'unavailable' | 'failed';

/** Any call of a `Ledger` may throw it; nothing of the transaction it happened in is kept. Told by its name, too. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  static override [Symbol.hasInstance] = (value: unknown): boolean => isNamed(value, 'LedgerError');
  readonly kind: LedgerErrorKind;

  constructor(kind: LedgerErrorKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

/** What was last seen of a path in one work tree. */
export interface Seen extends Attributed {
  /** blob of the path in HEAD then */
  readonly headOid: Oid | null;
  readonly atMs: number;
}

export type SeenState = 'disk' | 'buffer';

/**
 * The local database of origins of one repository. Texts and runs in and out are normalised (see `domain/text.ts`).
 * Content decides: what is known belongs to a (path, text) pair, so any way of getting that text back gets its origins back.
 */
export interface Ledger {
  /** runs of this exact text at this path, or null when it was never seen */
  find(path: string, text: string): readonly Run[] | null;
  /** what else was seen at this path and still has its text, newest first */
  history(path: string, limit: number): Attributed[];
  /**
   * Records runs of a text at a path. Where the same text is there already, better evidence wins character by
   * character (`isBetterEvidence`). Returns the runs that stand now.
   * `committed`: Git keeps this text, so the ledger may drop its copy and keeps the runs longer.
   * `replace`: these runs already take into account what the ledger knew; they stand as they are.
   */
  record(
    path: string,
    content: Attributed,
    options?: { committed?: boolean; replace?: boolean },
  ): readonly Run[];
  seen(worktree: string, path: string, state: SeenState): Seen | null;
  /** `record`, and remember that this is what the path holds now. `content: null`: it is gone. */
  setSeen(
    worktree: string,
    path: string,
    state: SeenState,
    content: Attributed | null,
    headOid: Oid | null,
  ): readonly Run[];
  /** paths with a `seen` of that state in that work tree */
  seenPaths(worktree: string, state: SeenState): string[];
  /** time of the last checkpoint of this path, 0 if none */
  lastCheckpointMs(worktree: string, path: string): number;
  setCheckpoint(worktree: string, path: string, atMs: number): void;
  /**
   * Git keeps these texts now (see `record`). Costs a commit next to nothing: it is written down beside the database,
   * which takes it in with whatever is recorded next.
   */
  markCommitted(contents: readonly { readonly path: string; readonly text: string }[]): void;
  /** time of the earliest edit recorded, `Infinity` if there is none: of what is older the ledger knows nothing */
  sinceMs(): number;
  /** whether an edit with this uid is known: the same edit seen twice counts once */
  hasEdit(uid: string): boolean;
  /** runs `work` in one transaction; waits at most 2 s for other writers, then throws `LedgerError` `busy` */
  transaction<T>(work: () => T): T;
  /** changes whenever another connection has written */
  version(): number;
  close(): void;
}

/** What AI tools tell of their edits in the sessions that they leave on disk. */
export interface SessionLogs {
  /** what is new since the last accepted batch, and what more there is if that was much */
  read(): Promise<SessionBatch>;
}

export interface SessionBatch {
  /** in order of time */
  readonly claims: readonly EditClaim[];
  readonly hasMore: boolean;
  /** The claims have been dealt with: they are not given again. */
  accept(): Promise<void>;
}
