/** What reports need: of a ledger, what went in and what was seen to happen to it; of Git, which commit changed what. */

import type { Edit } from '../../domain/origin.ts';
import type { Fates } from '../../domain/retention/fates.ts';
import type { Oid } from '../ports.ts';

/** Fates of an edit's characters in one place, a path in a work tree, from the moment that they were seen to be so. */
export interface SeenFates {
  readonly atMs: number;
  /** a number for the work tree and the path together */
  readonly place: number;
  readonly path: string;
  readonly fates: Fates;
}

/** One AI edit, where it went in, and what was seen of it in work trees since, in order of time. */
export interface EditRecord {
  readonly edit: Edit;
  /** non-white-space characters by path */
  readonly insertions: readonly { readonly path: string; readonly characters: number }[];
  readonly seen: readonly SeenFates[];
}

export interface RetentionRecord {
  /** Runs `work`, which reads much of one state and writes nothing: cheaper than to ask for each on its own. */
  reading<T>(work: () => T): T;
  /** every AI edit that was seen when it went in */
  editRecords(): EditRecord[];
  /** the one object that stands for an edit here; null where it is not known */
  editOf(uid: string): Edit | null;
  /** changes when `editRecords` may */
  editRecordsVersion(): number;
  /** intermediate results that are worth keeping between two reports; null: none of that name */
  readCache(name: string): Uint8Array | null;
  writeCache(name: string, value: Uint8Array): void;
}

/** A regular file before and after a change; null: there is none. */
export interface BlobChange {
  readonly path: string;
  /** another than `path` where the file was renamed */
  readonly oldPath: string;
  readonly oldOid: Oid | null;
  readonly newOid: Oid | null;
}

export interface HistoryCommit {
  readonly oid: Oid;
  readonly parents: readonly Oid[];
  readonly authoredAtMs: number;
  readonly committedAtMs: number;
  /** e-mail address, as `.mailmap` has it */
  readonly author: string;
  readonly message: string;
  /** With respect to the parent. Of a merge what differs from every parent, with respect to each of them. */
  readonly changes: readonly BlobChange[];
}

/** Where the branches are. */
export interface Tips {
  /** HEAD, local branches, and the default branch as it was last fetched */
  readonly all: readonly Oid[];
  /** the default branch, here and as it was last fetched; empty where there is no telling which it is */
  readonly default: readonly Oid[];
}

/** Every call may reject with `GitError`. */
export interface PathHistory {
  tips(): Promise<Tips>;
  /** what is reachable and was committed since, parents before their children; one process */
  commits(tips: Tips, sinceMs: number): Promise<HistoryCommit[]>;
  /** what merges changed with respect to their first parent; one process */
  mergeChanges(merges: readonly HistoryCommit[]): Promise<Map<Oid, BlobChange[]>>;
  /**
   * Texts of blobs, in the order of `oids`, handed on while git still reads; null for what is no blob, or none of text's
   * size. `visit` says whether to go on; one process.
   */
  texts(oids: readonly Oid[], visit: (text: string | null) => boolean): Promise<void>;
  /** addresses that the user of this repository commits with; empty where none is configured */
  ownAddresses(): Promise<ReadonlySet<string>>;
}
