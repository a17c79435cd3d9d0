/** The same with the newest and with an old git. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { openGit } from '../../../src/adapters/git/git.ts';
import { amendedCommit, isInSequence } from '../../../src/adapters/git/in-progress.ts';
import { type Hooked, hooked, snapshot, told } from '../../fixtures/hooked.ts';
import { createRepository, type Repository } from '../../fixtures/repository.ts';
import { gitOfDebian } from '../../fixtures/tools.ts';

const ALL = ['prepare-commit-msg', 'commit-msg', 'post-commit'];

describe('other versions of git', function () {
  this.timeout(300_000);
  let repository: Repository | undefined;
  let it_: Hooked;
  afterEach(async () => {
    await repository?.dispose();
    repository = undefined;
  });

  const beginWith = async (test: Mocha.Context, release: string): Promise<Repository> => {
    const git = await gitOfDebian(release);
    if ('missing' in git) {
      console.log(`      skipped: ${git.missing}`);
      test.skip();
    } else {
      repository = await createRepository({ env: { PATH: `${git.found}:${process.env.PATH}` } });
      it_ = await hooked(repository);
      return repository;
    }
    throw new Error('not reached');
  };
  const status = async () => told(await it_.installer.status());
  const commit = (...args: string[]) =>
    repository!.tryGit(['commit', '-q', '--allow-empty', '-m', 'message', ...args]);
  const install = async () => assert.equal((await it_.installer.install()).kind, 'installed');

  for (const release of ['sid', 'bullseye'])
    it(`${release}: reads a repository`, async function () {
      const { root, env, write, git, remove, commitAll } = await beginWith(this, release);
      console.log(`      ${await git('version')}`);
      await write('a b', Array.from({ length: 9 }, (_, i) => `${i}\n`).join(''));
      await write('gone', 'something else\n');
      const first = await commitAll('one');
      await git('mv', 'a b', 'é');
      await remove('gone');
      await write('é', `new\n${await repository!.read('é')}`);
      await write('untracked', '1\n2\n');
      const opened = await openGit(root, { env });
      if (opened.kind !== 'ok') return assert.fail(opened.kind);
      const expected = [
        ['gone', 'deleted', []],
        ['untracked', 'added', [{ first: 1, last: 2 }]],
        ['é', 'renamed', [{ first: 1, last: 1 }]],
      ];
      const diff = async (to: Parameters<typeof opened.git.diff>[1]) =>
        (await opened.git.diff(first, to)).map(({ path, status, added }) => [path, status, added]).sort();
      assert.deepEqual(await diff('worktree'), expected);
      const second = await commitAll('two');
      assert.deepEqual(await diff({ commit: second }), expected);
      assert.deepEqual((await opened.git.blame('é', 'HEAD')).map(({ commit: oid }) => oid).slice(0, 2), [
        second,
        first,
      ]);
      assert.deepEqual(
        (await opened.git.commits('main')).map(({ message }) => message),
        ['one\n', 'two\n'],
      );
      assert.deepEqual(await opened.git.filesAt([{ commit: first, path: 'gone' }]), ['something else\n']);
      assert.equal((await opened.git.trackedBlobs(['é'])).get('é')?.head, await repository!.oid('HEAD:é'));
      assert.deepEqual(await opened.git.generated(['x']), new Set());
    });

  it('bullseye: hooks in files', async function () {
    await beginWith(this, 'bullseye');
    await install();
    assert.equal(await status(), 'installed file');
    assert.deepEqual([(await commit()).stderr, await it_.hooks()], ['', ALL]);
  });

  it('sid: hooks by configuration, which leave no trace', async function () {
    const { path } = await beginWith(this, 'sid');
    const before = await snapshot(path('.git/hooks'));
    const config = await repository!.git('config', '--local', '--list');
    await install();
    assert.equal(await status(), 'installed config');
    assert.deepEqual(await snapshot(path('.git/hooks')), before);
    const { code, stderr } = await commit();
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(
      (await it_.calls()).map(({ args }) => args),
      [
        ['hook', 'prepare-commit-msg', '.git/COMMIT_EDITMSG', 'message'],
        ['hook', 'commit-msg', '.git/COMMIT_EDITMSG'],
        ['hook', 'post-commit'],
      ],
    );
    await repository!.remove('.git/lastmile');
    assert.equal((await commit()).code, 0);
    await install();
    await it_.installer.uninstall();
    assert.equal(await repository!.git('config', '--local', '--list'), config);
    assert.equal(await status(), 'missing none');
  });

  it("sid: a hook of the user's still comes first, and decides", async function () {
    const { write } = await beginWith(this, 'sid');
    await install();
    await write('.git/hooks/commit-msg', '#!/bin/sh\nexit 3\n', 0o755);
    await install();
    assert.equal(await status(), 'installed config, commit-msg file');
    assert.equal((await commit()).code, 1);
    assert.deepEqual(await it_.hooks(), ['prepare-commit-msg']);
    await write('.git/hooks/commit-msg', '#!/bin/sh\nexit 0\n', 0o755);
    await install();
    assert.equal((await commit()).code, 0);
    assert.deepEqual(await it_.hooks(), ALL);
    await it_.installer.uninstall();
    assert.equal(await repository!.read('.git/hooks/commit-msg'), '#!/bin/sh\nexit 0\n');
  });

  it('sid: hooks that an older git knows nothing of are not taken for installed there', async function () {
    await beginWith(this, 'sid');
    await install();
    repository!.env.PATH = process.env.PATH!;
    it_ = await hooked(repository!);
    const version = await repository!.git('version');
    const runsThem = / (\d+)\.(\d+)/.exec(version)!.slice(1).map(Number) as [number, number];
    if (runsThem[0] > 2 || runsThem[1] >= 54) this.skip();
    assert.equal(await status(), 'displaced none');
    await install();
    assert.equal(await status(), 'installed file');
    await commit();
    assert.deepEqual(await it_.hooks(), ALL);
  });

  it('sid: what Git is in the middle of is known where references are kept in tables', async function () {
    const tool = await gitOfDebian('sid');
    if ('missing' in tool) {
      console.log(`      skipped: ${tool.missing}`);
      return this.skip();
    }
    const env = { GIT_DEFAULT_REF_FORMAT: 'reftable', PATH: `${tool.found}:${process.env.PATH}` };
    repository = await createRepository({ env });
    const { root, git, tryGit, write, commitAll, oid } = repository;
    assert.equal(await git('rev-parse', '--show-ref-format'), 'reftable');
    const opened = await openGit(root, { env: repository.env });
    if (opened.kind !== 'ok') throw new Error(opened.kind);
    const asked = { program: 'git', cwd: root, env: repository.env as Record<string, string> };
    const gitDir = path.join(root, '.git');

    await write('a', 'one\n');
    const first = await commitAll('one');
    assert.deepEqual(await opened.git.incoming(), []);
    assert.equal(await opened.git.stash(), null);
    assert.equal(await isInSequence(asked, gitDir), false);

    await git('checkout', '-q', '-b', 'topic');
    await write('a', 'topic\n');
    const topic = await commitAll('topic');
    await git('checkout', '-q', '-');
    await write('a', 'main\n');
    await commitAll('main');
    assert.equal((await tryGit(['cherry-pick', 'topic'])).code, 1);
    assert.deepEqual(await opened.git.incoming(), [topic]);
    assert.equal(await isInSequence(asked, gitDir), true);
    await git('cherry-pick', '--abort');
    assert.equal(await isInSequence(asked, gitDir), false);

    assert.equal((await tryGit(['revert', '--no-edit', first])).code, 1);
    assert.ok((await opened.git.incoming()).includes(`${first}^`));
    await git('revert', '--abort');

    const before = await oid('HEAD');
    await git('commit', '-q', '--amend', '-m', 'main, said better');
    assert.equal(await amendedCommit(asked, gitDir), before);
    await write('a', 'stashed\n');
    await git('stash', '-q');
    assert.equal((await opened.git.stash())?.oid, await oid('stash'));
    assert.equal(await amendedCommit(asked, gitDir), null);
  });
});
