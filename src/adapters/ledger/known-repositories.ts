/**
 * Which repositories of this user have a ledger, so that a report can be about all of them. A small file for each, in
 * the user's data folder: no two processes write the same one.
 */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import type { KnownRepository } from '../../services/retention/reporter.ts';

const Entry = v.object({ worktree: v.string(), commonDir: v.string() });

/** Where systems keep what programs know for a user. */
export function knownRepositoriesFolder(env: NodeJS.ProcessEnv = process.env): string {
  const data =
    env.XDG_DATA_HOME ||
    (process.platform === 'win32' && env.LOCALAPPDATA) ||
    path.join(env.HOME || os.homedir(), '.local', 'share');
  return path.join(data, 'lastmile', 'repositories');
}

const fileOf = (folder: string, commonDir: string): string =>
  path.join(folder, `${createHash('sha256').update(commonDir).digest('hex').slice(0, 32)}.json`);

/** Costs one look at the disk when it is known already. Not to be able to is no failure: a report says less then. */
export function rememberRepository(folder: string, { worktree, commonDir }: KnownRepository): void {
  const file = fileOf(folder, commonDir);
  if (existsSync(file)) return;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, JSON.stringify({ worktree, commonDir }));
  } catch {}
}

export function forgetRepository(folder: string, commonDir: string): void {
  rmSync(fileOf(folder, commonDir), { force: true });
}

/** By work tree; what cannot be read is left out. */
export function knownRepositories(folder: string): KnownRepository[] {
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder).flatMap((name) => {
    try {
      const result = v.safeParse(Entry, JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
      return result.success ? [result.output] : [];
    } catch {
      return [];
    }
  });
  return found.sort((a, b) => (a.worktree < b.worktree ? -1 : 1));
}
