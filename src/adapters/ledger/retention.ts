/** How long the ledger keeps what, and how it is cut back to that. docs/privacy.md says the same to people. */

import { existsSync } from 'node:fs';
import { LedgerError } from '../../services/ports.ts';
import type { Database } from './database.ts';
import { translated } from './errors.ts';
import { forEachEdit } from './runs-codec.ts';
import type { Statements } from './statements.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export const RETENTION = {
  /** texts of one path that are kept though nothing holds them now */
  textsPerPath: 50,
  /** saved texts that were never committed, and edits that no text has any more */
  uncommittedDays: 90,
  /** copies of texts that Git has as well */
  committedTextDays: 30,
  /** origins of committed texts, for blame and for the reports */
  originDays: 400,
  /** unsaved text that a killed editor left behind */
  strayBufferDays: 1,
  /** what was last seen in a work tree whose folder is gone */
  goneWorktreeDays: 7,
  /** of the database file; the setting's default */
  maxBytes: 256 * 1024 * 1024,
} as const;

/** Cutting back to less than the limit leaves room, so that it is not done every day. */
const TARGET = 0.9;

/** Rows that one transaction deletes at most, and pages that it gives back: a commit never waits long. */
const BATCH = 500;
const BATCH_PAGES = 2048;

export interface Limits {
  readonly nowMs: number;
  readonly maxBytes: number;
}

export type Pruned =
  | { kind: 'not-due' }
  /** another process was writing; what is left is done another time */
  | { kind: 'busy' }
  | { kind: 'pruned'; contents: number; texts: number; edits: number };

const UNSEEN = 'NOT EXISTS (SELECT 1 FROM seen WHERE seen.content_id = content.id)';

/** Bytes of the database that hold something. */
export function usedBytes(sql: Statements): number {
  const pragma = (name: string) => Number((sql.get(`PRAGMA ${name}`) as Record<string, number>)[name]);
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}

/** Deletes what need not be kept: once a day, and whenever the database is larger than allowed. */
export function prune(database: Database, { nowMs, maxBytes }: Limits): Pruned {
  const isDue = database.read((sql) => {
    const last = sql.get(`SELECT value FROM meta WHERE key = 'last_prune_ms'`) as
      | { value: number }
      | undefined;
    return !last || Math.abs(nowMs - last.value) >= DAY_MS || usedBytes(sql) > maxBytes;
  });
  if (!isDue) return { kind: 'not-due' };
  try {
    database.transaction((sql) =>
      sql.run(`INSERT OR REPLACE INTO meta (key, value) VALUES ('last_prune_ms', ?)`, Math.round(nowMs)),
    );
    forgetGoneWorktrees(database, nowMs);
    const aged = dropAged(database, nowMs);
    const oversize = dropOldest(database, maxBytes);
    dropOldFates(database, nowMs);
    const edits = dropUnusedEdits(database, nowMs);
    giveBackPages(database);
    return {
      kind: 'pruned',
      contents: aged.contents + oversize.contents,
      texts: aged.texts + oversize.texts,
      edits,
    };
  } catch (error) {
    const failure = translated(error);
    if (failure instanceof LedgerError && failure.kind === 'busy') return { kind: 'busy' };
    throw failure;
  }
}

function forgetGoneWorktrees(database: Database, nowMs: number): void {
  const rows = database.read((sql) =>
    sql.all('SELECT worktree, max(at_ms) AS lastMs FROM seen GROUP BY worktree'),
  ) as { worktree: string; lastMs: number }[];
  for (const { worktree, lastMs } of rows)
    if (lastMs < nowMs - RETENTION.goneWorktreeDays * DAY_MS && !existsSync(worktree))
      database.transaction((sql) => {
        sql.run('DELETE FROM seen WHERE worktree = ?', worktree);
        sql.run('DELETE FROM checkpoint WHERE worktree = ?', worktree);
      });
}

/** What is too old, and of one path's texts those beyond the newest few. */
function dropAged(database: Database, nowMs: number): { contents: number; texts: number } {
  const before = (days: number) => nowMs - days * DAY_MS;
  const deleteAll = (statement: string, ...values: number[]): number => {
    let deleted = 0;
    for (let changes = BATCH; changes === BATCH; deleted += changes)
      changes = Number(database.transaction((sql) => sql.run(statement, ...values)).changes);
    return deleted;
  };
  // Counting by the index first: ranking a path's texts costs more, and most paths have few.
  const surplus = `SELECT id FROM (
      SELECT id, standing, row_number() OVER (PARTITION BY path ORDER BY at_ms DESC, id DESC) AS place
      FROM content JOIN content_text ON content_id = id
      WHERE path IN (SELECT path FROM content GROUP BY path HAVING count(*) > ${RETENTION.textsPerPath}) AND ${UNSEEN})
    WHERE place > ${RETENTION.textsPerPath}`;
  const aged = deleteAll(
    `DELETE FROM content WHERE id IN (SELECT id FROM content
       WHERE at_ms < CASE standing WHEN 0 THEN ? WHEN 1 THEN ? ELSE ? END AND ${UNSEEN} LIMIT ${BATCH})`,
    before(RETENTION.strayBufferDays),
    before(RETENTION.uncommittedDays),
    before(RETENTION.originDays),
  );
  const many = deleteAll(`DELETE FROM content WHERE id IN (${surplus} AND standing < 2 LIMIT ${BATCH})`);
  const texts =
    deleteAll(`DELETE FROM content_text WHERE content_id IN (${surplus} AND standing = 2 LIMIT ${BATCH})`) +
    deleteAll(
      `DELETE FROM content_text WHERE content_id IN (SELECT id FROM content JOIN content_text ON content_id = id
         WHERE standing = 2 AND at_ms < ? AND ${UNSEEN} LIMIT ${BATCH})`,
      before(RETENTION.committedTextDays),
    );
  return { contents: aged + many, texts };
}

/** What `dropOldest` deletes, in this order. */
const OLDEST = [
  {
    what: 'texts',
    select: `SELECT id, length(bytes) AS bytes FROM content JOIN content_text ON content_id = id
             WHERE standing = 2 AND ${UNSEEN} ORDER BY at_ms, id LIMIT ${BATCH}`,
    statements: ['DELETE FROM content_text WHERE content_id = ?'],
  },
  {
    what: 'contents',
    select: `SELECT id, length(path) + length(runs) + coalesce(length(bytes), 0) AS bytes
             FROM content LEFT JOIN content_text ON content_id = id
             WHERE ${UNSEEN} ORDER BY at_ms, id LIMIT ${BATCH}`,
    statements: ['DELETE FROM content WHERE id = ?'],
  },
  {
    what: 'contents',
    select: `SELECT content.id, max(seen.at_ms) AS seen_ms,
               length(content.path) + length(runs) + coalesce(length(bytes), 0) AS bytes
             FROM seen JOIN content ON content.id = seen.content_id LEFT JOIN content_text USING (content_id)
             GROUP BY content.id ORDER BY seen_ms, content.id LIMIT ${BATCH}`,
    statements: ['DELETE FROM seen WHERE content_id = ?', 'DELETE FROM content WHERE id = ?'],
  },
] as const;

/**
 * Cuts back to the size allowed, oldest first: copies of texts that Git has, then texts that nothing holds with their
 * origins, then what was last seen.
 */
function dropOldest(database: Database, maxBytes: number): { contents: number; texts: number } {
  const dropped = { contents: 0, texts: 0 };
  if (database.read(usedBytes) <= maxBytes) return dropped;
  for (const { what, select, statements } of OLDEST) {
    for (let count = BATCH; count > 0; ) {
      const excess = database.read(usedBytes) - maxBytes * TARGET;
      if (excess <= 0) return dropped;
      count = database.transaction((sql) => {
        let freed = 0;
        let count = 0;
        for (const { id, bytes } of sql.all(select) as { id: number; bytes: number }[]) {
          if (freed >= excess) break;
          for (const statement of statements) sql.run(statement, id);
          freed += bytes;
          count++;
        }
        return count;
      });
      dropped[what] += count;
    }
  }
  return dropped;
}

/** What went in, and what was seen to happen to it, for as long as the origins of committed texts. */
function dropOldFates(database: Database, nowMs: number): void {
  const before = nowMs - RETENTION.originDays * DAY_MS;
  const old = `(SELECT id FROM edit WHERE at_ms < ?)`;
  const statements = [
    `DELETE FROM fate WHERE id IN (SELECT id FROM fate WHERE edit_id IN ${old} LIMIT ${BATCH})`,
    `DELETE FROM insertion WHERE edit_id IN (SELECT edit_id FROM insertion WHERE edit_id IN ${old} LIMIT ${BATCH})`,
  ];
  for (const statement of statements)
    while (Number(database.transaction((sql) => sql.run(statement, before)).changes) > 0);
  // What was there before any AI wrote there, and no AI has since.
  database.transaction((sql) =>
    sql.run(
      `DELETE FROM sighting WHERE place_id NOT IN (SELECT place_id FROM fate)
       AND place_id NOT IN (SELECT place.id FROM place JOIN seen USING (worktree, path))`,
    ),
  );
}

/**
 * Edits that no runs name any more, and no report. Younger ones stay: a tool may report them again, and an editor may still have them
 * in memory.
 */
function dropUnusedEdits(database: Database, nowMs: number): number {
  const { version, unused } = database.read((sql) => {
    const version = database.version();
    const before = nowMs - RETENTION.uncommittedDays * DAY_MS;
    const old = sql.all(
      'SELECT id FROM edit WHERE at_ms < ? AND NOT EXISTS (SELECT 1 FROM insertion WHERE edit_id = edit.id)',
      before,
    ) as { id: number }[];
    const unused = new Set(old.map(({ id }) => id));
    if (unused.size > 0)
      for (const row of sql.iterate('SELECT runs FROM content'))
        forEachEdit((row as { runs: Uint8Array }).runs, (id) => unused.delete(id));
    return { version, unused };
  });
  if (unused.size === 0) return 0;
  return database.transaction((sql) => {
    // Somebody else may have begun to use one; there will be another day.
    if (database.version() !== version) return 0;
    for (const id of unused) sql.run('DELETE FROM edit WHERE id = ?', id);
    database.forgetRows();
    return unused.size;
  });
}

function giveBackPages(database: Database): void {
  const free = () =>
    database.read((sql) => (sql.get('PRAGMA freelist_count') as { freelist_count: number }).freelist_count);
  for (let before = free(); before > 0; ) {
    database.transaction((sql) => sql.all(`PRAGMA incremental_vacuum(${BATCH_PAGES})`));
    const after = free();
    if (after >= before) break;
    before = after;
  }
}
