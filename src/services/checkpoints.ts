/** Edits made outside the editor: what changed since the last look is attributed to one origin, or to a tool's report. */

import type { EditClaim } from '../domain/edit-claim.ts';
import {
  type Attributed,
  type Edit,
  type Mark,
  markOf,
  type OriginKind,
  pushRun,
  type Run,
} from '../domain/origin.ts';
import { type ClaimOutcome, claimEdits } from './claims.ts';
import { charactersOf, observe } from './observation.ts';
import type { Clock, Git, Ledger, Log } from './ports.ts';

export interface CheckpointDeps {
  readonly git: Git;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
  /** a new identifier, unique across machines */
  readonly newId: () => string;
}

export interface CheckpointRequest {
  readonly origin: OriginKind;
  readonly tool?: string;
  readonly model?: string;
  readonly session?: string;
  /** relative to the root; files or folders; all of the work tree when left out */
  readonly paths?: readonly string[];
}

export interface CheckpointResult {
  /** files with changes that were attributed, with the non-whitespace characters each gained */
  readonly files: { readonly path: string; readonly characters: number }[];
  /** those of the paths asked for that no changed or known file is at or below */
  readonly unknown: readonly string[];
}

export interface Checkpoints {
  checkpoint(request: CheckpointRequest): Promise<CheckpointResult>;
  /** one edit that a tool reports */
  claim(claim: EditClaim): Promise<ClaimOutcome>;
  /** edits of one file, in the order in which they were made */
  claimAll(claims: readonly EditClaim[]): Promise<ClaimOutcome[]>;
}

export function createCheckpoints(deps: CheckpointDeps): Checkpoints {
  const { git, ledger, clock, newId } = deps;

  /** Files that may differ from what was last seen: changed against HEAD, or seen changed and since gone back to it. */
  async function candidates(paths: readonly string[] | undefined): Promise<string[]> {
    const isWanted = (path: string) => !paths || paths.some((folder) => isIn(folder, path));
    const diffs = await git.diff(await git.resolve('HEAD'), 'worktree', paths);
    const changed = diffs.flatMap(({ path, oldPath }) =>
      oldPath && oldPath !== path ? [path, oldPath] : [path],
    );
    return [...new Set([...changed, ...ledger.seenPaths(git.worktree, 'disk').filter(isWanted)])].sort();
  }

  return {
    async checkpoint({ origin, paths, ...by }) {
      const atMs = clock.nowMs();
      const kind = origin === 'unknown' ? 'external' : 'checkpoint';
      const evidence = origin === 'unknown' ? 'none' : 'reported';
      const edit: Edit = { uid: newId(), origin, evidence, kind, atMs, ...by };

      const wanted = await candidates(paths);
      const observed = await observe(git, ledger, wanted, edit);
      // What has just come from another file was not seen to change in this one.
      const before = new Map(
        observed.map((file) => [file.path, new Set(file.before?.runs.map(({ mark }) => mark.edit.uid))]),
      );
      return ledger.transaction(() => {
        const files: { path: string; characters: number }[] = [];
        for (const path of wanted) {
          const seen = ledger.seen(git.worktree, path, 'disk');
          if (!seen) continue;
          const content =
            origin === 'unknown'
              ? seen
              : explain(seen, edit, ledger.lastCheckpointMs(git.worktree, path), before.get(path));
          if (content !== seen) ledger.setSeen(git.worktree, path, 'disk', content, seen.headOid);
          ledger.setCheckpoint(git.worktree, path, atMs);
          const characters = charactersOf(content, edit);
          if (characters > 0) files.push({ path, characters });
        }
        const unknown = (paths ?? []).filter((given) => !wanted.some((path) => isIn(given, path)));
        return { files, unknown };
      });
    },

    async claim(claim) {
      const [outcome] = await claimEdits(deps, [claim]);
      return outcome!;
    },

    claimAll: (claims) => claimEdits(deps, claims),
  };
}

const isIn = (folder: string, path: string): boolean =>
  folder === '' || folder === '.' || path === folder || path.startsWith(`${folder}/`);

/** What was seen to change since the last checkpoint, unexplained till now, is put down to this one. */
function explain(
  content: Attributed,
  edit: Edit,
  sinceMs: number,
  before: ReadonlySet<string> | undefined,
): Attributed {
  const isOpen = ({ edit: old }: Mark) =>
    old.kind === 'external' &&
    old.evidence === 'none' &&
    old.atMs > sinceMs &&
    (before?.has(old.uid) ?? true);
  if (!content.runs.some(({ mark }) => isOpen(mark))) return content;
  const runs: Run[] = [];
  for (const { length, mark } of content.runs) pushRun(runs, length, isOpen(mark) ? markOf(edit) : mark);
  return { text: content.text, runs };
}
