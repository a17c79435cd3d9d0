/**
 * OpenCode's sessions: `opencode.db` since version 1.2, files below `storage` before. A part of a message is a tool
 * call with what came of it. Going back leaves parts where they are; the session says from where on they do not count.
 */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { EditChain } from './edit-chain.ts';
import { parseApplyPatch } from './patches.ts';
import { absolutePath, filesIn, foldersIn, isRelated, statOf } from './places.ts';
import { Id, MAX_RECORD_BYTES, match, modelOf, PathText, parseJson, timeOf } from './records.ts';
import type { Memory, Parsed, Places, ReportedEdit, Scope, SnapshotStore } from './session-source.ts';
import { readDatabase, textOf, withWriteAheadLog } from './sqlite-file.ts';

const TOOL = 'opencode';
const MAX_ROWS = 5000;

export function dataFolder({ home, env }: Places): string {
  const base = env.XDG_DATA_HOME;
  return path.join(base && path.isAbsolute(base) ? base : path.join(home, '.local', 'share'), 'opencode');
}

export const opencodeDatabase: SnapshotStore = {
  kind: 'snapshot',
  tool: TOOL,
  companions: withWriteAheadLog,
  async find({ places }) {
    const file = path.join(dataFolder(places), 'opencode.db');
    return (await statOf(file)) ? [file] : [];
  },
  read: (file, memory, scope) => readDatabase(file, (database) => readRows(database, memory, scope)),
};

/** One file for each session, beside which its messages and their parts lie in folders of their names. */
export const opencodeStorage: SnapshotStore = {
  kind: 'snapshot',
  tool: TOOL,
  companions(file) {
    const storage = path.resolve(file, '..', '..', '..');
    return [path.join(storage, 'message', path.basename(file, '.json'))];
  },
  async find({ places }) {
    const files: string[] = [];
    for (const project of await foldersIn(path.join(dataFolder(places), 'storage', 'session')))
      files.push(...(await filesIn(project, '.json')));
    return files;
  },
  read: readStoredSession,
};

const Revert = v.nullish(v.object({ messageID: Id, partID: v.nullish(Id) }));
const Session = v.object({ id: Id, directory: v.string(), revert: Revert });
const Message = v.object({
  role: v.literal('assistant'),
  modelID: v.optional(v.unknown()),
  path: v.optional(v.object({ cwd: v.optional(v.string()) })),
});
const ToolPart = v.object({
  type: v.literal('tool'),
  callID: Id,
  tool: v.picklist(['edit', 'write', 'apply_patch', 'patch', 'multiedit']),
  state: v.object({
    status: v.literal('completed'),
    input: v.unknown(),
    metadata: v.optional(v.unknown()),
    time: v.object({ end: v.number() }),
  }),
});

const Passage = v.object({
  oldString: v.string(),
  newString: v.string(),
  replaceAll: v.optional(v.boolean()),
});
const EditInput = v.object({ filePath: PathText, ...Passage.entries });
const EditsInput = v.object({ filePath: PathText, edits: v.array(Passage) });
const WriteInput = v.object({ filePath: PathText, content: v.string() });
const PatchInput = v.object({ patchText: v.string() });
const FileDiff = v.object({ before: v.string(), after: v.string() });
const EditMetadata = v.object({ filediff: FileDiff });
const WriteMetadata = v.object({ exists: v.boolean() });
const PatchedFile = v.object({ filePath: PathText, type: v.string(), ...FileDiff.entries });
const PatchMetadata = v.object({ files: v.array(PatchedFile) });

interface Part {
  readonly id: string;
  readonly messageId: string;
  readonly session: v.InferOutput<typeof Session>;
  readonly model: string | undefined;
  readonly data: unknown;
}

/** Identifiers sort by when they were made. */
const isReverted = ({ id, messageId, session: { revert } }: Part): boolean =>
  revert
    ? messageId > revert.messageID || (messageId === revert.messageID && id >= (revert.partID ?? ''))
    : false;

function editsOf(parts: readonly Part[]): Omit<Parsed, 'memory'> {
  const chain = new EditChain();
  const edits: ReportedEdit[] = [];
  let strange = 0;
  for (const part of parts) {
    const it = match(ToolPart, part.data);
    if (!it || isReverted(part)) continue;
    const { id: session, directory: cwd } = part.session;
    const atMs = timeOf(it.state.time.end);
    const files = filesOf(it.tool, it.state.input, it.state.metadata, chain, cwd);
    if (!files || atMs === undefined) strange++;
    else
      for (const [file, change] of files)
        edits.push({ session, call: it.callID, model: part.model, atMs, cwd, path: file, change });
  }
  return { edits, strange };
}

/** What a call did to which files, null for a shape unknown to us. */
export function filesOf(
  tool: string,
  input: unknown,
  metadata: unknown,
  chain: EditChain,
  cwd: string,
): [string, ReportedEdit['change']][] | null {
  const keyOf = (file: string) => absolutePath(file, cwd) ?? file;
  const passage = ({ oldString, newString, replaceAll = false }: v.InferOutput<typeof Passage>) => ({
    oldText: oldString,
    newText: newString,
    all: replaceAll,
  });
  if (tool === 'edit' || tool === 'multiedit') {
    const it = match(EditInput, input) ?? match(EditsInput, input);
    if (!it) return null;
    const diff = match(EditMetadata, metadata)?.filediff;
    const passages = 'edits' in it ? it.edits.map(passage) : [passage(it)];
    const key = keyOf(it.filePath);
    return [[it.filePath, diff ? chain.write(key, diff.after, diff.before) : chain.replace(key, passages)]];
  }
  if (tool === 'write') {
    const it = match(WriteInput, input);
    if (!it) return null;
    const isNew = match(WriteMetadata, metadata)?.exists === false;
    return [[it.filePath, chain.write(keyOf(it.filePath), it.content, isNew ? null : undefined)]];
  }
  const told = match(PatchMetadata, metadata);
  if (told)
    return told.files
      .filter(({ type }) => type !== 'delete')
      .map((it) => [it.filePath, chain.write(keyOf(it.filePath), it.after, it.before)]);
  const patch = match(PatchInput, input);
  const files = patch && parseApplyPatch(patch.patchText);
  if (!files) return null;
  return files.flatMap((file): [string, ReportedEdit['change']][] => {
    if (file.kind === 'delete') return [];
    const key = keyOf(file.path);
    return [
      [
        file.path,
        file.kind === 'add' ? chain.write(key, file.text, null) : chain.replace(key, file.replacements),
      ],
    ];
  });
}

const TABLES = ['session', 'message', 'part'];

function readRows(database: DatabaseSync, memory: Memory, scope: Scope): Parsed {
  const names = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  const isKnown = TABLES.every((table) => names.some(({ name }) => name === table));
  if (!isKnown) return { edits: [], strange: 1, memory };
  const updatedMs = Math.max(Number(memory.updatedMs ?? 0) || 0, scope.sinceMs);
  const sessions = new Map<string, Part['session']>();
  const changed = database
    .prepare('SELECT id, directory, revert FROM session WHERE time_updated >= ? LIMIT ?')
    .all(updatedMs, MAX_ROWS);
  for (const row of changed) {
    const session = match(Session, { ...row, revert: parseJson(textOf(row.revert) ?? 'null') });
    if (session && isRelated(session.directory, scope)) sessions.set(session.id, session);
  }
  const find = database.prepare(
    `SELECT part.id, part.message_id, part.time_updated, part.data, message.data AS message
     FROM part JOIN message ON message.id = part.message_id
     WHERE part.session_id = ? AND part.time_updated >= ? AND length(part.data) < ?
       AND instr(part.data, '"tool"') > 0 AND instr(part.data, '"completed"') > 0
     ORDER BY part.id LIMIT ?`,
  );
  let latestMs = updatedMs;
  const parts: Part[] = [];
  for (const session of sessions.values())
    for (const row of find.all(session.id, updatedMs, MAX_RECORD_BYTES, MAX_ROWS)) {
      const message = match(Message, parseJson(textOf(row.message) ?? ''));
      latestMs = Math.max(latestMs, Number(row.time_updated));
      parts.push({
        id: String(row.id),
        messageId: String(row.message_id),
        session,
        model: modelOf(message?.modelID),
        data: parseJson(textOf(row.data) ?? ''),
      });
    }
  return { ...editsOf(parts), memory: { updatedMs: String(latestMs) } };
}

function readStoredSession(file: string, memory: Memory, scope: Scope): Parsed {
  const session = match(Session, readJson(file));
  if (!session) return { edits: [], strange: 1, memory };
  if (!isRelated(session.directory, scope)) return { edits: [], strange: 0, memory };
  const storage = path.resolve(file, '..', '..', '..');
  const parts: Part[] = [];
  for (const messageFile of jsonFilesIn(path.join(storage, 'message', session.id))) {
    const message = match(Message, readJson(messageFile));
    const messageId = path.basename(messageFile, '.json');
    if (message)
      for (const partFile of jsonFilesIn(path.join(storage, 'part', messageId)))
        parts.push({
          id: path.basename(partFile, '.json'),
          messageId,
          session,
          model: modelOf(message.modelID),
          data: readJson(partFile),
        });
  }
  return { ...editsOf(parts), memory };
}

/** In order of their names, which is that in which they were made. */
function jsonFilesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    return names.sort().map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

function readJson(file: string): unknown {
  try {
    return statSync(file).size > MAX_RECORD_BYTES ? undefined : parseJson(readFileSync(file));
  } catch {
    return undefined;
  }
}
