/** Notes of one ref: read for many commits by one process, written for many commits as one commit of the ref. */

import { GitError, type Oid } from '../../services/ports.ts';
import { type Runner, run } from './run.ts';

/**
 * Texts of the notes of those of `commits` that have one.
 * @throws GitError
 */
export async function readNotes(
  runner: Runner,
  ref: string,
  commits: readonly Oid[],
): Promise<Map<Oid, string>> {
  const notes = new Map<Oid, string>();
  if (commits.length === 0 || !(await tipOf(runner, ref))) return notes;
  const { stdout } = await run(
    runner,
    [
      'log',
      '-z',
      '--no-walk=unsorted',
      '--stdin',
      `--notes=${ref}`,
      '--format=%H%x00%N',
      '--no-patch',
      '--no-color',
      '--no-show-signature',
    ],
    { input: `${[...new Set(commits)].join('\n')}\n` },
  );
  const fields = stdout.toString('utf8').split('\0');
  for (let i = 0; i + 1 < fields.length; i += 2) if (fields[i + 1]) notes.set(fields[i]!, fields[i + 1]!);
  return notes;
}

/** How often a write is begun anew when somebody else moved the ref meanwhile. */
const ATTEMPTS = 5;

/**
 * Puts `notes` on their commits, replacing those that are there; `null` takes one off. All or nothing.
 * @throws GitError
 */
export async function writeNotes(
  runner: Runner,
  ref: string,
  notes: ReadonlyMap<Oid, string | null>,
): Promise<void> {
  if (notes.size === 0) return;
  const { stdout } = await run(runner, ['var', 'GIT_COMMITTER_IDENT']);
  const committer = stdout.toString('latin1').trim();
  for (let attempt = 1; ; attempt++) {
    const tip = await tipOf(runner, ref);
    try {
      await run(runner, ['fast-import', '--quiet', '--done', '--date-format=raw'], {
        input: stream(ref, committer, tip, notes),
      });
      return;
    } catch (error) {
      // fast-import refuses to take the ref back: another process has written in between.
      if (!(error instanceof GitError) || attempt === ATTEMPTS || (await tipOf(runner, ref)) === tip)
        throw error;
    }
  }
}

async function tipOf(runner: Runner, ref: string): Promise<Oid | null> {
  const { code, stdout } = await run(runner, ['rev-parse', '--quiet', '--verify', ref], { allow: [1] });
  return code === 0 ? stdout.toString('latin1').trim() : null;
}

function stream(
  ref: string,
  committer: string,
  tip: Oid | null,
  notes: ReadonlyMap<Oid, string | null>,
): Buffer {
  const parts: (string | Buffer)[] = [`commit ${ref}\n`];
  parts.push(Buffer.from(`committer ${committer}\n`, 'latin1'), 'data 0\n', tip ? `from ${tip}\n` : '');
  for (const [commit, note] of notes) {
    if (note === null) {
      parts.push(`N ${'0'.repeat(commit.length)} ${commit}\n`);
      continue;
    }
    const content = Buffer.from(note, 'utf8');
    parts.push(`N inline ${commit}\ndata ${content.length}\n`, content, '\n');
  }
  parts.push('\ndone\n');
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}
