/** Everything that is done in a session, and in which order. */

import { chatEdits } from './chat-actions.ts';
import type { Writer } from './corpus.ts';
import type { Material } from './materials.ts';
import { agents, programs } from './program-actions.ts';
import type { Stage } from './stage.ts';
import { suggestions } from './suggestion-actions.ts';
import { clipboardUse, commands, typing } from './typing-actions.ts';

export interface Action {
  readonly action: string;
  readonly family: string;
  /** who wrote the text that an extension puts in, of which the editor says no more than that */
  readonly by: Writer;
  readonly run: (stage: Stage) => Promise<void>;
}

export const person = (family: string, action: string, run: Action['run']): Action => ({
  action,
  family,
  by: 'person',
  run,
});

export function actionsOf(material: Material): Action[] {
  const kinds = [typing, clipboardUse, commands, programs, suggestions, chatEdits, agents];
  return shuffled(
    kinds.flatMap((kind) => kind(material)),
    material.seed,
  );
}

/** Fisher and Yates, with numbers of a linear congruential generator: the same order for the same seed. */
function shuffled<T>(items: T[], seed: number): T[] {
  let state = seed;
  const below = (limit: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * limit);
  };
  for (let at = items.length - 1; at > 0; at--) {
    const other = below(at + 1);
    [items[at], items[other]] = [items[other]!, items[at]!];
  }
  return items;
}
