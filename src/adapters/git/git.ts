/** The repository around a folder, through the git program. */

import path from 'node:path';
import { NOTES_REF } from '../../domain/notes.ts';
import type { Git, Oid } from '../../services/ports.ts';
import { type Answers, withAnswers } from './answers.ts';
import { CHECK_GENERATED, parseGenerated } from './attributes.ts';
import { changesOf } from './changes.ts';
import { configValues, LIST_CONFIG } from './configuration.ts';
import { diff } from './diff.ts';
import { type Environment, gitEnvironment } from './environment.ts';
import { readRegularFile } from './files.ts';
import { blamedLines, commitInfo, commitsIn, eachCommit } from './history.ts';
import { incoming, lastStash, mergeHeads } from './in-progress.ts';
import { type Location, locate, type NoWorktree } from './locate.ts';
import { noteBlobs, readNotes, writeNotes } from './notes.ts';
import { blobOids, blobTexts } from './objects.ts';
import { quoted } from './quoting.ts';
import { type Runner, run } from './run.ts';

export type OpenedGit = { readonly kind: 'ok'; readonly git: Git } | NoWorktree;

export interface OpenOptions {
  /** the program; `git` on the PATH by default */
  readonly program?: string;
  /** `process.env` by default; only what git needs of it is used */
  readonly env?: Environment;
  /** what git was asked in `cwd` already */
  readonly answers?: Answers | null;
}

/** The tree without entries, which git knows without storing it, by the repository's hash. */
const EMPTY_TREES: Readonly<Record<Location['objectFormat'], Oid>> = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
};

/**
 * The work tree that `cwd` is in; in a hook, the one that git says. One process, none with answers.
 * Never rejects because of what it finds there: that is the `kind`.
 */
export async function openGit(cwd: string, options: OpenOptions = {}): Promise<OpenedGit> {
  const { program = 'git', answers } = options;
  const env = gitEnvironment(options.env ?? process.env, cwd);
  const found = answers ? { kind: 'ok' as const, ...answers } : await locate({ program, cwd, env });
  if (found.kind !== 'ok') return found;
  const { location } = found;
  const git = createGit({ program, cwd: location.worktree, env }, location);
  return { kind: 'ok', git: answers ? withAnswers(git, answers) : git };
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
    eachCommit: (range, visit) => eachCommit(runner, range, visit),
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
      const latin1 = (path: string) => Buffer.from(path).toString('latin1');
      const input = paths.map((path) => `${quoted(latin1(path))}\n`).join('');
      const { stdout } = await run(runner, CHECK_GENERATED, { input });
      const marks = parseGenerated(stdout.toString('latin1'));
      return new Set(paths.filter((path) => marks.get(path)));
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
    noteBlobs: () => noteBlobs(runner, NOTES_REF),
    writeNotes: (notes) => writeNotes(runner, NOTES_REF, notes),

    mergeHeads: () => mergeHeads(gitDir),
    incoming: () => incoming(runner, gitDir),
    stash: () => lastStash(runner, commonDir),

    async config(prefixes) {
      const { stdout } = await run(runner, LIST_CONFIG);
      return configValues(stdout.toString('utf8'), prefixes);
    },

    readFile: (file, maxBytes) => readRegularFile(worktree, file, maxBytes),
  };
}
