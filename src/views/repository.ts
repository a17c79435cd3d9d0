/** What the views need of one repository, and what they know of the one they show. */

import type { Contribution } from '../domain/contribution.ts';
import type { LineGroup } from '../services/line-groups.ts';

/** `displaced`: installed once, and another tool has since put its own hooks in their place. */
export type HookState = 'installed' | 'missing' | 'displaced';

/** `set-aside`: it was damaged and a new one was begun; `newer`: written by a later version, left alone. */
export type LedgerState = 'ok' | 'set-aside' | 'newer' | 'unavailable';

/** What the next commit would say. */
export interface NextCommit {
  /** `all`: nothing is staged, so this is what it would say if everything were committed */
  readonly from: 'staged' | 'all';
  readonly contribution: Contribution;
  /** trailer lines as they would be written, without line ends */
  readonly trailers: readonly string[];
}

export interface Figures {
  /** everything uncommitted, untracked files included */
  readonly all: Contribution;
  readonly next: NextCommit;
  readonly hooks: HookState;
}

/** One work tree. Every promise may reject. */
export interface Repository {
  /** absolute path */
  readonly worktree: string;
  /** what linked work trees share; names the repository in what is remembered of it */
  readonly commonDir: string;
  readonly name: string;
  readonly ledger: LedgerState;
  figures(): Promise<Figures>;
  /** the uncommitted lines of one file */
  lines(path: string): Promise<readonly LineGroup[]>;
  installHooks(): Promise<void>;
  uninstallHooks(): Promise<void>;
  hookState(): Promise<HookState>;
  /** what is installed, what is not, what to do, as text */
  doctor(): Promise<string>;
  /** deletes what is recorded of this repository */
  deleteData(): Promise<void>;
}

/** Why there is no repository to show. */
export type NoRepository = 'no-folder' | 'virtual' | 'untrusted' | 'git-missing' | 'no-repository';

/** The repository of the active editor, else the last one, else that of the first folder. */
export type Current = Repository | NoRepository | 'loading';

export type Snapshot =
  | { readonly kind: NoRepository | 'loading' }
  | { readonly kind: 'failed'; readonly repository: Repository }
  | ({ readonly kind: 'ready'; readonly repository: Repository } & Figures);

export function isClean({ added, deleted, files }: Contribution): boolean {
  return added.total + added.excluded + deleted === 0 && files.length === 0;
}
