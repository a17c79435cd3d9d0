/** What the reports need of a ledger: what went in, and what has been seen to happen to it. */

import type { Edit } from '../../domain/origin.ts';
import type { Fates } from '../../domain/retention/fates.ts';

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
  /** every AI edit that was seen when it went in */
  editRecords(): EditRecord[];
  /** changes when `editRecords` may */
  editRecordsVersion(): number;
  /** intermediate results that are worth keeping between two reports; null: none of that name */
  readCache(name: string): Uint8Array | null;
  writeCache(name: string, value: Uint8Array): void;
}
