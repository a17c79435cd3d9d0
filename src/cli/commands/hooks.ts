/** `hooks`: puts ours beside those of the repository, takes them out again, tells how they are. */

import { realpathSync } from 'node:fs';
import {
  createHookInstaller,
  type HookInstaller,
  type HooksStatus,
} from '../../adapters/git/hook-installer.ts';
import type { Git } from '../../services/ports.ts';
import { agentTools, changeAgentHooks } from '../agent-hooks.ts';
import type { Invocation } from '../commands.ts';
import { openProject } from '../compose.ts';
import { Failure, safe, type Terminal, WrongUsage } from '../terminal.ts';

export async function run({ values, positionals, directory, terminal }: Invocation): Promise<number> {
  const [action] = positionals;
  const act = ACTIONS[action as keyof typeof ACTIONS];
  if (!act || !Object.hasOwn(ACTIONS, action ?? ''))
    throw new WrongUsage(`hooks: install, uninstall or status, not '${action}'; see 'lastmile hooks --help'`);
  const tools = agentTools(values.agents);
  const { git } = await openProject(directory);
  const installer = hookInstaller(git);
  await act(installer, terminal, values.json === true);
  // With --json, standard output holds one document: how the git hooks are.
  const say = (line: string) => (values.json === true ? undefined : terminal.print(line));
  if (action === 'install' || action === 'uninstall')
    changeAgentHooks(action, tools, values.user === true ? 'user' : 'project', git.worktree, say);
  return 0;
}

export const hookInstaller = (git: Git): HookInstaller =>
  createHookInstaller({ git, executable: process.execPath, cli: realpathSync(process.argv[1] ?? '') });

const ACTIONS = { install, uninstall, status };

async function install(installer: HookInstaller, terminal: Terminal, asJson: boolean): Promise<void> {
  const outcome = await installer.install();
  if (outcome.kind === 'not-writable') throw new Failure(`${outcome.path} cannot be written`);
  if (outcome.kind === 'overridden')
    throw new Failure(`core.hooksPath is ${outcome.hooksPath}, set where this repository has no say`);
  if (asJson) return terminal.json(await installer.status());
  terminal.print('Installed. Commits of this repository get their trailers from now on.');
  if (outcome.hooks.some(({ strategy }) => strategy === 'dispatch'))
    terminal.print(
      'The hooks that were there run first, as before; core.hooksPath now names a folder of ours.',
    );
}

async function uninstall(installer: HookInstaller, terminal: Terminal, asJson: boolean): Promise<void> {
  const outcome = await installer.uninstall();
  if (outcome.kind === 'not-writable') throw new Failure(`${outcome.path} cannot be written`);
  if (asJson) return terminal.json(await installer.status());
  terminal.print('Uninstalled. Hooks and configuration are as they were before.');
}

async function status(installer: HookInstaller, terminal: Terminal, asJson: boolean): Promise<void> {
  const found = await installer.status();
  if (asJson) return terminal.json(found);
  terminal.print(WORDS[found.kind]);
  for (const { name, strategy } of found.hooks)
    terminal.print(`  ${name.padEnd(20)}${strategy === null ? 'no' : STRATEGIES[strategy]}`);
  const missing = whatIsGone(found);
  if (missing) terminal.print(`  ${safe(missing)}; 'lastmile hooks install' repairs it`);
}

const WORDS: Record<HooksStatus['kind'], string> = {
  installed: 'Installed.',
  missing: 'Not installed.',
  displaced: "No longer called: other hooks have taken their place; 'lastmile hooks install' puts them back.",
};

const STRATEGIES = {
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
