/** What is done about a commit, or a rewrite of many, once git has made it: the notes. */

import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gitEnvironment } from '../adapters/git/environment.ts';
import { FOLDER, NOTE_COMMIT } from '../adapters/git/hooks/scripts.ts';
import { amendedCommit, rewriteIn } from '../adapters/git/in-progress.ts';
import { makeFolder } from '../adapters/ledger/files.ts';
import { formatNote } from '../domain/notes.ts';
import { type Annotator, createAnnotator, noteOfChange } from '../services/annotation.ts';
import type { AttributedChange } from '../services/attributed-change.ts';
import type { Ledger, Oid } from '../services/ports.ts';
import type { Project } from './compose.ts';

/** How many of the commits of a rewrite are asked about one that has no counterpart among them. */
const MAX_SOURCES = 8;

export async function annotateHead(project: Project, ledger: Ledger): Promise<void> {
  const { git } = project;
  const head = await git.resolve('HEAD');
  if (!head) return;
  const runner = { program: 'git', cwd: git.worktree, env: gitEnvironment(process.env, process.cwd()) };
  const amended = await amendedCommit(runner, git.gitDir);
  await annotatorOf(project, ledger).annotate([head], new Map(amended ? [[head, [amended]]] : []));
}

/** The commits of the rebase that is just through, those made by hand on its way included. */
export async function annotateRewrite(project: Project, ledger: Ledger): Promise<void> {
  const { git } = project;
  const rewrite = await rewriteIn(git.gitDir);
  if (!rewrite) return;
  const olds = rewrite.pairs.map(([from]) => from).reverse();
  const sources = new Map<Oid, Oid[]>();
  for (const commit of await git.commits(`${rewrite.onto}..HEAD`))
    sources.set(commit.oid, olds.slice(0, MAX_SOURCES));
  const counterparts = new Map<Oid, Oid[]>();
  for (const [from, to] of rewrite.pairs) counterparts.set(to, [from, ...(counterparts.get(to) ?? [])]);
  for (const [to, from] of counterparts) if (sources.has(to)) sources.set(to, from);
  await annotatorOf(project, ledger).annotate([...sources.keys()], sources);
}

const hash = (text: string) => process.getBuiltinModule('node:crypto').hash('sha256', text, 'hex');

function annotatorOf({ git, config }: Project, ledger: Ledger): Annotator {
  return createAnnotator({ git, ledger, config, hash });
}

const noteFile = (gitDir: string): string => path.join(gitDir, FOLDER, 'note');

/**
 * Leaves the note of the commit that is being made where the launcher of the hooks finds it once there is a commit to
 * put it on: no program of ours has to start a second time for that.
 */
export function leaveNote({ git, gitConfig }: Project, { files }: AttributedChange): void {
  const note = noteOfChange(files, { commit: NOTE_COMMIT, author: whoCommits(gitConfig), hash });
  if (!note) return;
  const file = noteFile(git.gitDir);
  makeFolder(path.dirname(file));
  writeFileSync(`${file}.${process.pid}`, formatNote(note));
  renameSync(`${file}.${process.pid}`, file);
}

/** The note that was left is for a commit that is no more. */
export const dropNote = ({ git }: Project): void => rmSync(noteFile(git.gitDir), { force: true });

/** `Name <email>` as git is going to have it, from where people set it. */
function whoCommits(gitConfig: ReadonlyMap<string, string>): string {
  const of = (key: 'name' | 'email') =>
    process.env[`GIT_AUTHOR_${key.toUpperCase()}`] ??
    gitConfig.get(`author.${key}`) ??
    gitConfig.get(`user.${key}`) ??
    '';
  return `${of('name')} <${of('email')}>`.trim();
}
