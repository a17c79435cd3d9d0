/**
 * Times and memory of contestants that do the same work. Machines are noisy and drift: contestants run in turn
 * (A B C A B C ...), a figure is the median of the rounds, and what counts is the ratio to the contestant named as the
 * baseline, taken round by round.
 */

import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';

export interface Contestant {
  readonly name: string;
  /** one round; what it returns is its time in milliseconds, else the whole call is timed */
  // biome-ignore lint/suspicious/noConfusingVoidType: a round may return nothing at all
  readonly round: () => number | void | Promise<number | void>;
}

export interface Timing {
  readonly name: string;
  readonly ms: number;
  /** time of this contestant / time of the baseline */
  readonly ratio: number;
}

/** @param baseline name of the contestant that the others are compared with; it must be one of them */
export async function inTurn(
  contestants: readonly Contestant[],
  baseline: string,
  rounds: number,
): Promise<Timing[]> {
  const times = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (const { round } of contestants) await round(); // warm-up
  for (let n = 0; n < rounds; n++)
    for (const { name, round } of contestants) {
      collectGarbage();
      const start = performance.now();
      const own = await round();
      times.get(name)!.push(typeof own === 'number' ? own : performance.now() - start);
    }
  const base = times.get(baseline)!;
  return contestants.map(({ name }) => {
    const own = times.get(name)!;
    return {
      name,
      ms: quantile(own, 0.5),
      ratio: quantile(
        own.map((ms, n) => ms / base[n]!),
        0.5,
      ),
    };
  });
}

/** The value below which the fraction `q` of `values` lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))]!;
}

/** Bytes in use because of what `make` returns: the mean of several, since what else is in use varies a little. */
export async function retainedBytes(make: () => unknown): Promise<number> {
  const copies = 4;
  make();
  const kept: unknown[] = new Array(copies).fill(undefined);
  const before = await usedBytes();
  for (let n = 0; n < copies; n++) kept[n] = make();
  const bytes = (await usedBytes()) - before;
  kept.length = 0; // only now: what is not used again may be collected before it was measured
  return bytes / copies;
}

async function usedBytes(): Promise<number> {
  // Weak references take more than one round. Each begins in a task of its own: what the stack still names is not
  // collected, and what was collected is counted until other threads have given it back.
  for (let n = 0; n < 3; n++) {
    await setTimeout(5);
    collectGarbage();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

v8.setFlagsFromString('--expose-gc');
const collectGarbage: () => void = vm.runInNewContext('gc');
