/**
 * Installing hooks in the configuration of tools. Others write there too: what is theirs stays, byte for byte where
 * nothing else changed, and a file that is a link or does not parse is left alone.
 */

import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { parseJson } from './records.ts';
import type { Places } from './session-source.ts';
import type { AgentTool, HookScope, HookSetup } from './tool.ts';

export interface HookFilesOptions {
  readonly places: Places;
  /** absolute */
  readonly worktree: string;
  /** starts the command line in a shell, quoted as it needs to be */
  readonly command: string;
}

export type HookFileStatus = {
  readonly tool: string;
  /** absolute */
  readonly file: string;
} & (
  | { readonly kind: 'present' | 'absent' }
  /** another command than the one that would be installed now, for example of an older version */
  | { readonly kind: 'outdated' }
  | { readonly kind: 'refused'; readonly reason: RefusalReason }
);

/** What came of a change. */
export type HookFileResult =
  | HookFileStatus
  | { readonly tool: string; readonly file: string; readonly kind: 'installed' | 'removed' };

export type RefusalReason = 'link' | 'unparsable' | 'unreadable' | 'foreign-file';

type Entries = Extract<HookSetup, { kind: 'entries' }>;
type Settings = Record<string, unknown>;

/** The end of every command of ours, by which it is known again. */
const commandOf = (tool: AgentTool, { command }: HookFilesOptions): string =>
  `${command} agent-hook ${tool.id}`;
const isOurs = (tool: AgentTool, entry: unknown): boolean =>
  commandsIn(entry).some((command) => command.endsWith(` agent-hook ${tool.id}`));

function commandsIn(entry: unknown): string[] {
  if (typeof entry !== 'object' || entry === null) return [];
  const { command, hooks } = entry as { command?: unknown; hooks?: unknown };
  const nested = Array.isArray(hooks) ? hooks.flatMap(commandsIn) : [];
  return typeof command === 'string' ? [command, ...nested] : nested;
}

/** Installs the hook of a tool, or brings it up to date. Changes nothing where it is there already. */
export function installHook(
  tool: AgentTool,
  scope: HookScope,
  options: HookFilesOptions,
): HookFileResult | null {
  const status = hookStatus(tool, scope, options);
  if (!status || status.kind === 'refused' || status.kind === 'present') return status;
  // What an older version wrote is undone first, so that what was there before can be given back in the end.
  if (status.kind === 'outdated') uninstallHook(tool, scope, options);
  const { setup } = tool.hook!;
  const { file } = status;
  const command = commandOf(tool, options);
  if (setup.kind === 'own-file') writeWhole(file, setup.content(command));
  else {
    const before = existsSync(file) ? readFileSync(file, 'utf8') : null;
    const text = withEntries(before, setup, command);
    if (text === null) return { tool: tool.id, file, kind: 'refused', reason: 'unparsable' };
    if (before !== null) copyFileSync(file, backupOf(file));
    writeWhole(file, text);
  }
  return { tool: tool.id, file, kind: 'installed' };
}

/** Takes the hook of a tool out again, and gives back the file as it was if nobody else changed it. */
export function uninstallHook(
  tool: AgentTool,
  scope: HookScope,
  options: HookFilesOptions,
): HookFileResult | null {
  const status = hookStatus(tool, scope, options);
  if (!status || (status.kind !== 'present' && status.kind !== 'outdated')) return status;
  const { setup } = tool.hook!;
  const { file } = status;
  const removed = { tool: tool.id, file, kind: 'removed' } as const;
  if (setup.kind === 'own-file') {
    rmSync(file);
    removeEmptyFolders(path.dirname(file), options);
    return removed;
  }
  const text = readFileSync(file, 'utf8');
  const backup = backupOf(file);
  const before = existsSync(backup) ? readFileSync(backup, 'utf8') : null;
  const installed = ourCommand(tool, setup, text);
  const isAsWritten = installed !== null && withEntries(before, setup, installed) === text;
  if (isAsWritten && before !== null) renameSync(backup, file);
  else if (isAsWritten) {
    rmSync(file);
    removeEmptyFolders(path.dirname(file), options);
  } else {
    writeWhole(file, withoutEntries(text, tool, setup));
    rmSync(backup, { force: true });
  }
  return removed;
}

/** What is there of the hook of a tool; null for a tool without hooks. */
export function hookStatus(
  tool: AgentTool,
  scope: HookScope,
  options: HookFilesOptions,
): HookFileStatus | null {
  const { hook } = tool;
  return hook
    ? statusIn(hook.setup.file(scope, options.places, options.worktree), tool, hook.setup, options)
    : null;
}

/** The same of each file that the hook may be in: those that are written here, and others where it is there by hand. */
export function hookStatuses(
  tool: AgentTool,
  options: HookFilesOptions,
): (HookFileStatus & { readonly scope: HookScope })[] {
  const { hook } = tool;
  if (!hook) return [];
  const { setup } = hook;
  const written = (['project', 'user'] as const).map((scope) => ({
    ...statusIn(setup.file(scope, options.places, options.worktree), tool, setup, options),
    scope,
  }));
  const others = (setup.kind === 'entries' ? (setup.otherFiles?.(options.worktree) ?? []) : []).flatMap(
    (file) => {
      const status = statusIn(file, tool, setup, options);
      const isThere = status.kind === 'present' || status.kind === 'outdated';
      return isThere ? [{ ...status, scope: 'project' as const }] : [];
    },
  );
  return [...written, ...others];
}

function statusIn(
  file: string,
  tool: AgentTool,
  setup: HookSetup,
  options: HookFilesOptions,
): HookFileStatus {
  const result = (kind: 'present' | 'absent' | 'outdated') => ({ tool: tool.id, file, kind }) as const;
  const refused = (reason: RefusalReason) => ({ tool: tool.id, file, kind: 'refused', reason }) as const;

  // Also of what is written beside it: through a link that a clone brought along, a file elsewhere would be overwritten.
  if ([file, backupOf(file)].some((name) => hasLink(name, options))) return refused('link');
  if (!existsSync(file)) return result('absent');
  const text = textOf(file);
  if (text === null) return refused('unreadable');
  const command = commandOf(tool, options);
  if (setup.kind === 'own-file') {
    if (text === setup.content(command)) return result('present');
    return text.includes(` agent-hook ${tool.id}`) ? result('outdated') : refused('foreign-file');
  }
  const settings = settingsOf(text);
  if (!settings) return refused('unparsable');
  const ours = setup.lists.map(
    (list) => listOf(settings, list)?.filter((entry) => isOurs(tool, entry)) ?? [],
  );
  if (ours.every((entries) => entries.length === 0)) return result('absent');
  const wanted = JSON.stringify([setup.entry(command)]);
  return result(ours.every((entries) => JSON.stringify(entries) === wanted) ? 'present' : 'outdated');
}

/** Null for what is no file, too: a pipe would never be read to its end. */
function textOf(file: string): string | null {
  try {
    return statSync(file).isFile() ? readFileSync(file, 'utf8') : null;
  } catch {
    return null;
  }
}

const backupOf = (file: string): string => `${file}.before-lastmile`;

/** The file itself is a link, or a folder on the way to it from the home folder or the work tree. */
function hasLink(file: string, { places, worktree }: HookFilesOptions): boolean {
  const isLink = (name: string) => lstatSync(name, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  const top = [worktree, places.home].find((folder) => file.startsWith(folder + path.sep));
  if (top === undefined) return isLink(file);
  for (let at = file; at !== top; at = path.dirname(at)) if (isLink(at)) return true;
  return false;
}

/** The object in a JSON text, null if it holds something else or its hooks are not what we know. */
function settingsOf(text: string): Settings | null {
  const value = text.trim() === '' ? {} : parseJson(text.replace(/^\uFEFF/, ''));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { hooks = {} } = value as { hooks?: unknown };
  if (typeof hooks !== 'object' || hooks === null || Array.isArray(hooks)) return null;
  return Object.values(hooks).every(Array.isArray) ? (value as Settings) : null;
}

function listOf(settings: Settings, list: string): unknown[] | undefined {
  const hooks = settings.hooks as Record<string, unknown[]> | undefined;
  return hooks && Object.hasOwn(hooks, list) ? hooks[list] : undefined;
}

/** The file's text with our entries, null where it cannot be changed. */
function withEntries(before: string | null, setup: Entries, command: string): string | null {
  const settings = settingsOf(before ?? '');
  if (!settings) return null;
  const hooks = (settings.hooks ?? {}) as Record<string, unknown[]>;
  for (const list of setup.lists) hooks[list] = [...(listOf(settings, list) ?? []), setup.entry(command)];
  const isNew = before === null || before.trim() === '';
  return format({ ...(isNew ? setup.base : {}), ...settings, hooks }, before);
}

function withoutEntries(text: string, tool: AgentTool, setup: Entries): string {
  const settings = settingsOf(text)!;
  const hooks = settings.hooks as Record<string, unknown[]>;
  for (const list of setup.lists) {
    const others = (listOf(settings, list) ?? []).filter((entry) => !isOurs(tool, entry));
    if (others.length > 0) hooks[list] = others;
    else delete hooks[list];
  }
  if (Object.keys(hooks).length === 0) delete settings.hooks;
  return format(settings, text);
}

/** The command that is there of us. */
function ourCommand(tool: AgentTool, setup: Entries, text: string): string | null {
  const settings = settingsOf(text);
  const entries = settings ? setup.lists.flatMap((list) => listOf(settings, list) ?? []) : [];
  const commands = entries.filter((entry) => isOurs(tool, entry)).flatMap(commandsIn);
  return commands[0] ?? null;
}

/** As the text was: its indentation, its line ends, its last line break. */
function format(settings: Settings, before: string | null): string {
  const indent = before === null ? '  ' : (/^[ \t]+(?=")/m.exec(before)?.[0] ?? '  ');
  const text =
    JSON.stringify(settings, null, indent) + (before === null || before.endsWith('\n') ? '\n' : '');
  return before?.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}

/** Writes a file so that it is never there in part, with the rights that it had. */
function writeWhole(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0o644;
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, { mode: mode & 0o777, flag: 'wx' });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Folders that were made for a file alone. The tool's own stay, and so does what others put there. */
function removeEmptyFolders(folder: string, { places, worktree }: HookFilesOptions): void {
  for (let at = folder; at !== worktree && at !== places.home; at = path.dirname(at)) {
    // Fails where something is in it, at the root of the file system at the latest.
    try {
      rmdirSync(at);
    } catch {
      return;
    }
  }
}
