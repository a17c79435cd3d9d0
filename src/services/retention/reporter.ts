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
      const now = await repositoryFacts({ ...opened, name }, before);
      known.set(repository.commonDir, now);
      return now.facts;
    } finally {
      opened.close();
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
      const facts: RepositoryFacts[] = [];
      const remarks: string[] = [];
      for (const [name, repository] of all) {
        try {
          const found = await factsOf(repository, name);
          if (typeof found === 'string') remarks.push(`${name}: ${found}`);
          else if (found) facts.push(found);
        } catch (error) {
          log.warn(`a report could not read ${name}`, error);
          remarks.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
      return { ...figuresOf(facts, wanted, clock.nowMs()), remarks };
    },
  };
}

/** Repositories by the name of their folder; with as much of the way to it as tells them apart. */
function named(repositories: readonly KnownRepository[]): [string, KnownRepository][] {
  const segments = repositories.map(({ worktree }) => worktree.split(/[/\\]/).filter((part) => part !== ''));
  return repositories.map((repository, index) => {
    const own = segments[index]!;
    for (let count = 1; count < own.length; count++) {
      const isOnly = segments.every(
        (other, at) => at === index || other.slice(-count).join('/') !== own.slice(-count).join('/'),
      );
      if (isOnly) return [own.slice(-count).join('/'), repository];
    }
    return [repository.worktree, repository];
  });
}
