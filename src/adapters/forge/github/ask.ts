/** Asks for many parts in as few requests as GitHub answers: halves them where it gives up, keeps what came before a failure. */

import type { Client } from './client.ts';
import { isOverload, type Problem, type SignOn } from './failures.ts';
import { type Part, queryOf } from './queries.ts';

export interface Answers {
  /** what was answered, by alias; null where GitHub has nothing, or says nothing */
  readonly values: ReadonlyMap<string, unknown>;
  /** what GitHub left out, by alias of the part it belongs to; those of no part under the empty name */
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
  /** name of the account; null when nothing was answered */
  readonly viewer: string | null;
  /** organisations that withhold something */
  readonly signOns: readonly SignOn[];
  /** what the asking ended with before all was answered; null when it did not */
  readonly error: unknown;
}

export const NO_ANSWERS: Answers = {
  values: new Map(),
  problems: new Map(),
  viewer: null,
  signOns: [],
  error: null,
};

/** All parts in one request. Rejects with whatever the request failed with. */
export async function askOnce(
  client: Client,
  parts: readonly Part[],
  signal: AbortSignal | undefined,
): Promise<Answers> {
  const { query, variables } = queryOf(parts);
  const { data, problems, signOns } = await client.graphql<Record<string, unknown>>(query, variables, signal);
  const byAlias = new Map<string, Problem[]>();
  for (const problem of problems) {
    const alias = String(problem.path?.[0] ?? '');
    byAlias.set(alias, [...(byAlias.get(alias) ?? []), problem]);
  }
  return {
    values: new Map(parts.map(({ alias }) => [alias, data[alias] ?? null])),
    problems: byAlias,
    viewer: (data.viewer as { login: string } | null)?.login ?? null,
    signOns,
    error: null,
  };
}

/**
 * The parts in as many requests as it takes. A part that is too much even alone has no value.
 * @param atOnce how many parts one request may have
 */
export async function ask(
  client: Client,
  parts: readonly Part[],
  atOnce: number,
  signal: AbortSignal | undefined,
): Promise<Answers> {
  let answers = NO_ANSWERS;
  let size = atOnce;
  for (let at = 0; at < parts.length; ) {
    const batch = parts.slice(at, at + size);
    try {
      answers = together(answers, await askOnce(client, batch, signal));
      at += batch.length;
    } catch (error) {
      if (!isOverload(error)) return { ...answers, error };
      if (batch.length > 1) size = Math.ceil(batch.length / 2);
      else at++;
    }
  }
  return answers;
}

export const together = (a: Answers, b: Answers): Answers => ({
  values: new Map([...a.values, ...b.values]),
  problems: new Map([...a.problems, ...b.problems]),
  viewer: b.viewer ?? a.viewer,
  signOns: [...a.signOns, ...b.signOns],
  error: b.error ?? a.error,
});
