/** Hooks beside a folder of hooks that is not ours to write in, run by real commits. */

import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { snapshot } from '../../fixtures/hooked.ts';
import { installing } from './installing.ts';

const ALL = ['prepare-commit-msg', 'commit-msg', 'post-commit'];

describe('hook installer', () => {
  const at = installing();
  const { begin, install, uninstall, status, commit, gitFolder } = at;

  describe('with a folder of hooks that is not ours to write in', () => {
    const hook = '#!/bin/sh\necho "user $0 $*" >>"$LOG"\n';
    const log = () => readFile(path.join(at.repository.home, 'log'), 'utf8').catch(() => '');
    const beginIn = async (folder: string, names = ['pre-commit', 'commit-msg']) => {
      await begin();
      at.repository.env.LOG = path.join(at.repository.home, 'log');
      for (const name of names) await at.repository.write(`${folder}/${name}`, hook, 0o755);
    };

    it('under version control', async () => {
      await beginIn('.githooks');
      await at.repository.git('config', 'core.hooksPath', '.githooks');
      await at.repository.git('add', '.');
      const [before, tracked] = [await gitFolder(), await snapshot(at.repository.path('.githooks'))];
      await install();
      assert.equal(await status(), 'installed dispatch');
      await commit();
      assert.equal(
        await log(),
        'user .githooks/pre-commit \nuser .githooks/commit-msg .git/COMMIT_EDITMSG\n',
      );
      assert.deepEqual(await at.hooked.hooks(), ALL);
      await install();
      await uninstall();
      assert.deepEqual(
        [await gitFolder(), await snapshot(at.repository.path('.githooks'))],
        [before, tracked],
      );
      assert.equal(await at.repository.git('status', '--porcelain'), '');
    });

    it('of the user, for all repositories', async () => {
      await beginIn('../home/.githooks');
      await at.repository.git('config', '--global', 'core.hooksPath', '~/.githooks');
      const [before, theirs] = [await gitFolder(), await snapshot(at.repository.home)];
      await install();
      await commit();
      const folder = `${at.repository.home}/.githooks`;
      assert.equal(
        await log(),
        `user ${folder}/pre-commit \nuser ${folder}/commit-msg .git/COMMIT_EDITMSG\n`,
      );
      assert.deepEqual(await at.hooked.hooks(), ALL);
      await uninstall();
      assert.deepEqual(await gitFolder(), before);
      const after = await snapshot(path.join(at.repository.home, '.githooks'));
      assert.deepEqual(
        after,
        Object.fromEntries(['pre-commit', 'commit-msg'].map((n) => [n, theirs[`.githooks/${n}`]])),
      );
    });

    it('set for one work tree alone', async () => {
      await beginIn('hooks here');
      await at.repository.git('config', 'extensions.worktreeConfig', 'true');
      await at.repository.git('config', '--worktree', 'core.hooksPath', 'hooks here');
      await install();
      await commit();
      assert.match(await log(), /^user hooks here\/pre-commit/);
      assert.deepEqual(await at.hooked.hooks(), ALL);
      await uninstall();
      assert.equal(await at.repository.git('config', '--worktree', 'core.hooksPath'), 'hooks here');
      assert.equal((await at.repository.tryGit(['config', '--local', 'core.hooksPath'])).code, 1);
    });

    it('hooks of other names run, with standard input, and those that matter by being there are there if they were', async () => {
      await beginIn('.githooks', ['commit-msg']);
      await at.repository.write('.githooks/pre-push', '#!/bin/sh\ncat >>"$LOG"\nexit 4\n', 0o755);
      await at.repository.write('.githooks/reference-transaction', '#!/bin/sh\nexit 0\n', 0o755);
      await at.repository.git('config', 'core.hooksPath', '.githooks');
      await install();
      const pushed = await at.repository.run('.git/lastmile/hooks/pre-push', ['origin'], {
        input: 'a ref\n',
      });
      assert.deepEqual([pushed.code, await log()], [4, 'a ref\n']);
      const dispatchers = Object.keys(await snapshot(at.repository.path('.git/lastmile/hooks')));
      assert.equal(dispatchers.includes('reference-transaction'), true);
      assert.equal(dispatchers.includes('push-to-checkout'), false);
    });

    it('follows the repository to another place when installed again', async () => {
      await beginIn('.githooks');
      await at.repository.git('config', 'core.hooksPath', '.githooks');
      await install();
      const moved = `${at.repository.root} moved`;
      await rename(at.repository.root, moved);
      await mkdir(at.repository.root);
      await cp(moved, at.repository.root, { recursive: true });
      await rm(moved, { recursive: true });
      // the path in the configuration is that of the first place again, so it is put back by hand
      await at.repository.git('config', 'core.hooksPath', `${moved}/.git/lastmile/hooks`);
      assert.equal(await status(), 'displaced none');
      await install();
      await commit();
      assert.deepEqual(await at.hooked.hooks(), ALL);
      assert.match(await log(), /^user .githooks\/pre-commit/);
      await uninstall();
      assert.equal(await at.repository.git('config', 'core.hooksPath'), '.githooks');
    });

    it('moves to the file when the folder has become private, and back', async () => {
      await beginIn('.githooks');
      await at.repository.git('config', 'core.hooksPath', '.githooks');
      await install();
      await at.repository.write('.git/info/exclude', '.githooks\n');
      await install();
      assert.equal(await status(), 'installed file');
      assert.equal(await at.repository.git('config', 'core.hooksPath'), '.githooks');
      await at.repository.write('.git/info/exclude', '');
      await at.repository.git('add', '.githooks/pre-commit');
      await install();
      assert.equal(await status(), 'installed dispatch');
      await uninstall();
      assert.equal(await at.repository.read('.githooks/commit-msg'), hook);
    });
  });
});
