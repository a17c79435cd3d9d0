/** Added and deleted lines are exactly those of git's own plumbing, whatever the files and the user's settings are. */

import assert from 'node:assert/strict';
import { chmod, rm, symlink } from 'node:fs/promises';
import fc from 'fast-check';
import { openGit } from '../../../src/adapters/git/git.ts';
import type { FileDiff, Git, TreeSide } from '../../../src/services/ports.ts';
import { createRepository, type Repository, type RepositoryOptions } from '../../fixtures/repository.ts';

async function open(repository: Repository): Promise<Git> {
  const opened = await openGit(repository.root, { env: repository.env });
  assert.equal(opened.kind, 'ok');
  return opened.kind === 'ok' ? opened.git : assert.fail();
}

/** `path status +added ranges -deleted ranges`, and marks for binary and special files */
const told = ({ path, oldPath, status, added, deleted, binary, special }: FileDiff): string =>
  [
    oldPath !== null && oldPath !== path ? `${oldPath} => ${path}` : path,
    status,
    ...added.map(({ first, last }) => `+${first}-${last}`),
    ...deleted.map(({ first, last }) => `-${first}-${last}`),
    ...(binary ? ['binary'] : []),
    ...(special ? ['special'] : []),
  ].join(' ');

const count = (diffs: readonly FileDiff[], side: 'added' | 'deleted'): number =>
  diffs.flatMap((diff) => diff[side]).reduce((sum, { first, last }) => sum + last - first + 1, 0);

/** Lines that git's own patch adds and deletes, counted by `--numstat`, which is another part of git. */
async function numstat(repository: Repository, ...args: string[]): Promise<[number, number]> {
  const text = await repository.git(...args, '-r', '-M', '--numstat');
  const rows = text.split('\n').map((row) => row.split('\t').map((cell) => Number(cell) || 0));
  return [rows.reduce((sum, [a = 0]) => sum + a, 0), rows.reduce((sum, [, d = 0]) => sum + d, 0)];
}

describe('diff', () => {
  let repository: Repository;
  const begin = async (options?: RepositoryOptions) => {
    repository = await createRepository(options);
    return repository;
  };
  const diff = async (from: string | null, to: TreeSide, paths?: string[]) =>
    (await (await open(repository)).diff(from, to, paths)).map(told).sort();
  afterEach(() => repository.dispose());

  const table: [string, string, string, string[]][] = [
    ['a line in the middle', 'a\nc\n', 'a\nb\nc\n', ['f modified +2-2']],
    ['lines replaced', 'a\nb\nc\n', 'a\nX\nY\nc\n', ['f modified +2-3 -2-2']],
    ['lines only deleted', 'a\nb\nc\n', 'a\nc\n', ['f modified -2-2']],
    ['two places', 'a\nb\nc\n', '0\na\nb\nc\nd\n', ['f modified +1-1 +5-5']],
    ['a line break added at the end', 'a\nb', 'a\nb\n', ['f modified +2-2 -2-2']],
    ['no line break at the end', 'a\n', 'a\nb', ['f modified +2-2']],
    ['emptied', 'a\nb\n', '', ['f modified -1-2']],
    [
      'lines that look like a patch',
      'x\n',
      'x\n+++ b/f\n--- a/f\n@@ -1 +1,9 @@\ndiff --git a/f b/f\n',
      ['f modified +2-5'],
    ],
    [
      'deleted lines that look like a patch',
      '-- a/f\n++ b/f\n\\ No newline\nx\n',
      'x\n',
      ['f modified -1-3'],
    ],
    ['carriage returns', 'a\r\nb\r\n', 'a\r\nX\rY\r\nb\r\n', ['f modified +2-2']],
    ['nothing', 'a\n', 'a\n', []],
  ];
  for (const [name, before, after, expected] of table)
    it(name, async () => {
      const { write, commitAll } = await begin();
      await write('f', before);
      const first = await commitAll('before');
      await write('f', after);
      assert.deepEqual(await diff(first, 'worktree'), expected);
      const second = await commitAll('after');
      assert.deepEqual(await diff(first, { commit: second }), expected);
      assert.deepEqual(await diff(first, 'index'), expected);
    });

  for (const objectFormat of ['sha1', 'sha256'] as const)
    it(`from nothing, in a repository of ${objectFormat}`, async () => {
      const { write, git, commitAll } = await begin({ objectFormat });
      await write('sub/a', '1\n2\n');
      assert.deepEqual(await diff(null, 'worktree'), ['sub/a added +1-2']);
      assert.deepEqual(await diff(null, 'index'), []);
      await git('add', '.');
      assert.deepEqual(await diff(null, 'index'), ['sub/a added +1-2']);
      const commit = await commitAll('one');
      assert.deepEqual(await diff(null, { commit }), ['sub/a added +1-2']);
    });

  it('any path that a file system takes', async () => {
    const names = [
      'a b\tc',
      'new\nline',
      'quo"te',
      "it's",
      'back\\slash',
      'é/ü.ts',
      '日本',
      ' lead',
      '-dash',
      ':(top)x',
      '*',
      'a => b',
      '{x}',
      '\x01\x7f',
    ];
    const { write, commitAll } = await begin({ name: 'a "b" é' });
    for (const name of names) await write(name, '1\n');
    const first = await commitAll('before');
    for (const name of names) await write(name, '1\n2\n');
    const expected = names.map((name) => `${name} modified +2-2`).sort();
    assert.deepEqual(await diff(first, 'worktree'), expected);
    assert.deepEqual(await diff(first, { commit: await commitAll('after') }), expected);
    assert.deepEqual(await diff(null, { commit: await repository.oid() }, ['*', ':(top)x']), [
      '* added +1-2',
      ':(top)x added +1-2',
    ]);
  });

  it('a path that is not UTF-8 does not break it', async function () {
    if (process.platform !== 'linux') return this.skip();
    const { commitAll, run } = await begin();
    const first = await commitAll('empty');
    await run('sh', ['-c', 'printf "1\\n" > "$(printf "a\\377b")"']);
    assert.deepEqual(await diff(first, 'worktree'), ['a\ufffdb added +1-1']);
    assert.deepEqual(await diff(first, { commit: await commitAll('x') }), ['a\ufffdb added +1-1']);
  });

  it('renames, also into an untracked file', async () => {
    const { write, remove, commitAll } = await begin();
    const text = Array.from({ length: 20 }, (_, i) => `line ${i}\n`).join('');
    await write('old name', text);
    await write('same', text.toUpperCase());
    const first = await commitAll('before');
    await remove('old name');
    await remove('same');
    await write('new "name"', `${text}more\n`);
    await write('moved', text.toUpperCase());
    const expected = ['old name => new "name" renamed +21-21', 'same => moved renamed'];
    assert.deepEqual(await diff(first, 'worktree'), expected);
    assert.deepEqual(await diff(first, { commit: await commitAll('after') }), expected);
  });

  it('binary files, modes, symbolic links and type changes', async function () {
    if (process.platform === 'win32') return this.skip();
    const { write, path, commitAll } = await begin();
    await write('mode', 'a\n');
    await write('both', 'a\n');
    await write('type', 'a\nb\n');
    await write('bin', new Uint8Array([0, 1, 2]));
    const first = await commitAll('before');
    await chmod(path('mode'), 0o755);
    await chmod(path('both'), 0o755);
    await write('both', 'a\nb\n');
    await rm(path('type'));
    await symlink('elsewhere', path('type'));
    await symlink('/etc/passwd', path('link'));
    await write('bin', new Uint8Array([0, 1, 3]));
    await write('bin2', new Uint8Array([0]));
    const expected = [
      'bin modified binary',
      'bin2 added binary',
      'both modified +2-2',
      'link added +1-1 special',
      'mode modified',
      'type type-changed +1-1 -1-2 special',
    ];
    assert.deepEqual(await diff(first, 'worktree'), expected);
    assert.deepEqual(await diff(first, { commit: await commitAll('after') }), expected);
  });

  it('submodules are special, and what is changed in them is theirs', async () => {
    const { write, commitAll, addSubmodule } = await begin();
    const library = await createRepository();
    try {
      await library.write('a', '1\n');
      await library.commitAll('one');
      await write('x', 'x\n');
      const first = await commitAll('before');
      const submodule = await addSubmodule(library, 'lib');
      const expected = ['.gitmodules added +1-3', 'lib added +1-1 special'];
      assert.deepEqual(await diff(first, { commit: await repository.oid() }), expected);
      await submodule.write('a', '2\n');
      await submodule.write('untracked', '2\n');
      assert.deepEqual(await diff(first, 'worktree'), expected);
    } finally {
      await library.dispose();
    }
  });

  it('in the work tree: what a commit of everything would hold, without ignored files and nested repositories', async () => {
    const { write, git, commitAll } = await begin();
    await write('.gitignore', '*.log\n');
    await write('touched', 'a\n');
    const first = await commitAll('before');
    await write('touched', 'a\n');
    await write('x.log', 'x\n');
    await write('dir/new', '1\n2\n');
    await write('intended', '1\n');
    await git('add', '--intent-to-add', 'intended');
    await write('staged', '1\n');
    await git('add', 'staged');
    await write('staged', '1\n2\n');
    await git('init', '-q', 'nested');
    await write('nested/a', '1\n');
    const indexBefore = await git('ls-files', '--stage');
    assert.deepEqual(await diff(first, 'worktree'), [
      'dir/new added +1-2',
      'intended added +1-1',
      'staged added +1-2',
    ]);
    assert.deepEqual(await diff(first, 'worktree', ['dir']), ['dir/new added +1-2']);
    assert.deepEqual(await diff(first, 'index'), ['staged added +1-1']);
    assert.equal(await git('ls-files', '--stage'), indexBefore);
  });

  it('in a conflict: the file as it lies there, nothing of it in the index', async () => {
    const { write, git, tryGit, commitAll } = await begin();
    await write('f', 'a\n');
    await commitAll('base');
    await git('switch', '-qc', 'other');
    await write('f', 'other\n');
    await write('g', 'other\n');
    await commitAll('other');
    await git('switch', '-q', 'main');
    await write('f', 'main\n');
    const head = await commitAll('main');
    assert.equal((await tryGit(['merge', '-q', 'other'])).code, 1);
    assert.deepEqual(await diff(head, 'worktree'), ['f modified +1-1 +3-5', 'g added +1-1']);
    assert.deepEqual(await diff(head, 'index'), ['g added +1-1']);
    assert.deepEqual(await (await open(repository)).mergeHeads(), [await repository.oid('other')]);
  });

  it('sparse checkouts and files assumed unchanged are not deleted or changed', async () => {
    const { write, git, remove, commitAll } = await begin();
    await write('in/a', 'a\n');
    await write('out/b', 'b\n');
    await write('assumed', 'c\n');
    const head = await commitAll('base');
    await git('update-index', '--skip-worktree', 'out/b');
    await remove('out');
    await git('update-index', '--assume-unchanged', 'assumed');
    await write('assumed', 'd\n');
    await write('in/untracked', 'x\n');
    assert.deepEqual(await diff(head, 'worktree'), ['in/untracked added +1-1']);
  });

  it("the user's configuration changes nothing", async () => {
    const { write, remove, git, commitAll } = await begin();
    const text = Array.from({ length: 30 }, (_, i) => `line ${i % 7}\n`).join('');
    await write('a b', text);
    await write('é', text);
    const first = await commitAll('before');
    await remove('a b');
    await write('c d', text.replace('line 3\n', 'x\ny\n'));
    await write('é', `new\n${text}`);
    const second = await commitAll('after');
    await write('é', `newer\n${text}`);
    await write('untracked', '1\n');
    const look = async () => [
      await diff(first, { commit: second }),
      await diff(first, 'index'),
      await diff(first, 'worktree'),
    ];
    const before = await look();
    const settings = {
      'diff.noprefix': 'true',
      'diff.mnemonicPrefix': 'true',
      'diff.external': 'false',
      'color.ui': 'always',
      'core.quotePath': 'false',
      'diff.renames': 'copies',
      'diff.algorithm': 'patience',
      'diff.orderFile': 'order',
      'submodule.recurse': 'true',
      'status.showUntrackedFiles': 'no',
      'status.relativePaths': 'false',
      'core.fsmonitor': 'false-program',
      'diff.context': '9',
      'diff.interHunkContext': '9',
      'core.pager': 'false',
      'diff.ignoreSubmodules': 'all',
      'diff.relative': 'true',
      'diff.submodule': 'log',
      'core.abbrev': '5',
      'diff.wordRegex': '.',
      'diff.colorMoved': 'zebra',
      'log.showSignature': 'true',
      'diff.suppressBlankEmpty': 'true',
      'diff.textual.textconv': 'false',
      'diff.textual.command': 'false',
      'diff.dirstat': 'lines',
      'core.splitIndex': 'true',
    };
    for (const [key, value] of Object.entries(settings)) await git('config', '--global', key, value);
    await write('.git/info/attributes', '* diff=textual\n');
    assert.deepEqual(await look(), before);
    assert.equal(before[0]?.[0], 'a b => c d renamed +4-5 -4-4');
  });

  it('long lines and many of them, in little memory', async () => {
    const { write, commitAll } = await begin();
    const first = await commitAll('empty');
    await write('long', `${'x'.repeat(5_000_000)}\n${'+'.repeat(5_000_000)}\n`);
    await write('many', '+ - @@ diff --git\n'.repeat(1_500_000));
    const second = await commitAll('large');
    assert.deepEqual(await diff(first, { commit: second }), ['long added +1-2', 'many added +1-1500000']);
    assert.deepEqual(await diff(second, { commit: first }), ['long deleted -1-2', 'many deleted -1-1500000']);
  });

  it('an unknown commit is an error with what git said', async () => {
    await begin();
    const git = await open(repository);
    await assert.rejects(git.diff('1'.repeat(40), 'index'), {
      name: 'GitError',
      kind: 'failed',
      exitCode: 128,
      message: /diff-index exited with 128: fatal: .+/,
    });
  });

  it('for any two versions: as many lines as git counts, and the lines in the ranges are the ones that are new', async function () {
    this.timeout(120_000);
    const { write, commitAll } = await begin();
    const git = await open(repository);
    const line = fc.constantFrom(
      'a',
      'b',
      '',
      '+',
      '-',
      '@@ -1 +1 @@',
      '}',
      '\\ No newline at end of file',
      'é\r',
    );
    const text = fc
      .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
      .map(([lines, ends]) => lines.join('\n') + (ends ? '\n' : ''));
    await fc.assert(
      fc.asyncProperty(text, text, async (before, after) => {
        await write('f', before);
        const from = await commitAll('before');
        await write('f', after);
        const inWorktree = await git.diff(from, 'worktree');
        const to = await commitAll('after');
        const diffs = await git.diff(from, { commit: to });
        assert.deepEqual(inWorktree.map(told), diffs.map(told));
        assert.deepEqual(
          [count(diffs, 'added'), count(diffs, 'deleted')],
          await numstat(repository, 'diff-tree', from, to),
        );
        const kept = (content: string, side: 'added' | 'deleted') =>
          content
            .match(/[^\n]*\n|[^\n]+$/g)
            ?.filter(
              (_, i) =>
                !diffs.flatMap((d) => d[side]).some(({ first, last }) => i + 1 >= first && i + 1 <= last),
            ) ?? [];
        assert.deepEqual(kept(before, 'deleted'), kept(after, 'added'));
      }),
      { numRuns: 60 },
    );
  });
});
