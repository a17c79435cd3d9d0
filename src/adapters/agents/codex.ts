/** OpenAI's Codex on the command line. Its hooks have the shape of Claude Code's; a failed call has none. */

import path from 'node:path';
import * as v from 'valibot';
import { codexArchive, codexLog } from './codex-log.ts';
import { parseApplyPatch } from './patches.ts';
import { absolutePath, homeFolder } from './places.ts';
import { Id, match, modelOf } from './records.ts';
import type { AgentTool, HookAction, HookContext } from './tool.ts';

export const codex: AgentTool = {
  id: 'codex',
  name: 'Codex CLI',
  folders: (places) => [homeFolder(places, 'CODEX_HOME', '.codex')],
  stores: [codexLog, codexArchive],
  hook: {
    read,
    setup: {
      kind: 'entries',
      file: (scope, places, worktree) =>
        scope === 'project'
          ? path.join(worktree, '.codex', 'hooks.json')
          : path.join(homeFolder(places, 'CODEX_HOME', '.codex'), 'hooks.json'),
      lists: ['PostToolUse'],
      entry: (command) => ({
        matcher: 'apply_patch|Edit|Write',
        hooks: [{ type: 'command', command, timeout: 10 }],
      }),
    },
    afterInstall: 'Codex skips the hook until you approve it: run /hooks in Codex.',
  },
};

const Payload = v.object({
  hook_event_name: v.picklist(['PreToolUse', 'PostToolUse']),
  session_id: Id,
  cwd: v.string(),
  model: v.optional(v.unknown()),
  tool_name: v.literal('apply_patch'),
  tool_use_id: v.optional(Id),
  tool_input: v.union([v.object({ command: v.string() }), v.object({ input: v.string() })]),
});

function read(payload: unknown, { nowMs }: HookContext): HookAction | null {
  const it = match(Payload, payload);
  const files =
    it && parseApplyPatch('command' in it.tool_input ? it.tool_input.command : it.tool_input.input);
  if (!it || !files) return null;
  if (it.hook_event_name === 'PreToolUse')
    return { kind: 'before-edit', files: files.flatMap((file) => absolutePath(file.path, it.cwd) ?? []) };
  if (!it.tool_use_id) return null;
  const by = {
    session: it.session_id,
    call: it.tool_use_id,
    model: modelOf(it.model),
    atMs: nowMs,
    cwd: it.cwd,
  };
  const edits = files.flatMap((file) => {
    if (file.kind === 'delete') return [];
    const change =
      file.kind === 'add' ? { before: null, after: file.text } : { replacements: file.replacements };
    return [{ ...by, path: file.path, change }];
  });
  return { kind: 'edits', edits };
}
