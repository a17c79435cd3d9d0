/** Edits made outside the editor: everything that changed since the last look is attributed to one origin. */

import type { Evidence, OriginKind } from '../domain/origin.ts';
import type { Clock, Git, Ledger, Log } from './ports.ts';

export interface CheckpointDeps {
  readonly git: Git;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
}

export interface CheckpointRequest {
  readonly origin: OriginKind;
  readonly tool?: string;
  readonly model?: string;
  readonly session?: string;
  /** relative to the root; files or folders; all of the work tree when left out */
  readonly paths?: readonly string[];
}

export interface CheckpointResult {
  /** files with changes that were attributed, with the non-whitespace characters each gained */
  readonly files: { readonly path: string; readonly characters: number }[];
}

/** A tool's report of one edit, from its hook payload or its session log. */
export interface EditClaim {
  /** `<tool>:<session>:<call>:<path>`: the same edit reported twice counts once */
  readonly uid: string;
  readonly tool: string;
  readonly model?: string;
  readonly session?: string;
  readonly atMs: number;
  readonly path: string;
  /** the file before, null: it was not there */
  readonly before: string | null;
  readonly after: string;
  readonly evidence?: Evidence;
}

/**
 * `exact`: the file is what the tool says it wrote; `anchored`: it has changed since, the inserted text was found by its
 * context; `none`: it was not found, nothing is claimed; `known`: this edit has been counted before.
 */
export type ClaimOutcome = 'exact' | 'anchored' | 'none' | 'known';

export interface Checkpoints {
  checkpoint(request: CheckpointRequest): Promise<CheckpointResult>;
  claim(claim: EditClaim): Promise<ClaimOutcome>;
}

export function createCheckpoints(_deps: CheckpointDeps): Checkpoints {
  throw new Error('being written');
}
