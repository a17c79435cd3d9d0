/**
 * The ledger on SQLite. Synchronous; a call outside `transaction` is a transaction of its own. Whoever deletes the
 * database, the next call goes on with a new one.
 */

import { mergeRuns } from '../../domain/merge.ts';
import type { Attributed, Run } from '../../domain/origin.ts';
import { type Ledger, LedgerError, type Log, type Seen, type SeenState } from '../../services/ports.ts';
import { type Access, type Connection, connect } from './connection.ts';
import { Edits } from './edits.ts';
import { ledgerError, translated } from './errors.ts';
import { identityOf, setAside } from './files.ts';
import { decodeRuns, encodeRuns } from './runs-codec.ts';
import { Statements } from './statements.ts';
import { decodeText, encodeText, keyOf } from './text-codec.ts';

/** Of a content: 0 only ever unsaved in an editor, 1 was on disk or declared, 2 Git has it. It only ever rises. */
const STANDING = { buffer: 0, kept: 1, committed: 2 } as const;
type Standing = (typeof STANDING)[keyof typeof STANDING];

interface ContentRow {
  id: number;
  standing: Standing;
  runs: Uint8Array;
  /** 1 when the text is there too */
  has_text: number;
}

interface TextRow {
  path: string;
  runs: Uint8Array;
  encoding: number;
  bytes: Uint8Array;
}

export interface SqliteLedgerOptions extends Access {
  readonly file: string;
  readonly log: Log;
}

export class SqliteLedger implements Ledger {
  readonly #options: SqliteLedgerOptions;
  readonly #edits: Edits;
  #connection: Connection | null;
  #statements: Statements;
  /** how many connections there have been */
  #generation = 1;
  #isInTransaction = false;
  #isClosed = false;
  /** `PRAGMA data_version` when `#edits` was last known to be right about the rows */
  #editsVersion = -1;

  /** @param connection to `options.file`; the ledger owns it from now on */
  constructor(connection: Connection, options: SqliteLedgerOptions) {
    this.#options = options;
    this.#connection = connection;
    this.#statements = new Statements(connection.db);
    this.#edits = new Edits(this.#statements);
  }

  find(path: string, text: string): readonly Run[] | null {
    return this.#read((sql) => {
      const row = sql.get('SELECT runs FROM content WHERE path = ? AND key = ?', path, keyOf(text));
      return row ? this.#runs(path, (row as ContentRow).runs, text) : null;
    });
  }

  history(path: string, limit: number): Attributed[] {
    return this.#read((sql) =>
      sql
        .all(
          `SELECT path, runs, encoding, bytes FROM content JOIN content_text ON content_id = id
           WHERE path = ? ORDER BY at_ms DESC, id DESC LIMIT ?`,
          path,
          limit,
        )
        .flatMap((row) => this.#attributed(row as TextRow) ?? []),
    );
  }

  record(path: string, content: Attributed, { committed = false } = {}): readonly Run[] {
    return this.transaction(
      () => this.#put(path, content, committed ? STANDING.committed : STANDING.kept).runs,
    );
  }

  seen(worktree: string, path: string, state: SeenState): Seen | null {
    return this.#read((sql) => {
      const row = sql.get(
        `SELECT content.path, runs, encoding, bytes, seen.at_ms, head_oid FROM seen
         JOIN content ON content.id = seen.content_id
         JOIN content_text ON content_text.content_id = seen.content_id
         WHERE worktree = ? AND state = ? AND seen.path = ?`,
        worktree,
        state,
        path,
      ) as (TextRow & { at_ms: number; head_oid: string | null }) | undefined;
      const attributed = row && this.#attributed(row);
      return attributed ? { ...attributed, headOid: row.head_oid, atMs: row.at_ms } : null;
    });
  }

  setSeen(
    worktree: string,
    path: string,
    state: SeenState,
    content: Attributed | null,
    headOid: string | null,
  ): readonly Run[] {
    return this.transaction(() => {
      const sql = this.#statements;
      const before = sql.get(
        'SELECT content_id FROM seen WHERE worktree = ? AND state = ? AND path = ?',
        worktree,
        state,
        path,
      ) as { content_id: number } | undefined;
      const now =
        content && this.#put(path, content, state === 'buffer' ? STANDING.buffer : STANDING.kept, true);
      if (now)
        sql.run(
          'INSERT OR REPLACE INTO seen (worktree, state, path, content_id, head_oid, at_ms) VALUES (?, ?, ?, ?, ?, ?)',
          worktree,
          state,
          path,
          now.id,
          headOid,
          this.#options.nowMs(),
        );
      else sql.run('DELETE FROM seen WHERE worktree = ? AND state = ? AND path = ?', worktree, state, path);
      // Unsaved text that was typed over comes back only by the editor's own undo.
      if (before && before.content_id !== now?.id)
        sql.run(
          `DELETE FROM content WHERE id = ? AND standing = ${STANDING.buffer}
           AND NOT EXISTS (SELECT 1 FROM seen WHERE content_id = content.id)`,
          before.content_id,
        );
      return now?.runs ?? [];
    });
  }

  seenPaths(worktree: string, state: SeenState): string[] {
    return this.#read((sql) =>
      sql
        .all('SELECT path FROM seen WHERE worktree = ? AND state = ? ORDER BY path', worktree, state)
        .map((row) => (row as { path: string }).path),
    );
  }

  lastCheckpointMs(worktree: string, path: string): number {
    return this.#read((sql) => {
      const row = sql.get('SELECT at_ms FROM checkpoint WHERE worktree = ? AND path = ?', worktree, path);
      return row ? (row as { at_ms: number }).at_ms : 0;
    });
  }

  setCheckpoint(worktree: string, path: string, atMs: number): void {
    this.transaction(() => {
      this.#statements.run(
        'INSERT OR REPLACE INTO checkpoint (worktree, path, at_ms) VALUES (?, ?, ?)',
        worktree,
        path,
        Math.round(atMs),
      );
    });
  }

  sinceMs(): number {
    return this.#read(() => this.#edits.earliestMs());
  }

  hasEdit(uid: string): boolean {
    return this.#read(() => this.#edits.has(uid));
  }

  transaction<T>(work: () => T): T {
    if (this.#isInTransaction) return work();
    return this.#guarded(() => {
      const { db } = this.#begin();
      this.#isInTransaction = true;
      try {
        const result = work();
        db.exec('COMMIT');
        return result;
      } catch (error) {
        rollBack(db);
        this.#edits.forgetRows();
        throw error;
      } finally {
        this.#isInTransaction = false;
      }
    });
  }

  version(): number {
    return this.#read(() => this.#generation * 2 ** 32 + this.#dataVersion());
  }

  close(): void {
    this.#isClosed = true;
    this.#disconnect();
  }

  /** Begins a transaction on the file that bears the ledger's name now; no one can replace its content until it ends. */
  #begin(): Connection {
    for (;;) {
      const connection = this.#connected();
      connection.db.exec(this.#options.readOnly ? 'BEGIN' : 'BEGIN IMMEDIATE');
      if (identityOf(this.#options.file) === connection.identity) {
        const version = this.#dataVersion();
        if (version !== this.#editsVersion) this.#edits.forgetRows();
        this.#editsVersion = version;
        return connection;
      }
      rollBack(connection.db);
    }
  }

  #read<T>(query: (sql: Statements) => T): T {
    return this.#guarded(() => {
      if (!this.#isInTransaction) this.#connected();
      return query(this.#statements);
    });
  }

  /** The connection to the file that bears the ledger's name now: another one when it was deleted or replaced. */
  #connected(): Connection {
    if (this.#isClosed) throw new Error('the ledger has been closed');
    const { file, log } = this.#options;
    if (this.#connection && identityOf(file) === this.#connection.identity) return this.#connection;
    this.#disconnect();
    const connected = connect(file, this.#options);
    if (connected.kind !== 'ok')
      throw ledgerError('unavailable', new Error(`the one there now is ${connected.kind}`));
    if (connected.setAside) log.warn(`The ledger was damaged and has been set aside: ${connected.setAside}`);
    this.#connection = connected.connection;
    this.#generation++;
    this.#editsVersion = -1;
    this.#statements = new Statements(this.#connection.db);
    this.#edits.moveTo(this.#statements);
    return this.#connection;
  }

  #disconnect(): void {
    this.#connection?.db.close();
    this.#connection = null;
  }

  /** Translates errors; a database that turns out to be damaged is set aside, so that the next call begins a new one. */
  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const failure = translated(error);
      if (!(failure instanceof LedgerError && failure.kind === 'corrupt') || this.#isInTransaction)
        throw failure;
      throw this.#withoutDamaged(failure);
    }
  }

  #withoutDamaged(failure: LedgerError): LedgerError {
    const { file, nowMs, readOnly } = this.#options;
    const identity = this.#connection?.identity;
    this.#disconnect();
    const aside = !readOnly && identity !== undefined && setAside(file, identity, nowMs());
    return aside
      ? new LedgerError('corrupt', `${failure.message}; it has been set aside: ${aside}`, failure.cause)
      : failure;
  }

  #dataVersion(): number {
    return (this.#statements.get('PRAGMA data_version') as { data_version: number }).data_version;
  }

  #put(
    path: string,
    content: Attributed,
    standing: Standing,
    needsText = false,
  ): { id: number; runs: readonly Run[] } {
    const sql = this.#statements;
    const { text } = content;
    const incoming = this.#edits.record(content.runs);
    if (incoming.reduce((sum, { length }) => sum + length, 0) !== text.length)
      throw new RangeError(`runs do not cover the text of ${path}`);
    const key = keyOf(text);
    const atMs = this.#options.nowMs();
    const row = sql.get(
      `SELECT id, standing, runs, EXISTS (SELECT 1 FROM content_text WHERE content_id = id) AS has_text
       FROM content WHERE path = ? AND key = ?`,
      path,
      key,
    ) as ContentRow | undefined;
    const encode = (runs: readonly Run[]) => encodeRuns(runs, (edit) => this.#edits.idOf(edit));
    if (!row) {
      const { lastInsertRowid } = sql.run(
        'INSERT INTO content (path, key, standing, at_ms, runs) VALUES (?, ?, ?, ?, ?)',
        path,
        key,
        standing,
        atMs,
        encode(incoming),
      );
      const id = Number(lastInsertRowid);
      if (needsText || standing !== STANDING.committed) this.#putText(id, text);
      return { id, runs: incoming };
    }
    const known = this.#runs(path, row.runs, text);
    const runs = known ? mergeRuns(known, incoming) : incoming;
    sql.run(
      'UPDATE content SET standing = max(standing, ?), at_ms = ?, runs = ? WHERE id = ?',
      standing,
      atMs,
      runs === known ? row.runs : encode(runs),
      row.id,
    );
    if (!row.has_text && (needsText || standing !== STANDING.committed)) this.#putText(row.id, text);
    return { id: row.id, runs };
  }

  #putText(contentId: number, text: string): void {
    const { encoding, bytes } = encodeText(text);
    this.#statements.run(
      'INSERT INTO content_text (content_id, encoding, bytes) VALUES (?, ?, ?)',
      contentId,
      encoding,
      bytes,
    );
  }

  #attributed(row: TextRow): Attributed | null {
    const text = decodeText(row);
    if (text === null) {
      this.#options.log.warn(`The ledger has a text of ${row.path} that cannot be read`);
      return null;
    }
    const runs = this.#runs(row.path, row.runs, text);
    return runs && { text, runs };
  }

  #runs(path: string, bytes: Uint8Array, text: string): Run[] | null {
    const runs = decodeRuns(bytes, text.length, (id) => this.#edits.byId(id));
    if (!runs) this.#options.log.warn(`The ledger has runs of ${path} that do not fit their text`);
    return runs;
  }
}

/** Does nothing where SQLite has rolled back by itself, as it does when the disk is full. */
function rollBack(db: Connection['db']): void {
  try {
    db.exec('ROLLBACK');
  } catch {}
}
