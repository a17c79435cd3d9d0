/**
 * What is seen to happen to AI insertions, written down as texts of a place change: for each insertion that is
 * concerned one row with what has become of its characters so far. Fates belong to content, as origins do: a place that
 * gets back a text it had before gets back the fates it had then, and what went in since is undone.
 */

import type { Attributed, Edit } from '../../domain/origin.ts';
import { allKept, allUndone, type Fates } from '../../domain/retention/fates.ts';
import {
  afterChange,
  charactersBy,
  compareTexts,
  hasAi,
  insertionsIn,
} from '../../domain/retention/losses.ts';
import type { EditRecord, SeenFates } from '../../services/retention/ports.ts';
import type { Database } from './database.ts';
import type { Edits } from './edits.ts';
import type { Statements } from './statements.ts';
import { keyOf } from './text-codec.ts';

interface FateRow {
  kept: number;
  by_me: number;
  by_ai: number;
  by_others: number;
  deleted: number;
  undone: number;
}

const COUNTS = 'kept, by_me, by_ai, by_others, deleted, undone';

const NOTHING: Attributed = { text: '', runs: [] };

/** A place, and what it is to hold from now on. */
export interface Arrival {
  readonly worktree: string;
  readonly path: string;
  /** blob of the path in HEAD */
  readonly headOid: string | null;
  readonly atMs: number;
}

export class FateLog {
  readonly #database: Database;
  readonly #edits: Edits;
  /** edits that went in with the transaction under way: what comes with them is an insertion in every path */
  readonly #born = new Set<Edit>();
  #transaction = 0;

  constructor(database: Database, edits: Edits) {
    this.#database = database;
    this.#edits = edits;
  }

  /** Whether AI insertions have been in a place. */
  isFollowed({ worktree, path }: Arrival): boolean {
    const find = `SELECT 1 FROM place WHERE worktree = ? AND path = ?
      AND EXISTS (SELECT 1 FROM fate WHERE place_id = place.id)`;
    return this.#database.sql.get(find, worktree, path) !== undefined;
  }

  /** A place has a text before any AI insertion, and may have it again after one. Only inside a transaction. */
  passed(place: Arrival, key: Uint8Array): void {
    const { sql } = this.#database;
    this.#sight(sql, this.#placeId(sql, place), key, this.#lastFate(sql));
  }

  /** A place has another text now; null: none. Only inside a transaction. */
  changed(place: Arrival, before: Attributed | null, after: Attributed | null): void {
    const { sql } = this.#database;
    const placeId = this.#placeId(sql, place);
    const last = this.#lastFate(sql);
    const key = after && keyOf(after.text);
    const earlier = key ? this.#sighting(sql, placeId, key) : undefined;
    if (before) this.#sight(sql, placeId, keyOf(before.text), last);
    if (earlier) this.#returned(sql, placeId, place.atMs, earlier.last_fate, insertionsIn(after ?? NOTHING));
    else {
      const wasThere = after !== null && isBlob(after.text, place.headOid);
      const circumstances = { hand: 'rewritten-by-me', canReturn: true } as const;
      const { insertions } = compareTexts(before ?? NOTHING, after ?? NOTHING, circumstances);
      for (const change of insertions) {
        const gained = change.after - change.before;
        if (gained > 0) this.#inserted(sql, change.edit, place.path, gained);
        const known = this.#fatesOf(sql, placeId, change.edit) ?? allKept(change.before);
        const gone = Math.max(0, -gained);
        const lost = wasThere && gone > 0 ? { undone: gone } : change.lost;
        const fates = afterChange(known, { ...change, lost });
        this.#add(sql, placeId, change.edit, place.atMs, fates, change.unexplained);
      }
    }
    if (key) this.#sight(sql, placeId, key, this.#lastFate(sql));
  }

  /** The text of a place is the same, but whose it is has become known better. Only inside a transaction. */
  explained(place: Arrival, before: Attributed, after: Attributed): void {
    if (!hasAi(before.runs) && !hasAi(after.runs)) return;
    const { sql } = this.#database;
    const placeId = this.#placeId(sql, place);
    const had = insertionsIn(before);
    const has = insertionsIn(after);
    for (const edit of new Set([...had.keys(), ...has.keys()])) {
      const more = (has.get(edit) ?? 0) - (had.get(edit) ?? 0);
      if (more === 0) continue;
      sql.run(
        `INSERT INTO insertion (edit_id, path, characters) VALUES (?, ?, max(0, ?))
         ON CONFLICT DO UPDATE SET characters = max(0, characters + ?)`,
        this.#edits.idOf(edit),
        place.path,
        more,
        more,
      );
      const known = this.#fatesOf(sql, placeId, edit) ?? allKept(had.get(edit) ?? 0);
      this.#add(sql, placeId, edit, place.atMs, { ...known, kept: Math.max(0, known.kept + more) });
    }
    for (const edit of becomeAi(before, after)) this.#wasAi(sql, placeId, this.#edits.idOf(edit));
    this.#sight(sql, placeId, keyOf(after.text), this.#lastFate(sql));
  }

  /** What took the place of text here, and nothing explained, was an AI's. */
  #wasAi(sql: Statements, placeId: number, unexplained: number): void {
    const rows = sql.all(
      `SELECT id, edit_id, by_me - coalesce((SELECT by_me FROM fate AS old WHERE old.place_id = fate.place_id
           AND old.edit_id = fate.edit_id AND old.id < fate.id ORDER BY old.id DESC LIMIT 1), 0) AS more
       FROM fate WHERE place_id = ? AND unexplained_id = ?`,
      placeId,
      unexplained,
    ) as { id: number; edit_id: number; more: number }[];
    for (const { id, edit_id, more } of rows)
      sql.run(
        `UPDATE fate SET by_me = by_me - ?, by_ai = by_ai + ?, unexplained_id = nullif(unexplained_id, ?)
         WHERE place_id = ? AND edit_id = ? AND id >= ?`,
        more,
        more,
        unexplained,
        placeId,
        edit_id,
        id,
      );
  }

  records(): EditRecord[] {
    return this.#database.read((sql) => {
      this.#edits.learnAll();
      const paths = new Map(
        (sql.all('SELECT id, path FROM place') as { id: number; path: string }[]).map((it) => [
          it.id,
          it.path,
        ]),
      );
      const seen = new Map<number, SeenFates[]>();
      for (const row of fateRows(sql)) {
        const one = { atMs: row[2], place: row[1], path: paths.get(row[1])!, fates: fatesOf(row) };
        const list = seen.get(row[0]);
        if (list) list.push(one);
        else seen.set(row[0], [one]);
      }
      const records = new Map<number, EditRecord & { insertions: { path: string; characters: number }[] }>();
      const insertions = sql.all(
        'SELECT edit_id, path, characters FROM insertion WHERE characters > 0 ORDER BY edit_id, path',
      ) as { edit_id: number; path: string; characters: number }[];
      for (const { edit_id, path, characters } of insertions) {
        const record = records.get(edit_id);
        const edit = record ? record.edit : this.#edits.byId(edit_id);
        if (record) record.insertions.push({ path, characters });
        else if (edit)
          records.set(edit_id, { edit, insertions: [{ path, characters }], seen: seen.get(edit_id) ?? [] });
      }
      return [...records.values()];
    });
  }

  version(): number {
    return this.#database.read((sql) => {
      const row = sql.get('SELECT total(characters) AS characters FROM insertion') as { characters: number };
      return this.#lastFate(sql) * 2 ** 20 + (row.characters % 2 ** 20);
    });
  }

  /** Of what came back with a text, the fates are what they were; of what has gone in since, nothing stands. */
  #returned(
    sql: Statements,
    placeId: number,
    atMs: number,
    then: number,
    present: ReadonlyMap<Edit, number>,
  ): void {
    const changed = sql.all(
      'SELECT DISTINCT edit_id FROM fate WHERE place_id = ? AND id > ?',
      placeId,
      then,
    ) as { edit_id: number }[];
    for (const { edit_id } of changed) {
      const edit = this.#edits.byId(edit_id);
      const now = edit && this.#fatesOf(sql, placeId, edit);
      if (!now) continue;
      const old = this.#fatesOf(sql, placeId, edit, then);
      const kept = present.get(edit) ?? 0;
      const fates = old ?? { ...allUndone(now), kept };
      this.#add(sql, placeId, edit, atMs, { ...fates, kept });
    }
  }

  #inserted(sql: Statements, edit: Edit, path: string, characters: number): void {
    if (this.#transaction !== this.#database.transactions) this.#born.clear();
    this.#transaction = this.#database.transactions;
    const id = this.#edits.idOf(edit);
    if (!this.#born.has(edit) && sql.get('SELECT 1 FROM insertion WHERE edit_id = ? LIMIT 1', id)) return;
    this.#born.add(edit);
    sql.run(
      `INSERT INTO insertion (edit_id, path, characters) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET characters = characters + excluded.characters`,
      id,
      path,
      characters,
    );
  }

  #placeId(sql: Statements, { worktree, path }: Arrival): number {
    const find = 'SELECT id FROM place WHERE worktree = ? AND path = ?';
    const row = sql.get(find, worktree, path) as { id: number } | undefined;
    if (row) return row.id;
    return Number(
      sql.run('INSERT INTO place (worktree, path) VALUES (?, ?)', worktree, path).lastInsertRowid,
    );
  }

  #lastFate(sql: Statements): number {
    return (sql.get('SELECT coalesce(max(id), 0) AS id FROM fate') as { id: number }).id;
  }

  #sighting(sql: Statements, placeId: number, key: Uint8Array): { last_fate: number } | undefined {
    return sql.get('SELECT last_fate FROM sighting WHERE place_id = ? AND key = ?', placeId, key) as
      | { last_fate: number }
      | undefined;
  }

  #sight(sql: Statements, placeId: number, key: Uint8Array, lastFate: number): void {
    sql.run(
      'INSERT OR REPLACE INTO sighting (place_id, key, last_fate) VALUES (?, ?, ?)',
      placeId,
      key,
      lastFate,
    );
  }

  /** The fates on record of an insertion in a place, those of a moment in the past if `upTo` is given. */
  #fatesOf(sql: Statements, placeId: number, edit: Edit, upTo = Number.MAX_SAFE_INTEGER): Fates | undefined {
    const row = sql.get(
      `SELECT ${COUNTS} FROM fate WHERE place_id = ? AND edit_id = ? AND id <= ? ORDER BY id DESC LIMIT 1`,
      placeId,
      this.#edits.idOf(edit),
      upTo,
    ) as FateRow | undefined;
    return row && fatesIn(row);
  }

  #add(
    sql: Statements,
    placeId: number,
    edit: Edit,
    atMs: number,
    fates: Fates,
    unexplained: Edit | null = null,
  ): void {
    sql.run(
      `INSERT INTO fate (place_id, edit_id, at_ms, ${COUNTS}, unexplained_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      placeId,
      this.#edits.idOf(edit),
      atMs,
      fates.kept,
      fates['rewritten-by-me'],
      fates['rewritten-by-ai'],
      fates['rewritten-by-others'],
      fates.deleted,
      fates.undone,
      unexplained && this.#edits.idOf(unexplained),
    );
  }
}

type FateCells = readonly [
  editId: number,
  placeId: number,
  atMs: number,
  kept: number,
  byMe: number,
  byAi: number,
  byOthers: number,
  deleted: number,
  undone: number,
];

/** All of them in the order in which they were seen. As one text, since an object for each row costs three times that. */
function fateRows(sql: Statements): FateCells[] {
  const { rows } = sql.get(
    `SELECT json_group_array(json_array(edit_id, place_id, at_ms, ${COUNTS})) AS rows FROM (SELECT * FROM fate ORDER BY id)`,
  ) as { rows: string };
  return JSON.parse(rows) as FateCells[];
}

/** By place, not by destructuring: it is called for each row there is. */
const fatesOf = (row: FateCells): Fates => ({
  kept: row[3],
  'rewritten-by-me': row[4],
  'rewritten-by-ai': row[5],
  'rewritten-by-others': row[6],
  deleted: row[7],
  undone: row[8],
});

const fatesIn = (row: FateRow): Fates => ({
  kept: row.kept,
  'rewritten-by-me': row.by_me,
  'rewritten-by-ai': row.by_ai,
  'rewritten-by-others': row.by_others,
  deleted: row.deleted,
  undone: row.undone,
});

/** Edits that nothing explained, of which most characters have become an AI's. */
function becomeAi(before: Attributed, after: Attributed): Edit[] {
  const isOpen = ({ kind }: Edit) => kind === 'external';
  const had = charactersBy(before, isOpen);
  const has = charactersBy(after, isOpen);
  return [...had].flatMap(([edit, count]) => ((has.get(edit) ?? 0) * 2 < count ? edit : []));
}

/** Whether Git has `text` under the name `oid`, with either kind of line ends. */
function isBlob(text: string, oid: string | null): boolean {
  if (oid === null) return false;
  const algorithm = oid.length === 64 ? 'sha256' : 'sha1';
  const isNamed = (content: string) => {
    const bytes = Buffer.from(content);
    // Loaded when first needed, as few commands do.
    const { createHash } = process.getBuiltinModule('node:crypto');
    return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex') === oid;
  };
  return isNamed(text) || (text.includes('\n') && isNamed(text.replaceAll('\n', '\r\n')));
}
