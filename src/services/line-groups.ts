/** The uncommitted lines of one file, neighbours of one class and tool together. */

import type { LineClass } from '../domain/contribution.ts';
import { leadingEdit, tallyLines } from '../domain/line-classes.ts';
import { unexplainedAt } from './attributed-change.ts';
import { attributeChange } from './attribution.ts';
import type { ContributionDeps } from './contributions.ts';

export interface LineGroup {
  readonly class: LineClass;
  readonly tool?: string;
  readonly model?: string;
  /** 1-based, inclusive, numbers of the file on disk */
  readonly first: number;
  readonly last: number;
}

/** @param path relative to the root, `/`-separated */
export async function uncommittedLines(
  { git, ledger, clock }: Pick<ContributionDeps, 'git' | 'ledger' | 'clock'>,
  path: string,
): Promise<LineGroup[]> {
  const diffs = (await git.diff(await git.resolve('HEAD'), 'worktree', [path])).filter(
    (diff) => diff.path === path && !diff.binary && !diff.special,
  );
  const unexplained = unexplainedAt(clock.nowMs());
  const [content] = await attributeChange(git, ledger, diffs, { side: 'worktree', unexplained });
  if (!content) return [];
  const tallies = tallyLines(content);
  const groups: LineGroup[] = [];
  for (const { first, last } of diffs[0]!.added) {
    for (let line = first; line <= last; line++) {
      const tally = tallies[line - 1];
      if (!tally) break; // the file has changed since it was compared
      const { tool, model } = leadingEdit(tally) ?? {};
      const of = {
        class: tally.class,
        ...(tool !== undefined && { tool }),
        ...(model !== undefined && { model }),
      };
      const previous = groups.at(-1);
      if (previous && previous.last === line - 1 && isAlike(previous, of)) {
        groups[groups.length - 1] = { ...previous, last: line };
      } else groups.push({ ...of, first: line, last: line });
    }
  }
  return groups;
}

const isAlike = (a: Omit<LineGroup, 'first' | 'last'>, b: Omit<LineGroup, 'first' | 'last'>): boolean =>
  a.class === b.class && a.tool === b.tool && a.model === b.model;
