/** `hooks`: puts ours beside those of the repository, takes them out again, tells how they are. */

import { realpathSync } from 'node:fs';
import path from 'node:path';
import { type AgentHook, hooksOf } from '../../adapters/agents/agent-status.ts';
import type { AgentTool } from '../../adapters/agents/tool.ts';
import { AGENT_TOOLS } from '../../adapters/agents/tools.ts';
import {
  createHookInstaller,
  type HookInstaller,
  type HooksStatus,
} from '../../adapters/git/hook-installer.ts';
import type { Git } from '../../services/ports.ts';
import { agentTools, changeAgentHooks, hookFilesOptions } from '../agent-hooks.ts';
import type { Invocation } from '../commands.ts';
import { openProject } from '../compose.ts';
import { Failure, safe, WrongUsage } from '../terminal.ts';

export async function run({ values, positionals, directory, terminal }: Invocation): Promise<number> {
  const [action] = positionals;
  const act = ACTIONS[action as keyof typeof ACTIONS];
  if (!act || !Object.hasOwn(ACTIONS, action ?? ''))
    throw new WrongUsage(`hooks: install, uninstall or status, not '${action}'; see 'lastmile hooks --help'`);
  const tools = agentTools(values.agents);
  const { git } = await openProject(directory);
  const installer = hookInstaller(git);
  const isJson = values.json === true;
  const say = (line: string) => (isJson ? undefined : terminal.print(line));
  await act(installer, say);
  if (action === 'status') sayAgentHooks(git, tools, say);
  else
    changeAgentHooks(
      action === 'install' ? 'install' : 'uninstall',
      tools,
      values.user === true ? 'user' : 'project',
      git.worktree,
      say,
    );
  if (action === 'install' && tools.length > 0) await sayWhatIsOfThisMachine(git, tools, say);
  // One document, of how everything is now.
  if (isJson) terminal.json({ ...(await installer.status()), agents: agentHooks(git, tools) });
  return 0;
}

export const hookInstaller = (git: Git): HookInstaller =>
  createHookInstaller({ git, executable: process.execPath, cli: realpathSync(process.argv[1] ?? '') });

const ACTIONS = { install, uninstall, status };

type Say = (line: string) => void;

async function install(installer: HookInstaller, say: Say): Promise<void> {
  const outcome = await installer.install();
  if (outcome.kind === 'not-writable') throw new Failure(`${outcome.path} cannot be written`);
  if (outcome.kind === 'overridden')
    throw new Failure(`core.hooksPath is ${outcome.hooksPath}, set where this repository has no say`);
  say('Installed. Commits of this repository get their trailers from now on.');
  if (outcome.hooks.some(({ strategy }) => strategy === 'dispatch'))
    say('The hooks that were there run first, as before; core.hooksPath now names a folder of ours.');
}

async function uninstall(installer: HookInstaller, say: Say): Promise<void> {
  const outcome = await installer.uninstall();
  if (outcome.kind === 'not-writable') throw new Failure(`${outcome.path} cannot be written`);
  say('Uninstalled. Hooks and configuration are as they were before.');
}

async function status(installer: HookInstaller, say: Say): Promise<void> {
  const found = await installer.status();
  say(WORDS[found.kind]);
  for (const { name, strategy } of found.hooks)
    say(`  ${name.padEnd(20)}${strategy === null ? 'no' : STRATEGIES[strategy]}`);
  const missing = whatIsGone(found);
  if (missing) say(`  ${safe(missing)}; 'lastmile hooks install' repairs it`);
}

interface ToolHooks {
  readonly tool: string;
  readonly name: string;
  readonly hooks: readonly AgentHook[];
}

/** The hooks of `tools`, of all that are known where none is named. */
function agentHooks({ worktree }: Git, tools: readonly AgentTool[]): ToolHooks[] {
  const options = hookFilesOptions(worktree);
  return (tools.length > 0 ? tools : AGENT_TOOLS).map((tool) => ({
    tool: tool.id,
    name: tool.name,
    hooks: hooksOf(tool, options),
  }));
}

/** Says where the hooks of tools are. Where nobody asked for a tool by name, those without one are passed over. */
function sayAgentHooks(git: Git, tools: readonly AgentTool[], say: Say): void {
  for (const { name, hooks } of agentHooks(git, tools)) {
    const there = hooks.filter(({ kind }) => kind === 'installed' || kind === 'other');
    for (const { file, kind } of there)
      say(`${name}: installed${kind === 'other' ? ', for another Lastmile,' : ''} in ${safe(file)}`);
    if (there.length === 0 && tools.length > 0) say(`${name}: not installed`);
  }
}

/** What names programs of this machine is no use to others, and `git add .` would take it along. */
async function sayWhatIsOfThisMachine(git: Git, tools: readonly AgentTool[], say: Say): Promise<void> {
  const paths = agentHooks(git, tools)
    .flatMap(({ hooks }) => hooks)
    .filter(({ kind }) => kind === 'installed')
    .map(({ file }) => path.relative(git.worktree, file).split(path.sep).join('/'))
    .filter((it) => !it.startsWith('../') && !path.isAbsolute(it));
  const ignored = await git.ignored(paths);
  for (const it of paths)
    if (!ignored.has(it))
      say(`${safe(it)} names programs of this machine: have Git ignore it, or leave it out of commits`);
}

const WORDS: Record<HooksStatus['kind'], string> = {
  installed: 'Installed.',
  missing: 'Not installed.',
  displaced: "No longer called: other hooks have taken their place; 'lastmile hooks install' puts them back.",
};

/** How a hook comes to be called. */
export const STRATEGIES = {
  config: 'by configuration',
  file: 'in the hook file',
  dispatch: 'by a folder of ours, after the hook that was there',
} as const;

/** What the hooks need and is not there any more. */
export function whatIsGone({ runtime }: HooksStatus): string | null {
  if (!runtime) return null;
  if (!runtime.isCliThere) return `${runtime.cli} is gone`;
  return runtime.isThere ? null : `${runtime.executable} is gone`;
}
