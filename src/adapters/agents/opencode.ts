/** OpenCode. Its hooks are functions of plugins: ours is a file that hands on what edits files. */

import path from 'node:path';
import * as v from 'valibot';
import { EditChain } from './edit-chain.ts';
import { dataFolder, filesOf, opencodeDatabase, opencodeStorage } from './opencode-log.ts';
import { Id, match, modelOf } from './records.ts';
import type { Places } from './session-source.ts';
import type { AgentTool, HookAction, HookContext } from './tool.ts';

export const opencode: AgentTool = {
  id: 'opencode',
  name: 'OpenCode',
  folders: (places) => [configFolder(places), dataFolder(places)],
  stores: [opencodeDatabase, opencodeStorage],
  hook: {
    read,
    setup: {
      kind: 'own-file',
      file: (scope, places, worktree) =>
        scope === 'project'
          ? path.join(worktree, '.opencode', 'plugins', 'lastmile.js')
          : path.join(configFolder(places), 'plugins', 'lastmile.js'),
      content: (command) => pluginSource(command),
    },
  },
};

function configFolder({ home, env }: Places): string {
  const base = env.XDG_CONFIG_HOME;
  return path.join(base && path.isAbsolute(base) ? base : path.join(home, '.config'), 'opencode');
}

/** The plugin waits for the command, so that edits arrive in order, and never fails. */
const pluginSource = (
  command: string,
): string => `// Made by Lastmile: tells it of edits. Remove it with 'lastmile hooks uninstall --agents opencode'.
import { spawn } from 'node:child_process';

const TOOLS = new Set(['edit', 'multiedit', 'write', 'patch', 'apply_patch']);

const hand = (payload) =>
  new Promise((resolve) => {
    const child = spawn(${JSON.stringify(command)}, { shell: true, stdio: ['pipe', 'ignore', 'ignore'] });
    const timer = setTimeout(() => child.kill(), 10000);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    child.on('error', done);
    child.on('close', done);
    child.stdin.on('error', () => {});
    child.stdin.end(JSON.stringify(payload));
  });

export const Lastmile = async ({ directory }) => {
  const inputs = new Map();
  return {
    'tool.execute.before': async ({ tool, callID }, { args }) => {
      if (TOOLS.has(tool)) inputs.set(callID, args);
    },
    'tool.execute.after': async ({ tool, sessionID, callID, args }, output) => {
      const input = args ?? inputs.get(callID);
      inputs.delete(callID);
      if (!TOOLS.has(tool) || !output) return;
      await hand({ event: 'tool.execute.after', directory, tool, sessionID, callID, input, metadata: output.metadata });
    },
  };
};
`;

const Payload = v.object({
  event: v.literal('tool.execute.after'),
  directory: v.string(),
  tool: v.string(),
  sessionID: Id,
  callID: Id,
  model: v.optional(v.unknown()),
  input: v.unknown(),
  metadata: v.optional(v.unknown()),
});

function read(payload: unknown, { nowMs }: HookContext): HookAction | null {
  const it = match(Payload, payload);
  const files = it && filesOf(it.tool, it.input, it.metadata, new EditChain(), it.directory);
  if (!it || !files) return null;
  const by = {
    session: it.sessionID,
    call: it.callID,
    model: modelOf(it.model),
    atMs: nowMs,
    cwd: it.directory,
  };
  return { kind: 'edits', edits: files.map(([file, change]) => ({ ...by, path: file, change })) };
}
