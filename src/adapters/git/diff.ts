/** The diff of a commit, of the index or of the work tree with a commit. */

import { promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type FileDiff, GitError, type Oid, type TreeSide } from '../../services/ports.ts';
import { createDiffParser } from './diff-parser.ts';
import { type Runner, run } from './run.ts';

/** What a diff depends on, beside the plumbing commands' own defaults. */
export const DIFF_OPTIONS: readonly string[] = [
  '--raw',
  '-p',
  '-z',
  '-U0',
  '-M',
  '--no-abbrev',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--submodule=short',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];

export interface DiffRequest {
  /** null: from nothing */
  readonly from: Oid | null;
  readonly to: TreeSide;
  readonly paths: readonly string[];
  /** the tree without entries: its name depends on the repository's hash */
  readonly emptyTree: Oid;
  /** the index file that git would use */
  readonly indexFile: string;
}

/** The index with a commit. A path that is only intended to be added is not going to be in one. */
export const DIFF_INDEX: readonly string[] = ['diff-index', '--cached', '--ita-invisible-in-index'];

/** @throws GitError */
export async function diff(runner: Runner, request: DiffRequest): Promise<FileDiff[]> {
  const { to, paths, emptyTree } = request;
  const from = request.from ?? emptyTree;
  if (to === 'worktree') return diffWorktree(runner, from, request);
  const args =
    to === 'index'
      ? [...DIFF_INDEX, ...DIFF_OPTIONS, from]
      : ['diff-tree', '-r', ...DIFF_OPTIONS, from, to.commit];
  return parsed(runner, [...args, '--', ...paths]);
}

async function parsed(runner: Runner, args: readonly string[], env = {}): Promise<FileDiff[]> {
  const parser = createDiffParser();
  await run(runner, args, { env, onOutput: (chunk) => parser.push(chunk) });
  try {
    return parser.finish();
  } catch (cause) {
    throw new GitError('failed', (cause as Error).message, { args, cause });
  }
}

async function diffWorktree(runner: Runner, from: Oid, request: DiffRequest): Promise<FileDiff[]> {
  const { paths } = request;
  const args = ['diff-index', '--ignore-submodules=dirty', ...DIFF_OPTIONS, from, '--', ...paths];
  const [untracked, unmerged] = await Promise.all([
    list(runner, ['ls-files', '-z', '--others', '--exclude-standard', '--', ...paths]),
    list(runner, ['ls-files', '-z', '--unmerged', '--', ...paths]),
  ]);
  // A nested repository is listed with a slash at the end; it is not part of this one.
  const loose = untracked.filter((file) => !file.endsWith('/'));
  const conflicted = unmerged.map((entry) => entry.slice(entry.indexOf('\t') + 1));
  if (loose.length + conflicted.length === 0) return parsed(runner, args);

  // Git leaves these out, so it gets an index in which they look tracked and changed: renames, attributes, symbolic
  // links and the rest are then what they will be once the files are added.
  const entries = [...new Set([...loose, ...conflicted])].map((file) => placeholder(file, from.length));
  return withCopyOfIndex(request.indexFile, async (indexFile) => {
    const env = { GIT_INDEX_FILE: indexFile };
    const input = Buffer.from(entries.join(''), 'latin1');
    const update = ['-c', 'core.splitIndex=false', 'update-index', '-z', '--index-info'];
    await run(runner, update, { env, input });
    return parsed(runner, args, env);
  });
}

/**
 * Lines of `update-index --index-info` that replace whatever the index has for a file with an entry of which nothing
 * is known, so that git looks at the file. The blob of that name is never asked for.
 */
function placeholder(file: string, oidLength: number): string {
  return `0 ${'0'.repeat(oidLength)}\t${file}\0` + `100644 ${'1'.repeat(oidLength)}\t${file}\0`;
}

async function withCopyOfIndex<T>(indexFile: string, work: (copy: string) => Promise<T>): Promise<T> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'lastmile-'));
  try {
    const copy = path.join(folder, 'index');
    await fs.copyFile(indexFile, copy).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error; // nothing has been added yet
    });
    return await work(copy);
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

/** NUL-terminated records, as latin1. */
async function list(runner: Runner, args: readonly string[]): Promise<string[]> {
  const { stdout } = await run(runner, args);
  return stdout.toString('latin1').split('\0').slice(0, -1);
}
