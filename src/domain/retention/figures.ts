/** The figures of a report, added up from insertions. */

import { addFates, type Fates, NO_FATES, totalOf } from './fates.ts';
import { DAY_MS, daysOf, fatesAt, type Insertion, isSettledAt, timeOf } from './insertion.ts';
import { languageOf } from './languages.ts';
import {
  type FatesAt,
  type FunnelStep,
  type IncidentRule,
  MOMENTS,
  type Rate,
  type Report,
  type ReportFilter,
  type RewrittenEdit,
  type RewrittenFile,
  type Slice,
  type SurvivalPoint,
} from './report.ts';

/** Non-white-space characters that one commit of the user added to files that AI has written in. */
export interface AddedCharacters {
  readonly atMs: number;
  readonly path: string;
  /** those of AI or human origin */
  readonly known: number;
  readonly total: number;
}

/** A commit that AI characters came with, and what was found to be wrong with it. */
export interface IncidentCommit {
  readonly atMs: number;
  readonly rules: readonly IncidentRule[];
}

export interface RepositoryFacts {
  readonly name: string;
  readonly worktree: string | null;
  readonly insertions: readonly Insertion[];
  readonly added: readonly AddedCharacters[];
  readonly incidents: readonly IncidentCommit[];
}

/** An insertion, where it is, and how it stands at the end of the window: asked for once for each grouping. */
interface Placed {
  readonly insertion: Insertion;
  readonly repository: RepositoryFacts;
  readonly now: Fates | null;
  readonly isSettled: boolean;
}

/** How many of the most rewritten files and of the costliest edits are named. */
const NAMED = 20;
const INCIDENT_FREE_DAYS = 30;

/** What of a report needs nothing but the facts. */
export type Figures = Omit<Report, 'remarks'>;

/** @param nowMs nothing later is known */
export function figuresOf(
  repositories: readonly RepositoryFacts[],
  filter: ReportFilter,
  nowMs: number,
): Figures {
  const endMs = Math.min(nowMs, filter.toMs);
  const chosen = repositories.filter(({ name }) => filter.repository === null || name === filter.repository);
  const inWindow = (atMs: number) => atMs >= filter.fromMs && atMs <= filter.toMs;
  const isWanted = ({ atMs, tool }: Insertion) =>
    inWindow(atMs) && (filter.tool === null || tool === filter.tool);
  const placed = chosen.flatMap((repository) =>
    repository.insertions.filter(isWanted).map(
      (insertion): Placed => ({
        insertion,
        repository,
        now: fatesAt(insertion, endMs),
        isSettled: isSettledAt(insertion, endMs),
      }),
    ),
  );
  const coverage = (isWanted: (added: AddedCharacters, repository: RepositoryFacts) => boolean) =>
    coverageOf(chosen, (added, repository) => inWindow(added.atMs) && isWanted(added, repository));

  const overall = coverage(() => true);
  const rates = (some: readonly Placed[], known = overall) => ({
    acceptance: acceptanceOf(some, endMs, known),
    rewrite: rewriteOf(some, known),
  });
  const by = (nameOf: (placed: Placed) => string, known?: (name: string) => number | null): Slice[] =>
    [...grouped(placed, nameOf)]
      .map(([name, some]) => ({ name, ...rates(some, known ? known(name) : overall) }))
      .sort((a, b) => b.rewrite.denominator - a.rewrite.denominator || (a.name < b.name ? -1 : 1));

  return {
    atMs: nowMs,
    filter,
    repositories: repositories.map(({ name, worktree }) => ({ name, worktree })),
    tools: [...new Set(repositories.flatMap(({ insertions }) => insertions.map(({ tool }) => tool)))].sort(),
    edits: placed.length,
    inserted: sum(placed, ({ insertion }) => insertion.inserted),
    ...rates(placed),
    offered: null,
    fates: [
      ...MOMENTS.map((moment) => fatesAtMoment(placed, moment, endMs)),
      fatesAtMoment(placed, 'now', endMs),
    ],
    weeks: [...grouped(placed, ({ insertion }) => String(weekOf(insertion.atMs)))]
      .map(([week, some]) => {
        const startMs = Number(week);
        return {
          startMs,
          ...rates(
            some,
            coverage(({ atMs }) => weekOf(atMs) === startMs),
          ),
        };
      })
      .sort((a, b) => a.startMs - b.startMs),
    by: {
      tool: by(({ insertion }) => insertion.tool),
      model: by(({ insertion }) => insertion.model ?? 'unknown'),
      language: by(
        ({ insertion }) => languageOf(insertion.path),
        (name) => coverage(({ path }) => languageOf(path) === name),
      ),
      repository: by(
        ({ repository }) => repository.name,
        (name) => coverage((_, repository) => repository.name === name),
      ),
    },
    survival: survivalOf(placed, endMs, overall),
    funnel: funnelOf(placed, filter.incidentRules, endMs),
    incidents: filter.incidentRules.map((rule) => ({
      rule,
      commits: sum(chosen, ({ incidents }) =>
        sum(incidents, ({ atMs, rules }) => (inWindow(atMs) && rules.includes(rule) ? 1 : 0)),
      ),
    })),
    ...mostRewritten(placed),
  };
}

const sum = <T>(of: readonly T[], count: (one: T) => number): number =>
  of.reduce((total, one) => total + count(one), 0);

function grouped<T>(of: readonly T[], nameOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of of) {
    const name = nameOf(one);
    const group = groups.get(name);
    if (group) group.push(one);
    else groups.set(name, [one]);
  }
  return groups;
}

function coverageOf(
  repositories: readonly RepositoryFacts[],
  isWanted: (added: AddedCharacters, repository: RepositoryFacts) => boolean,
): number | null {
  let known = 0;
  let total = 0;
  for (const repository of repositories)
    for (const added of repository.added)
      if (isWanted(added, repository)) {
        known += added.known;
        total += added.total;
      }
  return total === 0 ? null : known / total;
}

/** Monday, 00:00 UTC. The first of them after the epoch was the 5th of January 1970. */
function weekOf(atMs: number): number {
  const monday = 4 * DAY_MS;
  return Math.floor((atMs - monday) / (7 * DAY_MS)) * 7 * DAY_MS + monday;
}

function acceptanceOf(placed: readonly Placed[], endMs: number, coverage: number | null): Rate {
  const settled = placed.filter(({ isSettled }) => isSettled);
  return {
    numerator: sum(settled, ({ insertion }) => committedBy(insertion, endMs)),
    denominator: sum(settled, ({ insertion }) => insertion.inserted),
    edits: settled.length,
    coverage,
  };
}

const committedBy = ({ committed }: Insertion, endMs: number): number =>
  committed && committed.atMs <= endMs ? committed.characters : 0;

function rewriteOf(placed: readonly Placed[], coverage: number | null): Rate {
  let numerator = 0;
  let denominator = 0;
  let edits = 0;
  for (const { now: fates } of placed) {
    if (!fates) continue;
    numerator += fates['rewritten-by-me'] + fates.deleted + fates.undone;
    denominator += totalOf(fates);
    edits++;
  }
  return { numerator, denominator, edits, coverage };
}

function fatesAtMoment(placed: readonly Placed[], moment: FatesAt['moment'], endMs: number): FatesAt {
  let characters = NO_FATES;
  let edits = 0;
  for (const { insertion, now } of placed) {
    const atMs = moment === 'now' ? endMs : timeOf(moment, insertion);
    const isThen = atMs !== null && atMs <= endMs;
    const fates = moment === 'now' ? now : isThen ? fatesAt(insertion, atMs) : null;
    if (!fates) continue;
    characters = addFates(characters, fates);
    edits++;
  }
  return { moment, characters, edits };
}

function survivalOf(placed: readonly Placed[], endMs: number, coverage: number | null): SurvivalPoint[] {
  const moments = MOMENTS.filter((moment) => moment === 'commit' || daysOf(moment) > 0);
  return moments.map((moment) => {
    const old = placed.filter(({ insertion }) => {
      const atMs = timeOf(moment, insertion);
      return atMs !== null && atMs <= endMs;
    });
    const kept = ({ insertion }: Placed) =>
      Math.min(insertion.committed!.characters, fatesAt(insertion, timeOf(moment, insertion)!)!.kept);
    return {
      moment,
      days: daysOf(moment),
      rate: {
        numerator: sum(old, kept),
        denominator: sum(old, ({ insertion }) => insertion.committed!.characters),
        edits: old.length,
        coverage,
      },
    };
  });
}

function funnelOf(
  placed: readonly Placed[],
  incidentRules: readonly IncidentRule[],
  endMs: number,
): FunnelStep[] {
  const insertions = placed.map(({ insertion }) => insertion);
  const settled = placed.filter(({ isSettled }) => isSettled).map(({ insertion }) => insertion);
  const committed = insertions.filter((it) => committedBy(it, endMs) > 0);
  const mergedAt = ({ committed }: Insertion) => committed?.merged?.atMs ?? Number.POSITIVE_INFINITY;
  const merged = committed.filter((it) => mergedAt(it) <= endMs);
  const mergedCharacters = (it: Insertion) => it.committed?.merged?.characters ?? 0;
  const old = merged.filter((it) => mergedAt(it) + INCIDENT_FREE_DAYS * DAY_MS <= endMs);
  const proven = old.filter((it) => {
    const untilMs = mergedAt(it) + INCIDENT_FREE_DAYS * DAY_MS;
    return !it.committed!.incidents.some(({ rule, atMs }) => incidentRules.includes(rule) && atMs <= untilMs);
  });
  const alive = (it: Insertion) =>
    Math.min(mergedCharacters(it), fatesAt(it, mergedAt(it) + INCIDENT_FREE_DAYS * DAY_MS)?.kept ?? 0);

  const step = (stage: FunnelStep['stage'], characters: number, eligible: number): FunnelStep =>
    eligible === 0 ? { stage, characters: null, eligible: null } : { stage, characters, eligible };
  const generated = sum(insertions, ({ inserted }) => inserted);
  return [
    step('generated', generated, generated),
    step(
      'committed',
      sum(committed, (it) => committedBy(it, endMs)),
      sum(settled, ({ inserted }) => inserted),
    ),
    step(
      'merged',
      sum(merged, mergedCharacters),
      sum(committed, (it) => committedBy(it, endMs)),
    ),
    step('incident-free', sum(proven, alive), sum(old, mergedCharacters)),
    { stage: 'valuable', characters: null, eligible: null },
  ];
}

/** What was replaced or taken out by somebody, whoever that was. */
function mostRewritten(placed: readonly Placed[]): Pick<Report, 'files' | 'costliest'> {
  const edits: RewrittenEdit[] = [];
  const files = new Map<RepositoryFacts, Map<string, Mutable<RewrittenFile>>>();
  for (const { insertion, repository, now: fates } of placed) {
    if (!fates) continue;
    const { tool, model, path, line, atMs, inserted } = insertion;
    const rewritten = totalOf(fates) - fates.kept;
    const place = { repository: repository.name, worktree: repository.worktree, path, line };
    if (rewritten > 0) edits.push({ ...place, atMs, tool, model, inserted, rewritten, fates });
    const ofRepository = files.get(repository) ?? new Map<string, Mutable<RewrittenFile>>();
    files.set(repository, ofRepository);
    const file = ofRepository.get(path);
    if (!file) ofRepository.set(path, { ...place, inserted, rewritten });
    else {
      file.inserted += inserted;
      file.rewritten += rewritten;
      if (line !== null) file.line = Math.min(line, file.line ?? line);
    }
  }
  const most = <T extends RewrittenFile>(of: T[]): T[] =>
    of
      .filter(({ rewritten }) => rewritten > 0)
      .sort((a, b) => b.rewritten - a.rewritten || b.inserted - a.inserted || (a.path < b.path ? -1 : 1))
      .slice(0, NAMED);
  return { files: most([...files.values()].flatMap((some) => [...some.values()])), costliest: most(edits) };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
