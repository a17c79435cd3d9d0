/** Origins of a text, carried over by diff from texts whose origins are known. */

import type { Attributed, Mark, Run } from './origin.ts';

/**
 * Runs of `after`, carried over from `sources`.
 * Differences in white space alone carry; text that moved carries; what no source explains takes `inserted`.
 * @param sources earlier texts with their runs, best first; later ones explain only what earlier ones do not
 * @returns runs covering `after` exactly (UTF-16 code units), adjacent equal marks joined
 */
export function carry(_after: string, _sources: readonly Attributed[], _inserted: Mark): Run[] {
  throw new Error('being written');
}
