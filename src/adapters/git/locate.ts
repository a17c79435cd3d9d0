/** Where the repository around a folder is, with one git process; and if there is none to work with, why. */

import { promises as fs, realpathSync } from 'node:fs';
import path from 'node:path';
import { GitError } from '../../services/ports.ts';
import { type Runner, run } from './run.ts';

/** Paths are absolute, `/`-separated and without symbolic links. */
export interface Location {
  readonly worktree: string;
  readonly gitDir: string;
  readonly commonDir: string;
  readonly objectFormat: 'sha1' | 'sha256';
}

/**
 * `no-worktree`: inside of a git folder; `dubious-ownership`: the repository belongs to another user, and git wants to
 * be told that it is safe; `too-old`: git is; `unusable`: git cannot read the repository, `detail` is what it says.
 */
export type NoWorktree =
  | { readonly kind: 'no-git' }
  | { readonly kind: 'too-old' }
  | { readonly kind: 'not-a-repository' }
  | { readonly kind: 'bare'; readonly gitDir: string }
  | { readonly kind: 'no-worktree'; readonly gitDir: string }
  | { readonly kind: 'dubious-ownership'; readonly folder: string }
  | { readonly kind: 'unusable'; readonly folder: string; readonly detail: string };

export const QUESTIONS: readonly string[] = [
  '--is-bare-repository',
  '--show-object-format', // git 2.28; an older one echoes what it does not know, and has sha1 only
  '--absolute-git-dir',
  '--git-common-dir',
  '--show-toplevel', // fails where there is no work tree, after the others have been answered
];

type Located = { readonly kind: 'ok'; readonly location: Location } | NoWorktree;

export async function locate(runner: Runner): Promise<Located> {
  if (!(await isFolder(runner.cwd))) return { kind: 'not-a-repository' };
  try {
    const { answers, stderr } = await ask(runner);
    const found = locationFrom(answers, runner.cwd);
    return found ? outsideOfGitFolder(found, runner) : whyNot(runner, stderr);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return error.kind === 'no-git' ? { kind: 'no-git' } : whyNot(runner, error.message);
  }
}

/**
 * What the answers to `QUESTIONS` come to; null where git gave up before it knew of a repository.
 * @param cwd the folder that git was asked in
 */
export function locationFrom(answers: readonly string[], cwd: string): Located | null {
  const [bare, objectFormat, gitDir, commonDir, worktree] = answers;
  if (gitDir === undefined || commonDir === undefined) return null;
  if (!path.isAbsolute(gitDir)) return { kind: 'too-old' };
  if (bare === 'true') return { kind: 'bare', gitDir };
  if (!worktree) return { kind: 'no-worktree', gitDir };
  const location: Location = {
    worktree,
    gitDir,
    commonDir: slashed(realpathSync.native(path.resolve(cwd, commonDir))),
    objectFormat: objectFormat === 'sha256' ? 'sha256' : 'sha1',
  };
  return { kind: 'ok', location };
}

/**
 * Git takes any folder that looks like a git folder for one, and a clone may bring one along whose configuration names
 * a work tree, and programs to run there. Nobody works inside of a git folder, so that is not gone into.
 */
function outsideOfGitFolder(found: Located, { cwd, env }: Runner): Located {
  if (found.kind !== 'ok' || env.GIT_DIR !== undefined) return found;
  const { gitDir } = found.location;
  const here = slashed(realpathSync.native(cwd));
  return here === gitDir || here.startsWith(`${gitDir}/`) ? { kind: 'no-worktree', gitDir } : found;
}

/** Answers in the order of the questions; fewer where git stopped at one. */
async function ask(runner: Runner): Promise<{ answers: string[]; stderr: string }> {
  const { stdout, stderr } = await run(runner, ['rev-parse', ...QUESTIONS], { allow: [128] });
  const answers = withoutLineBreak(stdout).split('\n');
  if (stdout.length === 0) return { answers: [], stderr };
  if (answers.length <= QUESTIONS.length) return { answers, stderr };
  // A path has a line break in it.
  const outputs = await Promise.all(
    QUESTIONS.map((question) => run(runner, ['rev-parse', question], { allow: [128] })),
  );
  return { answers: outputs.map((output) => withoutLineBreak(output.stdout)), stderr };
}

/** Git refuses with one exit code whatever the reason, so that is looked for where git looked. */
async function whyNot(runner: Runner, said: string): Promise<NoWorktree> {
  const given = runner.env.GIT_DIR;
  const folder = given === undefined ? await folderWithRepository(runner.cwd) : path.dirname(given);
  if (folder === null) return { kind: 'not-a-repository' };
  const owner = (await fs.lstat(given ?? path.join(folder, '.git')).catch(() => null))?.uid;
  const user = process.geteuid?.();
  if (owner !== undefined && user !== undefined && owner !== user)
    return { kind: 'dubious-ownership', folder };
  return { kind: 'unusable', folder, detail: said.trim() };
}

async function folderWithRepository(start: string): Promise<string | null> {
  for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
    if (await fs.lstat(path.join(folder, '.git')).catch(() => null)) return folder;
    if (path.dirname(folder) === folder) return null;
  }
}

const isFolder = (folder: string): Promise<boolean> =>
  fs.stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );

const withoutLineBreak = (output: Buffer): string => output.toString('utf8').replace(/\n$/, '');

const slashed = (file: string): string => file.split(path.sep).join('/');
