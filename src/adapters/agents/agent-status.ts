/** How AI tools can be heard of on this machine: which there are, where our hook is, and when their sessions last grew. */

import { existsSync } from 'node:fs';
import { type HookFilesOptions, hookStatuses } from './hook-files.ts';
import { LineFile } from './line-file.ts';
import { statOf } from './places.ts';
import { RETENTION_MS } from './session-logs.ts';
import type { Scope, SessionStore } from './session-source.ts';
import type { AgentTool, HookScope } from './tool.ts';
import { AGENT_TOOLS } from './tools.ts';

export interface AgentStatus {
  readonly tool: string;
  readonly name: string;
  /** one of its own folders is there */
  readonly isFound: boolean;
  readonly hooks: readonly AgentHook[];
  /** null: it leaves none that can be read */
  readonly sessions: {
    /** when one last changed that may be about the work tree, in milliseconds; null: none in the time that is looked at */
    readonly changedAtMs: number | null;
  } | null;
}

export interface AgentHook {
  readonly scope: HookScope;
  /** absolute */
  readonly file: string;
  /** `other`: it calls another program of ours than the one that asks; `refused`: the file is left alone */
  readonly kind: 'installed' | 'other' | 'absent' | 'refused';
}

const KINDS = { present: 'installed', outdated: 'other', absent: 'absent', refused: 'refused' } as const;

/** Of each tool that is known. Only names of files, and of sessions the beginning, are looked at. */
export function agentStatuses(options: HookFilesOptions, nowMs: number): Promise<AgentStatus[]> {
  const { places, worktree } = options;
  const scope: Scope = { places, roots: [worktree], sinceMs: nowMs - RETENTION_MS };
  return Promise.all(
    AGENT_TOOLS.map(async (tool): Promise<AgentStatus> => {
      const { id, name, stores } = tool;
      const changedAtMs = stores.length > 0 ? await lastChange(stores, scope) : null;
      return {
        tool: id,
        name,
        isFound: tool.folders(places).some((folder) => existsSync(folder)),
        hooks: hooksOf(tool, options),
        sessions: stores.length > 0 ? { changedAtMs } : null,
      };
    }),
  );
}

export function hooksOf(tool: AgentTool, options: HookFilesOptions): AgentHook[] {
  return hookStatuses(tool, options).map(({ scope, file, kind }) => ({ scope, file, kind: KINDS[kind] }));
}

async function lastChange(stores: readonly SessionStore[], scope: Scope): Promise<number | null> {
  let lastMs: number | null = null;
  for (const store of stores) {
    const files = await store.find(scope);
    const stats = await Promise.all(files.map(async (file) => ({ file, stat: await statOf(file) })));
    const recent = stats
      .flatMap(({ file, stat }) => (stat?.isFile() ? [{ file, atMs: stat.mtimeMs }] : []))
      .filter(({ atMs }) => atMs >= scope.sinceMs && atMs > (lastMs ?? 0))
      .sort((a, b) => b.atMs - a.atMs);
    for (const { file, atMs } of recent)
      if (await isAbout(store, file, scope)) {
        lastMs = Math.round(atMs);
        break;
      }
  }
  return lastMs;
}

const HEAD_BYTES = 64 * 1024;

async function isAbout(store: SessionStore, name: string, scope: Scope): Promise<boolean> {
  if (!store.isOf) return true;
  try {
    await using file = await LineFile.open(name);
    return store.isOf(await file.head(HEAD_BYTES), scope) === true;
  } catch {
    return false;
  }
}
