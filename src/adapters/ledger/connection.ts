/** A connection to the ledger's database: opened, migrated, known by the file it is on. */

import { existsSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { LedgerError } from '../../services/ports.ts';
import { ledgerError, translated } from './errors.ts';
import { identityOf, isWritable, makeWritable, setAside, sleep } from './files.ts';
import { migrate, schemaState } from './schema.ts';
import { loadSqlite } from './sqlite.ts';

/** How long a statement waits for other processes. */
export const BUSY_TIMEOUT_MS = 2000;

/** The log is cut back to this once it is written into the database. */
const LOG_LIMIT_BYTES = 4 * 1024 * 1024;

export interface Connection {
  readonly db: DatabaseSync;
  /** see `identityOf` */
  readonly identity: string;
}

export type Connected =
  /** `setAside`: a damaged database was found and is there now */
  | { kind: 'ok'; connection: Connection; setAside: string | null }
  /** made by a newer version of this program; left as it is */
  | { kind: 'newer'; version: number }
  /** there is none, and only reading was asked for */
  | { kind: 'absent' };

export interface Access {
  readonly readOnly: boolean;
  readonly nowMs: () => number;
}

/** Opens `file`, making or migrating it as needed. Throws `LedgerError`. */
export function connect(file: string, access: Access): Connected {
  let aside: string | null = null;
  for (let attempt = 0; attempt < 10; attempt++) {
    let identity: string | null = null;
    try {
      if (!access.readOnly) makeWritable(file);
      identity = identityOf(file);
      if (identity === null) {
        if (access.readOnly) return { kind: 'absent' };
        continue;
      }
      const opened = open(file, access.readOnly);
      if (opened.kind === 'older') {
        const migrated = connect(file, { ...access, readOnly: false });
        if (migrated.kind === 'ok') migrated.connection.db.close();
        continue;
      }
      if (opened.kind !== 'ok') return opened;
      // Deleted or replaced while it was being opened: its log may be that of the new one.
      if (identityOf(file) === identity)
        return { kind: 'ok', connection: { db: opened.db, identity }, setAside: aside };
      opened.db.close();
    } catch (error) {
      // Deleted or replaced on the way: whatever went wrong says nothing of the file that is there now. SQLite calls such
      // a database read-only (SQLITE_READONLY_DBMOVED).
      if (identity !== null && identityOf(file) !== identity) continue;
      const failure = translated(error);
      const isDamaged = failure instanceof LedgerError && failure.kind === 'corrupt';
      if (!isDamaged || access.readOnly || identity === null) throw failure;
      aside = setAside(file, identity, access.nowMs()) ?? aside;
    }
  }
  throw ledgerError('unavailable', new Error('its file kept being replaced'));
}

type Opened =
  | { kind: 'ok'; db: DatabaseSync }
  | { kind: 'older' }
  | { kind: 'absent' }
  | { kind: 'newer'; version: number };

function open(file: string, readOnly: boolean): Opened {
  const sqlite = loadSqlite();
  if (!sqlite) throw ledgerError('unavailable', new Error('this runtime has no node:sqlite'));
  const db = (readOnly && openFrozen(sqlite, file)) || new sqlite.DatabaseSync(file, { readOnly });
  try {
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    const state = schemaState(db);
    if (state.kind === 'foreign') throw ledgerError('corrupt', new Error('it is not a database of Lastmile'));
    if (state.kind === 'newer' || (readOnly && state.kind !== 'current')) {
      db.close();
      return state.kind === 'empty' ? { kind: 'absent' } : state;
    }
    if (state.kind === 'empty') prepareEmpty(db);
    if (state.kind !== 'current') migrate(db);
    if (!readOnly) db.exec(`PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = ${LOG_LIMIT_BYTES}`);
    return { kind: 'ok', db };
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * A database in a folder that cannot be written, where SQLite could not keep the shared memory that goes with a
 * write-ahead log. Without such a log nobody is writing, and it can do without. Null otherwise.
 */
function openFrozen(sqlite: typeof import('node:sqlite'), file: string): DatabaseSync | null {
  if (isWritable(path.dirname(file)) || existsSync(`${file}-wal`)) return null;
  try {
    return new sqlite.DatabaseSync(new URL('?immutable=1', pathToFileURL(file)), { readOnly: true });
  } catch (error) {
    // Node takes a URL from 22.15 on.
    if ((error as NodeJS.ErrnoException).code === 'ERR_INVALID_ARG_TYPE') return null;
    throw error;
  }
}

/** What has to be set before there are tables. Both are kept in the file. */
function prepareEmpty(db: DatabaseSync): void {
  db.exec('PRAGMA auto_vacuum = INCREMENTAL');
  for (let waitedMs = 0; ; waitedMs += 10) {
    try {
      db.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      // Two connections that change the mode at once are told so without waiting.
      const failure = translated(error);
      if (!(failure instanceof LedgerError && failure.kind === 'busy') || waitedMs >= BUSY_TIMEOUT_MS)
        throw error;
      sleep(10);
    }
  }
}
