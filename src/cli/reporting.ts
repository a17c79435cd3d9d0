/** The reporter over all repositories of the user, for the command line and for the editor. */

import { existsSync } from 'node:fs';
import { type OpenedGit, openGit } from '../adapters/git/git.ts';
import { openPathHistory } from '../adapters/git/path-history.ts';
import { ledgerFile } from '../adapters/ledger/files.ts';
import { knownRepositories } from '../adapters/ledger/known-repositories.ts';
import { openLedger } from '../adapters/ledger/open.ts';
import { readMirrored } from '../adapters/settings/mirrored-settings.ts';
import { isPaused } from '../domain/config.ts';
import type { Clock, Log } from '../services/ports.ts';
import { createReporter, type KnownRepository, type Reporter } from '../services/retention/reporter.ts';
import { unrecorded } from '../services/unrecorded.ts';

export interface ReportingOptions {
  /** of `knownRepositoriesFolder` */
  readonly folder: string;
  /** only this one instead of all that are known */
  readonly only?: KnownRepository;
  readonly clock: Clock;
  readonly log: Log;
  /** the git to run; the one on the PATH by default */
  readonly gitProgram?: () => string | undefined;
}

export function systemReporter({ folder, only, clock, log, gitProgram }: ReportingOptions): Reporter {
  /** where each work tree's Git folder is does not change as a rule, and to ask costs a process */
  const gits = new Map<string, OpenedGit>();
  return createReporter({
    clock,
    log,
    repositories: () => (only ? [only] : knownRepositories(folder)),
    async open({ worktree, commonDir }) {
      if (!existsSync(worktree)) return 'its folder is gone';
      if (!existsSync(ledgerFile(commonDir))) return null;
      const program = gitProgram?.();
      const options = program === undefined ? {} : { program };
      const git = gits.get(worktree) ?? (await openGit(worktree, options));
      if (git.kind !== 'ok') return 'Git cannot read it';
      gits.set(worktree, git);
      let opened = openLedger({ commonDir, clock, log });
      if (opened.kind === 'unavailable') opened = openLedger({ commonDir, clock, log, readOnly: true });
      switch (opened.kind) {
        case 'ok': {
          const ledger = isPaused(readMirrored(commonDir)) ? unrecorded(opened.ledger) : opened.ledger;
          const history = openPathHistory(git.git, options);
          return { git: git.git, ledger, history, close: () => ledger.close() };
        }
        case 'newer':
          return 'its ledger was written by a newer version of Lastmile';
        case 'absent':
          return null;
        case 'unavailable':
          return opened.reason;
      }
    },
  });
}
