/** Edits as rows, interned: one `Edit` object for each uid, so that marks of the same edit are the same object. */

import { BASELINE, type Edit, type Mark, markOf, pushRun, type Run, touched } from '../../domain/origin.ts';
import type { Database } from './database.ts';
import { forEachEdit } from './runs-codec.ts';
import type { Statements } from './statements.ts';

interface EditRow {
  id: number;
  uid: string;
  origin: Edit['origin'];
  evidence: Edit['evidence'];
  kind: Edit['kind'];
  at_ms: number;
  tool: string | null;
  model: string | null;
  session: string | null;
}

export class Edits {
  readonly #database: Database;
  readonly #byUid = new Map<string, Edit>([[BASELINE.uid, BASELINE]]);
  /** marks of edits whose rows are known to be there, as of `#epoch` */
  readonly #marks = new Map<number, Mark>();
  readonly #ids = new Map<Edit, number>();
  #epoch = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  has(uid: string): boolean {
    return this.#sql().get('SELECT 1 FROM edit WHERE uid = ?', uid) !== undefined;
  }

  /** Time of the earliest edit, `Infinity` if there is none. */
  earliestMs(): number {
    const row = this.#sql().get('SELECT min(at_ms) AS at_ms FROM edit WHERE uid <> ?', BASELINE.uid);
    return (row as { at_ms: number | null }).at_ms ?? Number.POSITIVE_INFINITY;
  }

  byId(id: number): Edit | undefined {
    return this.markOf(id)?.edit;
  }

  byUid(uid: string): Edit | undefined {
    const sql = this.#sql();
    const known = this.#byUid.get(uid);
    if (known && this.#ids.has(known)) return known;
    const row = sql.get('SELECT * FROM edit WHERE uid = ?', uid) as EditRow | undefined;
    return row && this.#learn(row);
  }

  /** The mark of an untouched character of an edit, one and the same object while nothing is forgotten. */
  markOf(id: number): Mark | undefined {
    const sql = this.#sql();
    const known = this.#marks.get(id);
    if (known) return known;
    const row = sql.get('SELECT * FROM edit WHERE id = ?', id) as EditRow | undefined;
    if (row) this.#learn(row);
    return this.#marks.get(id);
  }

  /** Looks all of them up at once, where most will be asked for one by one. */
  learnAll(): void {
    for (const row of this.#sql().all('SELECT * FROM edit')) this.#learn(row as EditRow);
  }

  /** Whether encoded runs name such an edit. */
  someIn(runs: Uint8Array, isWanted: (edit: Edit) => boolean): boolean {
    let isFound = false;
    forEachEdit(runs, (id) => {
      const edit = isFound ? undefined : this.byId(id);
      if (edit && isWanted(edit)) isFound = true;
    });
    return isFound;
  }

  idOf(edit: Edit): number {
    return this.#ids.get(this.#recorded(edit))!;
  }

  /** Makes sure of a row for every edit in `runs`, and gives the runs with the one object of each edit. */
  record(runs: readonly Run[]): readonly Run[] {
    if (runs.every(({ mark }) => this.#recorded(mark.edit) === mark.edit)) return runs;
    const out: Run[] = [];
    for (const { length, mark } of runs) {
      const own = markOf(this.#recorded(mark.edit));
      pushRun(out, length, mark.touched ? touched(own) : own);
    }
    return out;
  }

  /** The object of this uid, with a row. What is in the database already stands, an edit never changes. */
  #recorded(edit: Edit): Edit {
    return this.byUid(edit.uid) ?? this.#insert(this.#byUid.get(edit.uid) ?? edit);
  }

  #insert(edit: Edit): Edit {
    const { uid, origin, evidence, kind, atMs, tool = null, model = null, session = null } = edit;
    const { lastInsertRowid } = this.#sql().run(
      `INSERT INTO edit (uid, origin, evidence, kind, at_ms, tool, model, session) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      uid,
      origin,
      evidence,
      kind,
      Math.round(atMs),
      tool,
      model,
      session,
    );
    return this.#remember(Number(lastInsertRowid), edit);
  }

  #learn(row: EditRow): Edit {
    return this.#remember(row.id, this.#byUid.get(row.uid) ?? editIn(row));
  }

  #remember(id: number, edit: Edit): Edit {
    this.#byUid.set(edit.uid, edit);
    this.#marks.set(id, markOf(edit));
    this.#ids.set(edit, id);
    return edit;
  }

  /** Also forgets the rows that were known, if they may be gone. */
  #sql(): Statements {
    if (this.#epoch !== this.#database.epoch) {
      this.#epoch = this.#database.epoch;
      this.#marks.clear();
      this.#ids.clear();
    }
    return this.#database.sql;
  }
}

function editIn({ uid, origin, evidence, kind, at_ms: atMs, tool, model, session }: EditRow): Edit {
  const edit: { -readonly [K in keyof Edit]: Edit[K] } = { uid, origin, evidence, kind, atMs };
  if (tool !== null) edit.tool = tool;
  if (model !== null) edit.model = model;
  if (session !== null) edit.session = session;
  return edit;
}
