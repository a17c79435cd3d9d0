/** Where tools keep what they keep, and which of it is about a work tree. */

import { createHash } from 'node:crypto';
import { type Dirent, lstatSync, realpathSync, type Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Places, Scope } from './session-source.ts';

/** A folder named by an environment variable, if it is absolute, else one below the home folder. */
export function homeFolder({ home, env }: Places, variable: string, ...below: string[]): string {
  const given = env[variable];
  return given && path.isAbsolute(given) ? given : path.join(home, ...below);
}

/** Folders of user data of editors that are Visual Studio Code or made from it: the parents of `User`. */
export function editorFolders({ home, env, platform }: Places, names: readonly string[]): string[] {
  const base =
    platform === 'darwin'
      ? path.join(home, 'Library', 'Application Support')
      : platform === 'win32'
        ? (env.APPDATA ?? path.join(home, 'AppData', 'Roaming'))
        : (env.XDG_CONFIG_HOME ?? path.join(home, '.config'));
  const remote = ['.vscode-server', '.vscode-server-insiders'].map((name) => path.join(home, name, 'data'));
  return [...names.map((name) => path.join(base, name)), ...(names.includes('Code') ? remote : [])];
}

/** Entries of a folder, none where there is no such folder or it cannot be read. Never those of a link. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

export const foldersIn = async (folder: string): Promise<string[]> =>
  (await entriesOf(folder)).filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name));

export const filesIn = async (folder: string, suffix: string): Promise<string[]> =>
  (await entriesOf(folder))
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map(({ name }) => path.join(folder, name));

export const statOf = (file: string): Promise<Stats | null> => stat(file).catch(() => null);

const isInside = (outer: string, inner: string): boolean => {
  const relative = path.relative(outer, inner);
  return (
    relative === '' ||
    (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative))
  );
};

/** Whether a session that ran in `cwd` may have edited files of the work tree: one of the two is inside the other. */
export function isRelated(cwd: string, { roots }: Scope): boolean {
  return path.isAbsolute(cwd) && roots.some((root) => isInside(root, cwd) || isInside(cwd, root));
}

/** Folders in which a session about the work tree may have run: its own and those around it. */
export function foldersAround({ roots }: Scope): string[] {
  const found = new Set<string>();
  for (const root of roots)
    for (let at = root; ; at = path.dirname(at)) {
      found.add(at);
      if (path.dirname(at) === at) break;
    }
  return [...found];
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** `given` as a path: absolute, a `file:` URI, or relative to `cwd`. Null where it is none of these. */
export function absolutePath(given: string, cwd?: string): string | null {
  if (given.includes('\0') || given.length > 4096) return null;
  if (given.startsWith('file:'))
    try {
      return fileURLToPath(given);
    } catch {
      return null;
    }
  if (path.isAbsolute(given)) return path.normalize(given);
  return cwd && path.isAbsolute(cwd) ? path.resolve(cwd, given) : null;
}

/**
 * Path relative to `root`, `/`-separated, of the file that `file` really is. Null where that lies outside the work
 * tree or in its git folder; the file itself need not be there (any more).
 * @param root absolute, without symbolic links
 */
export function pathWithin(root: string, file: string): string | null {
  const missing: string[] = [];
  for (let at = file; ; at = path.dirname(at)) {
    try {
      const relative = path.relative(root, path.join(realpathSync.native(at), ...missing));
      const parts = relative.split(path.sep);
      const isOutside = relative === '' || parts[0] === '..' || path.isAbsolute(relative);
      return isOutside || parts.includes('.git') ? null : parts.join('/');
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT' && path.dirname(at) !== at;
      // A link that leads nowhere is there, yet has no real path.
      if (!isMissing || lstatSync(at, { throwIfNoEntry: false })) return null;
      missing.unshift(path.basename(at));
    }
  }
}
