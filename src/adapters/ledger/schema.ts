/** Tables of the ledger and how an older database becomes a current one. */

import type { DatabaseSync } from 'node:sqlite';

/** "LSTM" in the header of the file: tells our databases from others. */
export const APPLICATION_ID = 0x4c53544d;

/** Each entry leads from the version that is its index to the next one. Entries that were released never change. */
export const MIGRATIONS: readonly string[] = [
  // Ids of edits are never used again (AUTOINCREMENT): other connections remember them.
  // Marks of `content.standing`: 0 only ever unsaved in an editor, 1 was on disk or declared, 2 Git has it.
  `CREATE TABLE edit (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     uid TEXT NOT NULL UNIQUE,
     origin TEXT NOT NULL,
     evidence TEXT NOT NULL,
     kind TEXT NOT NULL,
     at_ms INTEGER NOT NULL,
     tool TEXT,
     model TEXT,
     session TEXT
   ) STRICT;
   CREATE INDEX edit_by_time ON edit (at_ms);
   CREATE TABLE content (
     id INTEGER PRIMARY KEY,
     path TEXT NOT NULL,
     key BLOB NOT NULL,
     standing INTEGER NOT NULL,
     at_ms INTEGER NOT NULL,
     runs BLOB NOT NULL,
     UNIQUE (path, key)
   ) STRICT;
   CREATE TABLE content_text (
     content_id INTEGER PRIMARY KEY REFERENCES content (id) ON DELETE CASCADE,
     encoding INTEGER NOT NULL,
     bytes BLOB NOT NULL
   ) STRICT;
   CREATE TABLE seen (
     worktree TEXT NOT NULL,
     state TEXT NOT NULL,
     path TEXT NOT NULL,
     content_id INTEGER NOT NULL REFERENCES content (id),
     head_oid TEXT,
     at_ms INTEGER NOT NULL,
     PRIMARY KEY (worktree, state, path)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX seen_by_content ON seen (content_id);
   CREATE TABLE checkpoint (
     worktree TEXT NOT NULL,
     path TEXT NOT NULL,
     at_ms INTEGER NOT NULL,
     PRIMARY KEY (worktree, path)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE meta (
     key TEXT PRIMARY KEY,
     value INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;`,
  // What becomes of AI insertions: characters by path, their fates as they were seen in a place, and which text a place
  // had when its fates were as `last_fate` and those before it say. `unexplained_id`: the edit that took the place of
  // characters, where nothing explained it then.
  `CREATE TABLE insertion (
     edit_id INTEGER NOT NULL,
     path TEXT NOT NULL,
     characters INTEGER NOT NULL,
     PRIMARY KEY (edit_id, path)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE place (
     id INTEGER PRIMARY KEY,
     worktree TEXT NOT NULL,
     path TEXT NOT NULL,
     UNIQUE (worktree, path)
   ) STRICT;
   CREATE TABLE fate (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     place_id INTEGER NOT NULL,
     edit_id INTEGER NOT NULL,
     at_ms INTEGER NOT NULL,
     kept INTEGER NOT NULL,
     by_me INTEGER NOT NULL,
     by_ai INTEGER NOT NULL,
     by_others INTEGER NOT NULL,
     deleted INTEGER NOT NULL,
     undone INTEGER NOT NULL,
     unexplained_id INTEGER
   ) STRICT;
   CREATE INDEX fate_by_place ON fate (place_id, edit_id, id);
   CREATE TABLE sighting (
     place_id INTEGER NOT NULL,
     key BLOB NOT NULL,
     last_fate INTEGER NOT NULL,
     PRIMARY KEY (place_id, key)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE cache (
     name TEXT PRIMARY KEY,
     value BLOB NOT NULL
   ) STRICT, WITHOUT ROWID;`,
];

export type SchemaState =
  | { kind: 'empty' }
  | { kind: 'current' }
  | { kind: 'older'; version: number }
  | { kind: 'newer'; version: number }
  /** a database, but of some other program */
  | { kind: 'foreign' };

/** What `db` is at one moment: another process may be migrating it. */
export function schemaState(db: DatabaseSync, migrations = MIGRATIONS): SchemaState {
  db.exec('BEGIN');
  try {
    return readState(db, migrations);
  } finally {
    rollBack(db);
  }
}

/** Brings an empty or older database to the newest version in one transaction; several processes may try at once. */
export function migrate(db: DatabaseSync, migrations = MIGRATIONS): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    const state = readState(db, migrations);
    const from = state.kind === 'empty' ? 0 : state.kind === 'older' ? state.version : migrations.length;
    for (const migration of migrations.slice(from)) db.exec(migration);
    if (from < migrations.length)
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${migrations.length}`);
    db.exec('COMMIT');
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

function readState(db: DatabaseSync, migrations: readonly string[]): SchemaState {
  const pragma = (name: string) => Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
  const version = pragma('user_version');
  if (pragma('application_id') !== APPLICATION_ID) {
    const isEmpty = version === 0 && !db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get();
    return { kind: isEmpty ? 'empty' : 'foreign' };
  }
  if (version === migrations.length) return { kind: 'current' };
  return { kind: version < migrations.length ? 'older' : 'newer', version };
}

/** Does nothing where SQLite has rolled back by itself, as it does when the disk is full. */
export function rollBack(db: DatabaseSync): void {
  try {
    db.exec('ROLLBACK');
  } catch {}
}
