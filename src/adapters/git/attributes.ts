/** Which paths `.gitattributes` marks as generated: the one that is committed along, not the one in the work tree. */

import { unquoted } from './quoting.ts';

/** Reads paths, one on a line, quoted where that is needed. */
export const CHECK_GENERATED: readonly string[] = ['check-attr', '--cached', '--stdin', 'linguist-generated'];

const LINE = /^(.*): linguist-generated: (.*)$/;

/**
 * For each path, whether it is marked.
 * @param output what `CHECK_GENERATED` printed
 */
export function parseGenerated(output: string): Map<string, boolean> {
  const generated = new Map<string, boolean>();
  for (const line of output.split('\n')) {
    const [, path, value] = LINE.exec(line) ?? [];
    if (path !== undefined) generated.set(unquoted(path), value === 'set' || value === 'true');
  }
  return generated;
}
