/** Reports over the repositories of a user: facts of each, kept between reports, and the figures added up from them. */

import { figuresOf, type RepositoryFacts } from '../../domain/retention/figures.ts';
import { INCIDENT_RULES, type Report, type ReportFilter } from '../../domain/retention/report.ts';
import type { Clock, Git, Ledger, Log } from '../ports.ts';
import { repositoryFacts } from './facts.ts';
import type { PathHistory, RetentionRecord } from './ports.ts';

/** Both folders absolute. */
export interface KnownRepository {
  readonly worktree: string;
  /** the git folder that linked work trees share */
  readonly commonDir: string;
}

export interface ReportedRepository {
  readonly git: Git;
  readonly ledger: Ledger & RetentionRecord;
  readonly history: PathHistory;
  /** the ledger is not needed any more for now */
  close(): void;
}

export interface ReporterDeps {
  readonly repositories: () => readonly KnownRepository[];
  /** a sentence for people where it cannot be opened; null where there is nothing to be said of it */
  readonly open: (known: KnownRepository) => Promise<ReportedRepository | string | null>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Reporter {
  /** What is left out of the filter is not filtered by: all repositories and tools, from the beginning to now. */
  report(filter?: Partial<ReportFilter>): Promise<Report>;
}

/** Repositories that Git is asked about at the same time. */
const AT_ONCE = 4;

export function createReporter({ repositories, open, clock, log }: ReporterDeps): Reporter {
  /** by common folder, what was found out last and what it depends on */
  const known = new Map<string, { readonly key: string; readonly facts: RepositoryFacts }>();

  async function factsOf(
    repository: KnownRepository,
    name: string,
  ): Promise<RepositoryFacts | string | null> {
    const opened = await open(repository);
    if (opened === null || typeof opened === 'string') return opened;
    try {
      const before = known.get(repository.commonDir);
      const now = await repositoryFacts({ ...opened, clock, log, name }, before);
      known.set(repository.commonDir, now);
      return now.facts;
    } finally {
      opened.close();
    }
  }

  async function factsOrRemark(repository: KnownRepository, name: string) {
    try {
      return await factsOf(repository, name);
    } catch (error) {
      log.warn(`a report could not read ${name}`, error);
      return error instanceof Error ? error.message : String(error);
    }
  }

  return {
    async report(filter = {}) {
      const wanted: ReportFilter = {
        fromMs: 0,
        toMs: clock.nowMs(),
        repository: null,
        tool: null,
        incidentRules: INCIDENT_RULES,
        ...filter,
      };
      const all = named(repositories());
      const found: (RepositoryFacts | string | null)[] = all.map(() => null);
      const waiting = all.entries();
      const work = async () => {
        for (const [index, [name, repository]] of waiting)
          found[index] = await factsOrRemark(repository, name);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      const facts = found.filter((it) => it !== null && typeof it !== 'string');
      const remarks = found.flatMap((it, index) =>
        typeof it === 'string' ? `${all[index]![0]}: ${it}` : [],
      );
      return { ...figuresOf(facts, wanted, clock.nowMs()), remarks };
    },
  };
}

/** Repositories by the name of their folder; with as much of the way to it as tells them apart. */
function named(repositories: readonly KnownRepository[]): [string, KnownRepository][] {
  const segments = repositories.map(({ worktree }) => worktree.split(/[/\\]/).filter((part) => part !== ''));
  return repositories.map((repository, index) => {
    const own = segments[index]!;
    for (let count = 1; count <= own.length; count++) {
      const isOnly = segments.every(
        (other, at) => at === index || other.slice(-count).join('/') !== own.slice(-count).join('/'),
      );
      if (isOnly) return [own.slice(-count).join('/'), repository];
    }
    return [repository.worktree, repository];
  });
}
