/** The hooks of AI tools, as the command line installs and removes them. */

import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import {
  type HookFileResult,
  type HookFilesOptions,
  installHook,
  uninstallHook,
} from '../adapters/agents/hook-files.ts';
import type { AgentTool, HookScope } from '../adapters/agents/tool.ts';
import { AGENT_TOOLS, agentTool } from '../adapters/agents/tools.ts';
import { safe, WrongUsage } from './terminal.ts';

/** The tools that a list with commas names. Throws `WrongUsage` for one that is not known. */
export function agentTools(list: string | boolean | undefined): AgentTool[] {
  if (typeof list !== 'string') return [];
  const ids = list.split(',').map((id) => id.trim());
  return [...new Set(ids.filter((id) => id !== ''))].map((id) => {
    const tool = agentTool(id);
    const known = AGENT_TOOLS.map((it) => it.id).join(', ');
    if (!tool?.hook) throw new WrongUsage(`hooks: --agents knows ${known}, not '${safe(id)}'`);
    return tool;
  });
}

/** Installs or removes hooks of tools and says what came of it. */
export function changeAgentHooks(
  action: 'install' | 'uninstall',
  tools: readonly AgentTool[],
  scope: HookScope,
  worktree: string,
  say: (line: string) => void,
): void {
  const options = hookFilesOptions(worktree);
  for (const tool of tools) {
    const result = (action === 'install' ? installHook : uninstallHook)(tool, scope, options);
    if (!result) continue;
    say(`${tool.name}: ${WORDS[result.kind]} (${safe(result.file)})${reasonOf(result)}`);
    if (result.kind === 'installed' && tool.hook?.afterInstall) say(`  ${tool.hook.afterInstall}`);
  }
}

const WORDS: Record<HookFileResult['kind'], string> = {
  installed: 'installed',
  removed: 'removed',
  present: 'installed already',
  absent: 'not installed',
  outdated: 'installed by another version',
  refused: 'left alone',
};

const REASONS = {
  link: 'it is a symbolic link',
  unparsable: 'it does not hold JSON that we understand',
  unreadable: 'it cannot be read',
  'foreign-file': 'it is not ours',
} as const;

const reasonOf = (result: HookFileResult): string =>
  result.kind === 'refused' ? `: ${REASONS[result.reason]}` : '';

export const hookFilesOptions = (worktree: string): HookFilesOptions => ({
  places: { home: homedir(), env: process.env, platform: process.platform },
  worktree,
  command: shellCommand(process.execPath, process.argv[1] ?? ''),
});

/** Starts the command line, in any shell that the tools use. */
function shellCommand(executable: string, cli: string): string {
  const parts = [executable, realpathSync(cli)];
  if (process.platform === 'win32') return parts.map((part) => `"${part}"`).join(' ');
  const quoted = parts.map((part) => `'${part.replaceAll("'", "'\\''")}'`).join(' ');
  // The editor's own runtime is an editor unless told otherwise.
  return process.versions.electron ? `ELECTRON_RUN_AS_NODE=1 ${quoted}` : quoted;
}
