/** What is to be known of lines after a commit was amended. */

import { text } from '../fixtures/history.ts';
import { A, begin, diverge } from './beginnings.ts';
import { type Scenario, specify } from './specification.ts';

const amending: Scenario[] = [
  {
    what: 'with lines of the tool',
    async steps(s) {
      await s.human('b.ts', text('by hand;'));
      await s.commit('One');
      await s.ai('b.ts', text('by hand;', ...A));
      await s.git('commit', '-q', '-a', '--amend', '--no-edit');
    },
    lines: { 'b.ts': 'haa' },
    added: { HEAD: 'a2 h1' },
  },
  {
    what: 'that takes the lines of the tool out: no trailer is left',
    async steps(s) {
      await s.human('b.ts', text('by hand;'));
      await s.ai('b.ts', text('by hand;', ...A));
      await s.commit('One');
      await s.human('b.ts', text('by hand;'));
      await s.git('commit', '-q', '-a', '--amend', '--no-edit');
    },
    lines: { 'b.ts': 'h' },
    added: { HEAD: 'h1' },
    notes: { HEAD: 'b.ts 1h' },
  },
  {
    what: 'that takes out all that was known: no note is left',
    async steps(s) {
      await s.unseen('c.ts', text('by nobody known;'));
      await s.ai('b.ts', text(...A));
      await s.commit('One');
      await s.git('rm', '-q', 'b.ts');
      await s.git('commit', '-q', '--amend', '--no-edit');
    },
    lines: { 'c.ts': 'u' },
    added: { HEAD: 'u1' },
    notes: { HEAD: 'none' },
  },
  {
    what: 'of a part, staged line by line',
    async steps(s) {
      await s.ai('b.ts', text(A[0]!));
      await s.commit('One');
      await s.human('b.ts', text(A[0]!, 'staged by hand;'));
      await s.git('add', '.');
      await s.ai('b.ts', text(A[0]!, 'staged by hand;', A[1]!));
      await s.git('commit', '-q', '--amend', '--no-edit');
    },
    lines: { 'b.ts': 'ah' },
    added: { HEAD: 'a1 h1' },
  },
  {
    what: 'of a path alone',
    async steps(s) {
      await s.ai('b.ts', text(A[0]!));
      await s.commit('One');
      await s.human('c.ts', text('not this one;'));
      await s.ai('b.ts', text(...A));
      await s.git('commit', '-q', '--amend', '--no-edit', 'b.ts');
    },
    lines: { 'b.ts': 'aa' },
    added: { HEAD: 'a2' },
  },
  {
    what: '-m',
    async steps(s) {
      await s.ai('b.ts', text(...A));
      await s.commit('One');
      await s.git('commit', '-q', '--amend', '-m', 'Another message');
    },
    lines: { 'b.ts': 'aa' },
    added: { HEAD: 'a2' },
  },
  {
    what: '--reset-author --no-verify',
    async steps(s) {
      await s.ai('b.ts', text(...A));
      await s.commit('One');
      await s.git('commit', '-q', '--amend', '--no-edit', '--reset-author', '--no-verify');
    },
    lines: { 'b.ts': 'aa' },
    added: { HEAD: 'a2' },
  },
  {
    what: 'in an editor',
    async steps(s) {
      await s.ai('b.ts', text(A[0]!));
      await s.commit('One');
      await s.ai('b.ts', text(...A));
      await s.git('add', '.');
      await s.tryGit(['commit', '-q', '--amend'], { env: await s.editor('sed -i 1s/One/Two/ "$1"') });
    },
    lines: { 'b.ts': 'aa' },
    added: { HEAD: 'a2' },
  },
  {
    what: 'of a merge, with a line of its own',
    async steps(s) {
      await diverge(s);
      await s.git('merge', '-q', '--no-edit', 'topic');
      await s.ai('b.ts', text('the merge needs this, says the tool;'));
      await s.git('add', '.');
      await s.git('commit', '-q', '--amend', '--no-edit');
    },
    lines: { 'a.ts': 'hhhhaa', 'b.ts': 'a' },
    added: { HEAD: 'a3' },
    trailers: { HEAD: 'a1' },
    notes: { HEAD: 'b.ts 1a' },
  },
  {
    what: 'of the first commit',
    async steps(s) {
      await s.git('checkout', '-q', '--orphan', 'fresh');
      await s.ai('b.ts', text(...A));
      await s.commit('First');
      await s.git('rm', '-q', '--cached', 'README.md');
      await s.git('commit', '-q', '--amend', '--no-edit');
    },
    lines: { 'b.ts': 'aa', 'a.ts': 'hhh' },
    added: { HEAD: 'a2 h3' },
  },
];

specify('amend', amending, begin);
