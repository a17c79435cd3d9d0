/**
 * Event streams of Copilot's agents, version 1: `session-state/<session>/events.jsonl` of the command line (seen in
 * 1.0), and the transcripts that the chat extension writes per workspace (seen in 0.47).
 * A tool's start says what it is to do, its completion whether it was done.
 */

import path from 'node:path';
import * as v from 'valibot';
import type { Replacement } from '../../domain/edit-claim.ts';
import { EditChain } from './edit-chain.ts';
import { workspacesOf } from './editor-workspaces.ts';
import { parseApplyPatch } from './patches.ts';
import { absolutePath, filesIn, foldersIn, homeFolder, isRelated } from './places.ts';
import { Id, match, modelOf, PathText, parseJson, timeOf } from './records.ts';
import type { LineStore, Memory, ParsedLines, ReportedEdit, Scope } from './session-source.ts';

const TOOL = 'copilot';

export const copilotCliLog: LineStore = {
  kind: 'lines',
  tool: TOOL,
  async find({ places }) {
    const sessions = path.join(homeFolder(places, 'COPILOT_HOME', '.copilot'), 'session-state');
    const files: string[] = [];
    for (const session of await foldersIn(sessions)) files.push(path.join(session, 'events.jsonl'));
    return files;
  },
  isOf(head, scope) {
    const line = head.slice(0, head.indexOf('\n'));
    if (!head.includes('\n')) return null;
    const cwd = match(Start, parseJson(line))?.data.context?.cwd;
    return cwd !== undefined && isRelated(cwd, scope);
  },
  parse,
};

export const copilotTranscripts: LineStore = {
  kind: 'lines',
  tool: TOOL,
  async find(scope: Scope) {
    const files: string[] = [];
    for (const folder of await workspacesOf(scope))
      files.push(...(await filesIn(path.join(folder, 'GitHub.copilot-chat', 'transcripts'), '.jsonl')));
    return files;
  },
  parse,
};

const Start = v.object({
  type: v.literal('session.start'),
  data: v.object({
    sessionId: Id,
    version: v.literal(1),
    context: v.optional(v.object({ cwd: v.optional(v.string()) })),
  }),
});
const ToolStart = v.object({
  type: v.literal('tool.execution_start'),
  timestamp: v.string(),
  data: v.object({
    toolCallId: Id,
    toolName: v.string(),
    arguments: v.unknown(),
    model: v.optional(v.unknown()),
  }),
});
const ToolEnd = v.object({
  type: v.literal('tool.execution_complete'),
  timestamp: v.string(),
  data: v.object({ toolCallId: Id, success: v.boolean(), model: v.optional(v.unknown()) }),
});

interface Writing {
  readonly path: string;
  readonly text: string;
}
interface Replacing {
  readonly path: string;
  readonly replacements: readonly Replacement[];
}
type FileEdit = Writing | Replacing;

const Text = v.string();
const Create = v.object({ path: PathText, file_text: Text });
const Edit = v.object({ path: PathText, old_str: Text, new_str: Text });
const CreateFile = v.object({ filePath: PathText, content: Text });
const ReplaceString = v.object({ filePath: PathText, oldString: Text, newString: Text });
const ReplaceStrings = v.object({ replacements: v.array(ReplaceString) });
const Patch = v.union([v.string(), v.object({ input: v.string() }), v.object({ patch: v.string() })]);

/**
 * What a tool is to do with which file; null for a shape unknown to us, undefined for a tool that edits no file or
 * does not say what it will write (`insert_edit_into_file` leaves that to another model).
 */
export function copilotEdits(tool: string, given: unknown): FileEdit[] | null | undefined {
  switch (tool) {
    case 'create': {
      const it = match(Create, given);
      return it ? [{ path: it.path, text: it.file_text }] : null;
    }
    case 'edit':
    case 'str_replace': {
      const it = match(Edit, given);
      return it ? [{ path: it.path, replacements: [{ oldText: it.old_str, newText: it.new_str }] }] : null;
    }
    case 'create_file': {
      const it = match(CreateFile, given);
      return it ? [{ path: it.filePath, text: it.content }] : null;
    }
    case 'replace_string_in_file': {
      const it = match(ReplaceString, given);
      return it ? [replacing(it)] : null;
    }
    case 'multi_replace_string_in_file':
      return match(ReplaceStrings, given)?.replacements.map(replacing) ?? null;
    case 'apply_patch': {
      const it = match(Patch, given);
      const text = typeof it === 'object' ? ('input' in it ? it.input : it.patch) : it;
      const files = text === undefined ? null : parseApplyPatch(text);
      return files?.flatMap((file) => (file.kind === 'delete' ? [] : [file])) ?? null;
    }
    default:
      return undefined;
  }
}

const replacing = (it: v.InferOutput<typeof ReplaceString>): Replacing => ({
  path: it.filePath,
  replacements: [{ oldText: it.oldString, newText: it.newString }],
});

function parse(lines: readonly Buffer[], memory: Memory): ParsedLines {
  let { session, cwd } = memory;
  const edits: ReportedEdit[] = [];
  const chain = new EditChain();
  const started = new Map<string, { line: number; data: v.InferOutput<typeof ToolStart>['data'] }>();
  let strange = 0;

  lines.forEach((line, at) => {
    if (line.includes('"session.start"')) {
      const start = match(Start, parseJson(line))?.data;
      session = start?.sessionId ?? session;
      cwd = start?.context?.cwd ?? cwd;
    } else if (line.includes('"tool.execution_start"')) {
      const start = match(ToolStart, parseJson(line));
      if (start && copilotEdits(start.data.toolName, start.data.arguments) !== undefined)
        started.set(start.data.toolCallId, { line: at, data: start.data });
    } else if (line.includes('"tool.execution_complete"')) {
      const end = match(ToolEnd, parseJson(line));
      const start = end && started.get(end.data.toolCallId);
      if (!start) return;
      started.delete(end.data.toolCallId);
      if (!end.data.success) return;
      const files = copilotEdits(start.data.toolName, start.data.arguments);
      const atMs = timeOf(end.timestamp);
      if (!files || !session || atMs === undefined) {
        strange++;
        return;
      }
      const model = modelOf(start.data.model) ?? modelOf(end.data.model);
      const by = { session, call: end.data.toolCallId, model, atMs, cwd };
      for (const file of files) {
        const key = absolutePath(file.path, cwd) ?? file.path;
        const change =
          'text' in file ? chain.write(key, file.text, null) : chain.replace(key, file.replacements);
        edits.push({ ...by, path: file.path, change });
      }
    }
  });

  const open = [...started.values()].map(({ line }) => line);
  return {
    edits,
    strange,
    memory: { ...(session && { session }), ...(cwd && { cwd }) },
    openFrom: open.length > 0 ? Math.min(...open) : undefined,
  };
}
