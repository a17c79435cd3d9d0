/** Edits by line and column, as editors write them down. */

import * as v from 'valibot';

const Position = v.pipe(v.number(), v.integer(), v.minValue(1));

export const TextEdits = v.array(
  v.object({
    range: v.object({
      startLineNumber: Position,
      startColumn: Position,
      endLineNumber: Position,
      endColumn: Position,
    }),
    text: v.string(),
  }),
);

/**
 * `text` after `edits`, which were made at once: their 1-based positions (UTF-16 code units) are those of `text`.
 * Null where a position is outside the text or two edits overlap.
 */
export function applyTextEdits(text: string, edits: v.InferOutput<typeof TextEdits>): string | null {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const offset = (line: number, column: number): number => {
    const start = starts[line - 1];
    if (start === undefined) return Number.NaN;
    const lineEnd = (starts[line] ?? text.length + 1) - 1;
    return start + column - 1 <= lineEnd ? start + column - 1 : Number.NaN;
  };
  const replaced = edits
    .map(({ range, text: inserted }) => ({
      from: offset(range.startLineNumber, range.startColumn),
      to: offset(range.endLineNumber, range.endColumn),
      inserted,
    }))
    .sort((a, b) => a.from - b.from);

  let result = '';
  let at = 0;
  for (const { from, to, inserted } of replaced) {
    // Not a number compares as false.
    if (!(from >= at && to >= from)) return null;
    result += text.slice(at, from) + inserted;
    at = to;
  }
  return result + text.slice(at);
}
