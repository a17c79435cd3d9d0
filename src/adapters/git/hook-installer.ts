/**
 * Puts our hooks beside those of a repository, takes them out again, and tells how they are. What is on disk is all
 * there is to know: nothing else is remembered.
 */

import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { Git } from '../../services/ports.ts';
import { type Environment, gitEnvironment } from './environment.ts';
import {
  addConfiguredHook,
  forgetPreviousHooksPath,
  giveBackHooksPath,
  type HookSettings,
  type HooksPath,
  moveHooksPath,
  readHookSettings,
  removeConfiguredHook,
  runsConfiguredHooks,
  takeHooksPath,
} from './hooks/git-settings.ts';
import { createdFile, withBlock } from './hooks/hook-block.ts';
import {
  canWrite,
  ensureScript,
  isFolderOfRepository,
  isPrivateFolder,
  readHookFile,
  writeScript,
} from './hooks/hooks-folder.ts';
import {
  COMMON_HOOKS,
  dispatcherScript,
  FOLDER,
  HOOK_NAMES,
  HOOKS_THAT_MATTER_BY_PRESENCE,
  type HookName,
  LAUNCHER,
  launcherScript,
  type Runtime,
  readLauncher,
  slashed,
} from './hooks/scripts.ts';
import type { Runner } from './run.ts';

/**
 * `config`: git's own hooks by configuration; `file`: a block in the hook's file; `dispatch`: a folder of scripts of
 * ours that run the hooks of the folder that git would take otherwise.
 */
export type Strategy = 'config' | 'file' | 'dispatch';

export interface HookState {
  readonly name: HookName;
  /** null: it does not run */
  readonly strategy: Strategy | null;
}

/** `displaced`: they were installed, and something else has since taken the place of at least one. */
export interface HooksStatus {
  readonly kind: 'installed' | 'missing' | 'displaced';
  readonly hooks: readonly HookState[];
  /** what the hooks start, and whether it is there; null when they are not installed */
  readonly runtime: (Runtime & { readonly isThere: boolean; readonly isCliThere: boolean }) | null;
}

/**
 * `not-writable`: the file or folder that could not be written. `overridden`: git takes its hooks from `hooksPath`, which
 * is set where the repository's configuration does not count. Nothing has been installed then.
 */
export type InstallOutcome =
  | { readonly kind: 'installed'; readonly hooks: readonly HookState[] }
  | { readonly kind: 'not-writable'; readonly path: string; readonly cause: Error }
  | { readonly kind: 'overridden'; readonly hooksPath: string };

export type UninstallOutcome =
  | { readonly kind: 'uninstalled' }
  | { readonly kind: 'not-writable'; readonly path: string; readonly cause: Error };

export interface HookInstaller {
  /** Also repairs, and moves to another strategy where that has become the right one. Rejects with `GitError`. */
  install(): Promise<InstallOutcome>;
  /** Gives back the files, their modes and the configuration as they were. Rejects with `GitError`. */
  uninstall(): Promise<UninstallOutcome>;
  status(): Promise<HooksStatus>;
  /** Has installed hooks run this version and runtime; does nothing where there are none. */
  refresh(): Promise<void>;
}

export interface HookInstallerDeps extends Runtime {
  readonly git: Pick<Git, 'worktree' | 'commonDir'>;
  readonly program?: string;
  readonly env?: Environment;
}

export function createHookInstaller(deps: HookInstallerDeps): HookInstaller {
  const { git, executable, cli } = deps;
  const env = gitEnvironment(deps.env ?? process.env, git.worktree);
  const runner: Runner = { program: deps.program ?? 'git', cwd: git.worktree, env };
  const launcher = path.join(git.commonDir, FOLDER, LAUNCHER);
  const dispatchFolder = path.join(git.commonDir, FOLDER, 'hooks');
  const defaultFolder = path.join(git.commonDir, 'hooks');

  const absolute = (folder: string) => path.resolve(git.worktree, folder);

  interface Survey {
    readonly settings: HookSettings;
    /** the `core.hooksPath` that counts */
    readonly current: HooksPath | undefined;
    /** the one that is our folder, or was before the repository moved */
    readonly ours: HooksPath | undefined;
    readonly isDispatching: boolean;
    /** where git would take hooks from without us, as configured; null: from the git folder */
    readonly ownPath: string | null;
    readonly runsConfigured: boolean;
  }

  let version: Promise<boolean> | undefined;

  async function survey(): Promise<Survey> {
    version ??= runsConfiguredHooks(runner);
    const [settings, runsConfigured] = await Promise.all([readHookSettings(runner, git.commonDir), version]);
    const areOurs = await Promise.all(settings.hooksPaths.map(isOurs));
    const current = settings.hooksPaths.at(-1);
    const ours = settings.hooksPaths.findLast((_, i) => areOurs[i]);
    const others = settings.hooksPaths.filter((_, i) => !areOurs[i]);
    const replaced = ours && ours === current ? settings.previous?.value : undefined;
    return {
      settings,
      current,
      ours,
      isDispatching: current !== undefined && absolute(current.value) === dispatchFolder,
      ownPath: replaced ?? others.at(-1)?.value ?? null,
      runsConfigured,
    };
  }

  async function isOurs({ value }: HooksPath): Promise<boolean> {
    if (absolute(value) === dispatchFolder) return true;
    const hasOurName = path.isAbsolute(value) && /[/\\]lastmile[/\\]hooks$/.test(value);
    return hasOurName && !(await exists(value));
  }

  const ownFolderOf = ({ ownPath }: Survey) => (ownPath === null ? defaultFolder : absolute(ownPath));

  async function plan(found: Survey): Promise<Map<HookName, Strategy>> {
    const folder = ownFolderOf(found);
    const isWritable = (await isPrivateFolder(runner, folder, git.commonDir)) && (await canWrite(folder));
    const strategies = new Map<HookName, Strategy>();
    for (const name of HOOK_NAMES) {
      const file = await readHookFile(path.join(folder, name));
      const runs =
        file.kind !== 'absent' && file.isExecutable && !(file.kind === 'script' && file.block?.isAll);
      // Git runs configured hooks before the one in the folder, and that one has to come first.
      if (found.runsConfigured && (!runs || (await isIdleHusky(folder, name))))
        strategies.set(name, 'config');
      else strategies.set(name, isWritable && file.kind !== 'other' ? 'file' : 'dispatch');
    }
    return [...strategies.values()].includes('dispatch')
      ? new Map(HOOK_NAMES.map((name) => [name, 'dispatch']))
      : strategies;
  }

  async function addBlock(file: string, name: HookName): Promise<void> {
    const hook = await readHookFile(file);
    if (hook.kind === 'absent') return writeScript(file, createdFile(name));
    if (hook.kind === 'other') throw new Error(`${file} cannot take a block`);
    const { content, mode, block, isExecutable } = hook;
    const kind = block?.kind ?? (isExecutable ? 'beside' : (mode.toString(8) as `${number}`));
    const wanted = withBlock(block?.rest ?? content, name, kind);
    if (wanted !== content || !isExecutable) await writeScript(file, wanted, mode | 0o111);
  }

  async function removeBlock(file: string): Promise<void> {
    const hook = await readHookFile(file);
    if (hook.kind !== 'script' || !hook.block) return;
    const { kind, rest, isAll } = hook.block;
    if (isAll) return fs.rm(file);
    const mode = kind === 'beside' || kind === 'created' ? hook.mode : Number.parseInt(kind, 8);
    await writeScript(file, rest, mode);
  }

  const removeBlocks = async (folder: string, name: HookName) => {
    if (!(await isFolderOfRepository(runner, folder, git.commonDir))) return;
    await removeBlock(path.join(folder, name));
    await removeSetAside(folder, name);
  };

  /** Hook managers keep, and may run, what they find in their way under another name: lefthook, pre-commit. */
  const removeSetAside = async (folder: string, name: HookName) => {
    for (const suffix of ['.old', '.legacy']) await removeBlock(path.join(folder, name + suffix));
  };

  async function writeDispatchers({ ownPath }: Survey): Promise<void> {
    const own = await fs
      .readdir(ownPath === null ? defaultFolder : absolute(ownPath))
      .catch((): string[] => []);
    const others = HOOKS_THAT_MATTER_BY_PRESENCE.filter((name) => own.includes(name));
    for (const name of [...COMMON_HOOKS, ...others])
      await ensureScript(path.join(dispatchFolder, name), dispatcherScript(name, ownPath));
  }

  async function startDispatching({ current, ours }: Survey): Promise<void> {
    const folder = slashed(dispatchFolder);
    if (ours && (ours === current || current?.scope === 'wider')) await moveHooksPath(runner, folder, ours);
    else await takeHooksPath(runner, folder, current);
  }

  async function stopDispatching({ settings, ours }: Survey): Promise<void> {
    if (ours) await giveBackHooksPath(runner, ours, settings.previous);
    else if (settings.previous) await forgetPreviousHooksPath(runner);
    await fs.rm(dispatchFolder, { recursive: true, force: true });
  }

  const writeLauncher = () => ensureScript(launcher, launcherScript({ executable, cli }));

  async function removeAll(found: Survey): Promise<void> {
    for (const name of found.settings.configured.keys()) await removeConfiguredHook(runner, name);
    await stopDispatching(found);
    for (const folder of new Set([ownFolderOf(found), defaultFolder]))
      for (const name of HOOK_NAMES) await removeBlocks(folder, name);
    await fs.rm(launcher, { force: true });
  }

  async function apply(found: Survey, strategies: ReadonlyMap<HookName, Strategy>): Promise<void> {
    await writeLauncher();
    const folder = ownFolderOf(found);
    const isDispatched = [...strategies.values()].includes('dispatch');
    if (isDispatched) {
      await writeDispatchers(found);
      if (!found.isDispatching) await startDispatching(found);
    } else await stopDispatching(found);
    for (const [name, strategy] of strategies) {
      if (strategy === 'file') {
        await addBlock(path.join(folder, name), name);
        await removeSetAside(folder, name);
      } else await removeBlocks(folder, name);
      if (folder !== defaultFolder) await removeBlocks(defaultFolder, name);
      if (strategy !== 'config') {
        if (found.settings.configured.has(name)) await removeConfiguredHook(runner, name);
      } else if (found.settings.configured.get(name) !== 'current') await addConfiguredHook(runner, name);
    }
  }

  async function status(): Promise<HooksStatus> {
    const [found, script] = await Promise.all([survey(), fs.readFile(launcher, 'utf8').catch(() => null)]);
    const hooks = await Promise.all(
      HOOK_NAMES.map(async (name) => ({ name, strategy: await strategyOf(found, name) })),
    );
    const runtime = script === null ? null : readLauncher(script);
    const isInstalled = runtime !== null && hooks.every(({ strategy }) => strategy !== null);
    const isTraced = runtime !== null || hooks.some(({ strategy }) => strategy !== null);
    return {
      kind: isInstalled ? 'installed' : isTraced ? 'displaced' : 'missing',
      hooks,
      runtime: runtime && {
        ...runtime,
        isThere: await exists(runtime.executable),
        isCliThere: await exists(runtime.cli),
      },
    };
  }

  async function strategyOf(found: Survey, name: HookName): Promise<Strategy | null> {
    if (found.runsConfigured && found.settings.configured.has(name)) return 'config';
    const folder = found.current ? absolute(found.current.value) : defaultFolder;
    const hook = await readHookFile(path.join(folder, name));
    if (hook.kind !== 'script' || !hook.isExecutable) return null;
    if (found.isDispatching) return hook.content.includes(`hook ${name} "$@"`) ? 'dispatch' : null;
    return hook.block ? 'file' : null;
  }

  return {
    status,

    async install() {
      const found = await survey();
      try {
        await apply(found, await plan(found));
      } catch (error) {
        const cause = notWritable(error);
        if (!cause) throw error;
        await removeAll(await survey()).catch(() => {});
        return { kind: 'not-writable', path: cause.path ?? git.commonDir, cause };
      }
      const { kind, hooks } = await status();
      if (kind === 'installed') return { kind, hooks };
      const after = await survey();
      await removeAll(after);
      return { kind: 'overridden', hooksPath: after.current?.value ?? defaultFolder };
    },

    async uninstall() {
      try {
        await removeAll(await survey());
        return { kind: 'uninstalled' };
      } catch (error) {
        const cause = notWritable(error);
        if (!cause) throw error;
        return { kind: 'not-writable', path: cause.path ?? git.commonDir, cause };
      }
    },

    async refresh() {
      if (await exists(launcher)) await writeLauncher();
    },
  };
}

/** husky makes a file for every hook; the one that it runs lies in the folder above, if there is any. */
async function isIdleHusky(folder: string, name: HookName): Promise<boolean> {
  const hook = await readHookFile(path.join(folder, name));
  const isHusky =
    hook.kind === 'script' && /^\. "\$\{0%\/\*\}\/h"$|^\. "\$\(dirname "\$0"\)\/h"$/m.test(hook.content);
  return isHusky && !(await exists(path.join(path.dirname(folder), name)));
}

const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT']);

function notWritable(error: unknown): NodeJS.ErrnoException | null {
  const { code } = error as NodeJS.ErrnoException;
  return error instanceof Error && code !== undefined && NOT_WRITABLE.has(code) ? error : null;
}

const exists = (file: string): Promise<boolean> =>
  fs.access(file).then(
    () => true,
    () => false,
  );
