/** Commits of which only their trailers are known: what these say, alone and added to what is known of others. */

import { type Contribution, type LineCounts, levelOf } from '../domain/contribution.ts';
import type { readTrailers } from '../domain/trailers.ts';

export type Trailers = NonNullable<ReturnType<typeof readTrailers>>;

/** The sum over commits. Trailers hold lines, a rounded share and names; the rest is not known and is left at 0. */
export interface Told {
  readonly lines: LineCounts;
  /** of each commit, times its lines */
  share: number;
  readonly tools: Map<string, Trailers['tools'][number]>;
}

export const emptyTold = (): Told => ({
  lines: { total: 0, ai: 0, mixed: 0, human: 0, unknown: 0 },
  share: 0,
  tools: new Map(),
});

export function addTrailers(told: Told, { contribution: { lines, percent }, tools }: Trailers): void {
  const total = lines.ai + lines.mixed + lines.human + lines.unknown;
  told.lines.total += total;
  told.lines.ai += lines.ai;
  told.lines.mixed += lines.mixed;
  told.lines.human += lines.human;
  told.lines.unknown += lines.unknown;
  told.share += (percent / 100) * total;
  for (const tool of tools) told.tools.set(nameOf(tool), tool);
}

const nameOf = ({ tool, model }: { tool: string; model?: string }) => `${tool}:${model ?? ''}`;

/** What one commit's trailers say. */
export function fromTrailers(trailers: Trailers): Contribution {
  const { lines, percent, level } = trailers.contribution;
  const total = lines.ai + lines.mixed + lines.human + lines.unknown;
  return {
    commit: null,
    parent: null,
    added: { total, ...lines, excluded: 0 },
    deleted: 0,
    share: percent / 100,
    coverage: total === 0 ? 0 : (total - lines.unknown) / total,
    level,
    tools: trailers.tools.map((tool) => ({ ...tool, sessions: 0, characters: 0, lines: 0 })),
    evidence: { reported: 0, observed: 0, inferred: 0 },
    files: [],
  };
}

/** `known` with what is told of further commits. Shares are weighted by added lines. */
export function addTold(known: Contribution, told: Told, heavy: number): Contribution {
  if (told.lines.total === 0 && told.tools.size === 0) return known;
  const { lines } = told;
  const added = {
    total: known.added.total + lines.total,
    ai: known.added.ai + lines.ai,
    mixed: known.added.mixed + lines.mixed,
    human: known.added.human + lines.human,
    unknown: known.added.unknown + lines.unknown,
    excluded: known.added.excluded,
  };
  const mean = (ofKnown: number, sum = 0) =>
    added.total === 0 ? 0 : (ofKnown * known.added.total + sum) / added.total;
  const share = mean(known.share, told.share);
  const named = new Set(known.tools.map(nameOf));
  const others = [...told.tools.values()].filter((tool) => !named.has(nameOf(tool)));
  return {
    ...known,
    added,
    share,
    coverage: mean(known.coverage, lines.total - lines.unknown),
    level: levelOf(share, heavy),
    tools: [...known.tools, ...others.map((tool) => ({ ...tool, sessions: 0, characters: 0, lines: 0 }))],
    evidence: {
      reported: mean(known.evidence.reported),
      observed: mean(known.evidence.observed),
      inferred: mean(known.evidence.inferred),
    },
  };
}
