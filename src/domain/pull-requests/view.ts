/** What the gates are decided from: a pull request, a moment of its life, and the rules. */

import type { Gate, GateState } from './assessment.ts';
import { keyOf, type Moment } from './moment.ts';
import type { Names } from './names.ts';
import type { PullRequest, Who } from './pull-request.ts';
import type { Rules } from './rules.ts';

export interface View {
  readonly pullRequest: PullRequest;
  readonly moment: Moment;
  readonly rules: Rules;
  readonly names: Names;
  /** the last moment that anything is known of */
  readonly presentMs: number;
}

export function gate(
  state: GateState,
  sinceMs: number | null,
  facts: readonly string[],
  owners: readonly Who[] | readonly string[] = [],
): Gate {
  return { state, sinceMs, owners: namesOf(owners), facts };
}

/** Each once, without bots: nothing ever waits on a bot. */
export function namesOf(of: readonly (Who | string)[]): string[] {
  const names = new Map<string, string>();
  for (const who of of)
    if (typeof who === 'string') names.set(keyOf(who), who);
    else if (who.kind !== 'bot') names.set(keyOf(who), who.name);
  return [...names.values()];
}

export const isSame = (a: Who | null, b: Who | null): boolean =>
  a !== null && b !== null && keyOf(a) === keyOf(b);

export const earliest = (times: readonly number[]): number | null =>
  times.length === 0 ? null : Math.min(...times);
export const latest = (times: readonly number[]): number | null =>
  times.length === 0 ? null : Math.max(...times);

export const list = (names: readonly string[]): string => names.join(', ');
