/** What is known of the AI insertions of one repository: from its work trees, as they were seen, and from its commits. */

import type { RepositoryFacts } from '../../domain/retention/figures.ts';
import { stepsOf } from '../../domain/retention/in-work-trees.ts';
import type { Insertion } from '../../domain/retention/insertion.ts';
import type { Clock, Git, Ledger, Log } from '../ports.ts';
import type { EditRecord, RetentionRecord } from './ports.ts';

export interface FactsDeps {
  readonly git: Git;
  readonly ledger: Ledger & RetentionRecord;
  readonly clock: Clock;
  readonly log: Log;
  /** what the repository is called */
  readonly name: string;
}

export interface KeyedFacts {
  /** what the facts depend on */
  readonly key: string;
  readonly facts: RepositoryFacts;
}

/** @param before the facts as they were found last; they stand as long as what they depend on is the same */
export async function repositoryFacts(deps: FactsDeps, before?: KeyedFacts): Promise<KeyedFacts> {
  const { git, ledger, name } = deps;
  const key = JSON.stringify([name, git.worktree, ledger.editRecordsVersion()]);
  if (before?.key === key) return before;
  const insertions = ledger.editRecords().flatMap(insertionsOf);
  return { key, facts: { name, worktree: git.worktree, insertions, added: [], incidents: [] } };
}

function insertionsOf({ edit, insertions, seen }: EditRecord): Insertion[] {
  const steps = stepsOf(insertions, seen);
  return insertions.map(({ path, characters }, index) => ({
    tool: edit.tool ?? 'unknown',
    model: edit.model ?? null,
    path,
    atMs: edit.atMs,
    inserted: characters,
    steps: steps[index]!,
    committed: null,
  }));
}
