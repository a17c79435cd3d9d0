/** What the labels of a pull request say of QA and of security: the one that was put on last has the say. */

import type { Gate } from '../assessment.ts';
import type { NamedGate } from '../names.ts';
import type { NamedState } from '../rules.ts';
import type { View } from '../view.ts';

export interface Said {
  readonly state: NamedState;
  readonly atMs: number;
  readonly fact: string;
}

/** What matters more where two labels came at once, most first. */
const WEIGHT: readonly NamedState[] = ['failed', 'passed', 'skipped', 'active', 'waiting'];

/**
 * A label that asked for something and was taken off again closed the gate; one that said how it went says nothing
 * any more once it is gone.
 */
export function saidByLabels({ moment, names }: View, gate: NamedGate): Said | null {
  let last: Said | null = null;
  for (const [label, { atMs }] of moment.labels) {
    const state = names.labelState(label, gate);
    if (!state) continue;
    const isLater =
      !last || atMs > last.atMs || (atMs === last.atMs && WEIGHT.indexOf(state) < WEIGHT.indexOf(last.state));
    if (isLater) last = { state, atMs, fact: `label ${label}` };
  }
  if (last) return last;
  for (const [label, { atMs }] of moment.unlabelled) {
    const state = names.labelState(label, gate);
    if ((state === 'waiting' || state === 'active') && (!last || atMs > last.atMs))
      last = { state: 'passed', atMs, fact: `label ${label} was removed` };
  }
  return last;
}

export function stateOf(said: NamedState): Gate['state'] {
  return said === 'skipped' ? 'na' : said;
}
