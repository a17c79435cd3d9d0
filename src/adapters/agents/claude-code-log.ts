/**
 * Claude Code's transcripts: `projects/<folder name>/<session>.jsonl` and those of its subagents.
 * Seen in versions 2.0 to 2.1. An edit is there twice, as the model's call and as its result; only the result counts.
 */

import path from 'node:path';
import * as v from 'valibot';
import { applyReplacements } from '../../domain/edit-claim.ts';
import { filesIn, foldersAround, foldersIn, homeFolder } from './places.ts';
import { Id, match, modelOf, PathText, parseJson, timeOf } from './records.ts';
import type { LineStore, Memory, ParsedLines, ReportedEdit, Scope } from './session-source.ts';
import { deadLines } from './transcript-tree.ts';

/** How the tool makes a folder's name from the working directory. Other directories may have the same name. */
const folderName = (cwd: string): string => cwd.replace(/[^a-zA-Z0-9]/g, '-');

export const claudeCodeLog: LineStore = {
  kind: 'lines',
  tool: 'claude-code',

  async find(scope) {
    const projects = path.join(homeFolder(scope.places, 'CLAUDE_CONFIG_DIR', '.claude'), 'projects');
    const wanted = (await foldersIn(projects)).filter((folder) => mayBeOf(path.basename(folder), scope));
    const files: string[] = [];
    for (const folder of wanted) {
      files.push(...(await filesIn(folder, '.jsonl')));
      for (const session of await foldersIn(folder))
        files.push(...(await filesIn(path.join(session, 'subagents'), '.jsonl')));
    }
    return files;
  },

  parse,
};

function mayBeOf(name: string, scope: Scope): boolean {
  const isBelow = scope.roots.map(folderName).some((root) => name === root || name.startsWith(`${root}-`));
  return isBelow || foldersAround(scope).some((folder) => name === folderName(folder));
}

const Call = v.object({ type: v.literal('tool_use'), id: Id, name: v.string(), input: v.unknown() });
const CallRecord = v.object({
  message: v.object({ model: v.optional(v.unknown()), content: v.array(v.unknown()) }),
});

const Result = v.object({
  sessionId: Id,
  timestamp: v.string(),
  cwd: v.optional(v.string()),
  message: v.object({ content: v.array(v.unknown()) }),
  toolUseResult: v.unknown(),
});
const ResultContent = v.object({
  type: v.literal('tool_result'),
  tool_use_id: Id,
  is_error: v.optional(v.boolean()),
});

const Edited = v.object({
  filePath: PathText,
  oldString: v.string(),
  newString: v.string(),
  originalFile: v.nullish(v.string()),
  replaceAll: v.optional(v.boolean()),
  userModified: v.optional(v.boolean()),
});
const Written = v.object({
  type: v.picklist(['create', 'update']),
  filePath: PathText,
  content: v.string(),
  originalFile: v.nullish(v.string()),
  userModified: v.optional(v.boolean()),
});
const EditedSeveral = v.object({
  filePath: PathText,
  edits: v.array(
    v.object({ old_string: v.string(), new_string: v.string(), replace_all: v.optional(v.boolean()) }),
  ),
  originalFileContents: v.nullish(v.string()),
  userModified: v.optional(v.boolean()),
});
const EditedNotebook = v.object({
  notebook_path: PathText,
  original_file: v.string(),
  updated_file: v.string(),
  error: v.optional(v.string()),
});
const Proposed = v.object({
  old_string: v.optional(v.string()),
  new_string: v.optional(v.string()),
  content: v.optional(v.string()),
});

const isResult = (line: Buffer) =>
  line.includes('"toolUseResult"') && (line.includes('"filePath"') || line.includes('"notebook_path"'));
const EDIT_CALL = /"name":"(?:Edit|Write|MultiEdit|NotebookEdit)"/;
const RESULT_OF = /"tool_use_id":"([^"]{1,200})"/g;

interface OpenCall {
  readonly line: number;
  readonly model: string | undefined;
  readonly input: unknown;
}

function parse(lines: readonly Buffer[], memory: Memory): ParsedLines {
  const calls = new Map<string, OpenCall>();
  const answered = new Set<string>();
  const results: number[] = [];
  let model = memory.model;
  lines.forEach((line, at) => {
    if (line.includes('"tool_result"')) {
      for (const [, id] of line.toString('latin1').matchAll(RESULT_OF)) answered.add(id!);
      if (isResult(line)) results.push(at);
    } else if (line.includes('"tool_use"') && EDIT_CALL.test(line.toString('latin1'))) {
      const message = match(CallRecord, parseJson(line))?.message;
      model = modelOf(message?.model) ?? model;
      for (const content of message?.content ?? []) {
        const call = match(Call, content);
        if (call) calls.set(call.id, { line: at, model: modelOf(message?.model), input: call.input });
      }
    }
  });

  const dead = results.length === 0 ? new Set() : deadLines(lines, results);
  const edits: ReportedEdit[] = [];
  let strange = 0;
  for (const at of results) {
    if (dead.has(at)) continue;
    const record = match(Result, parseJson(lines[at]!));
    const answer = record?.message.content.map((content) => match(ResultContent, content)).find((it) => it);
    const call = answer && calls.get(answer.tool_use_id);
    // The result of reading a file has a path as well.
    const done = record && changeOf(record.toolUseResult, call?.input);
    const atMs = timeOf(record?.timestamp);
    if (done === 'other' || answer?.is_error) continue;
    if (!record || !answer || !done || atMs === undefined) {
      strange++;
      continue;
    }
    edits.push({
      session: record.sessionId,
      call: answer.tool_use_id,
      model: call?.model ?? model,
      atMs,
      cwd: record.cwd,
      ...done,
    });
  }
  const open = [...calls].filter(([id]) => !answered.has(id)).map(([, { line }]) => line);
  return {
    edits,
    strange,
    memory: model ? { model } : {},
    openFrom: open.length > 0 ? Math.min(...open) : undefined,
  };
}

/**
 * What a result says was done. `structuredPatch` is not exact text (tabs are shown as spaces) and not used.
 * @param input of the call: what the model wrote, where the user has changed it before it was done
 */
function changeOf(
  result: unknown,
  input: unknown,
): Pick<ReportedEdit, 'path' | 'change'> | 'other' | undefined {
  if (typeof result !== 'object' || result === null) return 'other';
  if ('oldString' in result) {
    const edit = match(Edited, result);
    if (!edit) return undefined;
    const proposed = edit.userModified ? match(Proposed, input)?.new_string : edit.newString;
    if (proposed === undefined) return 'other';
    const passage = { oldText: edit.oldString, newText: proposed, all: edit.replaceAll ?? false };
    return { path: edit.filePath, change: replacing(edit.originalFile, [passage]) };
  }
  if ('edits' in result) {
    const edit = match(EditedSeveral, result);
    if (!edit) return undefined;
    if (edit.userModified) return 'other';
    const passages = edit.edits.map(({ old_string, new_string, replace_all }) => ({
      oldText: old_string,
      newText: new_string,
      all: replace_all ?? false,
    }));
    return { path: edit.filePath, change: replacing(edit.originalFileContents, passages) };
  }
  if ('type' in result && 'content' in result) {
    const write = match(Written, result);
    if (!write) return undefined;
    const after = write.userModified ? match(Proposed, input)?.content : write.content;
    if (after === undefined) return 'other';
    // Of a large file that was there before, the text is left out.
    const before = write.originalFile ?? (write.type === 'create' ? null : undefined);
    return { path: write.filePath, change: { before, after } };
  }
  if ('updated_file' in result) {
    const edit = match(EditedNotebook, result);
    if (!edit) return undefined;
    if (edit.error) return 'other';
    return { path: edit.notebook_path, change: { before: edit.original_file, after: edit.updated_file } };
  }
  return 'other';
}

function replacing(
  before: string | null | undefined,
  replacements: { oldText: string; newText: string; all: boolean }[],
): ReportedEdit['change'] {
  if (typeof before !== 'string') return { replacements };
  const after = applyReplacements(before, replacements);
  return after === null ? { replacements } : { before, after };
}
