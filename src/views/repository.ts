/** What the views need of one repository, and what they know of the one they show. */

import type { LineGroup } from '../services/line-groups.ts';
import type { NextPullRequest } from '../services/pull-requests/next-pull-request.ts';
import type { UncommittedChange } from '../services/uncommitted-change.ts';

/** `displaced`: installed once, and another tool has since put its own hooks in their place. */
export type HookState = 'installed' | 'missing' | 'displaced';

/** `set-aside`: it was damaged and a new one was begun; `newer`: written by a later version, left alone. */
export type LedgerState = 'ok' | 'set-aside' | 'newer' | 'unavailable';

export interface Figures extends UncommittedChange {
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
  /** where a damaged ledger was put */
  readonly setAside: string | undefined;
  figures(): Promise<Figures>;
  /** the uncommitted lines of one file */
  lines(path: string): Promise<readonly LineGroup[]>;
  /** the pull request that its branch would become; null when there is none to open */
  nextPullRequest(): Promise<NextPullRequest | null>;
  installHooks(): Promise<void>;
  uninstallHooks(): Promise<void>;
  /** what is installed, what is not, what to do, as text */
  doctor(): Promise<string>;
  /** deletes what is recorded of this repository */
  deleteData(): Promise<void>;
}

/** Why there is no repository to show. */
export type NoRepository =
  | 'no-folder'
  | 'virtual'
  | 'untrusted'
  | 'git-missing'
  | 'dubious-ownership'
  | 'no-repository';

/** The repository of the active editor, else the last one, else that of the first folder. */
export type Current = Repository | NoRepository | 'loading';

export type Snapshot =
  | { readonly kind: NoRepository | 'loading' }
  | { readonly kind: 'failed'; readonly repository: Repository }
  | ({ readonly kind: 'ready'; readonly repository: Repository } & Figures);
