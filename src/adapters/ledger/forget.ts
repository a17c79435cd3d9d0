/** Deleting the local data of a repository, also while other processes have it open. */

import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { listBeside } from './committed-list.ts';
import { isSetAside, ledgerFile, ledgerFolder, SIDE_FILES } from './files.ts';
import { schemaState } from './schema.ts';
import { loadSqlite } from './sqlite.ts';

export interface Forgotten {
  readonly deleted: readonly string[];
  /** could not be deleted because another process has it open (Windows); it has been emptied */
  readonly left: readonly string[];
}

/**
 * Deletes the ledger of a repository whatever its version or state, and what was set aside of it.
 * Processes that have it open go on with a new one from their next transaction.
 */
export function forgetLedger(commonDir: string): Forgotten {
  const file = ledgerFile(commonDir);
  const folder = ledgerFolder(commonDir);
  const deleted: string[] = [];
  const left: string[] = [];
  if (!existsSync(folder)) return { deleted, left };
  if (existsSync(file)) empty(file);
  const setAside = readdirSync(folder)
    .filter(isSetAside)
    .map((name) => path.join(folder, name));
  // The database goes last: a new one must not get the old one's log, nor lose its own.
  for (const name of [...SIDE_FILES.map((suffix) => file + suffix), file, listBeside(file), ...setAside]) {
    if (!existsSync(name)) continue;
    try {
      rmSync(name);
      deleted.push(name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') left.push(name);
    }
  }
  return { deleted, left };
}

/**
 * Takes everything out of the database, for those who still have it open. One that is damaged stays as it is, and so
 * does one that is not a ledger, which the name may be a link to.
 */
function empty(file: string): void {
  const sqlite = loadSqlite();
  if (!sqlite) return;
  try {
    const db = new sqlite.DatabaseSync(file, { enableForeignKeyConstraints: false });
    try {
      db.exec('PRAGMA busy_timeout = 2000');
      if (schemaState(db).kind === 'foreign') return;
      db.exec('BEGIN IMMEDIATE');
      const tables = db
        .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`)
        .all();
      for (const { name } of tables) db.exec(`DELETE FROM "${name}"`);
      db.exec('COMMIT; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
    } finally {
      db.close();
    }
  } catch {
    // The file is deleted all the same.
  }
}
