/** Delivery figures of the user over all accounts, and why there are none where there are none. */

import type { Delivery } from '../../domain/delivery/delivery.ts';
import { type DeliveryFacts, joined } from '../../domain/delivery/facts.ts';
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

export interface DeliveryAccount {
  readonly source: DeliverySource;
  /** its name there; null: the forge alone knows it */
  readonly account: string | null;
  /** those that are looked at there, `owner/name` */
  readonly repositories: readonly string[];
}

export interface DeliveryDeps {
  /** those that somebody is signed in at */
  accounts(): Promise<readonly DeliveryAccount[]>;
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
    { source, account, repositories }: DeliveryAccount,
    fromMs: number,
    toMs: number,
    signal?: AbortSignal,
  ): Promise<DeliveryAnswer> {
    const key = JSON.stringify([source.host, account, repositories, Math.round((toMs - fromMs) / DAY_MS)]);
    const before = known.get(key);
    if (before && clock.nowMs() - before.atMs < KEPT_MS) return before.answer;
    const answer = await source.facts({ repositories, fromMs, toMs }, signal);
    if (answer.kind === 'ok') known.set(key, { atMs: clock.nowMs(), answer });
    return answer;
  }

  return {
    async delivery(fromMs, toMs, signal) {
      const from = Math.max(fromMs, toMs - LONGEST_MS);
      /** by host: a second account there would tell the same once more */
      const answers = new Map<string, Extract<DeliveryAnswer, { kind: 'ok' }>>();
      let failed: DeliveryOutcome = { kind: 'no-repositories' };
      for (const account of await accounts()) {
        const { source, repositories } = account;
        if (repositories.length === 0 || answers.has(source.host)) continue;
        const answer = await ask(account, from, toMs, signal);
        if (answer.kind === 'ok') answers.set(source.host, answer);
        else failed = { kind: 'failed', host: source.host, failure: answer.failure };
      }
      if (answers.size === 0) return failed;
      const told = [...answers.values()];
      const facts = together(told.map((it) => it.facts));
      const delivery = deliveryOf(
        facts,
        rules(),
        ({ forge, author }) => author !== null && author.name === answers.get(forge)?.viewer,
      );
      const remarks = told.flatMap((it) => it.remarks);
      if (failed.kind === 'failed' && !answers.has(failed.host))
        remarks.push(`${failed.host} could not be asked: ${failed.failure.kind}.`);
      return { kind: 'ready', delivery: { ...delivery, remarks } };
    },
  };
}

/** @param them one at least, of one window */
const together = (them: readonly DeliveryFacts[]): DeliveryFacts => ({
  ...them[0]!,
  merged: them.flatMap((it) => it.merged),
  runs: joined(them.map((it) => it.runs)),
  deployments: joined(them.map((it) => it.deployments)),
  alerts: joined(them.map((it) => it.alerts)),
});
