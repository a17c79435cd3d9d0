/** What is to be known of lines after a merge. */

import { text } from '../fixtures/history.ts';
import { A, begin, diverge, H } from './beginnings.ts';
import { type Scenario, specify } from './specification.ts';

const merging: Scenario[] = [
  {
    what: '-s ours: nothing comes along',
    async steps(s) {
      await diverge(s);
      await s.git('merge', '-q', '--no-edit', '-s', 'ours', 'topic');
    },
    lines: { 'a.ts': 'hhhh' },
    added: { HEAD: '' },
    trailers: { HEAD: 'none' },
    notes: { HEAD: 'none' },
  },
  {
    what: 'octopus',
    async steps(s) {
      for (const [name, content] of [
        ['one', A[0]!],
        ['two', A[1]!],
      ] as const) {
        await s.git('checkout', '-q', '-b', name, 'base');
        await s.ai(`${name}.ts`, text(content));
        await s.commit(name);
      }
      await s.git('checkout', '-q', 'main');
      await s.human('main.ts', text('main has moved;'));
      await s.commit('Main');
      await s.git('merge', '-q', '--no-edit', 'one', 'two');
    },
    lines: { 'one.ts': 'a', 'two.ts': 'a' },
    added: { HEAD: 'a2' },
    trailers: { HEAD: 'none' },
    notes: { HEAD: 'none' },
  },
  {
    what: 'a conflict in an edit inside a line',
    async steps(s) {
      await s.git('checkout', '-q', '-b', 'topic');
      await s.ai('a.ts', text(H[0]!, 'second line by hand, generated(end);', H[2]!));
      await s.commit('By the tool');
      await s.git('checkout', '-q', 'main');
      await s.human('a.ts', text(H[0]!, 'my second line by hand;', H[2]!));
      await s.commit('By hand');
      await s.attempt('merge', 'topic');
      await s.unseen('a.ts', text(H[0]!, 'my second line by hand, generated(end);', H[2]!));
      await s.commit('Merge');
    },
    lines: { 'a.ts': 'hmh' },
    added: { HEAD: 'm1' },
  },
  {
    what: '--squash of a branch with a merge in it',
    async steps(s) {
      await diverge(s);
      await s.git('checkout', '-q', 'topic');
      await s.git('merge', '-q', '--no-edit', 'main');
      await s.ai('b.ts', text('after the merge;'));
      await s.commit('After');
      await s.git('checkout', '-q', 'main');
      await s.git('merge', '-q', '--squash', 'topic');
      await s.git('commit', '-q', '-m', 'All of topic');
    },
    lines: { 'a.ts': 'hhhhaa', 'b.ts': 'a' },
    added: { HEAD: 'a3' },
  },
  {
    what: 'revert of a merge, and revert of that',
    async steps(s) {
      await diverge(s);
      await s.git('merge', '-q', '--no-edit', 'topic');
      await s.git('revert', '--no-edit', '-m', '1', 'HEAD');
      await s.git('revert', '--no-edit', 'HEAD');
    },
    lines: { 'a.ts': 'hhhhaa' },
    added: { HEAD: 'a2', 'HEAD~1': '' },
  },
];

specify('merge', merging, begin);
