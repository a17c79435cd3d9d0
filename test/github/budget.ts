/** How much of its hourly limit a token has used, for GraphQL and REST each. */

import type { RateLimit } from './resolvers/context.ts';

const HOUR_MS = 3_600_000;

export type Resource = 'graphql' | 'core' | 'search';

export class Budget {
  readonly limit: number;
  readonly resource: Resource;
  #used = 0;
  #resetAtMs = 0;

  constructor(resource: Resource, limit: number) {
    this.resource = resource;
    this.limit = limit;
  }

  /** Takes points if there are any left; the hour begins with the first that is taken. */
  take(points: number, nowMs: number): boolean {
    this.#renew(nowMs);
    if (this.#used + points > this.limit) return false;
    this.#used += points;
    return true;
  }

  exhaust(nowMs: number): void {
    this.#renew(nowMs);
    this.#used = this.limit;
  }

  at(nowMs: number): Omit<RateLimit, 'cost' | 'nodeCount'> {
    this.#renew(nowMs);
    return {
      limit: this.limit,
      used: this.#used,
      remaining: this.limit - this.#used,
      resetAt: this.#resetAtMs,
    };
  }

  headers(nowMs: number): Record<string, string> {
    const { limit, used, remaining, resetAt } = this.at(nowMs);
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-used': String(used),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)),
      'x-ratelimit-resource': this.resource,
    };
  }

  #renew(nowMs: number): void {
    if (nowMs < this.#resetAtMs) return;
    this.#used = 0;
    this.#resetAtMs = nowMs + HOUR_MS;
  }
}
