/** The sums over the added lines of a change, and the figures that follow from them. */

import { type Contribution, type LineCounts, levelOf } from './contribution.ts';
import { countLine, type LineTally, noLines } from './line-classes.ts';
import type { Edit } from './origin.ts';

/** What a change adds, file by file and edit by edit. */
export interface Tally {
  readonly files: Map<string, LineCounts>;
  /** non-whitespace characters of the added lines by the edit that inserted them */
  readonly characters: Map<Edit, number>;
  /** added lines with any character of a tool and model, by `toolKey` */
  readonly toolLines: Map<string, number>;
  /** added lines of files counted apart */
  excluded: number;
  deleted: number;
}

export const emptyTally = (): Tally => ({
  files: new Map(),
  characters: new Map(),
  toolLines: new Map(),
  excluded: 0,
  deleted: 0,
});

const toolKey = (edit: Edit): string => JSON.stringify([edit.tool ?? 'unknown', edit.model ?? null]);

/** Adds the added lines of one file. `missing`: added lines whose text is not to be had, hence `unknown`. */
export function tallyFile(tally: Tally, path: string, lines: readonly LineTally[], missing = 0): void {
  const counts = tally.files.get(path) ?? noLines();
  for (const line of lines) {
    countLine(counts, line.class);
    const tools = new Set<string>();
    for (const [edit, count] of line.characters) {
      tally.characters.set(edit, (tally.characters.get(edit) ?? 0) + count);
      if (edit.origin === 'ai') tools.add(toolKey(edit));
    }
    for (const tool of tools) tally.toolLines.set(tool, (tally.toolLines.get(tool) ?? 0) + 1);
  }
  for (let i = 0; i < missing; i++) countLine(counts, 'unknown');
  if (counts.total > 0) tally.files.set(path, counts);
}

/** Adds `from` to `to`. */
export function addTally(to: Tally, from: Tally): void {
  for (const [path, counts] of from.files)
    to.files.set(path, addCounts(to.files.get(path) ?? noLines(), counts));
  for (const [edit, count] of from.characters)
    to.characters.set(edit, (to.characters.get(edit) ?? 0) + count);
  for (const [tool, count] of from.toolLines) to.toolLines.set(tool, (to.toolLines.get(tool) ?? 0) + count);
  to.excluded += from.excluded;
  to.deleted += from.deleted;
}

function addCounts(a: LineCounts, b: LineCounts): LineCounts {
  return {
    total: a.total + b.total,
    ai: a.ai + b.ai,
    mixed: a.mixed + b.mixed,
    human: a.human + b.human,
    unknown: a.unknown + b.unknown,
  };
}

/** The figures of a tally. `heavy`: the share from which a change is heavy. */
export function contributionOf(
  tally: Tally,
  of: { commit: string | null; parent: string | null },
  heavy: number,
): Contribution {
  let all = 0;
  const evidence = { reported: 0, observed: 0, inferred: 0 };
  const byOrigin = { ai: 0, human: 0, unknown: 0 };
  const tools = new Map<string, { edits: Set<string>; characters: number }>();
  for (const [edit, count] of tally.characters) {
    all += count;
    byOrigin[edit.origin] += count;
    if (edit.origin !== 'unknown' && edit.evidence !== 'none') evidence[edit.evidence] += count;
    if (edit.origin !== 'ai') continue;
    const tool = tools.get(toolKey(edit)) ?? { edits: new Set(), characters: 0 };
    tool.characters += count;
    tool.edits.add(edit.session ?? edit.uid);
    tools.set(toolKey(edit), tool);
  }
  const of1 = (part: number) => (all === 0 ? 0 : part / all);
  const share = of1(byOrigin.ai);
  let added = noLines();
  for (const counts of tally.files.values()) added = addCounts(added, counts);
  return {
    ...of,
    added: { ...added, excluded: tally.excluded },
    deleted: tally.deleted,
    share,
    coverage: of1(byOrigin.ai + byOrigin.human),
    level: levelOf(share, heavy),
    tools: [...tools]
      .map(([key, { edits, characters }]) => {
        const [tool, model] = JSON.parse(key) as [string, string | null];
        const lines = tally.toolLines.get(key) ?? 0;
        return { tool, ...(model !== null && { model }), sessions: edits.size, characters, lines };
      })
      .sort((a, b) => b.characters - a.characters || (a.tool < b.tool ? -1 : 1)),
    evidence: {
      reported: of1(evidence.reported),
      observed: of1(evidence.observed),
      inferred: of1(evidence.inferred),
    },
    files: [...tally.files]
      .map(([path, counts]) => ({ path, added: counts }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}
