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
  readonly #names: Names;
  readonly #required: readonly string[];
  #last: CheckSets | null = null;
  /** when the next of them changes after that */
  #untilMs = Number.NEGATIVE_INFINITY;

  constructor({ checks, rules }: PullRequest, names: Names) {
    const required = rules?.requiredChecks ?? [];
    this.all = checks.map((check) => ({
      check,
      gate: names.checkGate(check) ?? 'ci',
      isRequired: check.isRequired || required.includes(check.name),
    }));
    this.areNamed = this.all.some(({ isRequired }) => isRequired) || required.length > 0;
    this.#names = names;
    this.#required = required;
  }

  /**
   * Of earlier commits than the present ones no checks are known: then there are none, nor are any missing.
   * @param moment not earlier than the one before
   */
  at({ hasPresentHead, atMs, pushedAtMs }: Moment): CheckSets {
    if (!hasPresentHead) return NONE;
    if (!this.#last || atMs >= this.#untilMs) this.#last = this.#look(atMs, pushedAtMs);
    return this.#last;
  }

  #look(atMs: number, pushedAtMs: number): CheckSets {
    const sets = { ci: [] as SeenCheck[], qa: [] as SeenCheck[], security: [] as SeenCheck[] };
    const heard = new Set<string>();
    this.#untilMs = Number.POSITIVE_INFINITY;
    for (const { check, gate, isRequired } of this.all) {
      this.#untilMs = Math.min(this.#untilMs, nextChangeOf(check, atMs));
      const seen = seenAt(check, isRequired, atMs, pushedAtMs);
      if (!seen) continue;
      heard.add(check.name);
      sets[gate].push(seen);
    }
    const silent = this.#required.filter((name) => !heard.has(name));
    return { ...sets, missing: silent.map((name) => ({ name, gate: this.#gateOf(name) })) };
  }

  /** Those that failed, of CI only as far as they decide. */
  failuresOf(place: Place): Check[] {
    const counts = (isRequired: boolean) => place !== 'ci' || !this.areNamed || isRequired;
    return this.all.flatMap(({ check, gate, isRequired }) =>
      gate === place && hasFailed(check) && counts(isRequired) ? check : [],
    );
  }

  #gateOf(name: string): Place {
    const known = this.all.find(({ check }) => check.name === name)?.gate;
    return known ?? this.#names.checkGate({ name, app: null }) ?? 'ci';
  }
}

function nextChangeOf({ createdAtMs, startedAtMs, completedAtMs }: Check, atMs: number): number {
  const later = (it: number | null) => (it !== null && it > atMs ? it : Number.POSITIVE_INFINITY);
  return Math.min(later(createdAtMs), later(startedAtMs), later(completedAtMs));
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

/** Whether it can be asked to run again: it did not pass, and is through. */
export const hasFailed = ({ state }: Check): boolean =>
  state === 'failed' || state === 'cancelled' || state === 'broken';

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
