/** Which of several texts another one was made of, most likely. */

import { TOKEN } from './hunk-matching.ts';
import { type Lines, linesOf } from './line-matching.ts';
import type { Attributed } from './origin.ts';

/**
 * `sources` with those first that have most lines in common with `after` and fewest besides: what differs least explains
 * best. Among those that differ in as many lines, the words of these lines decide; of equals the earlier one stays first.
 * Cost: O(n) for each.
 */
export function nearestFirst(after: string, sources: readonly Attributed[]): readonly Attributed[] {
  if (sources.length < 2) return sources;
  const distanceTo = distancesFrom(linesOf(after));
  const distances = new Map(sources.map((source) => [source, distanceTo(linesOf(source.text))]));
  return [...sources].sort((a, b) => {
    const [first, second] = [distances.get(a)!, distances.get(b)!];
    return first.lines - second.lines || first.words() - second.words();
  });
}

/** How many lines only one of `after` and another text has, whatever their order and their white space. */
export function differingLines(after: string): (other: string) => number {
  const distanceTo = distancesFrom(linesOf(after));
  return (other) => distanceTo(linesOf(other)).lines;
}

interface Distance {
  /** how many lines only one of the two has */
  readonly lines: number;
  /** how many words of these lines only one of the two has; found out when asked */
  words(): number;
}

function distancesFrom(own: Lines): (other: Lines) => Distance {
  const places = new Map<string, number>();
  const times = new Int32Array(own.keys.length);
  const placeOf = own.keys.map((key) => {
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    times[place]!++;
    return place;
  });
  return (other) => {
    const left = times.slice();
    const others: number[] = [];
    other.keys.forEach((key, line) => {
      const place = places.get(key);
      if (place !== undefined && left[place]! > 0) left[place]!--;
      else others.push(line);
    });
    const common = other.keys.length - others.length;
    let words: number | undefined;
    return {
      lines: own.keys.length - common + others.length,
      words() {
        if (words !== undefined) return words;
        const ours = own.keys.flatMap((_, line) => (left[placeOf[line]!]!-- > 0 ? line : []));
        words = differingWords(wordsOf(own, ours), wordsOf(other, others));
        return words;
      },
    };
  };
}

const wordsOf = ({ text, starts }: Lines, lines: readonly number[]): string[] =>
  lines.flatMap((line) => text.slice(starts[line], starts[line + 1]).match(TOKEN) ?? []);

/** How many words are in one of the two alone, as often as they are there. */
function differingWords(some: readonly string[], others: readonly string[]): number {
  const left = new Map<string, number>();
  for (const word of some) left.set(word, (left.get(word) ?? 0) + 1);
  for (const word of others) left.set(word, (left.get(word) ?? 0) - 1);
  let count = 0;
  for (const times of left.values()) count += Math.abs(times);
  return count;
}
