/** The sessions that tools leave in the user's home, as claims about one work tree. Read a little at a time. */

import { createHash } from 'node:crypto';
import { realpathSync, type Stats } from 'node:fs';
import path from 'node:path';
import type { EditClaim } from '../../domain/edit-claim.ts';
import type { Clock, Log, SessionBatch, SessionLogs } from '../../services/ports.ts';
import { claimOf } from './claims.ts';
import { LineFile } from './line-file.ts';
import { pathWithin, statOf } from './places.ts';
import { type Cursor, ReadingState } from './reading-state.ts';
import type {
  LineStore,
  Places,
  ReportedEdit,
  Scope,
  SessionStore,
  SnapshotStore,
} from './session-source.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** As long as the tool that keeps its sessions longest by default. */
export const RETENTION_MS = 30 * DAY_MS;
/** What is read of growing files in one batch. */
const BATCH_BYTES = 16 * 1024 * 1024;
const HEAD_BYTES = 64 * 1024;
/** Edits of a file that is read whole which are remembered as given. */
const MAX_GIVEN = 5000;
const STATS_AT_ONCE = 64;

/** Where the reading state of a work tree is kept. */
export const readingStateFile = (commonDir: string, worktree: string): string =>
  path.join(commonDir, 'lastmile', `sessions-${shortHash(worktree)}.json`);

export interface SessionLogsOptions {
  readonly stores: readonly SessionStore[];
  readonly places: Places;
  /** absolute */
  readonly worktree: string;
  /** where to remember what has been read */
  readonly stateFile: string;
  /** the moment from which on edits are told; all that there are when left out */
  readonly since?: () => number;
  readonly clock: Clock;
  readonly log: Log;
}

interface Found {
  readonly store: SessionStore;
  readonly file: string;
  readonly stat: Stats;
  readonly stamp: string;
}

export function openSessionLogs(options: SessionLogsOptions): SessionLogs {
  const { stores, places, worktree, since = () => 0, clock, log } = options;
  const state = new ReadingState(options.stateFile);
  const complained = new Set<string>();
  const root = realpathSync.native(worktree);
  const roots = [...new Set([root, worktree])];

  function complain(store: SessionStore, file: string, what: string, cause?: unknown): void {
    if (complained.has(file)) return;
    complained.add(file);
    log.warn(`${store.tool}: ${what}`, cause);
  }

  /** Files of recent sessions, those that changed last first. */
  async function find(scope: Scope): Promise<Found[]> {
    const candidates: { store: SessionStore; file: string }[] = [];
    for (const store of stores) for (const file of await store.find(scope)) candidates.push({ store, file });
    const found: Found[] = [];
    for (let at = 0; at < candidates.length; at += STATS_AT_ONCE) {
      const some = candidates.slice(at, at + STATS_AT_ONCE);
      const described = await Promise.all(
        some.map(({ store, file }) => describe(store, file, scope.sinceMs)),
      );
      found.push(...described.filter((it) => it !== null));
    }
    return found.sort((a, b) => b.stat.mtimeMs - a.stat.mtimeMs);
  }

  async function describe(store: SessionStore, file: string, sinceMs: number): Promise<Found | null> {
    const companions = store.kind === 'snapshot' ? (store.companions?.(file) ?? []) : [];
    const [stat, ...others] = await Promise.all([file, ...companions].map(statOf));
    if (!stat?.isFile()) return null;
    const all = [stat, ...others.filter((it) => it !== null)];
    if (all.every(({ mtimeMs }) => mtimeMs < sinceMs)) return null;
    return { store, file, stat, stamp: all.map((it) => `${it.ino}:${it.size}:${it.mtimeMs}`).join(' ') };
  }

  async function readBatch(): Promise<SessionBatch> {
    const nowMs = clock.nowMs();
    const fromMs = since();
    const scope: Scope = { places, roots, sinceMs: nowMs - RETENTION_MS };
    const known = state.load();
    const cursors = new Map<string, Cursor>();
    const claims: EditClaim[] = [];
    let left = BATCH_BYTES;
    let hasMore = false;
    let hasChanged = false;

    const found = await find(scope);
    for (const { store, file, stamp } of found) {
      const cursor = known.get(file);
      if (cursor?.stamp === stamp) {
        // Nothing has come since the moment yet: whatever comes now is from after it.
        const isStill = cursor.lookedAtMs !== undefined && cursor.lookedAtMs <= fromMs;
        cursors.set(file, isStill ? { ...cursor, lookedAtMs: nowMs } : cursor);
        hasChanged ||= isStill;
        continue;
      }
      if (left <= 0) {
        hasMore = true;
        if (cursor) cursors.set(file, cursor);
        continue;
      }
      try {
        // What a repository brings along may say anything.
        if (pathWithin(root, file) !== null) throw new Error('a session inside the work tree is not read');
        const result =
          store.kind === 'lines'
            ? await readLines(store, file, cursor, scope, left)
            : readSnapshot(store, file, cursor, scope);
        left -= result.readBytes;
        hasMore ||= !result.isDone;
        hasChanged = true;
        const isUntimed = store.kind === 'snapshot' && store.isUntimed === true;
        cursors.set(file, {
          ...result.cursor,
          stamp: result.isDone ? stamp : '',
          ...(isUntimed && { lookedAtMs: nowMs }),
        });
        const isTold =
          isUntimed && (cursor?.lookedAtMs ?? (await begunAt(file))) <= fromMs
            ? () => false
            : ({ atMs }: ReportedEdit) => atMs > fromMs;
        claims.push(...result.edits.filter(isTold).flatMap((edit) => claimOf(store.tool, edit, root) ?? []));
        if (result.strange > 0)
          complain(store, file, `${result.strange} records of a session have an unknown shape`);
      } catch (error) {
        if (cursor) cursors.set(file, cursor);
        complain(store, file, 'a session could not be read', error);
      }
    }
    hasChanged ||= cursors.size !== known.size;
    return {
      claims: claims.sort((a, b) => a.atMs - b.atMs),
      hasMore,
      accept: async () => {
        if (hasChanged) state.save(cursors);
      },
    };
  }

  return { read: readBatch };
}

/**
 * When a session began that has a folder of its own, in milliseconds: a file in it may have been written anew since.
 * 0 where the file system does not tell.
 */
async function begunAt(file: string): Promise<number> {
  const stats = await Promise.all([file, path.dirname(file)].map(statOf));
  return Math.min(...stats.map((stat) => stat?.birthtimeMs ?? 0));
}

interface Reading {
  readonly edits: readonly ReportedEdit[];
  readonly cursor: Omit<Cursor, 'stamp'>;
  readonly strange: number;
  readonly readBytes: number;
  /** there is nothing left to read for now */
  readonly isDone: boolean;
}

async function readLines(
  store: LineStore,
  name: string,
  cursor: Cursor | undefined,
  scope: Scope,
  budgetBytes: number,
): Promise<Reading> {
  await using file = await LineFile.open(name);
  const from = await file.resume(cursor?.position ?? null);
  const nothing = { edits: [], strange: 0, readBytes: 0, isDone: true };
  if (from && cursor?.isForeign) return { ...nothing, cursor };
  if (!from && store.isOf) {
    const isOurs = store.isOf(await file.head(HEAD_BYTES), scope);
    if (isOurs === null) return { ...nothing, cursor: { memory: {} } };
    if (!isOurs) return { ...nothing, cursor: { memory: {}, isForeign: true, position: await file.start() } };
  }
  let memory = from ? (cursor?.memory ?? {}) : {};
  let strange = 0;
  const edits = new Map<string, ReportedEdit>();
  const take = (lines: readonly Buffer[]) => {
    const parsed = store.parse(lines, memory);
    memory = parsed.memory;
    strange += parsed.strange;
    // Lines that were open are read again, with edits that were complete.
    for (const edit of parsed.edits) edits.set(JSON.stringify([edit.session, edit.call, edit.path]), edit);
    return parsed.openFrom;
  };
  const { position, readBytes, isAtEnd } = await file.lines(from, take, budgetBytes);
  return { edits: [...edits.values()], cursor: { position, memory }, strange, readBytes, isDone: isAtEnd };
}

const shortHash = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, 12);

function readSnapshot(store: SnapshotStore, file: string, cursor: Cursor | undefined, scope: Scope): Reading {
  const { edits, memory, strange } = store.read(file, cursor?.memory ?? {}, scope);
  const before = new Set(cursor?.given);
  const named = edits.map((edit) => ({ edit, name: shortHash(`${edit.session} ${edit.call} ${edit.path}`) }));
  return {
    edits: named.flatMap(({ edit, name }) => (before.has(name) ? [] : [edit])),
    cursor: { memory, given: named.slice(-MAX_GIVEN).map(({ name }) => name) },
    strange,
    readBytes: 0,
    isDone: true,
  };
}
