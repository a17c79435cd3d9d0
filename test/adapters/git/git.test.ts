/** Finding a repository and reading it, with real git. */

import assert from 'node:assert/strict';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type OpenedGit, openGit } from '../../../src/adapters/git/git.ts';
import type { Git } from '../../../src/services/ports.ts';
import { createRepository, type Repository } from '../../fixtures/repository.ts';

async function open(repository: Repository, folder = '.', env = {}): Promise<Git> {
  const opened = await openGit(repository.path(folder), { env: { ...repository.env, ...env } });
  if (opened.kind !== 'ok') throw new Error(opened.kind);
  return opened.git;
}

const places = ({ worktree, gitDir, commonDir }: Git) => ({ worktree, gitDir, commonDir });

describe('openGit', () => {
  let repository: Repository;
  afterEach(() => repository.dispose());

  for (const name of ['repository', 'with space', `quote ' and "`, 'é日本', '-dash', 'line\nbreak'])
    it(`from the root and from below, in a folder called ${JSON.stringify(name)}`, async () => {
      repository = await createRepository({ name });
      await repository.write('a/b/c', '');
      const { root } = repository;
      const expected = { worktree: root, gitDir: `${root}/.git`, commonDir: `${root}/.git` };
      assert.deepEqual(places(await open(repository)), expected);
      assert.deepEqual(places(await open(repository, 'a/b')), expected);
      assert.equal(await (await open(repository, 'a/b')).resolve('HEAD'), null);
    });

  it('in a linked work tree, which shares the git folder', async () => {
    repository = await createRepository();
    await repository.commitAll('one');
    const linked = await repository.addWorktree('linked tree');
    assert.deepEqual(places(await open(linked)), {
      worktree: linked.root,
      gitDir: `${repository.root}/.git/worktrees/linked-tree`,
      commonDir: `${repository.root}/.git`,
    });
  });

  it('in a submodule, and with the git folder elsewhere', async () => {
    repository = await createRepository();
    const library = await createRepository();
    try {
      await library.commitAll('one');
      const submodule = await repository.addSubmodule(library, 'lib');
      const gitDir = `${repository.root}/.git/modules/lib`;
      assert.deepEqual(places(await open(submodule)), {
        worktree: submodule.root,
        gitDir,
        commonDir: gitDir,
      });
    } finally {
      await library.dispose();
    }
    await repository.git(
      'init',
      '-q',
      '--separate-git-dir',
      repository.path('elsewhere'),
      repository.path('apart'),
    );
    assert.deepEqual(places(await open(repository, 'apart')), {
      worktree: `${repository.root}/apart`,
      gitDir: `${repository.root}/elsewhere`,
      commonDir: `${repository.root}/elsewhere`,
    });
  });

  it('through a symbolic link to the folder', async function () {
    if (process.platform === 'win32') return this.skip();
    repository = await createRepository();
    await symlink(repository.root, `${repository.root}-link`);
    const opened = await openGit(`${repository.root}-link`, { env: repository.env });
    assert.equal(opened.kind === 'ok' && opened.git.commonDir, `${repository.root}/.git`);
  });

  it('with the relative locations that git gives to hooks, and the index of a partial commit', async () => {
    repository = await createRepository();
    await repository.write('a', '1\n');
    const head = await repository.commitAll('one');
    await repository.write('a', '1\n2\n');
    await repository.write('b', '1\n');
    await repository.git('add', '.');
    await repository.tryGit(['reset', '-q', 'HEAD', 'b'], { env: { GIT_INDEX_FILE: '.git/other-index' } });
    await repository.tryGit(['add', 'a'], { env: { GIT_INDEX_FILE: '.git/other-index' } });
    const git = await open(repository, '.', { GIT_DIR: '.git', GIT_INDEX_FILE: '.git/other-index' });
    assert.deepEqual(
      (await git.diff(head, 'index')).map(({ path }) => path),
      ['a'],
    );
    assert.deepEqual(
      (await git.diff(head, 'worktree')).map(({ path }) => path),
      ['a', 'b'],
    );
  });

  const refused = async (folder: string, expected: OpenedGit['kind'], options = {}) =>
    assert.equal((await openGit(folder, { env: repository.env, ...options })).kind, expected);

  it('says why there is none', async () => {
    repository = await createRepository({ bare: true });
    await refused(repository.root, 'bare');
    await refused(repository.home, 'not-a-repository');
    await refused(repository.path('missing'), 'not-a-repository');
    await refused(repository.root, 'no-git', { program: 'there-is-no-such-git' });
    await refused(repository.root, 'no-git', { env: { PATH: repository.home } });
    await repository.git('init', '-q', '../plain');
    await refused(repository.path('../plain/.git'), 'no-worktree');
    await writeFile(repository.path('../plain/.git/HEAD'), 'nonsense');
    await refused(repository.path('../plain'), 'unusable');
  });

  it('does not go into what only looks like a git folder, as a clone may bring one along', async () => {
    repository = await createRepository();
    await repository.write('planted/HEAD', 'ref: refs/heads/main\n');
    await repository.write('planted/config', '[core]\n\tbare = false\n\tworktree = ..\n');
    for (const folder of ['planted/objects', 'planted/refs', 'planted/deeper'])
      await mkdir(repository.path(folder), { recursive: true });
    assert.equal(
      (await repository.tryGit(['rev-parse', '--git-dir'], { cwd: 'planted' })).stdout.trim(),
      '.',
      'git takes it for one',
    );
    for (const folder of ['planted', 'planted/deeper', 'planted/objects'])
      await refused(repository.path(folder), 'no-worktree');
    assert.equal((await openGit(repository.root, { env: repository.env })).kind, 'ok');
  });

  it('says that git is too old', async function () {
    if (process.platform === 'win32') return this.skip();
    repository = await createRepository();
    // Git before 2.13 says what it does not know back.
    const echo = 'while [ "$1" != rev-parse ]; do shift; done; shift; printf "%s\\n" "$@"';
    await repository.write('old-git', `#!/bin/sh\n${echo}\n`, 0o755);
    await refused(repository.root, 'too-old', { program: repository.path('old-git') });
  });

  it('in hooks of real commits: all, of a path, in a linked work tree', async () => {
    repository = await createRepository();
    const adapter = new URL('../../../src/adapters/git/git.ts', import.meta.url);
    await repository.write(
      '.git/probe.mjs',
      `import { openGit } from ${JSON.stringify(adapter.href)};
       const { kind, git } = await openGit(process.cwd());
       const staged = kind === 'ok' && (await git.diff(await git.resolve('HEAD'), 'index')).map(({ path }) => path);
       console.log(JSON.stringify([kind, git?.worktree, git?.gitDir, git?.commonDir, staged]));`,
    );
    const probe = `'${process.execPath}' '${repository.path('.git/probe.mjs')}'`;
    await repository.write('.git/hooks/prepare-commit-msg', `#!/bin/sh\n${probe} >"$PROBED"\n`, 0o755);
    const { root } = repository;
    const commitIn = async (at: Repository, ...args: string[]) => {
      const probed = path.join(repository.home, 'probed');
      const { code, stderr } = await at.tryGit(['commit', '-q', '-m', 'x', ...args], {
        env: { PROBED: probed },
      });
      assert.deepEqual([code, stderr], [0, '']);
      return JSON.parse(await readFile(probed, 'utf8'));
    };
    for (const name of ['a', 'b', 'c']) await repository.write(name, '1\n');
    await repository.git('add', 'a', 'b');
    const here = ['ok', root, `${root}/.git`, `${root}/.git`];
    assert.deepEqual(await commitIn(repository), [...here, ['a', 'b']]);
    for (const name of ['a', 'b']) await repository.write(name, '2\n');
    await repository.git('add', 'b');
    assert.deepEqual(await commitIn(repository, 'a'), [...here, ['a']]);
    await repository.write('a', '3\n');
    assert.deepEqual(await commitIn(repository, '-a'), [...here, ['a', 'b']]);
    const linked = await repository.addWorktree('linked');
    await linked.write('c', '1\n');
    await linked.git('add', 'c');
    const there = ['ok', linked.root, `${root}/.git/worktrees/linked`, `${root}/.git`];
    assert.deepEqual(await commitIn(linked), [...there, ['c']]);
  });

  it('says that the repository belongs to somebody else', async function () {
    if (process.geteuid?.() !== 0) return this.skip(); // only root can give a folder away
    repository = await createRepository();
    await chown(repository.root, 1234, 1234);
    await chown(repository.path('.git'), 1234, 1234);
    await refused(repository.root, 'dubious-ownership');
    await repository.git('config', '--global', 'safe.directory', repository.root);
    assert.equal((await open(repository)).worktree, repository.root);
  });
});

describe('git', () => {
  let repository: Repository;
  let git: Git;
  beforeEach(async () => {
    repository = await createRepository();
    git = await open(repository);
  });
  afterEach(() => repository.dispose());

  it('resolves revisions to commits', async () => {
    assert.equal(await git.resolve('HEAD'), null);
    const commit = await repository.commitAll('one');
    await repository.git('tag', '-a', '-m', 'x', 'v1');
    for (const revision of ['HEAD', 'main', 'v1', commit, commit.slice(0, 10), 'HEAD^0'])
      assert.equal(await git.resolve(revision), commit);
    for (const revision of ['nope', 'HEAD^', '--all', '-q', '', 'HEAD^{tree}'])
      assert.equal(await git.resolve(revision), null, revision);
  });

  it('commits with their whole message, parents first', async () => {
    const message =
      'Subject\nsame paragraph\n\n  indented\tbody\n\n\nSigned-off-by: A <a@example.com>\n\u00e9';
    const first = await repository.commitAll('one');
    await repository.git('commit', '-q', '--allow-empty', '--cleanup=verbatim', '-m', message);
    const second = await repository.oid();
    await repository.git('switch', '-qc', 'side', first);
    const side = await repository.commitAll('side');
    await repository.git('switch', '-q', 'main');
    await repository.git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
    const merge = await repository.oid();
    assert.deepEqual(await git.commit(second), {
      oid: second,
      author: 'A Developer <dev@example.com>',
      parents: [first],
      atMs: Number(await repository.git('log', '-1', '--format=%ct', second)) * 1000,
      message: `${message}\n`,
    });
    assert.deepEqual((await git.commit(merge)).parents, [second, side]);
    const oids = (await git.commits(`${first}..HEAD`)).map(({ oid }) => oid);
    assert.deepEqual([oids.length, oids.at(-1), new Set(oids)], [3, merge, new Set([second, side, merge])]);
    assert.deepEqual((await git.commits('main')).map(({ oid }) => oid)[0], first);
    await assert.rejects(git.commits('nope..HEAD'), { name: 'GitError', kind: 'failed', exitCode: 128 });
    await assert.rejects(git.commits('--output=x'), { name: 'GitError' });
  });

  it('texts of blobs and of files in commits', async () => {
    const large = 'x'.repeat(300_000);
    const files: Record<string, string> = {
      'a b': 'é\r\n',
      empty: '',
      'new\nline': 'n',
      large,
      '\ufeffbom': '\ufeffx',
    };
    for (const [name, text] of Object.entries(files)) await repository.write(name, text);
    await repository.write('latin1', new Uint8Array([0xe9, 0x0a]));
    const commit = await repository.commitAll('one');
    const wanted = [...Object.keys(files), 'latin1', 'missing', 'a b'].map((path) => ({ commit, path }));
    assert.deepEqual(await git.filesAt(wanted), [...Object.values(files), '\ufffd\n', null, 'é\r\n']);
    const oid = await repository.oid('HEAD:a b');
    const tree = await repository.oid('HEAD^{tree}');
    assert.deepEqual(await git.blobs([oid, tree, '1'.repeat(40), oid]), new Map([[oid, 'é\r\n']]));
    assert.deepEqual(await git.blobs([]), new Map());
  });

  it('blobs of paths in HEAD and in the index', async () => {
    await repository.write('both', '1\n');
    await repository.write('line\nbreak', '1\n');
    await repository.write('dir/gone', '1\n');
    assert.deepEqual(await git.trackedBlobs(['both']), new Map());
    await repository.commitAll('one');
    const old = await repository.oid('HEAD:both');
    await repository.write('both', '2\n');
    await repository.write('added', '1\n');
    await repository.git('rm', '-q', '--cached', 'dir/gone');
    await repository.git('add', 'both', 'added');
    assert.deepEqual(
      await git.trackedBlobs(['both', 'added', 'dir/gone', 'dir', 'untracked', 'line\nbreak']),
      new Map([
        ['both', { head: old, index: await repository.oid(':both') }],
        ['added', { head: null, index: old }],
        ['dir/gone', { head: old, index: null }],
        ['line\nbreak', { head: old, index: old }],
      ]),
    );
  });

  it('generated files, by the attributes that are committed along', async () => {
    await repository.write(
      '.gitattributes',
      '*.g linguist-generated\nno.g -linguist-generated\n*.t linguist-generated=true\n*.f linguist-generated=false\n',
    );
    const paths = ['a.g', 'no.g', 'x/b c.t', 'f.f', 'other', 'line\nbreak.g'];
    assert.deepEqual(await git.generated(paths), new Set());
    await repository.git('add', '.');
    assert.deepEqual(await git.generated(paths), new Set(['a.g', 'x/b c.t', 'line\nbreak.g']));
    assert.deepEqual(await git.generated([]), new Set());
  });

  it('files that git ignores', async () => {
    await repository.write('.gitignore', 'out/\n*.log\n');
    for (const path of ['out/a b', 'x/c.log', 'kept.log', 'other', '*.log']) await repository.write(path, '');
    await repository.git('add', '--force', 'kept.log');
    const paths = ['out/a b', 'x/c.log', 'kept.log', 'other', '*.log', 'missing'];
    assert.deepEqual(await git.ignored(paths), new Set(['out/a b', 'x/c.log', '*.log']));
    assert.deepEqual(await git.ignored([]), new Set());
  });

  it('blame, through a rename, with and without commits to ignore', async () => {
    const name = 'é "b"\tc';
    const commitAll = async (message: string) => {
      const commit = await repository.commitAll(message);
      return { commit, atMs: (await git.commit(commit)).atMs };
    };
    await repository.write(name, 'one\ntwo\nthree\n');
    const first = await commitAll('one');
    await repository.git('mv', name, 'moved');
    await repository.write('moved', 'one\n2\nthree\nfour');
    const second = await commitAll('two');
    await repository.write('ignored', `${second.commit}\n`);
    await repository.git('config', 'blame.ignoreRevsFile', 'ignored');
    assert.deepEqual(await git.blame('moved', 'HEAD'), [
      { line: 1, ...first, originalPath: name, originalLine: 1 },
      { line: 2, ...second, originalPath: 'moved', originalLine: 2 },
      { line: 3, ...first, originalPath: name, originalLine: 3 },
      { line: 4, ...second, originalPath: 'moved', originalLine: 4 },
    ]);
    await assert.rejects(git.blame('missing', 'HEAD'), { name: 'GitError', kind: 'failed' });
  });

  it('configuration: the last value of a key, from every scope', async () => {
    await repository.git('config', '--global', 'lastmile.trailers', 'off');
    await repository.git('config', 'lastmile.trailers', 'full');
    await repository.git('config', '--add', 'lastmile.exclude', 'a\nb=c');
    await repository.append('.git/config', '[lastmile]\n\talways\n');
    await repository.git('config', 'core.commentChar', ';');
    await repository.commitAll('x');
    const linked = await repository.addWorktree('linked');
    await repository.git('config', 'extensions.worktreeConfig', 'true');
    await linked.git('config', '--worktree', 'lastmile.trailers', 'assisted-by');
    const expected = {
      'lastmile.trailers': 'full',
      'lastmile.exclude': 'a\nb=c',
      'lastmile.always': 'true',
      'core.commentchar': ';',
    };
    assert.deepEqual(Object.fromEntries(await git.config(['lastmile.', 'core.comment'])), expected);
    assert.equal((await (await open(linked)).config(['lastmile.'])).get('lastmile.trailers'), 'assisted-by');
  });

  it('files of the work tree, and nothing else', async function () {
    await repository.write('dir/a', '\ufeffé\r\n');
    await mkdir(repository.path('empty'));
    assert.equal(await git.readFile('dir/a', 100), '\ufeffé\r\n');
    assert.equal(await git.readFile('dir/a', 7), '\ufeffé\r\n');
    assert.equal(await git.readFile('dir/a', 6), null);
    for (const file of [
      'missing',
      'dir',
      'empty',
      'dir/a/b',
      '../home/.gitconfig',
      '',
      'nul\0',
      'x'.repeat(5000),
    ])
      assert.equal(await git.readFile(file, 100), null, file);
    if (process.platform === 'win32') return this.skip();
    const outside = await mkdtemp(path.join(os.tmpdir(), 'lastmile-outside-'));
    try {
      await writeFile(path.join(outside, 'secret'), 'secret');
      await symlink(outside, repository.path('out'));
      await symlink(path.join(outside, 'secret'), repository.path('link'));
      await symlink('dir', repository.path('inside'));
      await repository.run('mkfifo', ['pipe']);
      await chmod(repository.path('pipe'), 0o644);
      assert.equal(await git.readFile('out/secret', 100), null);
      assert.equal(await git.readFile('link', 100), null);
      assert.equal(await git.readFile('pipe', 100), null);
      assert.equal(await git.readFile('inside/a', 100), '\ufeffé\r\n');
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  it('large numbers of lines, commits and files', async function () {
    this.timeout(120_000);
    const size = 10_000;
    const numbers = [...Array(size).keys()];
    const pathOf = (i: number) => `many/${i % 100}/${i}`;
    const commits = numbers.map(
      (i) =>
        `commit refs/heads/main\ncommitter A <a@example.com> ${1_600_000_000 + i} +0000\ndata <<E\nn ${i}\nE\n`,
    );
    const files = numbers.map((i) => `M 644 inline ${pathOf(i)}\ndata <<E\n${i}\nE\n`);
    await repository.tryGit(['fast-import', '--quiet'], { input: [...commits, ...files].join('') });
    const all = await git.commits('main');
    assert.equal(all.length, size);
    assert.equal(all[7]?.message, 'n 7\n');
    const wanted = numbers.map((i) => ({ commit: 'main', path: pathOf(i) }));
    assert.equal((await git.filesAt(wanted))[4321], '4321\n');
    assert.equal((await git.trackedBlobs(numbers.map(pathOf))).size, size);
    await repository.git('reset', '-q', '--hard');
    await repository.write('long', [...Array(5000).keys()].map((i) => `${i}\n`).join(''));
    await repository.commitAll('long');
    assert.equal((await git.blame('long', 'HEAD')).length, 5000);
  });
});
