/** What is to be known of changes that were put away and brought back. */

import { type History, text } from '../fixtures/history.ts';
import { A, begin, H } from './beginnings.ts';
import { type Scenario, specify } from './specification.ts';

const PENDING = text(H[0]!, 'changed by the tool entirely;', H[2]!, 'added by hand below;');

/** Ways of putting changes away and getting them back; in the end they are in the work tree. */
const DETOURS: Readonly<Record<string, (s: History) => Promise<void>>> = {
  'stash and pop': async (s) => {
    await s.git('stash');
    await s.git('stash', 'pop');
  },
  'stash -u and apply, with a new file': async (s) => {
    await s.unseen('new.txt', 'nobody;\n');
    await s.git('stash', '-u');
    await s.git('stash', 'apply');
    await s.remove('new.txt');
  },
  'stash --keep-index and pop': async (s) => {
    await s.git('add', '.');
    await s.git('stash', '--keep-index');
    await s.git('reset', '-q', '--hard');
    await s.git('stash', 'pop');
  },
  'stash and pop --index': async (s) => {
    await s.git('add', '.');
    await s.git('stash');
    await s.git('stash', 'pop', '--index');
  },
  'stash, a commit of something else, and pop': async (s) => {
    await s.git('stash');
    await s.human('other.txt', 'something else;\n');
    await s.commit('Something else');
    await s.git('stash', 'pop');
  },
  'stash branch': async (s) => {
    await s.git('stash');
    await s.human('a.ts', text('in between, by hand;', ...H));
    await s.commit('In between');
    await s.git('stash', 'branch', 'from-stash');
  },
  'stash of one path': async (s) => {
    await s.git('stash', 'push', '--', 'a.ts');
    await s.git('stash', 'pop');
  },
  'stash, a look at the clean file by the tool, and pop': async (s) => {
    await s.git('stash');
    await s.lastmile(['checkpoint', '--origin', 'ai', '--tool', 'a-tool']);
    await s.git('stash', 'pop');
  },
  'reset --hard and the file written back': async (s) => {
    await s.git('reset', '-q', '--hard');
    await s.unseen('a.ts', PENDING);
  },
  'commit and reset --soft': async (s) => {
    await s.commit('Too early');
    await s.git('reset', '-q', '--soft', 'HEAD^');
  },
  'commit and reset --mixed': async (s) => {
    await s.commit('Too early');
    await s.git('reset', '-q', 'HEAD^');
  },
  'commit, reset --hard and back by the reflog': async (s) => {
    await s.commit('Too early');
    await s.git('reset', '-q', '--hard', 'HEAD^');
    await s.git('checkout', '-q', 'HEAD@{1}', '--', '.');
  },
  'add, and reset of the path': async (s) => {
    await s.git('add', '.');
    await s.git('reset', '-q', '--', 'a.ts');
  },
  'switch to another branch with the changes': async (s) => {
    await s.git('checkout', '-q', '-b', 'other');
  },
  'switch --merge onto a branch that has moved': async (s) => {
    await s.git('stash');
    await s.git('checkout', '-q', '-b', 'other');
    await s.human('other.txt', 'something else;\n');
    await s.commit('Something else');
    await s.git('checkout', '-q', 'main');
    await s.git('stash', 'pop');
    await s.git('checkout', '-q', '--merge', 'other');
  },
  'diff, checkout of the file, and apply': async (s) => {
    const { stdout } = await s.tryGit(['diff']);
    await s.git('checkout', '-q', '--', 'a.ts');
    await s.tryGit(['apply'], { input: stdout });
  },
  'a commit on another branch, and its changes without it': async (s) => {
    await s.git('checkout', '-q', '-b', 'other');
    await s.commit('On other');
    await s.git('checkout', '-q', 'main');
    await s.git('cherry-pick', '-n', 'other');
  },
  'a merge --squash of a branch': async (s) => {
    await s.git('checkout', '-q', '-b', 'other');
    await s.commit('On other');
    await s.git('checkout', '-q', 'main');
    await s.git('merge', '-q', '--squash', 'other');
  },
  'CRLF and back': async (s) => {
    await s.unseen('a.ts', PENDING.replaceAll('\n', '\r\n'));
    await s.lastmile(['checkpoint', '--origin', 'human']);
    await s.unseen('a.ts', PENDING);
  },
  'a rename and back': async (s) => {
    await s.git('mv', 'a.ts', 'elsewhere.ts');
    await s.lastmile(['checkpoint', '--origin', 'unknown']);
    await s.git('mv', 'elsewhere.ts', 'a.ts');
  },
};

const detours = Object.entries(DETOURS).map(
  ([what, detour]): Scenario => ({
    what,
    async steps(s) {
      await s.ai('a.ts', text(H[0]!, 'changed by the tool entirely;', H[2]!));
      await s.human('a.ts', PENDING);
      await detour(s);
      await s.commit('In the end');
    },
    lines: { 'a.ts': 'hahh' },
    added: { HEAD: 'a1 h1' },
  }),
);

specify('changes put away and brought back', detours, begin);

const LONG = 'const three = generate(with a word too many, and another);';
const SHORTER = 'const three = generate(with a word too many);';

const unseen: Scenario[] = [
  {
    what: 'a line of the tool, a word of it taken out by nobody known; something else is done before it comes back',
    async steps(s) {
      await s.ai('a.ts', text(...H, LONG));
      await s.unseen('a.ts', text(...H, SHORTER));
      await s.git('stash');
      await s.human('b.ts', 'something else;\n');
      await s.lastmile(['checkpoint', '--origin', 'human']);
      await s.git('stash', 'pop');
      await s.commit('In the end');
    },
    lines: { 'a.ts': 'hhhm', 'b.ts': 'h' },
    added: { HEAD: 'm1 h1' },
  },
  {
    what: 'a file that git did not follow yet, with the same',
    async steps(s) {
      await s.ai('new.ts', text(LONG, A[0]!));
      await s.unseen('new.ts', text(SHORTER, A[0]!));
      await s.git('stash', '-u');
      await s.lastmile(['checkpoint', '--origin', 'human']);
      await s.git('stash', 'pop');
      await s.commit('In the end');
    },
    lines: { 'new.ts': 'ma' },
    added: { HEAD: 'a1 m1' },
  },
  {
    what: 'lines of the tool that moved and were put away; when they come back, two become one before anybody looks',
    async steps(s) {
      await s.ai('a.ts', text(...H, ...A));
      await s.commit('One');
      await s.ai('a.ts', text(...A, ...H));
      await s.unseen('a.ts', text('nobody knows whose;', ...A, ...H));
      await s.git('stash');
      await s.lastmile(['checkpoint', '--origin', 'human']);
      await s.git('stash', 'pop');
      await s.unseen('a.ts', text('nobody knows whose;', A.join(' '), ...H));
      await s.commit('In the end');
    },
    lines: { 'a.ts': 'uahhh' },
    added: { HEAD: 'a1 u1' },
  },
];

specify('changes put away unseen', unseen, begin);
