/** How one kind of event changes a state. */

import type { EventsByKind, Kind } from '../events.ts';
import type { State } from '../state.ts';

export type Handlers<Kinds extends Kind> = {
  readonly [K in Kinds]: (state: State, event: EventsByKind[K]) => void;
};
