/** What is to be known of lines after the single things that people do in git, one at a time. */

import { rename, rm } from 'node:fs/promises';
import { createHistory, type History, text } from '../fixtures/history.ts';
import { createRepository, repositoryAt } from '../fixtures/repository.ts';
import { type Scenario, specify } from './specification.ts';

const H = ['first line by hand;', 'second line by hand;', 'third line by hand;'];
const A = ['const one = generate(1);', 'const two = generate(2);'];
const BLOCK = ['function generated(list) {', '  return list.map(generate);', '} // of generated'];

/** `a.ts` with three lines by hand. */
async function begin(): Promise<History> {
  const s = await createHistory();
  await s.human('a.ts', text(...H));
  await s.commit('Base');
  await s.git('branch', 'base');
  return s;
}

/** The tool and a person each change the second line, on `topic` and on `main`. At `main`. */
async function contend(s: History): Promise<void> {
  await s.git('checkout', '-q', '-b', 'topic');
  await s.ai('a.ts', text(H[0]!, 'the tool has another idea;', H[2]!));
  await s.commit('By the tool');
  await s.git('checkout', '-q', 'main');
  await s.human('a.ts', text(H[0]!, 'somebody has written this anew;', H[2]!));
  await s.commit('By hand');
}

const BOTH = text(H[0]!, 'somebody has written this anew;', 'the tool has another idea;', H[2]!);
const NEITHER = text(H[0]!, 'a third way out of it;', H[2]!);

/** Two branches that add lines in places of their own. At `main`. */
async function diverge(s: History): Promise<void> {
  await s.git('checkout', '-q', '-b', 'topic');
  await s.ai('a.ts', text(...H, ...A));
  await s.commit('By the tool');
  await s.git('checkout', '-q', 'main');
  await s.human('a.ts', text('a line at the top by hand;', ...H));
  await s.commit('By hand');
}

/** A resolution, how git goes on with it, and what the second line and the commit are then. */
const RESOLUTIONS: readonly {
  who: string;
  resolve: (s: History) => Promise<void>;
  lines: string;
  ontoMain: string;
  merged: string;
}[] = [
  { who: 'by the tool', resolve: (s) => s.ai('a.ts', NEITHER), lines: 'hah', ontoMain: 'a1', merged: 'a1' },
  {
    who: 'by a person',
    resolve: (s) => s.human('a.ts', NEITHER),
    lines: 'hhh',
    ontoMain: 'h1',
    merged: 'h1',
  },
  {
    who: 'by nobody known',
    resolve: (s) => s.unseen('a.ts', NEITHER),
    lines: 'huh',
    ontoMain: 'u1',
    merged: 'u1',
  },
  { who: 'with both', resolve: (s) => s.unseen('a.ts', BOTH), lines: 'hhah', ontoMain: 'a1', merged: 'a1' },
  {
    who: 'with what came',
    resolve: (s) => s.unseen('a.ts', text(H[0]!, 'the tool has another idea;', H[2]!)),
    lines: 'hah',
    ontoMain: 'a1',
    merged: 'a1',
  },
];

const conflicts: Scenario[] = RESOLUTIONS.flatMap(({ who, resolve, lines, ontoMain, merged }) => [
  {
    what: `merge, resolved ${who}`,
    async steps(s) {
      await contend(s);
      await s.attempt('merge', 'topic');
      await resolve(s);
      await s.commit('Merge');
    },
    lines: { 'a.ts': lines },
    added: { HEAD: merged },
    // Of what is there in either parent a merge says nothing.
    ...(/both|came/.test(who) && { trailers: { HEAD: 'none' }, notes: { HEAD: 'none' } }),
  },
  {
    what: `cherry-pick, resolved ${who}`,
    async steps(s) {
      await contend(s);
      await s.attempt('cherry-pick', 'topic');
      await resolve(s);
      await s.git('add', '.');
      await s.git('cherry-pick', '--continue');
    },
    lines: { 'a.ts': lines },
    added: { HEAD: ontoMain },
  },
  {
    what: `rebase, resolved ${who}`,
    async steps(s) {
      await contend(s);
      await s.git('checkout', '-q', 'topic');
      await s.attempt('rebase', 'main');
      await resolve(s);
      await s.git('add', '.');
      await s.git('rebase', '--continue');
    },
    lines: { 'a.ts': lines },
    added: { HEAD: ontoMain },
  },
  {
    what: `rebase --apply, resolved ${who}`,
    async steps(s) {
      await contend(s);
      await s.git('checkout', '-q', 'topic');
      await s.attempt('rebase', '--apply', 'main');
      await resolve(s);
      await s.git('add', '.');
      await s.git('rebase', '--continue');
    },
    lines: { 'a.ts': lines },
    // Git copies the message and asks no hook. Where nothing else is known of the lines, `stats` takes it at its word.
    added: { HEAD: ontoMain === 'u1' ? 'a1' : ontoMain },
    trailers: { HEAD: 'a1' },
    notes: { HEAD: ontoMain === 'u1' ? 'none' : `a.ts ${lines.length - 1}${ontoMain[0]}` },
  },
  {
    what: `stash pop, resolved ${who}`,
    async steps(s) {
      await s.ai('a.ts', text(H[0]!, 'the tool has another idea;', H[2]!));
      await s.git('stash');
      await s.human('a.ts', text(H[0]!, 'somebody has written this anew;', H[2]!));
      await s.commit('By hand');
      await s.attempt('stash', 'pop');
      await resolve(s);
      await s.commit('After it');
    },
    lines: { 'a.ts': lines },
    added: { HEAD: ontoMain },
  },
]);

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

const reverting: Scenario[] = [
  {
    what: 'a deletion by the tool: the lines are whose they were',
    async steps(s) {
      await s.ai('a.ts', text(H[0]!));
      await s.commit('Gone');
      await s.git('revert', '--no-edit', 'HEAD');
    },
    lines: { 'a.ts': 'hhh' },
    added: { HEAD: 'h2' },
  },
  {
    what: 'a deletion, with other changes since',
    async steps(s) {
      await s.ai('a.ts', text(...H, ...A));
      await s.commit('One');
      await s.human('a.ts', text(...H));
      await s.commit('Gone');
      await s.human('a.ts', text('on top by hand;', ...H));
      await s.commit('Since');
      await s.git('revert', '--no-edit', 'HEAD~1');
    },
    lines: { 'a.ts': 'hhhhaa' },
    added: { HEAD: 'a2' },
  },
  {
    what: '-n, and a line of the tool beside it',
    async steps(s) {
      await s.ai('a.ts', text(H[0]!));
      await s.commit('Gone');
      await s.git('revert', '-n', 'HEAD');
      await s.ai('b.ts', text(A[0]!));
      await s.commit('Both');
    },
    lines: { 'a.ts': 'hhh', 'b.ts': 'a' },
    added: { HEAD: 'a1 h2' },
  },
];

const moving: Scenario[] = [
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

const formatting: Scenario[] = [
  {
    what: 'CRLF throughout',
    async steps(s) {
      await s.ai('a.ts', text(...H, ...A));
      await s.commit('One');
      await s.unseen('a.ts', text(...H, ...A).replaceAll('\n', '\r\n'));
      await s.commit('CRLF');
    },
    lines: { 'a.ts': 'hhhaa' },
    added: { HEAD: 'a2 h3' },
  },
  {
    what: 'core.autocrlf: the index has what the work tree has not',
    async steps(s) {
      await s.git('config', 'core.autocrlf', 'true');
      await s.ai('a.ts', text(...H, ...A).replaceAll('\n', '\r\n'));
      await s.commit('One');
    },
    lines: { 'a.ts': 'hhhaa' },
    added: { HEAD: 'a2' },
  },
  {
    what: 'another indentation, by a person: a formatter is nobody',
    async steps(s) {
      await s.ai('b.ts', text(...BLOCK));
      await s.commit('One');
      await s.human('b.ts', text(...BLOCK.map((line) => `\t\t${line.trim()}`)));
      await s.commit('Tabs');
    },
    lines: { 'b.ts': 'aaa' },
    added: { HEAD: 'a3' },
  },
  {
    what: 'lines broken otherwise',
    async steps(s) {
      await s.ai('b.ts', text(...BLOCK));
      await s.commit('One');
      await s.unseen('b.ts', text(BLOCK.join(' ')));
      await s.commit('Joined');
      await s.unseen('b.ts', text(...BLOCK.flatMap((line) => line.trim().split(' '))));
      await s.commit('Broken');
    },
    lines: { 'b.ts': 'a'.repeat(BLOCK.join(' ').trim().split(/\s+/).length) },
  },
  {
    what: 'a line break at the end, no more',
    async steps(s) {
      await s.ai('b.ts', 'no line break at the end;');
      await s.commit('One');
      await s.unseen('b.ts', 'no line break at the end;\n');
      await s.commit('Now there is');
    },
    lines: { 'b.ts': 'a' },
    added: { HEAD: 'a1' },
  },
  {
    what: 'an edit inside a line of the tool, by hand',
    async steps(s) {
      await s.ai('b.ts', text(A[0]!));
      await s.commit('One');
      await s.human('b.ts', text('const one = generate(1, "by hand");'));
      await s.commit('Two');
    },
    lines: { 'b.ts': 'm' },
    added: { HEAD: 'm1' },
  },
  {
    what: 'a deletion inside a line of the tool, by nobody known',
    async steps(s) {
      await s.ai('b.ts', text('const one = generate(1).filter(Boolean);'));
      await s.commit('One');
      await s.unseen('b.ts', text('const one = generate(1);'));
      await s.commit('Two');
    },
    lines: { 'b.ts': 'm' },
    added: { HEAD: 'm1' },
  },
  {
    what: 'a deletion inside a line of the tool, by the tool',
    async steps(s) {
      await s.ai('b.ts', text('const one = generate(1).filter(Boolean);'));
      await s.commit('One');
      await s.ai('b.ts', text('const one = generate(1);'));
      await s.commit('Two');
    },
    lines: { 'b.ts': 'a' },
    added: { HEAD: 'a1' },
  },
];

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

specify('a conflict', conflicts, begin);
specify('rebase -i', interactive, begin);
specify('amend', amending, begin);
specify('changes put away and brought back', detours, begin);
specify('merge', merging, begin);
specify('revert', reverting, begin);
specify('a move', moving, begin);
specify('a formatter, or an edit inside a line,', formatting, begin);
specify('another place', places, begin);
