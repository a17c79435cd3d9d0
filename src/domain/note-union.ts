/** Two accounts of one commit, made one without loss. */

import { rangesOf } from './note-lines.ts';
import { type Attestation, formatNote, type Note, parseNote } from './notes.ts';

/** `first`, and what `second` says of lines that `first` does not speak of. Records of both stay. */
export function uniteNotes(first: Note, second: Note): Note {
  const files = new Map<string, readonly Attestation[]>(first.files);
  for (const [path, attestations] of second.files) {
    const standing = files.get(path) ?? [];
    const isTaken = (line: number) =>
      standing.some(({ ranges }) => ranges.some((range) => line >= range.first && line <= range.last));
    const free = attestations.map(({ key, ranges }) => ({
      key,
      ranges: rangesOf(linesIn(ranges).filter((line) => !isTaken(line))),
    }));
    files.set(path, [...standing, ...free.filter(({ ranges }) => ranges.length > 0)]);
  }
  return {
    files,
    metadata: {
      ...second.metadata,
      ...first.metadata,
      prompts: { ...second.metadata.prompts, ...first.metadata.prompts },
      sessions: { ...second.metadata.sessions, ...first.metadata.sessions },
      humans: { ...second.metadata.humans, ...first.metadata.humans },
    },
  };
}

/** Of ranges that claim more lines than this, only so many are looked at. */
const MAX_LINES = 1_000_000;

function linesIn(ranges: Attestation['ranges']): number[] {
  const lines: number[] = [];
  for (const { first, last } of ranges)
    for (let line = first; line <= last && lines.length < MAX_LINES; line++) lines.push(line);
  return lines;
}

/**
 * Two notes of one commit, as two people wrote them, as one: the same whichever of the two comes first, so that both
 * end up with the same note. What is no note of this format gives way to what is.
 */
export function combineNotes(a: string, b: string): string {
  if (a.trimEnd() === b.trimEnd()) return a;
  const [first, second] = a < b ? [a, b] : [b, a];
  const [one, two] = [parseNote(first), parseNote(second)];
  if (one && two) return formatNote(uniteNotes(one, two));
  return two && !one ? second : first;
}
