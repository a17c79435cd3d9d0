/** What is to be known of lines in other work trees, clones, submodules and kinds of repositories. */

import { rename, rm } from 'node:fs/promises';
import { type History, text } from '../fixtures/history.ts';
import { createRepository, repositoryAt } from '../fixtures/repository.ts';
import { A, begin, diverge, H } from './beginnings.ts';
import { type Scenario, specify } from './specification.ts';

const places: Scenario[] = [
  {
    what: 'a linked work tree: its commit merged in the main one',
    async steps(s) {
      const folder = `${s.root}-linked`;
      await s.git('worktree', 'add', '-q', '-b', 'topic', folder);
      const linked = s.at(folder);
      await linked.ai('a.ts', text(...H, ...A));
      await linked.commit('In the linked one');
      await s.git('merge', '-q', '--ff-only', 'topic');
    },
    lines: { 'a.ts': 'hhhaa' },
    added: { HEAD: 'a2' },
  },
  {
    what: 'a linked work tree: changes stashed there, popped here',
    async steps(s) {
      const folder = `${s.root}-linked`;
      await s.git('worktree', 'add', '-q', '-b', 'topic', folder);
      const linked = s.at(folder);
      await linked.ai('a.ts', text(...H, ...A));
      await linked.git('stash');
      await s.git('stash', 'pop');
      await s.commit('Popped');
    },
    lines: { 'a.ts': 'hhhaa' },
    added: { HEAD: 'a2' },
  },
  {
    what: 'sparse checkout: a file that is not there counts all the same',
    async steps(s) {
      await s.ai('in/a.ts', text(A[0]!));
      await s.ai('out/b.ts', text(A[1]!));
      await s.commit('Both');
      await s.git('sparse-checkout', 'set', 'in');
      await s.human('in/a.ts', text(A[0]!, 'by hand;'));
      await s.git('commit', '-q', '-a', '--amend', '--no-edit');
    },
    lines: { 'in/a.ts': 'ah', 'out/b.ts': 'a' },
    added: { HEAD: 'a2 h1' },
  },
  {
    what: 'a submodule: its lines are its own',
    async steps(s) {
      const source = await createRepository();
      try {
        await source.write('b.txt', 'b\n');
        await source.commitAll('Begin');
        const { root } = await s.addSubmodule(source, 'module');
        const module = s.at(root);
        await module.lastmile(['hooks', 'install']);
        await module.ai('b.txt', text('b', ...A));
        await module.commit('In the module');
        await s.ai('a.ts', text(...H, A[0]!));
        await s.commit('The module and a line');
      } finally {
        await source.dispose();
      }
    },
    lines: { 'a.ts': 'hhha' },
    added: { HEAD: 'a1' },
  },
  {
    what: 'the ledger is lost: amended, the notes are what is known',
    async steps(s) {
      await s.ai('a.ts', text(...H, ...A));
      await s.commit('One');
      await forget(s);
      await s.human('b.ts', text('by hand, with a new ledger;'));
      await s.git('add', '.');
      await s.git('commit', '-q', '--amend', '--no-edit');
    },
    lines: { 'a.ts': 'hhhaa', 'b.ts': 'h' },
    added: { HEAD: 'a2 h1' },
  },
  {
    what: 'the ledger is lost: rebased, the notes come along',
    async steps(s) {
      await diverge(s);
      await forget(s);
      await s.human('z.ts', text('a new ledger begins;'));
      await s.commit('Begin again');
      await s.git('checkout', '-q', 'topic');
      await s.git('rebase', '-q', 'main');
    },
    lines: { 'a.ts': 'hhhhaa' },
    added: { HEAD: 'a2' },
  },
  {
    what: 'the ledger is lost: picked, the notes come along',
    async steps(s) {
      await diverge(s);
      await forget(s);
      await s.human('z.ts', text('a new ledger begins;'));
      await s.commit('Begin again');
      await s.git('cherry-pick', 'topic');
    },
    lines: { 'a.ts': 'hhhhaa' },
    added: { HEAD: 'a2' },
  },
  {
    what: 'the ledger is lost: a part of a line is edited by hand',
    async steps(s) {
      await s.ai('a.ts', text(...H, ...A));
      await s.commit('One');
      await forget(s);
      await s.human('a.ts', text(...H, A[0]!, 'const two = generate(2, "by hand");'));
      await s.commit('Two');
    },
    lines: { 'a.ts': 'hhham' },
    added: { HEAD: 'm1' },
  },
  {
    what: 'commits of before the hooks were installed are there for blame',
    async steps(s) {
      await s.lastmile(['hooks', 'uninstall']);
      await s.ai('a.ts', text(...H, ...A));
      await s.commit('Without hooks');
      await s.lastmile(['hooks', 'install']);
      await s.human('a.ts', text(...H, ...A, 'by hand;'));
      await s.commit('With hooks');
    },
    lines: { 'a.ts': 'hhhaah' },
    added: { HEAD: 'h1', 'HEAD~1': 'a2' },
    trailers: { 'HEAD~1': 'none' },
    notes: { 'HEAD~1': 'none' },
  },
  {
    what: 'a shallow clone with the notes',
    async steps(s) {
      await s.ai('a.ts', text(...H, ...A));
      await s.commit('One');
      const moved = `${s.root}-original`;
      await rename(s.root, moved);
      const env = { ...s.env };
      await repositoryAt(moved, s.home, env, 'git', async () => {}).git(
        'clone',
        '-q',
        '--depth',
        '1',
        `file://${moved}`,
        s.root,
      );
      await s.git('fetch', '-q', 'origin', 'refs/notes/ai:refs/notes/ai');
      await s.lastmile(['hooks', 'install']);
      await s.human('a.ts', text(...H, ...A, 'by hand;'));
      await s.commit('Two');
    },
    lines: { 'a.ts': 'uuuaah' },
    added: { HEAD: 'h1' },
  },
];

async function forget(s: History): Promise<void> {
  await rm(s.path('.git/lastmile/ledger.db'));
  for (const name of ['-wal', '-shm']) await rm(s.path(`.git/lastmile/ledger.db${name}`), { force: true });
}

specify('another place', places, begin);
