/** A file or folder that was given another name: what was last seen there is now there. */

import type { Ledger } from './ports.ts';

/** A path in one work tree, and the ledger that knows it. */
export interface Place {
  readonly worktree: string;
  readonly ledger: Ledger;
  readonly path: string;
}

export function recordRename(from: Place, to: Place): void {
  to.ledger.transaction(() => {
    for (const path of from.ledger.seenPaths(from.worktree, 'disk')) {
      const isWithin = path === from.path || path.startsWith(`${from.path}/`);
      const seen = isWithin && from.ledger.seen(from.worktree, path, 'disk');
      if (!seen) continue;
      const { text, runs, headOid } = seen;
      to.ledger.setSeen(to.worktree, to.path + path.slice(from.path.length), 'disk', { text, runs }, null);
      from.ledger.setSeen(from.worktree, path, 'disk', null, headOid);
    }
  });
}
