/**
 * What the editor's own chat leaves behind: the agent host's session databases, which hold the texts of files before
 * and after each call, and the state of chat editing sessions, which holds texts and the edits made to them.
 * The chat's own log is not read: its edits repeat text that was there before and do not say which.
 */

import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { CODE_FOLDERS, workspacesOf } from './editor-workspaces.ts';
import { editorFolders, foldersIn, statOf } from './places.ts';
import { Id, MAX_RECORD_BYTES, match, modelOf, PathText, parseJson } from './records.ts';
import type { Parsed, ReportedEdit, SnapshotStore } from './session-source.ts';
import { readDatabase, textOf, withWriteAheadLog } from './sqlite-file.ts';
import { applyTextEdits, TextEdits } from './text-edits.ts';

/** Versions of the schema whose columns are known. */
const KNOWN_SCHEMAS = { oldest: 1, newest: 9 };
const MAX_ROWS = 5000;

/** Rows vanish when the user goes back, so what is there stands. */
export const copilotSessionDatabase: SnapshotStore = {
  kind: 'snapshot',
  tool: 'copilot',
  isUntimed: true,
  companions: withWriteAheadLog,
  async find({ places }) {
    const files: string[] = [];
    for (const editor of editorFolders(places, CODE_FOLDERS))
      for (const session of await foldersIn(path.join(editor, 'agentSessionData')))
        files.push(path.join(session, 'session.db'));
    return files;
  },
  read(file) {
    const session = path.basename(path.dirname(file)).replace(/[^\w.-]/g, '-');
    // No row says when it was written.
    const atMs = Math.round(statSync(file).mtimeMs);
    return readDatabase(file, (database) => {
      const { user_version: version } = database.prepare('PRAGMA user_version').get() ?? {};
      const isKnown = Number(version) >= KNOWN_SCHEMAS.oldest && Number(version) <= KNOWN_SCHEMAS.newest;
      const columns = new Set(
        database
          .prepare('PRAGMA table_info(file_edits)')
          .all()
          .map((it) => it.name),
      );
      if (!isKnown || !FILE_EDIT_COLUMNS.every((name) => columns.has(name)))
        return { edits: [], strange: 1, memory: {} };
      const kind = columns.has('edit_type') ? 'edit_type' : "'edit'";
      const rows = database
        .prepare(
          `SELECT ${FILE_EDIT_COLUMNS.join(', ')}, ${kind} AS kind FROM file_edits ORDER BY rowid LIMIT ?`,
        )
        .all(MAX_ROWS);
      const edits = rows.flatMap((row) => {
        const it = match(FileEdit, row);
        const after = it && textOf(it.after_content);
        if (!it || after === undefined || it.kind === 'delete') return [];
        const before = textOf(it.before_content) ?? (it.kind === 'create' ? null : undefined);
        return [{ session, call: it.tool_call_id, atMs, path: it.file_path, change: { before, after } }];
      });
      return { edits, strange: 0, memory: {} };
    });
  },
};

const FILE_EDIT_COLUMNS = ['tool_call_id', 'file_path', 'before_content', 'after_content'];
const FileEdit = v.object({
  tool_call_id: Id,
  file_path: PathText,
  before_content: v.unknown(),
  after_content: v.unknown(),
  kind: v.string(),
});

export const copilotEditingSessions: SnapshotStore = {
  kind: 'snapshot',
  tool: 'copilot',
  isUntimed: true,
  async find(scope) {
    const files: string[] = [];
    for (const folder of await workspacesOf(scope))
      for (const session of await foldersIn(path.join(folder, 'chatEditingSessions'))) {
        const file = path.join(session, 'state.json');
        if (await statOf(file)) files.push(file);
      }
    return files;
  },
  read: readEditingSession,
};

const Resource = v.object({ scheme: v.literal('file'), path: PathText });
const State = v.object({
  version: v.picklist([1, 2]),
  recentSnapshot: v.object({ entries: v.array(v.unknown()) }),
  timeline: v.optional(
    v.object({
      currentEpoch: v.number(),
      fileBaselines: v.array(v.tuple([v.string(), v.unknown()])),
      operations: v.array(v.unknown()),
    }),
  ),
});
const Entry = v.object({
  resource: v.string(),
  originalHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{1,64}$/)),
  currentHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{1,64}$/)),
  state: v.number(),
  isDeleted: v.optional(v.boolean()),
  telemetryInfo: v.object({ requestId: Id, modelId: v.optional(v.unknown()) }),
});
const Baseline = v.object({
  uri: Resource,
  requestId: Id,
  content: v.string(),
  epoch: v.number(),
  telemetryInfo: v.optional(v.object({ modelId: v.optional(v.unknown()) })),
});
const CreateOperation = v.object({
  type: v.literal('create'),
  uri: Resource,
  requestId: Id,
  epoch: v.number(),
  initialContent: v.string(),
  telemetryInfo: v.optional(v.object({ modelId: v.optional(v.unknown()) })),
});
const TextEditOperation = v.object({
  type: v.literal('textEdit'),
  uri: Resource,
  requestId: Id,
  epoch: v.number(),
  edits: TextEdits,
});

/** Of an entry: the user undid all of it. */
const REJECTED = 2;

function readEditingSession(file: string): Parsed {
  const nothing = { edits: [], memory: {} };
  const stat = statSync(file);
  if (stat.size > MAX_RECORD_BYTES) return { ...nothing, strange: 0 };
  const state = match(State, parseJson(readFileSync(file)));
  if (!state) return { ...nothing, strange: 1 };
  const session = path.basename(path.dirname(file)).replace(/[^\w.-]/g, '-');
  const atMs = Math.round(stat.mtimeMs);
  const entries = state.recentSnapshot.entries.flatMap((entry) => match(Entry, entry) ?? []);
  const rejected = new Set(entries.filter((it) => it.state === REJECTED).map((it) => pathOf(it.resource)));
  const edits = state.timeline ? timelineEdits(state.timeline, rejected, { session, atMs }) : [];
  const told = new Set(edits.map(({ path: given }) => given));
  for (const entry of entries) {
    if (entry.state === REJECTED || entry.isDeleted || told.has(pathOf(entry.resource))) continue;
    const [before, after] = [entry.originalHash, entry.currentHash].map((hash) => readContent(file, hash));
    if (before === undefined || after === undefined || before === after) continue;
    edits.push({
      session,
      call: `${entry.telemetryInfo.requestId}-${entry.currentHash}`,
      model: modelOf(entry.telemetryInfo.modelId),
      atMs,
      path: entry.resource,
      change: { before, after },
    });
  }
  return { ...nothing, edits, strange: state.recentSnapshot.entries.length - entries.length };
}

function pathOf(resource: string): string {
  try {
    return decodeURIComponent(new URL(resource).pathname);
  } catch {
    return resource;
  }
}

function readContent(stateFile: string, hash: string): string | undefined {
  const file = path.join(path.dirname(stateFile), 'contents', hash);
  try {
    return statSync(file).size > MAX_RECORD_BYTES ? undefined : readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

type Timeline = NonNullable<v.InferOutput<typeof State>['timeline']>;

/**
 * Each request's edits to a file, from the text that the file had when the request came to it, or was created with.
 * Operations from `currentEpoch` on were undone.
 */
function timelineEdits(
  { currentEpoch, fileBaselines, operations }: Timeline,
  rejected: ReadonlySet<string>,
  by: { session: string; atMs: number },
): ReportedEdit[] {
  const edited = operations
    .flatMap((operation) => match(TextEditOperation, operation) ?? [])
    .filter(({ epoch }) => epoch < currentEpoch)
    .sort((a, b) => a.epoch - b.epoch);
  const begun = [
    ...fileBaselines
      .flatMap(([, baseline]) => match(Baseline, baseline) ?? [])
      .map((it) => ({ ...it, before: it.content })),
    ...operations
      .flatMap((operation) => match(CreateOperation, operation) ?? [])
      .map((it) => ({ ...it, before: null, content: it.initialContent })),
  ];
  return begun
    .filter(({ epoch, uri }) => epoch < currentEpoch && !rejected.has(uri.path))
    .sort((a, b) => a.epoch - b.epoch)
    .flatMap(({ uri, requestId, before, content, epoch, telemetryInfo }) => {
      const own = edited.filter(
        (it) => it.uri.path === uri.path && it.requestId === requestId && it.epoch >= epoch,
      );
      let after: string | null = content;
      for (const { edits } of own) after = after === null ? null : applyTextEdits(after, edits);
      if (after === null || after === before) return [];
      const model = modelOf(telemetryInfo?.modelId);
      const call = `${requestId}-${own.at(-1)?.epoch ?? epoch}`;
      return [{ ...by, call, model, path: uri.path, change: { before, after } }];
    });
}
