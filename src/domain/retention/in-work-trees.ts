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
  const own = (path: string) => insertions.findIndex((it) => it.path === path);
  const moved = seen.filter(({ path }) => own(path) < 0);
  const home = moved.length === 0 || insertions.length === 1 ? 0 : mostMissing(insertions, seen);
  return insertions.map(({ characters }, index) => {
    const latest = new Map<number, Fates>();
    const steps: Step[] = [];
    for (const { atMs, place, path, fates } of seen) {
      const at = own(path);
      if ((at < 0 ? home : at) !== index) continue;
      latest.set(place, fates);
      const all = settled(sumOfFates(latest.values()), characters);
      if (steps.at(-1)?.atMs === atMs) steps.pop();
      steps.push({ atMs, fates: all });
    }
    return steps;
  });
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
