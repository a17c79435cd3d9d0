/** Delivery figures of the user over all accounts, and why there are none where there are none. */

import type { Delivery } from '../../domain/delivery/delivery.ts';
import type { DeliveryFacts, Missing } from '../../domain/delivery/facts.ts';
import { deliveryOf } from '../../domain/delivery/figures.ts';
import type { ForgeFailure } from '../../domain/pull-requests/forge-answer.ts';
import type { Rules } from '../../domain/pull-requests/rules.ts';
import type { Clock } from '../ports.ts';
import type { DeliveryAnswer, DeliverySource } from './source.ts';

export type DeliveryOutcome =
  | { readonly kind: 'ready'; readonly delivery: Delivery }
  /** none of the repositories has a remote at a forge that is known */
  | { readonly kind: 'no-repositories' }
  | { readonly kind: 'failed'; readonly host: string; readonly failure: ForgeFailure };

export interface DeliveryDeps {
  /** those that somebody is signed in at, with the repositories that are looked at there, `owner/name` */
  accounts(): Promise<
    readonly { readonly source: DeliverySource; readonly repositories: readonly string[] }[]
  >;
  rules(): Rules;
  readonly clock: Clock;
}

export interface DeliveryReader {
  /** Cheap when it was asked for the same window within ten minutes. */
  delivery(fromMs: number, toMs: number, signal?: AbortSignal): Promise<DeliveryOutcome>;
}

const KEPT_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
/** What a forge is asked for at most, also for "everything". */
const LONGEST_MS = 365 * DAY_MS;

export function createDelivery({ accounts, rules, clock }: DeliveryDeps): DeliveryReader {
  const known = new Map<string, { readonly atMs: number; readonly answer: DeliveryAnswer }>();

  async function ask(
    source: DeliverySource,
    repositories: readonly string[],
    fromMs: number,
    toMs: number,
    signal?: AbortSignal,
  ): Promise<DeliveryAnswer> {
    const key = JSON.stringify([source.host, repositories, Math.round((toMs - fromMs) / DAY_MS)]);
    const before = known.get(key);
    if (before && clock.nowMs() - before.atMs < KEPT_MS) return before.answer;
    const answer = await source.facts({ repositories, fromMs, toMs }, signal);
    if (answer.kind === 'ok') known.set(key, { atMs: clock.nowMs(), answer });
    return answer;
  }

  return {
    async delivery(fromMs, toMs, signal) {
      const from = Math.max(fromMs, toMs - LONGEST_MS);
      const answers: Extract<DeliveryAnswer, { kind: 'ok' }>[] = [];
      let failed: DeliveryOutcome = { kind: 'no-repositories' };
      for (const { source, repositories } of await accounts()) {
        if (repositories.length === 0) continue;
        const answer = await ask(source, repositories, from, toMs, signal);
        if (answer.kind === 'ok') answers.push(answer);
        else failed = { kind: 'failed', host: source.host, failure: answer.failure };
      }
      const [first] = answers;
      if (!first) return failed;
      const delivery = deliveryOf(together(answers.map(({ facts }) => facts)), rules(), first.viewer);
      const remarks = answers.flatMap((it) => it.remarks);
      if (failed.kind === 'failed')
        remarks.push(`${failed.host} could not be asked: ${failed.failure.kind}.`);
      return { kind: 'ready', delivery: { ...delivery, remarks } };
    },
  };
}

function together(them: readonly DeliveryFacts[]): DeliveryFacts {
  const [first, ...others] = them;
  if (!first) throw new Error('no facts');
  const joined = <T>(pick: (facts: DeliveryFacts) => readonly T[] | Missing): readonly T[] | Missing => {
    const lists = them.map(pick);
    const there = lists.filter((it) => typeof it !== 'string');
    return there.length > 0 ? there.flat() : pick(first);
  };
  if (others.length === 0) return first;
  return {
    ...first,
    merged: them.flatMap((it) => it.merged),
    runs: joined((it) => it.runs),
    deployments: joined((it) => it.deployments),
    alerts: joined((it) => it.alerts),
  };
}
