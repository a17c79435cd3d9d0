/**
 * Cursor's global database: `User/globalStorage/state.vscdb`, table `cursorDiskKV`. Seen in version 3.6.
 * A message of the assistant (`bubbleId:<composer>:<bubble>`) names the texts before and after an edit by the SHA-256
 * of their content, under which they are in the same table.
 */

import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { editorFolders, sha256, statOf } from './places.ts';
import { Id, MAX_RECORD_BYTES, match, modelOf, PathText, parseJson, timeOf } from './records.ts';
import type { Memory, Parsed, ReportedEdit, SnapshotStore } from './session-source.ts';
import { readDatabase, textOf, withWriteAheadLog } from './sqlite-file.ts';

/** Rows looked at in one go, and how far back the first look goes. */
const MAX_ROWS = 5000;

export const cursorLog: SnapshotStore = {
  kind: 'snapshot',
  tool: 'cursor',
  companions: withWriteAheadLog,
  async find({ places }) {
    const files = editorFolders(places, ['Cursor']).map((editor) =>
      path.join(editor, 'User', 'globalStorage', 'state.vscdb'),
    );
    const stats = await Promise.all(files.map(statOf));
    return files.filter((_, at) => stats[at]);
  },
  read: (file, memory) => readDatabase(file, (database) => readRows(database, memory)),
};

const Edit = v.object({
  name: v.picklist(['edit_file_v2', 'edit_file', 'search_replace', 'write']),
  toolCallId: Id,
  status: v.string(),
  userDecision: v.optional(v.string()),
  params: v.unknown(),
  result: v.unknown(),
});
const Bubble = v.object({
  createdAt: v.optional(v.unknown()),
  modelInfo: v.nullish(v.object({ modelName: v.optional(v.unknown()) })),
  toolFormerData: Edit,
});
const Params = v.object({ relativeWorkspacePath: PathText });
const ContentId = v.pipe(v.string(), v.regex(/^composer\.content\.[0-9a-f]{64}$/));
const Contents = v.object({ beforeContentId: ContentId, afterContentId: ContentId });
const Composer = v.object({ modelConfig: v.optional(v.object({ modelName: v.optional(v.unknown()) })) });

function readRows(database: DatabaseSync, memory: Memory): Parsed {
  const tables = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'cursorDiskKV'").all();
  if (tables.length === 0) return { edits: [], strange: 1, memory };
  const newest = Number(database.prepare('SELECT max(rowid) AS rowid FROM cursorDiskKV').get()?.rowid ?? 0);
  // A row that is written again gets a new number: the table replaces rows.
  const from = Math.max(Number(memory.row ?? 0) || 0, newest - 20 * MAX_ROWS);
  const rows = database
    .prepare(
      `SELECT rowid, key, value FROM cursorDiskKV
       WHERE rowid > ? AND key >= 'bubbleId:' AND key < 'bubbleId;' AND length(value) < ? AND instr(value, ?) > 0
       ORDER BY rowid LIMIT ?`,
    )
    .all(from, MAX_RECORD_BYTES, 'afterContentId', MAX_ROWS);
  const models = new Map<string, string | undefined>();
  const edits: ReportedEdit[] = [];
  let strange = 0;
  for (const row of rows) {
    const [, composer = '', bubbleId = ''] = String(row.key).split(':');
    const bubble = match(Bubble, parseJson(textOf(row.value) ?? ''));
    if (!bubble) continue;
    const { toolFormerData: edit, createdAt, modelInfo } = bubble;
    if (edit.status !== 'completed' || edit.userDecision === 'rejected') continue;
    const file = match(Params, embedded(edit.params))?.relativeWorkspacePath;
    const ids = match(Contents, embedded(edit.result));
    const before = ids && readContent(database, ids.beforeContentId);
    const after = ids && readContent(database, ids.afterContentId);
    const atMs = timeOf(createdAt);
    const session = match(Id, composer);
    if (!file || before === undefined || after === undefined || atMs === undefined || !session) {
      strange++;
      continue;
    }
    if (!models.has(composer)) models.set(composer, modelOfComposer(database, composer));
    const model = modelOf(modelInfo?.modelName) ?? models.get(composer);
    const call = edit.toolCallId || bubbleId;
    edits.push({ session, call, model, atMs, path: file, change: { before, after } });
  }
  const row = rows.length === MAX_ROWS ? String(rows.at(-1)!.rowid) : String(newest);
  return { edits, strange, memory: { row } };
}

/** A value that is there as such or as JSON in a string. */
const embedded = (value: unknown): unknown => (typeof value === 'string' ? parseJson(value) : value);

function storedText(database: DatabaseSync, key: string): string | undefined {
  const row = database
    .prepare('SELECT value FROM cursorDiskKV WHERE key = ? AND length(value) < ?')
    .get(key, MAX_RECORD_BYTES);
  return textOf(row?.value);
}

/** A text, if it is the one that it is named for. */
function readContent(database: DatabaseSync, id: string): string | undefined {
  const hash = id.slice(id.lastIndexOf('.') + 1);
  if (hash === sha256('')) return '';
  const text = storedText(database, id);
  return text !== undefined && sha256(text) === hash ? text : undefined;
}

function modelOfComposer(database: DatabaseSync, composer: string): string | undefined {
  const data = match(Composer, parseJson(storedText(database, `composerData:${composer}`) ?? ''));
  return modelOf(data?.modelConfig?.modelName);
}
