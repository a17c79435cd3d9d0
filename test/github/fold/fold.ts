/** Applies events to a state, in the order of time. */

import type { Kind, WorldEvent } from '../events.ts';
import type { State } from '../state.ts';
import { CHECKS } from './checks.ts';
import { PULL_REQUESTS } from './pull-requests.ts';
import { REPOSITORIES } from './repositories.ts';
import { REVIEWS } from './reviews.ts';

const HANDLERS = { ...REPOSITORIES, ...CHECKS, ...PULL_REQUESTS, ...REVIEWS } as unknown as Record<
  Kind,
  (state: State, event: WorldEvent) => void
>;

export function apply(state: State, event: WorldEvent): void {
  HANDLERS[event.kind](state, event);
}
