/** Windsurf. Its sessions are not kept in a form that could be read; its hooks tell of edits. */

import path from 'node:path';
import * as v from 'valibot';
import { absolutePath, sha256 } from './places.ts';
import { Id, match, modelOf, PathText } from './records.ts';
import type { AgentTool, HookAction, HookContext } from './tool.ts';

export const windsurf: AgentTool = {
  id: 'windsurf',
  name: 'Windsurf',
  folders: (places) => [path.join(places.home, '.codeium', 'windsurf')],
  stores: [],
  hook: {
    read,
    setup: {
      kind: 'entries',
      file: (scope, places, worktree) =>
        scope === 'project'
          ? path.join(worktree, '.windsurf', 'hooks.json')
          : path.join(places.home, '.codeium', 'windsurf', 'hooks.json'),
      lists: ['post_write_code'],
      entry: (command) => ({ command, powershell: `& ${command}`, show_output: false }),
    },
  },
};

const Payload = v.object({
  agent_action_name: v.picklist(['pre_write_code', 'post_write_code']),
  trajectory_id: Id,
  execution_id: v.optional(Id),
  model_name: v.optional(v.unknown()),
  tool_info: v.object({
    file_path: PathText,
    edits: v.optional(v.array(v.object({ old_string: v.string(), new_string: v.string() }))),
  }),
});

function read(payload: unknown, { nowMs }: HookContext): HookAction | null {
  const it = match(Payload, payload);
  const file = it && absolutePath(it.tool_info.file_path);
  if (!it || !file) return null;
  if (it.agent_action_name === 'pre_write_code') return { kind: 'before-edit', files: [file] };
  const replacements = (it.tool_info.edits ?? []).map(({ old_string, new_string }) => ({
    oldText: old_string,
    newText: new_string,
  }));
  if (replacements.length === 0) return null;
  const call = `${it.execution_id ?? 'hook'}-${sha256(JSON.stringify(replacements)).slice(0, 16)}`;
  const by = { session: it.trajectory_id, call, model: modelOf(it.model_name), atMs: nowMs };
  return { kind: 'edits', edits: [{ ...by, path: file, change: { replacements } }] };
}
