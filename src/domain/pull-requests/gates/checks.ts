/** Checks as they were at a moment, sorted by the gate they belong to. */

import type { Moment } from '../moment.ts';
import type { NamedGate, Names } from '../names.ts';
import type { Check, PullRequest } from '../pull-request.ts';

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
  readonly missing: readonly { readonly name: string; readonly gate: Place }[];
}

type Place = 'ci' | NamedGate;

const NONE: CheckSets = { ci: [], qa: [], security: [], missing: [] };

/** The checks of the present commits, each with its gate; what was to be seen of them at one moment after another. */
export class CheckHistory {
  readonly all: readonly { readonly check: Check; readonly gate: Place; readonly isRequired: boolean }[];
  /** whether the branch says which checks have to pass */
  readonly areNamed: boolean;
  readonly #required: readonly { readonly name: string; readonly gate: Place }[];
  /** at which anything changes, ascending */
  readonly #times: readonly number[];
  #next = 0;
  #last: CheckSets | null = null;

  constructor({ checks, rules }: PullRequest, names: Names) {
    const required = new Set(rules?.requiredChecks);
    this.all = checks.map((check) => ({
      check,
      gate: names.checkGate(check) ?? 'ci',
      isRequired: check.isRequired || required.has(check.name),
    }));
    const gateOf = (name: string): Place =>
      this.all.find(({ check }) => check.name === name)?.gate ?? names.checkGate({ name, app: null }) ?? 'ci';
    this.#required = [...required].map((name) => ({ name, gate: gateOf(name) }));
    this.areNamed = this.all.some(({ isRequired }) => isRequired) || required.size > 0;
    this.#times = checks
      .flatMap((it) => [it.createdAtMs ?? 0, it.startedAtMs ?? 0, it.completedAtMs ?? 0])
      .sort((a, b) => a - b);
  }

  /**
   * Of earlier commits than the present ones no checks are known: then there are none, nor are any missing.
   * @param moment not earlier than the one before
   */
  at({ hasPresentHead, atMs, pushedAtMs }: Moment): CheckSets {
    if (!hasPresentHead) return NONE;
    const before = this.#next;
    while ((this.#times[this.#next] ?? Number.POSITIVE_INFINITY) <= atMs) this.#next++;
    if (!this.#last || this.#next !== before) this.#last = this.#look(atMs, pushedAtMs);
    return this.#last;
  }

  #look(atMs: number, pushedAtMs: number): CheckSets {
    const sets = { ci: [] as SeenCheck[], qa: [] as SeenCheck[], security: [] as SeenCheck[] };
    const heard = new Set<string>();
    for (const { check, gate, isRequired } of this.all) {
      const seen = seenAt(check, isRequired, atMs, pushedAtMs);
      if (!seen) continue;
      heard.add(check.name);
      sets[gate].push(seen);
    }
    return { ...sets, missing: this.#required.filter(({ name }) => !heard.has(name)) };
  }
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
