/** The ledger on SQLite. Synchronous; a call outside `transaction` is a transaction of its own. */

import { mergeRuns } from '../../domain/merge.ts';
import type { Attributed, Edit, Run } from '../../domain/origin.ts';
import type { Ledger, Seen, SeenState } from '../../services/ports.ts';
import type { EditRecord, RetentionRecord } from '../../services/retention/ports.ts';
import { addCommitted, takeCommitted } from './committed-list.ts';
import type { Connection } from './connection.ts';
import { Database, type DatabaseOptions } from './database.ts';
import { Edits } from './edits.ts';
import { translated } from './errors.ts';
import { type Arrival, FateLog } from './fate-log.ts';
import { bytesOf } from './files.ts';
import { type Forgotten, forgetLedger } from './forget.ts';
import { type Pruned, prune, RETENTION } from './retention.ts';
import { decodeRuns, encodeRuns } from './runs-codec.ts';
import { MIGRATIONS } from './schema.ts';
import { decodeText, encodeText, keyOf } from './text-codec.ts';

/** Of a content: 0 only ever unsaved in an editor, 1 was on disk or declared, 2 Git has it. It only ever rises. */
const STANDING = { buffer: 0, kept: 1, committed: 2 } as const;
type Standing = (typeof STANDING)[keyof typeof STANDING];

interface ContentRow {
  id: number;
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

/** A content that a place has. */
interface Held {
  readonly state: SeenState;
  readonly id: number;
  readonly key: Uint8Array;
  readonly runs: Uint8Array;
}

const isOfAi = ({ origin }: Edit): boolean => origin === 'ai';

/** For people who ask what is kept. */
export interface LedgerStats {
  readonly file: string;
  /** of the database with its side files */
  readonly bytes: number;
  readonly schemaVersion: number;
  /** (path, text) pairs with known origins */
  readonly contents: number;
  /** of these, how many still have a copy of their text */
  readonly texts: number;
  readonly edits: number;
  /** time of the oldest content, null if there is none */
  readonly oldestMs: number | null;
}

export interface SqliteLedgerOptions extends DatabaseOptions {
  readonly commonDir: string;
}

export class SqliteLedger implements Ledger, RetentionRecord {
  readonly #options: SqliteLedgerOptions;
  readonly #database: Database;
  readonly #edits: Edits;
  readonly #fates: FateLog;

  /** @param connection to `options.file`; the ledger owns it from now on */
  constructor(connection: Connection, options: SqliteLedgerOptions) {
    this.#options = options;
    this.#database = new Database(connection, options);
    this.#edits = new Edits(this.#database);
    this.#fates = new FateLog(this.#database, this.#edits);
  }

  find(path: string, text: string): readonly Run[] | null {
    return this.#database.read((sql) => {
      const row = sql.get('SELECT runs FROM content WHERE path = ? AND key = ?', path, keyOf(text));
      return row ? this.#runs(path, (row as ContentRow).runs, text) : null;
    });
  }

  history(path: string, limit: number): Attributed[] {
    return this.#database.read((sql) =>
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

  record(path: string, content: Attributed, { committed = false, replace = false } = {}): readonly Run[] {
    const standing = committed ? STANDING.committed : STANDING.kept;
    return this.transaction(() => this.#put(path, content, standing, replace).standing);
  }

  seen(worktree: string, path: string, state: SeenState): Seen | null {
    return this.#database.read((sql) => {
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
      const { sql } = this.#database;
      const now = content && this.#put(path, content, state === 'buffer' ? STANDING.buffer : STANDING.kept);
      const held = this.#heldAt(worktree, path);
      const before = held.find((it) => it.state === state);
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
      const others = held.filter((it) => it.state !== state);
      const holds = (now ? [{ state, ...now }, ...others] : others).sort((a, b) =>
        a.state < b.state ? -1 : 1,
      );
      this.#followFates({ worktree, path, headOid, atMs: this.#options.nowMs() }, held, holds);
      // Unsaved text that was typed over comes back only by the editor's own undo.
      if (before && before.id !== now?.id)
        sql.run(
          `DELETE FROM content WHERE id = ? AND standing = ${STANDING.buffer}
           AND NOT EXISTS (SELECT 1 FROM seen WHERE content_id = content.id)`,
          before.id,
        );
      return now?.standing ?? [];
    });
  }

  seenPaths(worktree: string, state: SeenState): string[] {
    return this.#database.read((sql) =>
      sql
        .all('SELECT path FROM seen WHERE worktree = ? AND state = ? ORDER BY path', worktree, state)
        .map((row) => (row as { path: string }).path),
    );
  }

  lastCheckpointMs(worktree: string, path: string): number {
    return this.#database.read((sql) => {
      const row = sql.get('SELECT at_ms FROM checkpoint WHERE worktree = ? AND path = ?', worktree, path);
      return row ? (row as { at_ms: number }).at_ms : 0;
    });
  }

  setCheckpoint(worktree: string, path: string, atMs: number): void {
    this.transaction(() => {
      this.#database.sql.run(
        'INSERT OR REPLACE INTO checkpoint (worktree, path, at_ms) VALUES (?, ?, ?)',
        worktree,
        path,
        Math.round(atMs),
      );
    });
  }

  reading<T>(work: () => T): T {
    return this.#database.reading(work);
  }

  editRecords(): EditRecord[] {
    return this.#fates.records();
  }

  editOf(uid: string): Edit | null {
    return this.#database.read(() => this.#edits.byUid(uid) ?? null);
  }

  editRecordsVersion(): number {
    return this.#fates.version();
  }

  readCache(name: string): Uint8Array | null {
    return this.#database.read((sql) => {
      const row = sql.get('SELECT value FROM cache WHERE name = ?', name);
      return row ? (row as { value: Uint8Array }).value : null;
    });
  }

  writeCache(name: string, value: Uint8Array): void {
    this.transaction(() => {
      this.#database.sql.run('INSERT OR REPLACE INTO cache (name, value) VALUES (?, ?)', name, value);
    });
  }

  sinceMs(): number {
    return this.#database.read(() => this.#edits.earliestMs());
  }

  hasEdit(uid: string): boolean {
    return this.#database.read(() => this.#edits.has(uid));
  }

  markCommitted(contents: readonly { readonly path: string; readonly text: string }[]): void {
    try {
      addCommitted(
        this.#options.file,
        contents.map(({ path, text }) => ({ path, key: keyOf(text) })),
      );
    } catch (error) {
      throw translated(error);
    }
  }

  transaction<T>(work: () => T): T {
    return this.#database.transaction(() => {
      this.#takeInCommitted();
      return work();
    });
  }

  #takeInCommitted(): void {
    for (const { path, key } of takeCommitted(this.#options.file))
      this.#database.sql.run(
        `UPDATE content SET standing = ${STANDING.committed} WHERE path = ? AND key = ?`,
        path,
        key,
      );
  }

  version(): number {
    return this.#database.version();
  }

  /** Deletes what need not be kept (`RETENTION`), at most once a day unless there is too much. Gives way to other writers. */
  prune({ nowMs, maxBytes = RETENTION.maxBytes }: { nowMs: number; maxBytes?: number }): Pruned {
    return this.#database.withoutWaiting(() => prune(this.#database, { nowMs, maxBytes }));
  }

  stats(): LedgerStats {
    return this.#database.read((sql) => {
      const { file } = this.#options;
      const counts = sql.get(
        `SELECT (SELECT count(*) FROM content) AS contents, (SELECT count(*) FROM content_text) AS texts,
           (SELECT count(*) FROM edit) AS edits, (SELECT min(at_ms) FROM content) AS oldestMs`,
      ) as Pick<LedgerStats, 'contents' | 'texts' | 'edits' | 'oldestMs'>;
      return { file, bytes: bytesOf(file), schemaVersion: MIGRATIONS.length, ...counts };
    });
  }

  /** Closes the ledger and deletes all that is kept of the repository, what was set aside too. */
  forget(): Forgotten {
    this.close();
    return forgetLedger(this.#options.commonDir);
  }

  close(): void {
    this.#database.close();
  }

  /** @param replace whatever was known of this text gives way */
  #put(
    path: string,
    content: Attributed,
    standing: Standing,
    replace = false,
  ): { id: number; key: Uint8Array; standing: readonly Run[]; runs: Uint8Array } {
    const { sql } = this.#database;
    const { text } = content;
    const incoming = this.#edits.record(content.runs);
    if (incoming.reduce((sum, { length }) => sum + length, 0) !== text.length)
      throw new RangeError(`runs do not cover the text of ${path}`);
    const key = keyOf(text);
    const row = sql.get(
      `SELECT id, runs, EXISTS (SELECT 1 FROM content_text WHERE content_id = id) AS has_text
       FROM content WHERE path = ? AND key = ?`,
      path,
      key,
    ) as ContentRow | undefined;
    const known = row ? this.#runs(path, row.runs, text) : null;
    const runs = known && !replace ? mergeRuns(known, incoming) : incoming;
    const bytes = row && runs === known ? row.runs : encodeRuns(runs, (edit) => this.#edits.idOf(edit));
    const atMs = this.#options.nowMs();
    let id: number;
    if (row) {
      ({ id } = row);
      sql.run(
        'UPDATE content SET standing = max(standing, ?), at_ms = ?, runs = ? WHERE id = ?',
        standing,
        atMs,
        bytes,
        id,
      );
    } else {
      const insert = 'INSERT INTO content (path, key, standing, at_ms, runs) VALUES (?, ?, ?, ?, ?)';
      id = Number(sql.run(insert, path, key, standing, atMs, bytes).lastInsertRowid);
    }
    if (!row?.has_text && standing !== STANDING.committed) this.#putText(id, text);
    if (known && runs !== known)
      for (const place of this.#placesOf(id, atMs))
        this.#fates.explained(place, { text, runs: known }, { text, runs });
    return { id, key, standing: runs, runs: bytes };
  }

  /** Places that have this content now, unsaved text before what is on disk. */
  #placesOf(contentId: number, atMs: number): Arrival[] {
    const rows = this.#database.sql.all(
      `SELECT worktree, path, head_oid FROM seen WHERE content_id = ? AND (state = 'buffer' OR NOT EXISTS
         (SELECT 1 FROM seen AS other WHERE other.worktree = seen.worktree AND other.state = 'buffer'
            AND other.path = seen.path))`,
      contentId,
    ) as { worktree: string; path: string; head_oid: string | null }[];
    return rows.map(({ worktree, path, head_oid }) => ({ worktree, path, headOid: head_oid, atMs }));
  }

  /** What a place has, unsaved text before what is on disk. */
  #heldAt(worktree: string, path: string): Held[] {
    return this.#database.sql.all(
      `SELECT state, content_id AS id, key, runs FROM seen JOIN content ON content.id = content_id
       WHERE worktree = ? AND state IN ('buffer', 'disk') AND seen.path = ? ORDER BY state`,
      worktree,
      path,
    ) as Held[];
  }

  /** Writes down what the change of a place did to the AI insertions in it. */
  #followFates(place: Arrival, [before]: readonly Held[], [after]: readonly Held[]): void {
    if (before?.id === after?.id) return;
    const hasAi = [before, after].some((it) => it && this.#edits.someIn(it.runs, isOfAi));
    if (hasAi || this.#fates.isFollowed(place))
      this.#fates.changed(place, this.#contentOf(before), this.#contentOf(after));
    else if (after) this.#fates.passed(place, after.key);
  }

  #contentOf(held: Held | undefined): Attributed | null {
    const row =
      held &&
      this.#database.sql.get(
        'SELECT path, runs, encoding, bytes FROM content JOIN content_text ON content_id = id WHERE id = ?',
        held.id,
      );
    return row ? this.#attributed(row as TextRow) : null;
  }

  #putText(contentId: number, text: string): void {
    const { encoding, bytes } = encodeText(text);
    this.#database.sql.run(
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
    const runs = decodeRuns(bytes, text.length, (id) => this.#edits.markOf(id));
    if (!runs) this.#options.log.warn(`The ledger has runs of ${path} that do not fit their text`);
    return runs;
  }
}
