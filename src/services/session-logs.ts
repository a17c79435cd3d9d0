/** Edits that AI tools tell of in their session logs, confirmed against the files and written down. */

import type { EditClaim } from '../domain/edit-claim.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { ClaimOutcome } from './claims.ts';
import type { Clock, Log, SessionBatch, SessionLogs } from './ports.ts';

export interface SessionLogReaderDeps {
  readonly logs: SessionLogs;
  readonly checkpoints: Pick<Checkpoints, 'claimAll'>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface PollResult {
  /** claims dealt with, and what came of them */
  readonly claims: number;
  readonly outcomes: Readonly<Record<ClaimOutcome, number>>;
  /** the time was up: there is more for the next poll */
  readonly hasMore: boolean;
}

export interface SessionLogReader {
  /**
   * Looks for new edits and claims them; costs next to nothing when there are none. Calls at the same time share one
   * look. Rejects with `LedgerError` when the ledger cannot be written: nothing is lost, the next poll tries again.
   * @param budgetMs no further claim is begun after that
   */
  poll(budgetMs?: number): Promise<PollResult>;
}

/** A claim whose text is not on disk may be of an editor that has not saved yet. So long it is tried again. */
const RETRY_MS = 10 * 60 * 1000;
const MAX_RETRIES = 20;

export function createSessionLogReader({
  logs,
  checkpoints,
  clock,
  log,
}: SessionLogReaderDeps): SessionLogReader {
  /** the batch that is being worked on, with the claims that are left of it, file by file */
  let batch: { readonly of: SessionBatch; readonly left: (readonly EditClaim[])[] } | null = null;
  let retries: EditClaim[] = [];
  let running: Promise<PollResult> | null = null;

  /** Claims that fail are kept for a while; those of the same file belong together. */
  async function claimFile(claims: readonly EditClaim[]): Promise<ClaimOutcome[]> {
    const outcomes = await checkpoints.claimAll(claims);
    const isFresh = ({ atMs }: EditClaim) => atMs > clock.nowMs() - RETRY_MS;
    const failed = claims.filter((claim, at) => outcomes[at] === 'none' && isFresh(claim));
    retries = [...retries.filter((claim) => !claims.includes(claim)), ...failed].slice(-MAX_RETRIES);
    return outcomes;
  }

  async function poll(budgetMs: number): Promise<PollResult> {
    const untilMs = clock.nowMs() + budgetMs;
    const counts: Record<ClaimOutcome, number> = { exact: 0, anchored: 0, none: 0, known: 0 };
    let claims = 0;
    for (const file of byFile(retries)) await claimFile(file);
    for (;;) {
      if (!batch) {
        const of = await logs.read();
        batch = { of, left: byFile(of.claims) };
      }
      const { of, left } = batch;
      for (let file = left[0]; file; file = left[0]) {
        if (clock.nowMs() >= untilMs) return { claims, outcomes: counts, hasMore: true };
        const outcomes = await claimFile(file);
        left.shift();
        claims += file.length;
        for (const outcome of outcomes) counts[outcome]++;
      }
      await of.accept();
      batch = null;
      if (claims > 0)
        log.info(`session logs: ${claims} edits, ${counts.exact} exact, ${counts.anchored} anchored`);
      if (!of.hasMore || clock.nowMs() >= untilMs) return { claims, outcomes: counts, hasMore: of.hasMore };
    }
  }

  return {
    poll(budgetMs = 500) {
      running ??= poll(budgetMs).finally(() => {
        running = null;
      });
      return running;
    },
  };
}

/** The edits of each file in order, the file first that was edited last. */
function byFile(claims: readonly EditClaim[]): EditClaim[][] {
  const files = new Map<string, EditClaim[]>();
  for (const claim of claims) {
    const earlier = files.get(claim.path) ?? [];
    earlier.push(claim);
    files.delete(claim.path);
    files.set(claim.path, earlier);
  }
  return [...files.values()].reverse();
}
