/** What the gates are decided from: a pull request, a moment of its life, and the rules. */

import type { Gate, GateState } from './assessment.ts';
import type { CheckHistory } from './gates/checks.ts';
import { keyOf, type Moment } from './moment.ts';
import type { Names } from './names.ts';
import type { PullRequest, Who } from './pull-request.ts';
import type { Rules } from './rules.ts';

export interface View {
  /** the checks of the present commits, sorted by gate once for all moments */
  readonly checks: CheckHistory;
  readonly pullRequest: PullRequest;
  readonly moment: Moment;
  readonly rules: Rules;
  readonly names: Names;
  /** the last moment that anything is known of */
  readonly presentMs: number;
}

/** A gate whose facts are put into words only when somebody asks: in a replay hardly anybody does. */
export type OpenGate = Omit<Gate, 'facts' | 'failures'> & { readonly facts: () => readonly string[] };

export function gate(
  state: GateState,
  sinceMs: number | null,
  facts: OpenGate['facts'],
  owners: readonly (Who | string)[] = [],
): OpenGate {
  return { state, sinceMs, owners: namesOf(owners), facts };
}

/** Each once, without bots: nothing ever waits on a bot. */
export function namesOf(of: readonly (Who | string)[]): string[] {
  if (of.length === 0) return [];
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
