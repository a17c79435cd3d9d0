/** The folder that git takes hooks from, what lies in it, and whether it is ours to write in. */

import { constants, promises as fs } from 'node:fs';
import path from 'node:path';
import { type Runner, run } from '../run.ts';
import { type FoundBlock, findBlock, isShellScript } from './hook-block.ts';

/** A file that may be a hook. `other`: a folder, a symbolic link or not a script that a shell reads. */
export type HookFile =
  | { readonly kind: 'absent' }
  | { readonly kind: 'other'; readonly isExecutable: boolean }
  | {
      readonly kind: 'script';
      readonly content: string;
      readonly mode: number;
      readonly isExecutable: boolean;
      readonly block: FoundBlock | null;
    };

const isWindows = process.platform === 'win32';

export async function readHookFile(file: string): Promise<HookFile> {
  const found = await fs.lstat(file).catch(nullIfMissing);
  if (!found) return { kind: 'absent' };
  const isExecutable = isWindows || (found.mode & 0o111) !== 0;
  // Through a link it would be somebody else's file that is changed, one under version control perhaps.
  if (!found.isFile() || found.nlink > 1) return { kind: 'other', isExecutable };
  const content = await fs.readFile(file, 'latin1');
  if (!isShellScript(content)) return { kind: 'other', isExecutable };
  return { kind: 'script', content, mode: found.mode & 0o7777, isExecutable, block: findBlock(content) };
}

/** Whether the folder belongs to this clone: in its git folder or in its work tree. */
export async function isFolderOfRepository(
  runner: Runner,
  folder: string,
  commonDir: string,
): Promise<boolean> {
  const real = await realpathOfAny(folder);
  return isBelow(await realpathOfAny(commonDir), real) || isBelow(await realpathOfAny(runner.cwd), real);
}

/**
 * Whether the hooks in there concern nobody but this clone: they are in its git folder, or in the work tree where git
 * does not look (as husky's `.husky/_`).
 */
export async function isPrivateFolder(runner: Runner, folder: string, commonDir: string): Promise<boolean> {
  const real = await realpathOfAny(folder);
  if (isBelow(await realpathOfAny(commonDir), real)) return true;
  if (!isBelow(await realpathOfAny(runner.cwd), real)) return false;
  // The one command that does not take its paths literally when told to.
  const question = ['--no-literal-pathspecs', 'check-ignore', '--quiet', path.join(real, 'commit-msg')];
  const ignored = await run(runner, question, { allow: [1, 128] }); // 128: git has no say there
  if (ignored.code !== 0) return false;
  const tracked = await run(runner, ['ls-files', '-z', '--', real]);
  return tracked.stdout.length === 0;
}

/** `content` is latin1. Written beside and renamed, so that a hook that runs meanwhile is one version or the other. */
export async function writeScript(file: string, content: string, mode = 0o755): Promise<void> {
  await makeFolder(path.dirname(file));
  const temporary = `${file}.lastmile-${process.pid}`;
  try {
    await fs.writeFile(temporary, content, { encoding: 'latin1', mode });
    await fs.chmod(temporary, mode); // whatever the umask is
    await fs.rename(temporary, file);
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}

/** Like `mkdir -p`; a recursive `fs.mkdir` reports a read-only file system as a missing folder. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await fs.mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT') throw error;
    await makeFolder(path.dirname(folder));
    await fs.mkdir(folder);
  }
}

/** Makes sure that a script of ours is there as it has to be; does not touch it when it is. */
export async function ensureScript(file: string, script: string): Promise<void> {
  const content = Buffer.from(script, 'utf8').toString('latin1');
  const found = await readHookFile(file);
  if (found.kind !== 'script' || !found.isExecutable || found.content !== content)
    await writeScript(file, content);
}

export async function canWrite(folder: string): Promise<boolean> {
  for (let at = folder; ; at = path.dirname(at)) {
    try {
      await fs.access(at, constants.W_OK);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || path.dirname(at) === at) return false;
    }
  }
}

/** The same for a file that is not there yet, from the nearest folder that is. */
async function realpathOfAny(file: string): Promise<string> {
  const real = await fs.realpath(file).catch(nullIfMissing);
  return real ?? path.join(await realpathOfAny(path.dirname(file)), path.basename(file));
}

function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}
