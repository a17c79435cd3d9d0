/** What is to be known of lines after each thing that an interactive rebase can do. */

import { type History, text } from '../fixtures/history.ts';
import { A, BLOCK, begin, contend, diverge, H, NEITHER } from './beginnings.ts';
import { type Scenario, specify } from './specification.ts';

/** Three commits on main: a line of the tool, one by hand, one of the tool. */
async function three(s: History): Promise<void> {
  await s.ai('b.ts', text('export const b = generate();'));
  await s.commit('One');
  await s.human('c.ts', text('export const c = "by hand";'));
  await s.commit('Two');
  await s.ai('a.ts', text(...H, ...A));
  await s.commit('Three');
}

const FILES = { 'a.ts': 'hhhaa', 'b.ts': 'a', 'c.ts': 'h' };

const interactive: Scenario[] = [
  {
    what: 'another order',
    async steps(s) {
      await three(s);
      await s.rebase('1{h;d};3{G}', 'base');
    },
    lines: FILES,
    added: { HEAD: 'a1', 'HEAD~1': 'a2', 'HEAD~2': 'h1' },
  },
  {
    what: 'drop',
    async steps(s) {
      await three(s);
      await s.rebase('2s/^pick/drop/', 'base');
    },
    lines: { 'a.ts': 'hhhaa', 'b.ts': 'a' },
    added: { HEAD: 'a2', 'HEAD~1': 'a1' },
  },
  {
    what: 'squash of the first two',
    async steps(s) {
      await three(s);
      await s.rebase('2s/^pick/squash/', 'base');
    },
    lines: FILES,
    added: { HEAD: 'a2', 'HEAD~1': 'a1 h1' },
  },
  {
    what: 'fixup of the last two, by the tool into one by hand',
    async steps(s) {
      await three(s);
      await s.rebase('3s/^pick/fixup/', 'base');
    },
    lines: FILES,
    added: { HEAD: 'a2 h1', 'HEAD~1': 'a1' },
  },
  {
    what: 'fixup -C',
    async steps(s) {
      await three(s);
      await s.rebase('2s/^pick/fixup -C/', 'base');
    },
    lines: FILES,
    added: { HEAD: 'a2', 'HEAD~1': 'a1 h1' },
  },
  {
    what: 'edit, and the tool adds to it',
    async steps(s) {
      await three(s);
      await s.rebase('2s/^pick/edit/', 'base');
      await s.ai('c.ts', text('export const c = "by hand";', A[0]!));
      await s.git('commit', '-q', '-a', '--amend', '--no-edit');
      await s.git('rebase', '--continue');
    },
    lines: { ...FILES, 'c.ts': 'ha' },
    added: { HEAD: 'a2', 'HEAD~1': 'a1 h1', 'HEAD~2': 'a1' },
  },
  {
    what: 'edit, changed and left to git to amend',
    async steps(s) {
      await three(s);
      await s.rebase('1s/^pick/edit/', 'base');
      await s.human('b.ts', text('export const b = generate();', 'a word by hand;'));
      await s.git('add', '.');
      await s.git('rebase', '--continue');
    },
    lines: { ...FILES, 'b.ts': 'ah' },
    added: { HEAD: 'a2', 'HEAD~1': 'h1', 'HEAD~2': 'a1 h1' },
  },
  {
    what: 'edit, split in two',
    async steps(s) {
      await s.ai('b.ts', text(...A));
      await s.human('c.ts', text('a line by hand;'));
      await s.commit('Both');
      await s.human('d.ts', text('later, by hand;'));
      await s.commit('Later');
      await s.rebase('1s/^pick/edit/', 'base');
      await s.git('reset', '-q', 'HEAD^');
      await s.git('add', 'b.ts');
      await s.git('commit', '-q', '-m', 'The tool alone');
      await s.git('add', 'c.ts');
      await s.git('commit', '-q', '-m', 'By hand alone');
      await s.git('rebase', '--continue');
    },
    lines: { 'b.ts': 'aa', 'c.ts': 'h', 'd.ts': 'h' },
    added: { HEAD: 'h1', 'HEAD~1': 'h1', 'HEAD~2': 'a2' },
  },
  {
    what: 'edit, a file split in two commits line by line',
    async steps(s) {
      await s.ai('b.ts', text(A[0]!));
      await s.human('b.ts', text(A[0]!, 'a line by hand;'));
      await s.commit('Both');
      await s.human('d.ts', text('later, by hand;'));
      await s.commit('Later');
      await s.rebase('1s/^pick/edit/', 'base');
      await s.git('reset', '-q', 'HEAD^');
      await s.unseen('b.ts', text(A[0]!));
      await s.commit('The tool alone');
      await s.unseen('b.ts', text(A[0]!, 'a line by hand;'));
      await s.commit('By hand alone');
      await s.git('rebase', '--continue');
    },
    lines: { 'b.ts': 'ah', 'd.ts': 'h' },
    added: { HEAD: 'h1', 'HEAD~1': 'h1', 'HEAD~2': 'a1' },
  },
  {
    what: 'exec of a formatter that nobody declares',
    async steps(s) {
      await s.ai('b.ts', text(...BLOCK));
      await s.commit('One');
      await s.git(
        'rebase',
        '-q',
        '-x',
        'sed -i "s/^  /        /" b.ts; git commit -qa --amend --no-edit',
        'base',
      );
    },
    lines: { 'b.ts': 'aaa' },
    added: { HEAD: 'a3' },
  },
  {
    what: 'autosquash of a fixup! by hand into a commit of the tool',
    async steps(s) {
      await s.ai('a.ts', text(...H, ...A));
      await s.commit('The tool');
      await s.human('c.ts', text('another file by hand;'));
      await s.commit('Another');
      await s.human('a.ts', text(...H, ...A, 'a line by hand;'));
      await s.git('commit', '-q', '-a', '--fixup', 'HEAD~1');
      await s.rebase('', '--autosquash', 'base');
    },
    lines: { 'a.ts': 'hhhaah', 'c.ts': 'h' },
    added: { HEAD: 'h1', 'HEAD~1': 'a2 h1' },
  },
  {
    what: 'autosquash of a squash! that takes lines of the tool back',
    async steps(s) {
      await s.ai('a.ts', text(...H, ...A));
      await s.commit('The tool');
      await s.human('a.ts', text(...H, A[0]!));
      await s.git('commit', '-q', '-a', '--squash', 'HEAD');
      await s.rebase('', '--autosquash', 'base');
    },
    lines: { 'a.ts': 'hhha' },
    added: { HEAD: 'a1' },
  },
  {
    what: 'fixup that takes all lines of the tool back',
    async steps(s) {
      await s.ai('a.ts', text(...H, ...A));
      await s.human('b.ts', text('by hand;'));
      await s.commit('Both');
      await s.human('a.ts', text(...H));
      await s.git('commit', '-q', '-a', '-m', 'Not so');
      await s.rebase('2s/^pick/fixup/', 'base');
    },
    lines: { 'a.ts': 'hhh', 'b.ts': 'h' },
    added: { HEAD: 'h1' },
  },
  {
    what: '--update-refs: the branch in the middle is followed, too',
    async steps(s) {
      await s.git('checkout', '-q', '-b', 'part-one');
      await s.ai('b.ts', text(...A));
      await s.commit('One');
      await s.git('checkout', '-q', '-b', 'part-two');
      await s.human('c.ts', text('by hand;'));
      await s.commit('Two');
      await s.git('checkout', '-q', 'main');
      await s.human('d.ts', text('main moves;'));
      await s.commit('Main');
      await s.git('checkout', '-q', 'part-two');
      await s.git('rebase', '-q', '--update-refs', 'main');
    },
    lines: { 'b.ts': 'aa', 'c.ts': 'h' },
    added: { HEAD: 'h1', 'part-one': 'a2' },
  },
  {
    what: '--rebase-merges',
    async steps(s) {
      await diverge(s);
      await s.git('merge', '-q', '--no-edit', 'topic');
      await s.git('checkout', '-q', '-b', 'elsewhere', 'base');
      await s.human('z.ts', text('the new ground;'));
      await s.commit('Ground');
      await s.git('checkout', '-q', 'main');
      await s.git('rebase', '-q', '--rebase-merges', 'elsewhere');
    },
    lines: { 'a.ts': 'hhhhaa' },
    added: { HEAD: 'a2', 'HEAD^1': 'h1', 'HEAD^2': 'a2' },
    trailers: { HEAD: 'none' },
    notes: { HEAD: 'none' },
  },
  {
    what: '--abort after a conflict that the tool was resolving',
    async steps(s) {
      await contend(s);
      await s.git('checkout', '-q', 'topic');
      await s.attempt('rebase', 'main');
      await s.ai('a.ts', NEITHER);
      await s.git('rebase', '--abort');
      await s.human('a.ts', `${await s.read('a.ts')}more by hand;\n`);
      await s.commit('More');
    },
    lines: { 'a.ts': 'hahh' },
    added: { HEAD: 'h1', 'HEAD~1': 'a1' },
  },
  {
    what: '--skip',
    async steps(s) {
      await contend(s);
      await s.git('checkout', '-q', 'topic');
      await s.ai('b.ts', text(...A));
      await s.commit('More');
      await s.attempt('rebase', 'main');
      await s.git('rebase', '--skip');
    },
    lines: { 'a.ts': 'hhh', 'b.ts': 'aa' },
    added: { HEAD: 'a2' },
  },
];

specify('rebase -i', interactive, begin);
