/**
 * GitHub Copilot, on the command line and in the editor. Hooks run after tools only: one that fails before a tool
 * would forbid it. The payload has no name for the call, and comes with names of two styles.
 */

import path from 'node:path';
import * as v from 'valibot';
import { copilotEditingSessions, copilotSessionDatabase } from './copilot-editor-log.ts';
import { copilotCliLog, copilotEdits, copilotTranscripts } from './copilot-events-log.ts';
import { CODE_FOLDERS } from './editor-workspaces.ts';
import { editorFolders, homeFolder, sha256 } from './places.ts';
import { Id, match, parseJson } from './records.ts';
import type { AgentTool, HookAction, HookContext } from './tool.ts';

export const copilot: AgentTool = {
  id: 'copilot',
  name: 'GitHub Copilot',
  folders: (places) => [
    homeFolder(places, 'COPILOT_HOME', '.copilot'),
    ...editorFolders(places, CODE_FOLDERS).flatMap((editor) => [
      path.join(editor, 'agentSessionData'),
      path.join(editor, 'User', 'globalStorage', 'github.copilot-chat'),
    ]),
  ],
  stores: [copilotSessionDatabase, copilotCliLog, copilotTranscripts, copilotEditingSessions],
  hook: {
    read,
    setup: {
      kind: 'own-file',
      file: (scope, places, worktree) =>
        scope === 'project'
          ? path.join(worktree, '.github', 'hooks', 'lastmile.json')
          : path.join(homeFolder(places, 'COPILOT_HOME', '.copilot'), 'hooks', 'lastmile.json'),
      content: (command) => {
        const hook = { type: 'command', bash: command, powershell: `& ${command}`, timeoutSec: 10 };
        return `${JSON.stringify({ version: 1, hooks: { postToolUse: [hook] } }, null, 2)}\n`;
      },
    },
  },
};

const Payload = v.object({
  sessionId: v.optional(Id),
  session_id: v.optional(Id),
  cwd: v.string(),
  timestamp: v.optional(v.union([v.string(), v.number()])),
  toolName: v.optional(v.string()),
  tool_name: v.optional(v.string()),
  toolArgs: v.optional(v.unknown()),
  tool_input: v.optional(v.unknown()),
  toolResult: v.optional(v.unknown()),
  tool_result: v.optional(v.unknown()),
  hook_event_name: v.optional(v.picklist(['PostToolUse', 'postToolUse'])),
});
const Result = v.union([
  v.object({ resultType: v.literal('success') }),
  v.object({ result_type: v.literal('success') }),
]);

function read(payload: unknown, { nowMs }: HookContext): HookAction | null {
  const it = match(Payload, payload);
  const session = it?.sessionId ?? it?.session_id;
  const tool = it?.toolName ?? it?.tool_name;
  if (!it || !session || !tool || !match(Result, it.toolResult ?? it.tool_result)) return null;
  const given = it.toolArgs ?? it.tool_input;
  const files = copilotEdits(tool, typeof given === 'string' ? (parseJson(given) ?? given) : given);
  if (!files) return null;
  const call = `hook-${sha256(JSON.stringify([tool, given, it.timestamp])).slice(0, 16)}`;
  const edits = files.map((file) => ({
    session,
    call,
    atMs: nowMs,
    cwd: it.cwd,
    path: file.path,
    change: 'text' in file ? { before: null, after: file.text } : { replacements: file.replacements },
  }));
  return { kind: 'edits', edits };
}
