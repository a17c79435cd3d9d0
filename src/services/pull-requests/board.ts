/** Everybody's pull requests on this machine: looks at the forges from time to time and keeps what was seen last. */

import type { Context } from '../../domain/pull-requests/assess.ts';
import type { Assessment, ListName } from '../../domain/pull-requests/assessment.ts';
import type { ForgeCost, ForgeFailure } from '../../domain/pull-requests/forge-answer.ts';
import type { Forge } from '../forge.ts';

/** One account of one forge. */
export interface ForgeAccount {
  readonly forge: Forge;
  /** its name at the forge; null when nobody is signed in */
  readonly account: string | null;
}

/** `ok`, or the kind of the failure that the last look ended with. */
export type ForgeStateName = 'ok' | ForgeFailure['kind'];

export interface ForgeState {
  /** host of the forge, with a port where it is not the usual one */
  readonly id: string;
  readonly viewer: string | null;
  readonly state: ForgeStateName;
  /** what the last look ended with; rows of an earlier one stay */
  readonly failure: ForgeFailure | null;
  /** when the rows on screen were fetched, epoch ms; null when there are none */
  readonly fetchedAtMs: number | null;
  readonly isLooking: boolean;
  /** of the last look; null when another process looked, or nobody did yet */
  readonly cost: ForgeCost | null;
  /** organisations whose answers are withheld until single sign-on */
  readonly hidden: readonly { readonly organisation: string; readonly url: string | null }[];
}

export interface BoardRow extends Assessment {
  readonly lists: readonly ListName[];
}

export interface BoardState {
  readonly forges: readonly ForgeState[];
  /** of all forges, each pull request once for each account that sees it; in no particular order */
  readonly rows: readonly BoardRow[];
}

export interface Board {
  /** what is known now, assessed for this moment */
  state(): BoardState;
  /** what `row` is assessed with: for explanations, and for trying other rules */
  contextOf(row: BoardRow): Context;
  /** Looks now, whoever else is looking. Settles when it is done; never rejects for an expected failure. */
  refresh(options?: { isForced?: boolean; signal?: AbortSignal }): Promise<void>;
  /** two minutes between looks while focused, ten while not */
  setFocused(isFocused: boolean): void;
  /** the accounts, the scope or the rules have changed */
  configurationChanged(): void;
  /** @returns what ends the subscription */
  onDidChange(listener: (state: BoardState) => void): () => void;
  dispose(): void;
}
