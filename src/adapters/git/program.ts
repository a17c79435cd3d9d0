/**
 * Where a program is on Windows. When it is named alone, Node looks for it in the folder that it is to run in first
 * (https://github.com/nodejs/node/issues/46264), and what is in a work tree is for others to say.
 */

import { statSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from './environment.ts';

/** What Windows starts without a shell. */
const EXTENSIONS = ['.com', '.exe'];

export interface Machine {
  readonly platform: NodeJS.Platform;
  isFile(file: string): boolean;
}

const THIS_MACHINE: Machine = {
  platform: process.platform,
  isFile: (file) => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false,
};

const known = new Map<string, string>();

/**
 * What to start for `program`: itself where systems look for it on the PATH alone, and where it is a path; else the file
 * in the first folder of the PATH that has it. Null when none has.
 */
export function programFile(program: string, env: Environment, machine = THIS_MACHINE): string | null {
  if (machine.platform !== 'win32' || /[/\\]/.test(program)) return program;
  const folders = Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
  const key = `${program}\n${folders}`;
  const found = known.get(key) ?? search(program, folders, machine);
  if (found !== null) known.set(key, found);
  return found;
}

function search(program: string, folders: string, { isFile }: Machine): string | null {
  const names = path.win32.extname(program) ? [program] : EXTENSIONS.map((extension) => program + extension);
  for (const entry of folders.split(';')) {
    const folder = entry.replaceAll('"', '');
    // One that is relative would be one of the work tree.
    if (!path.win32.isAbsolute(folder)) continue;
    const file = names.map((name) => path.win32.join(folder, name)).find(isFile);
    if (file !== undefined) return file;
  }
  return null;
}
