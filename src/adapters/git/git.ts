/** The repository around a folder, through the git program. */

import path from 'node:path';
import { NOTES_REF } from '../../domain/notes.ts';
import type { Git, Oid } from '../../services/ports.ts';
import { changesOf } from './changes.ts';
import { diff } from './diff.ts';
import { type Environment, gitEnvironment } from './environment.ts';
import { readRegularFile } from './files.ts';
import { blamedLines, commitInfo, commitsIn } from './history.ts';
import { incoming, mergeHeads } from './in-progress.ts';
import { type Location, locate, type NoWorktree } from './locate.ts';
import { readNotes, writeNotes } from './notes.ts';
import { blobOids, blobTexts } from './objects.ts';
import { type Runner, run } from './run.ts';

export type OpenedGit = { readonly kind: 'ok'; readonly git: Git } | NoWorktree;

export interface OpenOptions {
  /** the program; `git` on the PATH by default */
  readonly program?: string;
  /** `process.env` by default; only what git needs of it is used */
  readonly env?: Environment;
}

/** The tree without entries, which git knows without storing it, by the repository's hash. */
const EMPTY_TREES: Readonly<Record<Location['objectFormat'], Oid>> = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
};

/**
 * The work tree that `cwd` is in; in a hook, the one that git says. One process.
 * Never rejects because of what it finds there: that is the `kind`.
 */
export async function openGit(cwd: string, options: OpenOptions = {}): Promise<OpenedGit> {
  const env = gitEnvironment(options.env ?? process.env, cwd);
  const found = await locate({ program: options.program ?? 'git', cwd, env });
  if (found.kind !== 'ok') return found;
  const { location } = found;
  const runner: Runner = { program: options.program ?? 'git', cwd: location.worktree, env };
  return { kind: 'ok', git: createGit(runner, location) };
}

function createGit(runner: Runner, location: Location): Git {
  const { worktree, gitDir, commonDir } = location;
  const emptyTree = EMPTY_TREES[location.objectFormat];
  const indexFile = runner.env.GIT_INDEX_FILE ?? path.join(gitDir, 'index');

  return {
    worktree,
    gitDir,
    commonDir,

    async resolve(revision) {
      if (revision.startsWith('-')) return null;
      const args = ['rev-parse', '--quiet', '--verify', `${revision}^{commit}`];
      const { code, stdout } = await run(runner, args, { allow: [1] });
      return code === 0 ? stdout.toString('latin1').trim() : null;
    },

    async symbolicRef(name) {
      const { code, stdout } = await run(runner, ['symbolic-ref', '--quiet', name], { allow: [1] });
      return code === 0 ? stdout.toString('utf8').trim() : null;
    },

    async mergeBase(one, other) {
      const { code, stdout } = await run(runner, ['merge-base', one, other], { allow: [1] });
      return code === 0 ? stdout.toString('latin1').trim() : null;
    },

    commit: (oid) => commitInfo(runner, oid),
    commits: (range) => commitsIn(runner, range),
    changes: (commits) => changesOf(runner, commits),
    diff: (from, to, paths = []) => diff(runner, { from, to, paths, emptyTree, indexFile }),

    async blobs(oids) {
      const unique = [...new Set(oids)];
      const texts = await blobTexts(runner, unique);
      return new Map(unique.flatMap((oid, i) => (texts[i] == null ? [] : [[oid, texts[i]]])));
    },
    filesAt: (files) =>
      blobTexts(
        runner,
        files.map(({ commit, path }) => `${commit}:${path}`),
      ),

    async trackedBlobs(paths) {
      const names = paths.flatMap((path) => [`HEAD:${path}`, `:0:${path}`]);
      const oids = await blobOids(runner, names);
      const blobs = new Map<string, { head: Oid | null; index: Oid | null }>();
      paths.forEach((path, i) => {
        const head = oids[2 * i] ?? null;
        const index = oids[2 * i + 1] ?? null;
        if (head || index) blobs.set(path, { head, index });
      });
      return blobs;
    },

    async generated(paths) {
      if (paths.length === 0) return new Set();
      // The attributes that are committed along, not those that happen to be in the work tree.
      const args = ['check-attr', '--cached', '--stdin', '-z', 'linguist-generated'];
      const { stdout } = await run(runner, args, { input: paths.map((path) => `${path}\0`).join('') });
      const fields = stdout.toString('utf8').split('\0');
      const isMarked = (value: string | undefined) => value === 'set' || value === 'true';
      return new Set(fields.filter((_, i) => i % 3 === 0 && isMarked(fields[i + 2])));
    },

    async ignored(paths) {
      if (paths.length === 0) return new Set();
      // Not check-ignore, which does not take paths literally.
      const args = ['ls-files', '--others', '--ignored', '--exclude-standard', '-z', '--', ...paths];
      const { stdout } = await run(runner, args);
      return new Set(
        stdout
          .toString('utf8')
          .split('\0')
          .filter((path) => path !== ''),
      );
    },

    blame: (path, revision) => blamedLines(runner, path, revision),

    notes: (commits) => readNotes(runner, NOTES_REF, commits),
    writeNotes: (notes) => writeNotes(runner, NOTES_REF, notes),

    mergeHeads: () => mergeHeads(gitDir),
    incoming: () => incoming(gitDir),

    async config(prefixes) {
      const { stdout } = await run(runner, ['config', '--list', '-z']);
      const values = new Map<string, string>();
      for (const entry of stdout.toString('utf8').split('\0')) {
        const end = entry.indexOf('\n');
        const key = end < 0 ? entry : entry.slice(0, end);
        // A key without `=` is a boolean that is on.
        if (prefixes.some((prefix) => key.startsWith(prefix)))
          values.set(key, end < 0 ? 'true' : entry.slice(end + 1));
      }
      return values;
    },

    readFile: (file, maxBytes) => readRegularFile(worktree, file, maxBytes),
  };
}
