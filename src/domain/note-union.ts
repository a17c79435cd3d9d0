/** Two accounts of one commit, made one without loss. */

import { joined, without } from './line-ranges.ts';
import { type Attestation, formatNote, type Note, parseNote } from './notes.ts';

/** `first`, and what `second` says of lines that `first` does not speak of. Records of both stay. */
export function uniteNotes(first: Note, second: Note): Note {
  const files = new Map<string, readonly Attestation[]>(first.files);
  for (const [path, attestations] of second.files) {
    const standing = files.get(path) ?? [];
    const taken = joined(standing.flatMap(({ ranges }) => ranges));
    const free = attestations.map(({ key, ranges }) => ({ key, ranges: without(joined(ranges), taken) }));
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
