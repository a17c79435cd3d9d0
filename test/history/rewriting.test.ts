/**
 * Every way of bringing a branch somewhere else, or of making it anew, with changes of every shape: three commits of a
 * branch `topic`, from `base`, while `main` has moved on by two lines at the top of the same file.
 */

import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { History } from '../fixtures/history.ts';
import { branches, SHAPES } from './shapes.ts';
import { type Scenario, specify } from './specification.ts';

interface Rewriting {
  readonly how: string;
  readonly steps: (s: History) => Promise<void>;
  /** whether the two lines of `main` are there in the end */
  readonly isOntoMain: boolean;
  /** what HEAD ends with: the commits of the branch, one made of all, or a merge of them */
  readonly as: 'commits' | 'one' | 'merge';
  /** git runs no hook for these, so there is no note, and their message stays what it was */
  readonly withoutNotes?: boolean;
  readonly trailer?: 'none';
}

const pickOneByOne = async (s: History, ...args: string[]) => {
  await s.git('checkout', '-q', 'main');
  for (const commit of (await s.git('rev-list', '--reverse', 'base..topic')).split('\n'))
    await s.git('cherry-pick', ...args, commit);
};

/** The patches of the branch, as files in a folder of their own. */
async function withPatches(s: History, work: (patches: string[]) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lastmile-patches-'));
  try {
    await s.git('format-patch', '-q', '-M', '-o', folder, 'base..topic');
    await work((await readdir(folder)).sort().map((name) => path.join(folder, name)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The commits once more, made without git's porcelain. */
async function byPlumbing(s: History, message: (commit: string) => Promise<string>): Promise<void> {
  let parent = await s.oid('base');
  for (const commit of (await s.git('rev-list', '--reverse', 'base..topic')).split('\n'))
    parent = await s.git('commit-tree', `${commit}^{tree}`, '-p', parent, '-m', await message(commit));
  await s.git('reset', '-q', '--hard', parent);
}

const REWRITINGS: readonly Rewriting[] = [
  {
    how: 'rebase',
    steps: (s) => s.git('rebase', '-q', 'main').then(),
    isOntoMain: true,
    as: 'commits',
  },
  {
    how: 'rebase --apply',
    steps: (s) => s.git('rebase', '-q', '--apply', 'main').then(),
    isOntoMain: true,
    as: 'commits',
  },
  {
    how: 'rebase --onto, and back again',
    steps: async (s) => {
      await s.git('rebase', '-q', '--onto', 'main', 'base');
      await s.git('rebase', '-q', '--onto', 'base', 'main');
    },
    isOntoMain: false,
    as: 'commits',
  },
  {
    how: 'rebase --no-ff, with other dates',
    steps: (s) => s.git('rebase', '-q', '--no-ff', '--reset-author-date', 'base').then(),
    isOntoMain: false,
    as: 'commits',
  },
  {
    how: 'rebase --exec with an amend after each',
    steps: (s) =>
      s
        .git('rebase', '-q', '--exec', 'git commit -q --amend --no-edit --author "B <b@example.com>"', 'main')
        .then(),
    isOntoMain: true,
    as: 'commits',
  },
  {
    how: 'rebase -i, reword all',
    steps: (s) => s.rebase('s/^pick/reword/', 'main'),
    isOntoMain: true,
    as: 'commits',
  },
  {
    how: 'rebase -i, edit all',
    steps: async (s) => {
      await s.rebase('s/^pick/edit/', 'main');
      for (let i = 0; i < 3; i++) await s.git('rebase', '--continue');
    },
    isOntoMain: true,
    as: 'commits',
  },
  {
    how: 'rebase -i, squash all',
    steps: (s) => s.rebase('2,$s/^pick/squash/', 'main'),
    isOntoMain: true,
    as: 'one',
  },
  {
    how: 'rebase -i, fixup all',
    steps: (s) => s.rebase('2,$s/^pick/fixup/', 'main'),
    isOntoMain: true,
    as: 'one',
  },
  {
    how: 'rebase -i, squash all where they are',
    steps: (s) => s.rebase('2,$s/^pick/squash/', 'base'),
    isOntoMain: false,
    as: 'one',
  },
  {
    how: 'rebase -i, split into files and put together again',
    steps: async (s) => {
      await s.rebase('3s/^pick/edit/', 'base');
      await s.git('reset', '-q', 'HEAD^');
      await s.git('add', '--all');
      await s.git('commit', '-q', '-m', 'Again');
      await s.git('rebase', '--continue');
    },
    isOntoMain: false,
    as: 'commits',
  },
  {
    how: 'pull --rebase',
    steps: async (s) => {
      await s.git('clone', '-q', '--bare', s.root, `${s.root}.git`);
      await s.git('remote', 'add', 'origin', `${s.root}.git`);
      await s.git('pull', '-q', '--rebase', 'origin', 'main');
    },
    isOntoMain: true,
    as: 'commits',
  },
  {
    how: 'cherry-pick of a range',
    steps: async (s) => {
      await s.git('checkout', '-q', 'main');
      await s.git('cherry-pick', 'base..topic');
    },
    isOntoMain: true,
    as: 'commits',
  },
  {
    how: 'cherry-pick -x, one by one',
    steps: (s) => pickOneByOne(s, '-x'),
    isOntoMain: true,
    as: 'commits',
  },
  {
    how: 'cherry-pick -n of a range',
    steps: async (s) => {
      await s.git('checkout', '-q', 'main');
      await s.git('cherry-pick', '-n', 'base..topic');
      await s.git('commit', '-q', '-m', 'All of it');
    },
    isOntoMain: true,
    as: 'one',
  },
  {
    how: 'cherry-pick -n and a commit for each',
    steps: async (s) => {
      await s.git('checkout', '-q', 'main');
      for (const commit of (await s.git('rev-list', '--reverse', 'base..topic')).split('\n')) {
        await s.git('cherry-pick', '-n', commit);
        await s.git('commit', '-q', '-C', commit);
      }
    },
    isOntoMain: true,
    as: 'commits',
  },
  {
    how: 'format-patch and am',
    steps: async (s) => {
      await withPatches(s, async (patches) => {
        await s.git('checkout', '-q', 'main');
        await s.git('am', '-q', '-3', ...patches);
      });
    },
    isOntoMain: true,
    as: 'commits',
  },
  {
    how: 'diff, apply --3way and commit',
    steps: async (s) => {
      const patch = await s.git('diff', '-M', 'base', 'topic');
      await s.git('checkout', '-q', 'main');
      await s.tryGit(['apply', '--3way'], { input: `${patch}\n` });
      await s.git('commit', '-q', '-m', 'All of it');
    },
    isOntoMain: true,
    as: 'one',
  },
  {
    how: 'commit-tree',
    steps: (s) => byPlumbing(s, (commit) => s.git('log', '-1', '--format=%B', commit)),
    isOntoMain: false,
    as: 'commits',
    withoutNotes: true,
  },
  {
    how: 'fast-export and fast-import',
    steps: async (s) => {
      const { stdout } = await s.tryGit(['fast-export', '--reference-excluded-parents', 'base..topic']);
      const input = stdout.replaceAll('refs/heads/topic', 'refs/heads/again').replaceAll('A Developer', 'B');
      const { code, stderr } = await s.tryGit(['fast-import', '--quiet'], { input });
      assert.equal(code, 0, stderr);
      await s.git('checkout', '-q', 'again');
    },
    isOntoMain: false,
    as: 'commits',
    withoutNotes: true,
  },
  {
    how: 'merge --ff-only',
    steps: async (s) => {
      await s.git('checkout', '-q', 'base');
      await s.git('merge', '-q', '--ff-only', 'topic');
    },
    isOntoMain: false,
    as: 'commits',
  },
  {
    how: 'merge --no-ff',
    steps: async (s) => {
      await s.git('checkout', '-q', 'base');
      await s.git('merge', '-q', '--no-ff', '--no-edit', 'topic');
    },
    isOntoMain: false,
    as: 'merge',
  },
  {
    how: 'merge',
    steps: async (s) => {
      await s.git('checkout', '-q', 'main');
      await s.git('merge', '-q', '--no-edit', 'topic');
    },
    isOntoMain: true,
    as: 'merge',
  },
  {
    how: 'merge --no-commit and commit',
    steps: async (s) => {
      await s.git('checkout', '-q', 'main');
      await s.git('merge', '-q', '--no-commit', 'topic');
      await s.git('commit', '-q', '--no-edit');
    },
    isOntoMain: true,
    as: 'merge',
  },
  {
    how: 'merge --squash',
    steps: async (s) => {
      await s.git('checkout', '-q', 'main');
      await s.git('merge', '-q', '--squash', 'topic');
      await s.git('commit', '-q', '--no-edit');
    },
    isOntoMain: true,
    as: 'one',
  },
  {
    how: 'reset --soft and commit',
    steps: async (s) => {
      await s.git('reset', '-q', '--soft', 'base');
      await s.git('commit', '-q', '-m', 'All of it');
    },
    isOntoMain: false,
    as: 'one',
  },
  {
    how: 'reset --mixed and commit',
    steps: async (s) => {
      await s.git('reset', '-q', 'base');
      await s.commit('All of it');
    },
    isOntoMain: false,
    as: 'one',
  },
  {
    how: 'reset --soft, stash, and pop onto main',
    steps: async (s) => {
      await s.git('reset', '-q', '--soft', 'base');
      await s.git('stash');
      await s.git('checkout', '-q', 'main');
      await s.git('stash', 'pop');
      await s.commit('All of it');
    },
    isOntoMain: true,
    as: 'one',
  },
  {
    how: 'restore --source and commit',
    steps: async (s) => {
      await s.git('checkout', '-q', 'base');
      await s.git('rm', '-q', '-r', '.');
      await s.git('restore', '--source', 'topic', '--staged', '--worktree', '.');
      await s.git('commit', '-q', '-m', 'All of it');
    },
    isOntoMain: false,
    as: 'one',
  },
  {
    how: 'revert of all, and revert of the reverts',
    steps: async (s) => {
      await s.git('revert', '--no-edit', 'base..topic');
      await s.git('revert', '--no-edit', 'tip..HEAD');
    },
    isOntoMain: false,
    as: 'commits',
  },
  {
    how: 'amend of the last commit, again and again',
    steps: async (s) => {
      for (let i = 0; i < 3; i++) await s.git('commit', '-q', '--amend', '--no-edit', '--date=now');
    },
    isOntoMain: false,
    as: 'commits',
  },
  {
    how: 'amend with all that was undone in between',
    steps: async (s) => {
      await s.git('checkout', '-q', 'HEAD^', '--', '.');
      await s.git('commit', '-q', '--amend', '--no-edit', '--allow-empty');
      await s.git('read-tree', '-u', '--reset', 'tip');
      await s.git('commit', '-q', '--amend', '--no-edit');
    },
    isOntoMain: false,
    as: 'commits',
  },
  {
    how: 'rebase in a linked work tree',
    steps: async (s) => {
      await s.git('checkout', '-q', 'base');
      const folder = `${s.root}-linked`;
      await s.git('worktree', 'add', '-q', folder, 'topic');
      await s.at(folder).git('rebase', '-q', 'main');
      await s.git('checkout', '-q', '--detach', 'topic');
    },
    isOntoMain: true,
    as: 'commits',
  },
  {
    how: 'rebase while the hooks are not installed',
    steps: async (s) => {
      await s.lastmile(['hooks', 'uninstall']);
      await s.git('rebase', '-q', 'main');
      await s.lastmile(['hooks', 'install']);
    },
    isOntoMain: true,
    as: 'commits',
    withoutNotes: true,
  },
  {
    how: 'a clone that has the notes alone',
    steps: async (s) => {
      const folder = `${s.root}-clone`;
      await s.git('clone', '-q', s.root, folder);
      const clone = s.at(folder);
      await clone.git('fetch', '-q', 'origin', 'refs/notes/ai:refs/notes/ai');
      await rm(s.path('.git/lastmile/ledger.db'));
      for (const name of ['-wal', '-shm'])
        await rm(s.path(`.git/lastmile/ledger.db${name}`), { force: true });
    },
    isOntoMain: false,
    as: 'commits',
  },
];

const OF_MAIN = 'ha';

for (const shape of SHAPES)
  specify(
    `the history of ${shape.what}`,
    REWRITINGS.map(({ how, steps, isOntoMain, as, withoutNotes }): Scenario => {
      const commits = Object.fromEntries(
        shape.added.map((added, i) => [`HEAD${as === 'merge' ? '^2' : ''}~${2 - i}`, added]),
      );
      const { 'a.ts': first = '', ...others } = shape.lines;
      return {
        what: how,
        steps,
        lines: { 'a.ts': (isOntoMain ? OF_MAIN : '') + first, ...others },
        added: { ...(as === 'one' ? {} : commits), ...(as === 'commits' ? {} : { HEAD: shape.addedAsOne }) },
        ...(as === 'merge' && { trailers: { HEAD: 'none' }, notes: { HEAD: 'none' } }),
        ...(withoutNotes && {
          notes: Object.fromEntries(Object.keys(commits).map((commit) => [commit, 'none'])),
        }),
      };
    }),
    () => branches(shape),
  );
