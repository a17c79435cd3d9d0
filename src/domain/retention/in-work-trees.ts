/** What was seen of an AI edit in places of work trees, made one account for each path that it went into. */

import { type Fates, settled, sumOfFates } from './fates.ts';
import type { Step } from './insertion.ts';

export interface SeenInPlace extends Step {
  readonly place: number;
  readonly path: string;
}

/**
 * An edit may have gone into several files at once, and its text may have moved to others since: what is seen in a file
 * that it did not go into belongs to the insertion that misses most.
 * @param seen in order of time
 * @returns for each of `insertions` its fates over time
 */
export function stepsOf(
  insertions: readonly { readonly path: string; readonly characters: number }[],
  seen: readonly SeenInPlace[],
): Step[][] {
  if (insertions.length === 1) return [stepsIn(seen, insertions[0]!.characters)];
  const own = (path: string) => insertions.findIndex((it) => it.path === path);
  const home = seen.some(({ path }) => own(path) < 0) ? mostMissing(insertions, seen) : -1;
  const shares = insertions.map((): SeenInPlace[] => []);
  for (const it of seen) {
    const at = own(it.path);
    shares[at < 0 ? home : at]!.push(it);
  }
  return insertions.map(({ characters }, index) => stepsIn(shares[index]!, characters));
}

/** Fates in all places together. Most insertions are only ever in one. */
function stepsIn(seen: readonly SeenInPlace[], characters: number): Step[] {
  const steps: Step[] = [];
  let before = seen[0];
  /** by place, as soon as there is a second one */
  let latest: Map<number, Fates> | undefined;
  for (const it of seen) {
    if (it.place !== before!.place) latest ??= new Map([[before!.place, before!.fates]]);
    latest?.set(it.place, it.fates);
    before = it;
    const all = settled(latest ? sumOfFates(latest.values()) : it.fates, characters);
    if (steps.at(-1)?.atMs === it.atMs) steps.pop();
    steps.push(all === it.fates ? it : { atMs: it.atMs, fates: all });
  }
  return steps;
}

function mostMissing(
  insertions: readonly { readonly path: string; readonly characters: number }[],
  seen: readonly SeenInPlace[],
): number {
  const latest = new Map(seen.map(({ place, path, fates }) => [place, { path, kept: fates.kept }]));
  const missing = insertions.map(({ path, characters }) =>
    [...latest.values()].reduce((left, it) => (it.path === path ? left - it.kept : left), characters),
  );
  return missing.indexOf(Math.max(...missing));
}
