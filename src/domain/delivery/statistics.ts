/** The few statistics that delivery figures need. Of no values there is none: null. */

/** Linear between the two nearest ranks, as spreadsheets and NumPy do it. @param share 0..1 */
export function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const rank = share * (sorted.length - 1);
  const below = Math.floor(rank);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low;
  return low + (high - low) * (rank - below);
}

export const median = (values: readonly number[]): number | null => quantile(values, 0.5);

export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, it) => sum + it, 0) / values.length;

export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
