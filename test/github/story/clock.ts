/**
 * When the acts of a story happen: now, unless it says otherwise (`ago`, `at`, `after`). Then it stays at that time until
 * it says `now`, or the world's clock is moved.
 */

import type { Duration } from '../world.ts';
import { inMs, type World } from '../world.ts';

export class Told {
  protected readonly world: World;
  #toldMs: number;
  #moves = -1;

  constructor(world: World, startMs?: number) {
    this.world = world;
    this.#toldMs = startMs ?? world.now;
    if (startMs !== undefined) this.#moves = world.moves;
  }

  protected get atMs(): number {
    return this.#moves === this.world.moves ? this.#toldMs : this.world.now;
  }

  /** What is told next happened, or will happen, then. */
  at(time: Date | string | number): this {
    this.#toldMs = new Date(time).getTime();
    this.#moves = this.world.moves;
    return this;
  }

  /** What is told next happens now, after a past was told. */
  now(): this {
    this.#moves = -1;
    return this;
  }

  ago(duration: Duration): this {
    return this.at(this.world.now - inMs(duration));
  }

  /** That long after what was told last. */
  after(duration: Duration): this {
    return this.at(this.atMs + inMs(duration));
  }

  /** Tells something of another time, and goes on from where it was. */
  during(atMs: number, tell: (self: this) => void): this {
    const before = [this.#toldMs, this.#moves] as const;
    tell(this.at(atMs));
    [this.#toldMs, this.#moves] = before;
    return this;
  }
}
