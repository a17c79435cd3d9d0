/**
 * Gemini CLI's recordings: `tmp/<project>/chats/session-<time>-<id>.jsonl`, and `.json` of older versions.
 * A message is written again, whole, whenever it changes: the last one with an id counts. A recording does not say
 * where the session ran; its project's folder does, by name or in a file.
 */

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { filesIn, foldersAround, foldersIn, homeFolder, isRelated, sha256 } from './places.ts';
import { Id, MAX_RECORD_BYTES, match, modelOf, PathText, parseJson, timeOf } from './records.ts';
import type {
  LineStore,
  Memory,
  Parsed,
  ParsedLines,
  ReportedEdit,
  Scope,
  SnapshotStore,
} from './session-source.ts';

const TOOL = 'gemini';

export const geminiLog: LineStore = {
  kind: 'lines',
  tool: TOOL,
  find: (scope) => findRecordings(scope, '.jsonl'),
  parse,
};

export const geminiOlderLog: SnapshotStore = {
  kind: 'snapshot',
  tool: TOOL,
  find: (scope) => findRecordings(scope, '.json'),
  read(file) {
    const text = readFileSync(file);
    const recording = text.length > MAX_RECORD_BYTES ? undefined : match(Recording, parseJson(text));
    return recording
      ? editsOf(recording.messages, recording.sessionId)
      : { edits: [], strange: 1, memory: {} };
  },
};

async function findRecordings(scope: Scope, suffix: string): Promise<string[]> {
  const home = path.join(homeFolder(scope.places, 'GEMINI_CLI_HOME'), '.gemini');
  const hashes = new Set(foldersAround(scope).map(sha256));
  const names = new Set(await projectNames(home, scope));
  const files: string[] = [];
  for (const project of await foldersIn(path.join(home, 'tmp'))) {
    const name = path.basename(project);
    const root = await readFile(path.join(project, '.project_root'), 'utf8').catch(() => '');
    if (hashes.has(name) || names.has(name) || (root !== '' && isRelated(root.trim(), scope)))
      files.push(...(await filesIn(path.join(project, 'chats'), suffix)));
  }
  return files;
}

const Projects = v.object({ projects: v.record(v.string(), v.string()) });

/** Folder names that `projects.json` gives to directories around or in the work tree. */
async function projectNames(home: string, scope: Scope): Promise<string[]> {
  const text = await readFile(path.join(home, 'projects.json'), 'utf8').catch(() => '');
  const { projects = {} } = match(Projects, parseJson(text)) ?? {};
  return Object.entries(projects).flatMap(([cwd, name]) => (isRelated(cwd, scope) ? [name] : []));
}

const Header = v.object({ sessionId: Id });
const ToolCall = v.object({
  id: Id,
  name: v.picklist(['replace', 'write_file']),
  status: v.string(),
  timestamp: v.optional(v.string()),
  args: v.optional(v.object({ ai_proposed_content: v.optional(v.string()) })),
  resultDisplay: v.optional(v.unknown()),
});
const Message = v.object({
  id: v.string(),
  timestamp: v.optional(v.string()),
  model: v.optional(v.unknown()),
  toolCalls: v.array(v.unknown()),
});
const Recording = v.object({ sessionId: Id, messages: v.array(v.unknown()) });
const Display = v.object({
  filePath: PathText,
  originalContent: v.nullable(v.string()),
  newContent: v.string(),
  isNewFile: v.optional(v.boolean()),
  diffStat: v.optional(
    v.object({ user_added_lines: v.optional(v.number()), user_removed_lines: v.optional(v.number()) }),
  ),
});

function parse(lines: readonly Buffer[], memory: Memory): ParsedLines {
  let { session } = memory;
  const messages = new Map<string, unknown>();
  for (const line of lines) {
    if (line.includes('"sessionId"') && !line.includes('"toolCalls"'))
      session = match(Header, parseJson(line))?.sessionId ?? session;
    else if (line.includes('"$rewindTo"')) rewind(messages, match(Rewind, parseJson(line))?.$rewindTo);
    else if (line.includes('"id"')) {
      const message: unknown = parseJson(line);
      const id = match(v.object({ id: v.string() }), message)?.id;
      if (id !== undefined) messages.set(id, message);
    }
  }
  if (!session) return { edits: [], strange: messages.size > 0 ? 1 : 0, memory: {} };
  return { ...editsOf([...messages.values()], session), memory: { session } };
}

const Rewind = v.object({ $rewindTo: v.string() });

/** What was said from a message on was given up. */
function rewind(messages: Map<string, unknown>, to: string | undefined): void {
  const ids = [...messages.keys()];
  const from = to === undefined ? -1 : ids.indexOf(to);
  for (const id of from < 0 ? [] : ids.slice(from)) messages.delete(id);
}

function editsOf(messages: readonly unknown[], session: string): Parsed {
  const edits: ReportedEdit[] = [];
  let strange = 0;
  for (const given of messages) {
    const message = match(Message, given);
    for (const item of message?.toolCalls ?? []) {
      const call = match(ToolCall, item);
      if (call?.status !== 'success') continue;
      const display = match(Display, call.resultDisplay);
      const atMs = timeOf(call.timestamp) ?? timeOf(message?.timestamp);
      if (!display || atMs === undefined) {
        strange++;
        continue;
      }
      const after = writtenByModel(display, call.args?.ai_proposed_content);
      if (after === null) continue;
      const before = display.isNewFile ? null : display.originalContent;
      const model = modelOf(message?.model);
      edits.push({ session, call: call.id, model, atMs, path: display.filePath, change: { before, after } });
    }
  }
  return { edits, strange, memory: {} };
}

/** The text without what the user changed in it before it was written; null where that cannot be told. */
function writtenByModel(
  { diffStat, newContent }: v.InferOutput<typeof Display>,
  proposed?: string,
): string | null {
  const isChanged = (diffStat?.user_added_lines ?? 0) > 0 || (diffStat?.user_removed_lines ?? 0) > 0;
  return isChanged ? (proposed ?? null) : newContent;
}
