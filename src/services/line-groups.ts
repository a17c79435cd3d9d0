/** The uncommitted lines of one file, neighbours of one class and tool together. */

import type { LineClass } from '../domain/contribution.ts';
import { leadingEdit, tallyLines } from '../domain/line-classes.ts';
import { type Edit, unexplainedAt } from '../domain/origin.ts';
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
  const groups: Group[] = [];
  for (const { first, last } of diffs[0]!.added) {
    for (let line = first; line <= last; line++) {
      const tally = tallies[line - 1];
      if (!tally) break; // the file has changed since it was compared
      const group: Group = { class: tally.class, edit: leadingEdit(tally), first: line, last: line };
      const previous = groups.at(-1);
      if (previous?.last === line - 1 && isAlike(previous, group))
        groups[groups.length - 1] = { ...previous, edit: previous.edit ?? group.edit, last: line };
      else groups.push(group);
    }
  }
  return groups.map(({ edit, ...group }) => ({
    ...group,
    ...(edit?.tool !== undefined && { tool: edit.tool }),
    ...(edit?.model !== undefined && { model: edit.model }),
  }));
}

/** `edit`: that of the lines; none of blank ones, which have no characters to tell it by */
type Group = Omit<LineGroup, 'tool' | 'model'> & { readonly edit: Edit | undefined };

const isAlike = (a: Group, b: Group): boolean =>
  a.class === b.class &&
  (!a.edit || !b.edit || (a.edit.tool === b.edit.tool && a.edit.model === b.edit.model));
