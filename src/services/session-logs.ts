/** Edits that AI tools tell of in their session logs, confirmed against the files and written down. */

import type { EditClaim } from '../domain/edit-claim.ts';
import type { Checkpoints, ClaimOutcome } from './checkpoints.ts';
import type { Clock, Log, SessionBatch, SessionLogs } from './ports.ts';

export interface SessionLogReaderDeps {
  readonly logs: SessionLogs;
  readonly checkpoints: Pick<Checkpoints, 'claim'>;
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
  /** the batch that is being worked on, with the claims that are left of it */
  let batch: { readonly of: SessionBatch; readonly left: EditClaim[] } | null = null;
  let retries: EditClaim[] = [];
  let running: Promise<PollResult> | null = null;

  async function poll(budgetMs: number): Promise<PollResult> {
    const untilMs = clock.nowMs() + budgetMs;
    const outcomes: Record<ClaimOutcome, number> = { exact: 0, anchored: 0, none: 0, known: 0 };
    let claims = 0;
    retries = retries.filter(({ atMs }) => atMs > clock.nowMs() - RETRY_MS);
    for (const claim of [...retries]) {
      if ((await checkpoints.claim(claim)) !== 'none') retries = retries.filter((it) => it !== claim);
    }
    for (;;) {
      if (!batch) {
        const of = await logs.read();
        batch = { of, left: byFile(of.claims) };
      }
      const { of, left } = batch;
      while (left.length > 0) {
        if (clock.nowMs() >= untilMs) return { claims, outcomes, hasMore: true };
        const claim = left[0]!;
        const outcome = await checkpoints.claim(claim);
        left.shift();
        claims++;
        outcomes[outcome]++;
        if (outcome === 'none') retries = [...retries, claim].slice(-MAX_RETRIES);
      }
      await of.accept();
      batch = null;
      if (claims > 0)
        log.info(`session logs: ${claims} edits, ${outcomes.exact} exact, ${outcomes.anchored} anchored`);
      if (!of.hasMore || clock.nowMs() >= untilMs) return { claims, outcomes, hasMore: of.hasMore };
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

/**
 * Files that were edited last come first; the edits of one file stay in order, since each one begins with what the
 * one before it left.
 */
function byFile(claims: readonly EditClaim[]): EditClaim[] {
  const files = new Map<string, EditClaim[]>();
  for (const claim of claims) {
    const earlier = files.get(claim.path) ?? [];
    earlier.push(claim);
    files.delete(claim.path);
    files.set(claim.path, earlier);
  }
  return [...files.values()].reverse().flat();
}
