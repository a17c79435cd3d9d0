/** Conversations on lines of the change: which of them hold it up, and whose word is missing. */

import type { Thread, Who } from '../pull-request.ts';
import { isSame, type View } from '../view.ts';

export interface OpenThreads {
  /** somebody else had the last word: the author has to answer, or to change something */
  readonly onAuthor: number;
  readonly onAuthorSinceMs: number | null;
  /** the author had the last word: whoever began has to come back */
  readonly starters: readonly Who[];
  readonly onStartersSinceMs: number | null;
}

/**
 * Threads of people that were neither resolved nor overtaken by a push. When one was resolved the forge does not tell:
 * in the past it counts until the first push after its last word, else until that word itself.
 */
export function openThreads({ pullRequest, moment, presentMs }: View, mustBeResolved: boolean): OpenThreads {
  let onAuthor = 0;
  let onAuthorSinceMs: number | null = null;
  let onStartersSinceMs: number | null = null;
  const starters: Who[] = [];
  for (const thread of pullRequest.threads) {
    const [first] = thread.comments;
    if (!first || first.atMs > moment.atMs || first.by?.kind === 'bot') continue;
    const endMs = endOf(thread, pullRequest.events, presentMs);
    if (endMs !== null && moment.atMs >= endMs) continue;
    const said = thread.comments.filter(({ by, atMs }) => atMs <= moment.atMs && by?.kind !== 'bot');
    const last = said.at(-1) ?? first;
    const isAuthors = isSame(first.by, pullRequest.author);
    if (isAuthors && said.every(({ by }) => isSame(by, pullRequest.author)) && !mustBeResolved) continue;
    if (!isAuthors && isSame(last.by, pullRequest.author)) {
      if (first.by) starters.push(first.by);
      onStartersSinceMs = Math.min(onStartersSinceMs ?? last.atMs, last.atMs);
    } else {
      onAuthor++;
      onAuthorSinceMs = Math.min(onAuthorSinceMs ?? last.atMs, last.atMs);
    }
  }
  return { onAuthor, onAuthorSinceMs, starters, onStartersSinceMs };
}

function endOf(thread: Thread, events: View['pullRequest']['events'], presentMs: number): number | null {
  const [first] = thread.comments;
  const last = thread.comments.at(-1);
  if (!first || !last || (!thread.isResolved && !thread.isOutdated)) return null;
  const afterMs = thread.isResolved ? last.atMs : first.atMs;
  const push = events.find(({ kind, atMs }) => kind === 'pushed' && atMs > afterMs);
  return Math.min(push?.atMs ?? afterMs, presentMs);
}
