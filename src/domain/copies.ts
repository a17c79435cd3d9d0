/** Text that a command of the editor copies within a document: a line below itself, a selection to where it is dragged. */

import type { AttributedText } from './attributed-text.ts';
import { carry } from './carry.ts';
import type { SelectionContext, TextChange } from './evidence.ts';
import type { Run } from './origin.ts';
import { withoutWhitespace } from './text.ts';

/** The runs of what is to be inserted, from beside its place or from what is selected; undefined if neither is its source. */
export function runsOfCopy(
  document: AttributedText,
  { offset, text }: TextChange,
  selections: SelectionContext['selections'],
): readonly Run[] | undefined {
  const bare = withoutWhitespace(text);
  const near = [
    [offset, offset + text.length],
    [offset - text.length, offset],
  ];
  const selected = selections.map(({ anchor, active }) => [
    Math.min(anchor, active),
    Math.max(anchor, active),
  ]);
  for (const [from, to] of [...near, ...selected] as [number, number][]) {
    if (from < 0 || to > document.length || from === to) continue;
    const source = document.slice(from, to);
    if (withoutWhitespace(source.text) === bare) return carry(text, [source], source.runs[0]!.mark);
  }
  return undefined;
}
