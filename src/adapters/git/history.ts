/** Commits, and the commits that lines come from. */

import { type BlamedLine, type CommitInfo, GitError } from '../../services/ports.ts';
import { unquoted } from './quoting.ts';
import { type Runner, run } from './run.ts';

/** Fields apart by NUL, which none of them can contain. */
export const COMMIT_FORMAT = '%H%x00%P%x00%ct%x00%an <%ae>%x00%B';
const FIELDS = 5;

/** `-z` ends a commit with NUL, too. */
const LOG = [
  'log',
  '-z',
  `--format=${COMMIT_FORMAT}`,
  '--encoding=UTF-8',
  '--no-patch',
  '--no-color',
  '--no-notes',
  '--no-show-signature',
];

/** One commit, as a hook may ask for it. */
export async function commitInfo(runner: Runner, oid: string): Promise<CommitInfo> {
  const { stdout } = await run(runner, [...LOG, '--no-walk', notAnOption(oid), '--']);
  const [commit] = parsedLog(stdout.toString('utf8'));
  if (!commit) throw new GitError('failed', `git log says nothing of ${oid}`, { args: LOG });
  return commit;
}

/** Parents come before their children. */
export async function commitsIn(runner: Runner, range: string): Promise<CommitInfo[]> {
  const { stdout } = await run(runner, [...LOG, '--topo-order', '--reverse', notAnOption(range), '--']);
  return parsedLog(stdout.toString('utf8'));
}

/** Hands commits on while git is still listing: of a long range, most of the work on them is done by the time it ends. */
export async function eachCommit(
  runner: Runner,
  range: string,
  visit: (commit: CommitInfo) => void,
): Promise<void> {
  let fields: string[] = [];
  let rest: Buffer[] = [];
  await run(runner, [...LOG, notAnOption(range), '--'], {
    onOutput(chunk) {
      const end = chunk.lastIndexOf(0) + 1;
      rest.push(chunk.subarray(0, end));
      if (end > 0) {
        fields.push(...Buffer.concat(rest).toString('utf8').split('\0').slice(0, -1));
        rest = [];
        const whole = fields.length - (fields.length % FIELDS);
        for (let i = 0; i < whole; i += FIELDS) visit(commitAt(fields, i));
        fields = fields.slice(whole);
      }
      rest.push(chunk.subarray(end));
    },
  });
}

/** Commits from fields in the order of `COMMIT_FORMAT`. */
export function parsedLog(output: string): CommitInfo[] {
  const fields = output.split('\0');
  const commits: CommitInfo[] = [];
  for (let i = 0; i + FIELDS <= fields.length; i += FIELDS) commits.push(commitAt(fields, i));
  return commits;
}

const commitAt = (fields: readonly string[], i: number): CommitInfo => ({
  oid: fields[i]!,
  parents: fields[i + 1] === '' ? [] : fields[i + 1]!.split(' '),
  atMs: Number(fields[i + 2]) * 1000,
  author: fields[i + 3]!,
  message: fields[i + 4]!,
});

/** Lines in order. The configuration's list of commits to ignore is not: who reads a line wants to know its commit. */
export async function blamedLines(runner: Runner, path: string, revision: string): Promise<BlamedLine[]> {
  const { stdout } = await run(runner, [
    '-c',
    'diff.algorithm=default',
    'blame',
    '--incremental',
    '--no-textconv',
    '--ignore-revs-file=',
    notAnOption(revision),
    '--',
    path,
  ]);
  return parsedBlame(stdout.toString('utf8'));
}

/** Not every command of every git knows `--end-of-options`. */
function notAnOption(revision: string): string {
  if (revision.startsWith('-')) throw new GitError('failed', `${revision} is not a revision`);
  return revision;
}

const BLOCK = /^([0-9a-f]{40,64}) (\d+) (\d+) (\d+)$/;

/**
 * Blocks come in any order: a line with commit, line there, line here and count, then headers up to `filename`. What is
 * said of a commit is said in the first of its blocks alone.
 */
function parsedBlame(output: string): BlamedLine[] {
  const lines: BlamedLine[] = [];
  const times = new Map<string, number>();
  let block: RegExpExecArray | null = null;
  for (const text of output.split('\n')) {
    if (!block) block = BLOCK.exec(text);
    else if (text.startsWith('committer-time ')) times.set(block[1]!, Number(text.slice(15)) * 1000);
    else if (text.startsWith('filename ')) {
      const [, commit, there, here, count] = block;
      const originalPath = unquoted(text.slice('filename '.length));
      for (let i = 0; i < Number(count); i++) {
        const line = Number(here) + i;
        const atMs = times.get(commit!) ?? 0;
        lines[line - 1] = { line, commit: commit!, atMs, originalPath, originalLine: Number(there) + i };
      }
      block = null;
    }
  }
  return lines;
}
