/** What is to be known of lines that were moved, in a file or between files. */

import { rename } from 'node:fs/promises';
import { text } from '../fixtures/history.ts';
import { A, BLOCK, begin, H } from './beginnings.ts';
import { type Scenario, specify } from './specification.ts';

const moving: Scenario[] = [
  {
    what: 'of what the tool has just put in, to another file by hand: the first is what it was in HEAD',
    steps: async (s) => {
      await s.human('b.ts', text('another file by hand;'));
      await s.commit('Another file');
      await s.ai('a.ts', text(H[0]!, ...BLOCK, ...H.slice(1)));
      await s.write('a.ts', text(...H));
      await s.write('b.ts', text('another file by hand;', ...BLOCK));
      await s.lastmile(['checkpoint', '--origin', 'human']);
      await s.commit('Move');
    },
    lines: { 'a.ts': 'hhh', 'b.ts': 'haaa' },
    added: { HEAD: 'a3' },
  },
  {
    what: 'git mv',
    async steps(s) {
      await s.ai('a.ts', text(...H, ...A));
      await s.commit('One');
      await s.git('mv', 'a.ts', 'b.ts');
      await s.commit('Move');
    },
    lines: { 'b.ts': 'hhhaa' },
    added: { HEAD: '' },
  },
  {
    what: 'git mv, and a line by the tool in the same commit',
    async steps(s) {
      await s.git('mv', 'a.ts', 'b.ts');
      await s.ai('b.ts', text(...H, A[0]!));
      await s.commit('Move');
    },
    lines: { 'b.ts': 'hhha' },
    added: { HEAD: 'a1' },
  },
  {
    what: 'moved without git, and edited by hand',
    async steps(s) {
      await s.ai('a.ts', text(...H, ...A));
      await s.commit('One');
      await rename(s.path('a.ts'), s.path('b.ts'));
      await s.human('b.ts', text(...H, ...A, 'and more by hand;'));
      await s.commit('Move');
    },
    lines: { 'b.ts': 'hhhaah' },
    added: { HEAD: 'h1' },
  },
  {
    what: 'a block to another file',
    async steps(s) {
      await s.ai('a.ts', text(...H, ...BLOCK));
      await s.commit('One');
      await s.unseen('a.ts', text(...H));
      await s.unseen('b.ts', text(...BLOCK));
      await s.commit('Move');
    },
    lines: { 'a.ts': 'hhh', 'b.ts': 'aaa' },
    added: { HEAD: 'a3' },
  },
  {
    what: 'a file split in two',
    async steps(s) {
      await s.ai('a.ts', text(...H, ...BLOCK, ...A));
      await s.commit('One');
      await s.git('rm', '-q', 'a.ts');
      await s.unseen('left.ts', text(...H, ...A));
      await s.unseen('right.ts', text(...BLOCK));
      await s.commit('Split');
    },
    lines: { 'left.ts': 'hhhaa', 'right.ts': 'aaa' },
  },
  {
    what: 'two files made one',
    async steps(s) {
      await s.ai('b.ts', text(...BLOCK));
      await s.commit('One');
      await s.git('rm', '-q', 'b.ts');
      await s.unseen('a.ts', text(...H, ...BLOCK));
      await s.commit('Join');
    },
    lines: { 'a.ts': 'hhhaaa' },
    added: { HEAD: 'a3' },
  },
  {
    what: 'a block within its file',
    async steps(s) {
      await s.ai('a.ts', text(...H, ...BLOCK));
      await s.commit('One');
      await s.unseen('a.ts', text(...BLOCK, ...H));
      await s.commit('Move');
    },
    lines: { 'a.ts': 'aaahhh' },
  },
  {
    what: 'a line that was committed unexplained, to another file by the tool',
    async steps(s) {
      await s.human('b.ts', text('another file by hand;'));
      await s.unseen('a.ts', text(...H, BLOCK[0]!));
      await s.commit('One');
      await s.unseen('a.ts', text(...H));
      await s.unseen('b.ts', text('another file by hand;', BLOCK[0]!));
      await s.lastmile(['checkpoint', '--origin', 'ai', '--tool', 'a-tool']);
      await s.commit('Move');
    },
    lines: { 'a.ts': 'hhh', 'b.ts': 'hu' },
    added: { HEAD: 'u1' },
  },
  {
    what: 'a copy that nobody is known to have made',
    async steps(s) {
      await s.ai('a.ts', text(...H, ...BLOCK));
      await s.commit('One');
      await s.unseen('a.ts', text(...H, ...BLOCK, ...BLOCK));
      await s.commit('Copy');
    },
    lines: { 'a.ts': 'hhhaaauuu' },
    added: { HEAD: 'u3' },
  },
  {
    what: 'a rename on one branch, edits on the other',
    async steps(s) {
      await s.git('checkout', '-q', '-b', 'topic');
      await s.git('mv', 'a.ts', 'b.ts');
      await s.commit('Move');
      await s.git('checkout', '-q', 'main');
      await s.ai('a.ts', text(...H, ...A));
      await s.commit('By the tool');
      await s.git('checkout', '-q', 'topic');
      await s.git('rebase', '-q', 'main');
    },
    lines: { 'b.ts': 'hhhaa' },
    added: { HEAD: '', 'HEAD~1': 'a2' },
  },
];

specify('a move', moving, begin);
