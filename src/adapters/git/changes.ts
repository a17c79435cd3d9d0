/** Many commits and what each changed, by one process. */

import { type CommitChange, GitError, type Oid } from '../../services/ports.ts';
import { DIFF_OPTIONS } from './diff.ts';
import { createDiffParser } from './diff-parser.ts';
import { COMMIT_FORMAT, parsedLog } from './history.ts';
import { type Runner, run } from './run.ts';

/**
 * Those of `commits` that have at most one parent, with their diff to it.
 * @throws GitError
 */
export async function changesOf(runner: Runner, commits: readonly Oid[]): Promise<CommitChange[]> {
  if (commits.length === 0) return [];
  // No text in any commit can hold what nobody knew when it was written.
  const mark = crypto.randomUUID();
  const format = `--format=${mark}${COMMIT_FORMAT}%x00${mark}`;
  const args = [
    'diff-tree',
    '--stdin',
    '-r',
    '--root',
    '--always',
    '--encoding=UTF-8',
    '--no-notes',
    format,
    ...DIFF_OPTIONS,
  ];
  const { stdout } = await run(runner, args, { input: `${[...new Set(commits)].join('\n')}\n` });

  const changes: CommitChange[] = [];
  for (let at = stdout.indexOf(mark); at >= 0; ) {
    const endOfHeader = stdout.indexOf(mark, at + mark.length);
    const next = stdout.indexOf(mark, endOfHeader + mark.length);
    const [commit] = parsedLog(stdout.toString('utf8', at + mark.length, endOfHeader));
    // NUL after the header, and a line break before a diff.
    const body = stdout.subarray(endOfHeader + mark.length + 2, next < 0 ? undefined : next);
    if (commit && commit.parents.length < 2) changes.push({ commit, diffs: parsed(body, args) });
    at = next;
  }
  return changes;
}

function parsed(output: Buffer, args: readonly string[]) {
  const parser = createDiffParser();
  try {
    parser.push(output);
    return parser.finish();
  } catch (cause) {
    throw new GitError('failed', (cause as Error).message, { args, cause });
  }
}
