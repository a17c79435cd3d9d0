/** Claude Code. */

import path from 'node:path';
import { modelInTranscript, readHookEvent } from './claude-code-hook.ts';
import { claudeCodeLog } from './claude-code-log.ts';
import { homeFolder } from './places.ts';
import type { AgentTool, HookAction, HookContext } from './tool.ts';

export const claudeCode: AgentTool = {
  id: 'claude-code',
  name: 'Claude Code',
  folders: (places) => [homeFolder(places, 'CLAUDE_CONFIG_DIR', '.claude')],
  stores: [claudeCodeLog],
  hook: {
    read,
    setup: {
      kind: 'entries',
      // In a project, the file that is one's own: the command is of this machine.
      file: (scope, places, worktree) =>
        scope === 'project'
          ? path.join(worktree, '.claude', 'settings.local.json')
          : path.join(homeFolder(places, 'CLAUDE_CONFIG_DIR', '.claude'), 'settings.json'),
      otherFiles: (worktree) => [path.join(worktree, '.claude', 'settings.json')],
      lists: ['PostToolUse'],
      entry: (command) => ({
        matcher: 'Edit|Write|MultiEdit|NotebookEdit',
        hooks: [{ type: 'command', command, timeout: 10 }],
      }),
    },
  },
};

function read(payload: unknown, { nowMs, places }: HookContext): HookAction | null {
  const event = readHookEvent(payload);
  if (!event) return null;
  if (event.kind === 'before-edit') return { kind: 'before-edit', files: [event.file] };
  const { session, call } = event.source;
  const model = modelInTranscript(event.source, places);
  const change =
    event.kind === 'edit'
      ? { before: event.before, after: event.after }
      : { replacements: event.replacements };
  return { kind: 'edits', edits: [{ session, call, model, atMs: nowMs, path: event.file, change }] };
}
