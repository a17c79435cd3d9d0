/** A look at the session logs of AI tools before figures are given: what they tell and nothing else has told. */

import { randomUUID } from 'node:crypto';
import os from 'node:os';
import { openSessionLogs, readingStateFile } from '../adapters/agents/session-logs.ts';
import { sessionsSince } from '../adapters/agents/sessions-since.ts';
import { SESSION_STORES } from '../adapters/agents/tools.ts';
import { createCheckpoints } from '../services/checkpoints.ts';
import { type Ledger, LedgerError } from '../services/ports.ts';
import { createSessionLogReader } from '../services/session-logs.ts';
import { log, type Project, systemClock } from './compose.ts';

/** Whoever asks for figures waits a moment for what the logs tell. */
const BUDGET_MS = 2000;

/**
 * Claims the edits that logs tell of, unless that is turned off or recording is paused.
 * @param budgetMs no further edit is looked at after that; the rest comes with the next call
 * @returns how many edits were found in the files
 */
export async function readSessionLogs(
  project: Project,
  ledger: Ledger,
  budgetMs = BUDGET_MS,
): Promise<number> {
  const { git, config, isPaused } = project;
  if (!config.sessionLogs || isPaused) return 0;
  const clock = systemClock;
  const logs = openSessionLogs({
    stores: SESSION_STORES,
    places: { home: os.homedir(), env: process.env, platform: process.platform },
    worktree: git.worktree,
    stateFile: readingStateFile(git.commonDir, git.worktree),
    since: () => sessionsSince(git.commonDir),
    clock,
    log,
  });
  const checkpoints = createCheckpoints({ git, ledger, clock, log, newId: randomUUID });
  try {
    const { outcomes } = await createSessionLogReader({ logs, checkpoints, clock, log }).poll(budgetMs);
    return outcomes.exact + outcomes.anchored;
  } catch (error) {
    // Nothing is lost: what could not be written now is read again.
    if (error instanceof LedgerError) return 0;
    throw error;
  }
}
