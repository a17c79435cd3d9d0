/**
 * What a repository on this machine adds to what a forge tells of its pull requests: how large changes are here and who
 * knows which file, and the notes of commits that say nothing themselves. Read in the background, and again from time to
 * time, as notes come with a fetch.
 */

import type { Config } from '../../domain/config.ts';
import { trailerOf } from '../../domain/pull-requests/ai-share.ts';
import type { PullRequest } from '../../domain/pull-requests/pull-request.ts';
import type { Clock, Git, Log, Oid } from '../ports.ts';
import type { LocalFacts } from './board.ts';
import { createNotedCommits } from './noted-commits.ts';
import { readRepositoryHistory } from './repository-history.ts';

export interface LocalKnowledge {
  /** what is known now; what is not is going to be read */
  of(pullRequest: Pick<PullRequest, 'commits'>): LocalFacts;
  /** nothing is being read */
  settled(): Promise<void>;
}

export interface LocalKnowledgeDeps {
  readonly git: Git;
  readonly clock: Clock;
  readonly log: Log;
  config(): Promise<Config>;
  /** `of` may say more than before */
  onNews?(): void;
}

const AGAIN_AFTER_MS = 10 * 60_000;

export function createLocalKnowledge(deps: LocalKnowledgeDeps): LocalKnowledge {
  const { git, clock, log, onNews } = deps;
  const noted = createNotedCommits(deps);
  let facts: LocalFacts = {};
  /** when each commit was asked for last, epoch ms */
  const askedAtMs = new Map<Oid, number>();
  let wanted = new Set<Oid>();
  let reading: Promise<void> | null = null;

  async function readAll(): Promise<void> {
    // Whatever is wanted in the same breath is read together.
    await Promise.resolve();
    const oids = wanted;
    wanted = new Set();
    const before = facts;
    const history = facts.history ?? (await readRepositoryHistory(git));
    const notes = await noted.read([...oids]);
    facts = { history, ...(notes.size > 0 && { notes }) };
    if (facts.history !== before.history || facts.notes !== before.notes) onNews?.();
    if (wanted.size > 0) await readAll();
  }

  function want({ commits }: Pick<PullRequest, 'commits'>): void {
    const nowMs = clock.nowMs();
    for (const { oid, isMerge, message } of commits) {
      if (nowMs - (askedAtMs.get(oid) ?? Number.NEGATIVE_INFINITY) < AGAIN_AFTER_MS) continue;
      askedAtMs.set(oid, nowMs);
      if (!isMerge && trailerOf(message) === null) wanted.add(oid);
    }
    if (wanted.size === 0 && facts.history) return;
    reading ??= readAll()
      .catch((error: unknown) => log.warn(`what ${git.worktree} tells of pull requests`, error))
      .finally(() => {
        reading = null;
      });
  }

  return {
    of(pullRequest) {
      want(pullRequest);
      return facts;
    },
    async settled() {
      while (reading) await reading;
    },
  };
}
