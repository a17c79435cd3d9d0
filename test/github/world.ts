/**
 * A world of repositories and people under a clock that only moves when it is told to, or with the time of day.
 * Everything that can be asked of it is a fold of its events up to now; events of the future wait until it is their time.
 */

import type { WorldEvent } from './events.ts';
import { apply } from './fold/fold.ts';
import { emptyState, type State } from './state.ts';

export interface Duration {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
}

export const inMs = ({ days = 0, hours = 0, minutes = 0, seconds = 0 }: Duration): number =>
  (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;

export interface WorldOptions {
  readonly now: Date | string | number;
  /** whether the clock runs by itself from there */
  readonly isRunning?: boolean;
}

export class World {
  /** how many times the clock was moved: a story that was told at an earlier time goes on from the new one */
  moves = 0;
  readonly #events: WorldEvent[] = [];
  readonly #startedAtMs = Date.now();
  readonly #isRunning: boolean;
  #nowMs: number;
  #folded: { state: State; count: number } | null = null;

  constructor({ now, isRunning = false }: WorldOptions) {
    this.#nowMs = new Date(now).getTime();
    this.#isRunning = isRunning;
  }

  /** The time in this world, epoch milliseconds. */
  get now(): number {
    return this.#nowMs + (this.#isRunning ? Date.now() - this.#startedAtMs : 0);
  }

  advance(duration: Duration): void {
    this.#nowMs += inMs(duration);
    this.moves += 1;
  }

  /** In the order of time; those of the same time as they were told. */
  get events(): readonly WorldEvent[] {
    return this.#events;
  }

  /** Adds what happens at the time that the event bears, be it past or to come. */
  add(event: WorldEvent): void {
    const index = this.#events.findLastIndex((it) => it.atMs <= event.atMs) + 1;
    this.#events.splice(index, 0, event);
    if (this.#folded && index < this.#folded.count) this.#folded = null;
  }

  /** The state now. It is shared and grows with the world: do not keep it. */
  state(): State {
    const events = this.#events;
    this.#folded ??= { state: emptyState(), count: 0 };
    for (
      let event = events[this.#folded.count];
      event && event.atMs <= this.now;
      event = events[this.#folded.count]
    ) {
      apply(this.#folded.state, event);
      this.#folded.count += 1;
    }
    return this.#folded.state;
  }

  /** The state as it was, or will be, at a time: a fold of its own. */
  at(atMs: number): State {
    const state = emptyState();
    for (const event of this.#events) {
      if (event.atMs > atMs) break;
      apply(state, event);
    }
    return state;
  }
}
