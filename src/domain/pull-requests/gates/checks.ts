/** Checks as they were at a moment, sorted by the gate they belong to. */

import type { Check, PullRequest } from '../pull-request.ts';
import type { View } from '../view.ts';

export interface SeenCheck {
  readonly check: Check;
  readonly isRequired: boolean;
  readonly state: 'queued' | 'running' | 'held' | 'passed' | 'failed' | 'broken';
  /** when it came to this, as near as the forge tells */
  readonly sinceMs: number;
  readonly startedAtMs: number;
}

export interface CheckSets {
  readonly ci: readonly SeenCheck[];
  readonly qa: readonly SeenCheck[];
  readonly security: readonly SeenCheck[];
  /** required ones that nothing was heard of */
  readonly missing: readonly { readonly name: string; readonly gate: 'ci' | 'qa' | 'security' }[];
}

const NONE: CheckSets = { ci: [], qa: [], security: [], missing: [] };

/** Of earlier commits than the present ones no checks are known: then there are none, nor are any missing. */
export function checksOf({ pullRequest, moment, names, rules }: View): CheckSets {
  if (!moment.hasPresentHead) return NONE;
  const required = requiredNames(pullRequest);
  const sets = { ci: [] as SeenCheck[], qa: [] as SeenCheck[], security: [] as SeenCheck[] };
  const heard = new Set<string>();
  for (const check of pullRequest.checks) {
    const isRequired = check.isRequired || required.has(check.name);
    const seen = seenAt(check, isRequired, moment.atMs, moment.pushedAtMs);
    if (!seen) continue;
    heard.add(check.name);
    const kind = names.checkGate(check);
    if (kind === 'security' && !isRequired && !rules.security.optionalChecksFail) continue;
    sets[kind ?? 'ci'].push(seen);
  }
  const missing = [...required]
    .filter((name) => !heard.has(name))
    .map((name) => ({ name, gate: names.checkGate({ name, app: null }) ?? ('ci' as const) }));
  return { ...sets, missing };
}

export function requiredNames({ rules }: PullRequest): ReadonlySet<string> {
  return new Set(rules?.requiredChecks);
}

function seenAt(check: Check, isRequired: boolean, atMs: number, pushedAtMs: number): SeenCheck | null {
  const { startedAtMs, completedAtMs } = check;
  const createdAtMs = check.createdAtMs ?? startedAtMs ?? completedAtMs ?? pushedAtMs;
  const firstMs = Math.min(createdAtMs, startedAtMs ?? createdAtMs, completedAtMs ?? createdAtMs);
  if (atMs < firstMs) return null;
  const seen = (state: SeenCheck['state'], sinceMs: number): SeenCheck => ({
    check,
    isRequired,
    state,
    sinceMs,
    startedAtMs: createdAtMs,
  });
  switch (check.state) {
    case 'waiting':
      return seen('held', createdAtMs);
    case 'queued':
      return seen('queued', createdAtMs);
    case 'running':
      return seen('running', startedAtMs ?? createdAtMs);
  }
  const endMs = completedAtMs ?? createdAtMs;
  if (atMs < endMs)
    return seen(startedAtMs !== null && atMs >= startedAtMs ? 'running' : 'queued', createdAtMs);
  const state = check.state === 'neutral' ? 'passed' : check.state === 'cancelled' ? 'failed' : check.state;
  return seen(state, endMs);
}

export const isPending = ({ state }: SeenCheck): boolean =>
  state === 'queued' || state === 'running' || state === 'held';

/** `lint failed`, or what it was instead, as the forge's word for it is lost in the state. */
export function told({ check, state }: SeenCheck): string {
  const word = check.state === 'cancelled' && state === 'failed' ? 'was cancelled' : WORDS[state];
  return `${check.name} ${word}`;
}

const WORDS: Record<SeenCheck['state'], string> = {
  queued: 'is queued',
  running: 'is running',
  held: 'is held back',
  passed: 'passed',
  failed: 'failed',
  broken: 'broke',
};
