/**
 * Tells when a commit, a checkout, `git add` or another process's recording has changed a repository. Node's own watch on
 * two folders, not the editor's watcher: many users exclude `.git` from that one.
 */

import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { Log } from '../../services/ports.ts';

/** A commit, a merge, a reset, a checkout and `git add` each replace at least one of these. */
const TELLING = new Set(['HEAD', 'index', 'MERGE_HEAD', 'COMMIT_EDITMSG', 'config']);

export interface GitFolders {
  readonly gitDir: string;
  readonly commonDir: string;
}

/**
 * @param onGit the index, HEAD or the configuration may be another
 * @param onLedger something has been written to the ledger, perhaps by this very process
 */
export function watchGitFolders(
  { gitDir, commonDir }: GitFolders,
  on: { git(): void; ledger(): void },
  log: Log,
): vscode.Disposable {
  const watchers: FSWatcher[] = [];
  const follow = (folder: string, isTelling: (name: string) => boolean, tell: () => void) => {
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name === null || isTelling(name)) tell();
      });
      watcher.on('error', (error) => log.warn('a git folder is no longer watched', error));
      watchers.push(watcher);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        log.warn('a git folder cannot be watched', error);
    }
  };
  const isGit = (name: string) => TELLING.has(name);
  follow(gitDir, isGit, on.git);
  if (commonDir !== gitDir) follow(commonDir, isGit, on.git);
  follow(join(commonDir, 'hooks'), () => true, on.git);
  follow(join(commonDir, 'lastmile'), (name) => name.startsWith('ledger.db'), on.ledger);
  return { dispose: () => watchers.forEach((watcher) => void watcher.close()) };
}
