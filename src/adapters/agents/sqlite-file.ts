/** Databases of other programs, looked at without disturbing them. */

import type { DatabaseSync } from 'node:sqlite';

/** A writer that holds the database longer is waited for until the next look. */
const BUSY_TIMEOUT_MS = 250;

/**
 * Runs `work` on a database opened read-only.
 * Throws what SQLite says when it is busy, damaged or no database, and where this runtime has no SQLite.
 */
export function readDatabase<T>(file: string, work: (database: DatabaseSync) => T): T {
  const sqlite = process.getBuiltinModule('node:sqlite');
  if (!sqlite) throw new Error('this runtime has no node:sqlite');
  const database = new sqlite.DatabaseSync(file, { readOnly: true });
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA query_only = ON`);
    return work(database);
  } finally {
    database.close();
  }
}

/** A change may be in the log alone. */
export const withWriteAheadLog = (file: string): string[] => [`${file}-wal`];

/** Text of a column that holds text or its UTF-8 bytes. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : undefined;
}
