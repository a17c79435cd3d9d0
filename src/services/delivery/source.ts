/** The port to what a forge knows of delivery: merged pull requests, runs, deployments and alerts of a window. */

import type { DeliveryFacts } from '../../domain/delivery/facts.ts';
import type { ForgeFailure } from '../../domain/pull-requests/forge-answer.ts';

export interface DeliveryWanted {
  /** `owner/name` */
  readonly repositories: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
}

export type DeliveryAnswer =
  | {
      readonly kind: 'ok';
      readonly viewer: string;
      readonly facts: DeliveryFacts;
      /** what was cut short or withheld, in sentences */
      readonly remarks: readonly string[];
    }
  | { readonly kind: 'failed'; readonly failure: ForgeFailure };

/** One account on one host. Does not reject for an expected failure. */
export interface DeliverySource {
  readonly host: string;
  facts(wanted: DeliveryWanted, signal?: AbortSignal): Promise<DeliveryAnswer>;
}
