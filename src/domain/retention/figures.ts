/** The figures of a report, added up from insertions. */

import { phrase } from '../phrase.ts';
import { addTo, type Fates, NO_FATES, totalOf } from './fates.ts';
import { DAY_MS, DAYS, fatesAt, type Insertion, isSettledAt, timeOf } from './insertion.ts';
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

/** An insertion, where it is, and how it stands at the end of the window. */
interface Placed {
  readonly insertion: Insertion;
  readonly repository: RepositoryFacts;
  readonly now: Fates | null;
  /** its characters in a commit by then */
  readonly committed: number;
  readonly isSettled: boolean;
}

/** How many of the most rewritten files and of the costliest edits are named. */
const NAMED = 20;
const INCIDENT_FREE_DAYS = 30;

/** What of a report needs nothing but the facts. */
export type Figures = Omit<Report, 'remarks'>;

/**
 * One pass over the insertions: of a year of them, to go through memory takes longer than to add up.
 * @param nowMs nothing later is known
 */
export function figuresOf(
  repositories: readonly RepositoryFacts[],
  filter: ReportFilter,
  nowMs: number,
): Figures {
  const endMs = Math.min(nowMs, filter.toMs);
  const chosen = repositories.filter(({ name }) => filter.repository === null || name === filter.repository);
  const inWindow = (atMs: number) => atMs >= filter.fromMs && atMs <= filter.toMs;

  let edits = 0;
  let inserted = 0;
  const overall = new Rates();
  const weeks = new Groups<number, Rates>(Rates);
  const tools = new Groups<string, Rates>(Rates);
  const models = new Groups<string, Rates>(Rates);
  const languages = new Groups<string, Rates>(Rates);
  const names = new Groups<string, Rates>(Rates);
  const moments = MOMENTS.map((moment) => new AtMoment(moment));
  const now = new AtMoment('now');
  const funnel = new Funnel(filter.incidentRules, endMs);
  const rewritten = new Rewritten();
  for (const repository of chosen)
    for (const insertion of repository.insertions) {
      if (!inWindow(insertion.atMs) || (filter.tool !== null && insertion.tool !== filter.tool)) continue;
      const placed = {
        insertion,
        repository,
        now: fatesAt(insertion, endMs),
        committed: committedBy(insertion, endMs),
        isSettled: isSettledAt(insertion, endMs),
      };
      edits++;
      inserted += insertion.inserted;
      overall.add(placed);
      weeks.of(weekOf(insertion.atMs)).add(placed);
      tools.of(insertion.tool).add(placed);
      models.of(insertion.model ?? phrase('unknown')).add(placed);
      languages.of(languageOf(insertion.path)).add(placed);
      names.of(repository.name).add(placed);
      for (const moment of moments) moment.add(placed, endMs);
      now.add(placed, endMs);
      funnel.add(placed);
      rewritten.add(placed);
    }

  const known = new Known();
  const knownInWeek = new Groups<number, Known>(Known);
  const knownIn = new Groups<string, Known>(Known);
  const knownInRepository = new Groups<string, Known>(Known);
  for (const { name, added } of chosen)
    for (const one of added) {
      if (!inWindow(one.atMs)) continue;
      for (const group of [
        known,
        knownInWeek.of(weekOf(one.atMs)),
        knownIn.of(languageOf(one.path)),
        knownInRepository.of(name),
      ])
        group.add(one);
    }
  const slices = (groups: Groups<string, Rates>, coverageOf = (_: string) => known.coverage): Slice[] =>
    [...groups]
      .map(([name, rates]) => ({ name, ...rates.with(coverageOf(name)) }))
      .sort((a, b) => b.rewrite.denominator - a.rewrite.denominator || (a.name < b.name ? -1 : 1));

  return {
    atMs: nowMs,
    filter,
    repositories: repositories.map(({ name, worktree }) => ({ name, worktree })),
    tools: [...new Set(repositories.flatMap(({ insertions }) => insertions.map(({ tool }) => tool)))].sort(),
    edits,
    inserted,
    ...overall.with(known.coverage),
    offered: null,
    fates: [...moments, now].map((it) => it.fates()),
    weeks: [...weeks]
      .map(([startMs, rates]) => ({ startMs, ...rates.with(knownInWeek.of(startMs).coverage) }))
      .sort((a, b) => a.startMs - b.startMs),
    by: {
      tool: slices(tools),
      model: slices(models),
      language: slices(languages, (name) => knownIn.of(name).coverage),
      repository: slices(names, (name) => knownInRepository.of(name).coverage),
    },
    survival: moments.flatMap((moment) => moment.survival(known.coverage) ?? []),
    funnel: funnel.steps(),
    incidents: filter.incidentRules.map((rule) => ({
      rule,
      commits: chosen.reduce(
        (count, { incidents }) =>
          count + incidents.filter(({ atMs, rules }) => inWindow(atMs) && rules.includes(rule)).length,
        0,
      ),
    })),
    ...rewritten.most(),
  };
}

/** Sums by name, begun where a name is new. */
class Groups<K, S> {
  readonly #sums = new Map<K, S>();
  readonly #Sum: new () => S;

  constructor(Sum: new () => S) {
    this.#Sum = Sum;
  }

  of(name: K): S {
    let sum = this.#sums.get(name);
    if (!sum) {
      sum = new this.#Sum();
      this.#sums.set(name, sum);
    }
    return sum;
  }

  [Symbol.iterator](): Iterator<[K, S]> {
    return this.#sums.entries();
  }
}

/** How much of what was added has a known origin. */
class Known {
  #known = 0;
  #total = 0;

  add({ known, total }: AddedCharacters): void {
    this.#known += known;
    this.#total += total;
  }

  get coverage(): number | null {
    return this.#total === 0 ? null : this.#known / this.#total;
  }
}

/** Monday, 00:00 UTC. The first of them after the epoch was the 5th of January 1970. */
function weekOf(atMs: number): number {
  const monday = 4 * DAY_MS;
  return Math.floor((atMs - monday) / (7 * DAY_MS)) * 7 * DAY_MS + monday;
}

const committedBy = ({ committed }: Insertion, endMs: number): number =>
  committed && committed.atMs <= endMs ? committed.characters : 0;

class Rates {
  readonly #acceptance = { numerator: 0, denominator: 0, edits: 0 };
  readonly #rewrite = { numerator: 0, denominator: 0, edits: 0 };

  add({ insertion, now, committed, isSettled }: Placed): void {
    if (isSettled) {
      this.#acceptance.numerator += committed;
      this.#acceptance.denominator += insertion.inserted;
      this.#acceptance.edits++;
    }
    if (now) {
      this.#rewrite.numerator += now['rewritten-by-me'] + now.deleted + now.undone;
      this.#rewrite.denominator += totalOf(now);
      this.#rewrite.edits++;
    }
  }

  with(coverage: number | null): { acceptance: Rate; rewrite: Rate } {
    return { acceptance: { ...this.#acceptance, coverage }, rewrite: { ...this.#rewrite, coverage } };
  }
}

/** Insertions that have reached a moment. */
class AtMoment {
  readonly #moment: FatesAt['moment'];
  readonly #characters = { ...NO_FATES };
  readonly #survived = { numerator: 0, denominator: 0 };
  #edits = 0;

  constructor(moment: FatesAt['moment']) {
    this.#moment = moment;
  }

  add({ insertion, now }: Placed, endMs: number): void {
    const atMs = this.#moment === 'now' ? endMs : timeOf(this.#moment, insertion);
    if (atMs === null || atMs > endMs) return;
    const fates = this.#moment === 'now' ? now : fatesAt(insertion, atMs);
    if (!fates) return;
    addTo(this.#characters, fates);
    this.#edits++;
    const committed = insertion.committed?.characters ?? 0;
    this.#survived.numerator += Math.min(committed, fates.kept);
    this.#survived.denominator += committed;
  }

  fates(): FatesAt {
    return { moment: this.#moment, characters: this.#characters, edits: this.#edits };
  }

  /** null: not a moment that counts from the commit */
  survival(coverage: number | null): SurvivalPoint | null {
    const moment = this.#moment;
    if (moment === 'now' || (moment !== 'commit' && DAYS[moment] === 0)) return null;
    return { moment, days: DAYS[moment], rate: { ...this.#survived, edits: this.#edits, coverage } };
  }
}

/** In characters that reached a stage, and in those that could have. */
class Funnel {
  readonly #incidentRules: readonly IncidentRule[];
  readonly #endMs: number;
  #generated = 0;
  #settled = 0;
  #committed = 0;
  #merged = 0;
  /** merged long enough ago */
  #old = 0;
  #proven = 0;

  constructor(incidentRules: readonly IncidentRule[], endMs: number) {
    this.#incidentRules = incidentRules;
    this.#endMs = endMs;
  }

  add({ insertion, committed, isSettled }: Placed): void {
    this.#generated += insertion.inserted;
    if (isSettled) this.#settled += insertion.inserted;
    this.#committed += committed;
    const merged = insertion.committed?.merged;
    if (committed === 0 || !merged || merged.atMs > this.#endMs) return;
    this.#merged += merged.characters;
    const untilMs = merged.atMs + INCIDENT_FREE_DAYS * DAY_MS;
    if (untilMs > this.#endMs) return;
    this.#old += merged.characters;
    const isIncident = ({ rule, atMs }: { rule: IncidentRule; atMs: number }) =>
      this.#incidentRules.includes(rule) && atMs <= untilMs;
    if (!insertion.committed!.incidents.some(isIncident))
      this.#proven += Math.min(merged.characters, fatesAt(insertion, untilMs)?.kept ?? 0);
  }

  steps(): FunnelStep[] {
    const step = (stage: FunnelStep['stage'], characters: number, eligible: number): FunnelStep =>
      eligible === 0 ? { stage, characters: null, eligible: null } : { stage, characters, eligible };
    return [
      step('generated', this.#generated, this.#generated),
      step('committed', this.#committed, this.#settled),
      step('merged', this.#merged, this.#committed),
      step('incident-free', this.#proven, this.#old),
      { stage: 'valuable', characters: null, eligible: null },
    ];
  }
}

/** What was replaced or taken out by somebody, whoever that was. */
class Rewritten {
  readonly #edits: RewrittenEdit[] = [];
  readonly #files = new Map<RepositoryFacts, Map<string, Mutable<RewrittenFile>>>();

  add({ insertion, repository, now: fates }: Placed): void {
    if (!fates) return;
    const { tool, model, path, line, atMs, inserted } = insertion;
    const rewritten = totalOf(fates) - fates.kept;
    const place = { repository: repository.name, worktree: repository.worktree, path, line };
    if (rewritten > 0) this.#edits.push({ ...place, atMs, tool, model, inserted, rewritten, fates });
    const ofRepository = this.#files.get(repository) ?? new Map<string, Mutable<RewrittenFile>>();
    this.#files.set(repository, ofRepository);
    const file = ofRepository.get(path);
    if (!file) ofRepository.set(path, { ...place, inserted, rewritten });
    else {
      file.inserted += inserted;
      file.rewritten += rewritten;
      if (line !== null) file.line = Math.min(line, file.line ?? line);
    }
  }

  most(): Pick<Report, 'files' | 'costliest'> {
    const most = <T extends RewrittenFile>(of: T[]): T[] =>
      of
        .filter(({ rewritten }) => rewritten > 0)
        .sort((a, b) => b.rewritten - a.rewritten || b.inserted - a.inserted || (a.path < b.path ? -1 : 1))
        .slice(0, NAMED);
    const files = [...this.#files.values()].flatMap((some) => [...some.values()]);
    return { files: most(files), costliest: most(this.#edits) };
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
