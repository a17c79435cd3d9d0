/** Gemini CLI. */

import path from 'node:path';
import * as v from 'valibot';
import { geminiLog, geminiOlderLog } from './gemini-log.ts';
import { absolutePath, homeFolder, sha256 } from './places.ts';
import { Id, match, PathText } from './records.ts';
import type { ReportedEdit } from './session-source.ts';
import type { AgentTool, HookAction, HookContext } from './tool.ts';

export const gemini: AgentTool = {
  id: 'gemini',
  name: 'Gemini CLI',
  folders: (places) => [path.join(homeFolder(places, 'GEMINI_CLI_HOME'), '.gemini')],
  stores: [geminiLog, geminiOlderLog],
  hook: {
    read,
    setup: {
      kind: 'entries',
      file: (scope, places, worktree) =>
        path.join(
          scope === 'project' ? worktree : homeFolder(places, 'GEMINI_CLI_HOME'),
          '.gemini',
          'settings.json',
        ),
      lists: ['AfterTool'],
      entry: (command) => ({
        matcher: 'write_file|replace',
        // in milliseconds
        hooks: [{ name: 'lastmile', type: 'command', command, timeout: 10_000 }],
      }),
    },
  },
};

const Payload = v.object({
  hook_event_name: v.picklist(['BeforeTool', 'AfterTool']),
  session_id: Id,
  cwd: v.string(),
  timestamp: v.optional(v.string()),
  tool_name: v.picklist(['write_file', 'replace']),
  tool_input: v.object({
    file_path: PathText,
    content: v.optional(v.string()),
    old_string: v.optional(v.string()),
    new_string: v.optional(v.string()),
    allow_multiple: v.optional(v.boolean()),
  }),
  tool_response: v.optional(
    v.object({ error: v.optional(v.unknown()), returnDisplay: v.optional(v.unknown()) }),
  ),
});
const Display = v.object({
  originalContent: v.nullable(v.string()),
  newContent: v.string(),
  isNewFile: v.optional(v.boolean()),
});

function read(payload: unknown, { nowMs }: HookContext): HookAction | null {
  const it = match(Payload, payload);
  const file = it && absolutePath(it.tool_input.file_path, it.cwd);
  if (!it || !file) return null;
  if (it.hook_event_name === 'BeforeTool') return { kind: 'before-edit', files: [file] };
  if (!it.tool_response || it.tool_response.error) return null;
  const change = changeOf(it.tool_input, match(Display, it.tool_response.returnDisplay));
  if (!change) return null;
  const call = `hook-${sha256(JSON.stringify([it.tool_name, it.tool_input, it.timestamp])).slice(0, 16)}`;
  return { kind: 'edits', edits: [{ session: it.session_id, call, atMs: nowMs, path: file, change }] };
}

function changeOf(
  input: v.InferOutput<typeof Payload>['tool_input'],
  display: v.InferOutput<typeof Display> | undefined,
): ReportedEdit['change'] | null {
  if (display)
    return { before: display.isNewFile ? null : display.originalContent, after: display.newContent };
  const { content, old_string: oldText, new_string: newText, allow_multiple: all = false } = input;
  if (content !== undefined) return { before: undefined, after: content };
  if (oldText === undefined || newText === undefined) return null;
  return { replacements: [{ oldText, newText, all }] };
}
