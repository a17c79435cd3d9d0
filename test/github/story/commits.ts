/** Commits as a story tells them: what they change, and what their trailers say of it. */

import { createHash } from 'node:crypto';
import { levelOf } from '../../../src/domain/contribution.ts';
import { trailerLines } from '../../../src/domain/trailers.ts';
import type { CommitInput, FileChange } from '../events.ts';
import type { World } from '../world.ts';

/** Added lines by class, as the trailer of a commit counts them. */
export interface AiLines {
  readonly ai?: number;
  readonly mixed?: number;
  readonly human?: number;
  readonly unknown?: number;
  readonly tool?: string;
  readonly model?: string;
}

export interface ToldCommit {
  readonly message?: string;
  readonly files?: Readonly<Record<string, number | readonly [additions: number, deletions: number]>>;
  /** puts the trailers of these figures under the message */
  readonly ai?: AiLines;
  /** login; null for an address without an account */
  readonly by?: string | null;
  /** of a commit that there is somewhere else as well */
  readonly oid?: string;
}

export function tellCommit(
  world: World,
  told: ToldCommit,
  {
    by,
    atMs,
    parents,
    repository,
  }: { by: string | null; atMs: number; parents: readonly string[]; repository: string },
): CommitInput {
  const files = Object.entries(told.files ?? { 'src/main.ts': 12 }).map(([path, change]): FileChange => {
    const [additions, deletions] = typeof change === 'number' ? [change, 0] : change;
    return { path, additions, deletions };
  });
  const subject = told.message ?? `Change ${files.map((file) => file.path).join(', ')}`;
  const message = told.ai ? `${subject}\n\n${trailersOf(told.ai).join('\n')}` : subject;
  const given = [repository, world.events.length, message, atMs, ...parents].join('\0');
  const oid = told.oid ?? createHash('sha1').update(given).digest('hex');
  return { oid, message, by: told.by === undefined ? by : told.by, authoredAtMs: atMs, parents, files };
}

/** The trailers that the product itself would write for these figures. */
export function trailersOf({
  ai = 0,
  mixed = 0,
  human = 0,
  unknown = 0,
  tool = 'claude-code',
  model,
}: AiLines): string[] {
  const total = ai + mixed + human + unknown;
  // shares count characters; of a mixed line half is as good a guess as any
  const share = total === 0 ? 0 : (ai + mixed / 2) / total;
  const used = { tool, sessions: 1, characters: 40 * (ai + mixed), lines: ai + mixed };
  return trailerLines(
    {
      commit: null,
      parent: null,
      added: { total, ai, mixed, human, unknown, excluded: 0 },
      deleted: 0,
      share,
      coverage: total === 0 ? 1 : (total - unknown) / total,
      level: levelOf(share),
      tools: share > 0 ? [model ? { ...used, model } : used] : [],
      evidence: { reported: 1, observed: 0, inferred: 0 },
      files: [],
    },
    { trailers: 'full', always: true },
  );
}
