/** Cursor: its agent, and its Tab completions, of which only the hook tells. */

import path from 'node:path';
import * as v from 'valibot';
import { cursorLog } from './cursor-log.ts';
import { editorFolders, sha256 } from './places.ts';
import { Id, match, modelOf, PathText } from './records.ts';
import type { AgentTool, HookAction, HookContext } from './tool.ts';

export const cursor: AgentTool = {
  id: 'cursor',
  name: 'Cursor',
  folders: (places) => [path.join(places.home, '.cursor'), ...editorFolders(places, ['Cursor'])],
  stores: [cursorLog],
  hook: {
    read,
    setup: {
      kind: 'entries',
      file: (scope, places, worktree) =>
        path.join(scope === 'project' ? worktree : places.home, '.cursor', 'hooks.json'),
      base: { version: 1 },
      lists: ['afterFileEdit', 'afterTabFileEdit'],
      entry: (command) => ({ command }),
    },
  },
};

const Payload = v.object({
  hook_event_name: v.picklist(['afterFileEdit', 'afterTabFileEdit']),
  conversation_id: Id,
  generation_id: Id,
  model: v.optional(v.unknown()),
  file_path: PathText,
  edits: v.array(v.object({ old_string: v.string(), new_string: v.string() })),
});

function read(payload: unknown, { nowMs }: HookContext): HookAction | null {
  const it = match(Payload, payload);
  if (!it) return null;
  const replacements = it.edits.map(({ old_string, new_string }) => ({
    oldText: old_string,
    newText: new_string,
  }));
  // Several edits of one answer have the same name.
  const call = `${it.generation_id}-${sha256(JSON.stringify(replacements)).slice(0, 16)}`;
  const by = { session: it.conversation_id, call, model: modelOf(it.model), atMs: nowMs };
  return { kind: 'edits', edits: [{ ...by, path: it.file_path, change: { replacements } }] };
}
