/** The repository's own git configuration, as far as hooks are concerned. */

import path from 'node:path';
import { GitError } from '../../../services/ports.ts';
import { porcelain } from '../porcelain.ts';
import type { Runner } from '../run.ts';
import { configuredCommand, HOOK_NAMES, type HookName } from './scripts.ts';

const HOOKS_PATH = 'core.hooksPath';
/** what `core.hooksPath` was before it became ours; not there: it was not set */
const PREVIOUS = 'lastmile.previousHooksPath';

/** First git that runs `hook.<name>.command`, https://git-scm.com/docs/git-hook/2.54.0 */
const CONFIGURED_HOOKS_SINCE = [2, 54] as const;

export interface HooksPath {
  /** as it is written in the configuration */
  readonly raw: string;
  /** `~` and the like resolved; may be relative to the root of the work tree */
  readonly value: string;
  /** where it is set: this repository, this work tree alone, or for more than one repository */
  readonly scope: 'local' | 'worktree' | 'wider';
}

export interface HookSettings {
  /** every `core.hooksPath` there is, the one that counts last */
  readonly hooksPaths: readonly HooksPath[];
  readonly previous: { readonly raw: string; readonly value: string } | null;
  /** our hooks that are in the configuration, whether or not this git runs them; `other`: as another version has them */
  readonly configured: ReadonlyMap<HookName, 'current' | 'other'>;
}

const sectionOf = (name: HookName): string => `hook.lastmile-${name}`;

export async function runsConfiguredHooks(runner: Runner): Promise<boolean> {
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(await porcelain(runner, ['version'])) ?? []).map(
    Number,
  );
  const [neededMajor, neededMinor] = CONFIGURED_HOOKS_SINCE;
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}

export async function readHookSettings(runner: Runner, commonDir: string): Promise<HookSettings> {
  const [raw, values] = await Promise.all([listPaths(runner, []), listPaths(runner, ['--type=path'])]);
  const hooksPaths: HooksPath[] = [];
  let previous: HookSettings['previous'] = null;
  const configured = new Map<HookName, 'current' | 'other'>();
  raw.forEach(({ origin, key, value }, i) => {
    if (key === HOOKS_PATH.toLowerCase())
      hooksPaths.push({
        raw: value,
        value: values[i]?.value ?? value,
        scope: scopeOf(origin, runner, commonDir),
      });
    else if (key === PREVIOUS.toLowerCase()) previous = { raw: value, value: values[i]?.value ?? value };
    else
      for (const name of HOOK_NAMES)
        if (key === `${sectionOf(name)}.command`)
          configured.set(name, value === configuredCommand(name) ? 'current' : 'other');
  });
  return { hooksPaths, previous, configured };
}

interface Entry {
  readonly origin: string;
  readonly key: string;
  readonly value: string;
}

async function listPaths(runner: Runner, options: readonly string[]): Promise<Entry[]> {
  const keys = '^(core\\.hookspath|lastmile\\.previoushookspath|hook\\.lastmile-.*\\.command)$';
  const args = ['config', '--show-origin', '-z', ...options, '--get-regexp', keys];
  const fields = (await unlessNone(porcelain(runner, args))).split('\0');
  const entries: Entry[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [key = '', ...value] = fields[i + 1]!.split('\n');
    entries.push({ origin: fields[i]!, key, value: value.join('\n') });
  }
  return entries;
}

function scopeOf(origin: string, { cwd }: Runner, commonDir: string): HooksPath['scope'] {
  if (!origin.startsWith('file:')) return 'wider';
  const file = path.resolve(cwd, origin.slice('file:'.length));
  if (file === path.resolve(commonDir, 'config')) return 'local';
  return path.basename(file) === 'config.worktree' ? 'worktree' : 'wider';
}

/** Takes `folder` for all hooks and remembers what was there in the same scope. */
export async function takeHooksPath(
  runner: Runner,
  folder: string,
  now: HooksPath | undefined,
): Promise<void> {
  const scope = scopeOption(now);
  if (now && now.scope !== 'wider') await set(runner, scope, PREVIOUS, now.raw);
  else await unset(runner, scope, PREVIOUS);
  await set(runner, scope, HOOKS_PATH, folder);
}

/** The same where it is ours already, but by another name. */
export async function moveHooksPath(
  runner: Runner,
  folder: string,
  now: HooksPath | undefined,
): Promise<void> {
  await set(runner, scopeOption(now), HOOKS_PATH, folder);
}

/** Undoes it. */
export async function giveBackHooksPath(
  runner: Runner,
  ours: HooksPath,
  previous: HookSettings['previous'],
): Promise<void> {
  const scope = scopeOption(ours);
  if (previous === null) await unset(runner, scope, HOOKS_PATH);
  else await set(runner, scope, HOOKS_PATH, previous.raw);
  await unset(runner, scope, PREVIOUS);
}

const scopeOption = (path: HooksPath | undefined): string =>
  path?.scope === 'worktree' ? '--worktree' : '--local';

export async function addConfiguredHook(runner: Runner, name: HookName): Promise<void> {
  // The command first: an event without a command is fatal to git.
  await set(runner, '--local', `${sectionOf(name)}.command`, configuredCommand(name));
  await set(runner, '--local', `${sectionOf(name)}.event`, name);
}

export async function removeConfiguredHook(runner: Runner, name: HookName): Promise<void> {
  await unlessNone(porcelain(runner, ['config', '--local', '--remove-section', sectionOf(name)]), 128);
}

export async function forgetPreviousHooksPath(runner: Runner): Promise<void> {
  await unset(runner, '--local', PREVIOUS);
}

async function set(runner: Runner, scope: string, key: string, value: string): Promise<void> {
  await porcelain(runner, ['config', scope, '--replace-all', key, value]);
}

/** 5: there is none. */
async function unset(runner: Runner, scope: string, key: string): Promise<void> {
  await unlessNone(porcelain(runner, ['config', scope, '--unset-all', key]), 5);
}

/** `git config` has an exit code for what is not there. */
async function unlessNone(output: Promise<string>, none = 1): Promise<string> {
  try {
    return await output;
  } catch (error) {
    if (error instanceof GitError && error.exitCode === none) return '';
    throw error;
  }
}
