/** Hooks put into repositories of all kinds and taken out again, run by real commits. */

import assert from 'node:assert/strict';
import { chmod, mkdir, rm, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { hooked } from '../../fixtures/hooked.ts';
import { createRepository } from '../../fixtures/repository.ts';
import { installing } from './installing.ts';

const ALL = ['prepare-commit-msg', 'commit-msg', 'post-commit'];

describe('hook installer', () => {
  const at = installing();
  const { begin, install, uninstall, status, commit, gitFolder } = at;

  describe('without hooks of the user', () => {
    it('writes nothing before it is asked', async () => {
      await begin();
      const before = await gitFolder();
      assert.equal(await status(), 'missing none');
      await at.hooked.installer.refresh();
      assert.deepEqual(await gitFolder(), before);
    });

    for (const name of ['repository', 'it\'s "quoted" & spaced $HOME', 'é日本'])
      it(`runs in every commit, and is gone without a trace, in a folder called ${name}`, async () => {
        await begin(name);
        const before = await gitFolder();
        await install();
        assert.equal(await status(), 'installed file');
        const { code, stderr } = await commit();
        assert.deepEqual([code, stderr], [0, '']);
        const calls = await at.hooked.calls();
        assert.deepEqual(
          calls.map(({ args }) => args),
          [
            ['hook', 'prepare-commit-msg', '.git/COMMIT_EDITMSG', 'message'],
            ['hook', 'commit-msg', '.git/COMMIT_EDITMSG'],
            ['hook', 'post-commit'],
          ],
        );
        for (const call of calls)
          assert.deepEqual([call.cwd, call.LASTMILE_HOOK], [at.repository.root, null]);
        assert.deepEqual(await at.repository.trailers(), ['Lastmile: message']);
        await uninstall();
        assert.deepEqual(await gitFolder(), before);
        assert.equal(await status(), 'missing none');
        assert.equal((await commit()).code, 0);
        assert.deepEqual(await at.hooked.calls(), []);
      });

    it('starts nothing for a message that nothing was left to do for', async () => {
      await begin();
      await install();
      await commit('--no-verify');
      assert.deepEqual(await at.hooked.hooks(), ['prepare-commit-msg', 'post-commit']);
      const { code } = await at.repository.run('.git/hooks/commit-msg', ['.git/COMMIT_EDITMSG']);
      assert.deepEqual([code, await at.hooked.hooks()], [0, []]);
    });

    it('is the same when installed twice', async () => {
      await begin();
      await install();
      const once = await gitFolder();
      await install();
      assert.deepEqual(await gitFolder(), once);
    });

    it('keeps what somebody adds to a file that was ours', async () => {
      await begin();
      await install();
      await at.repository.append('.git/hooks/commit-msg', 'echo added >&2\nexit 3\n');
      assert.equal((await commit()).code, 1);
      assert.deepEqual(await at.hooked.hooks(), ['prepare-commit-msg']);
      await uninstall();
      assert.equal(await at.repository.read('.git/hooks/commit-msg'), '#!/bin/sh\necho added >&2\nexit 3\n');
    });

    it('works without a folder for hooks', async () => {
      await begin();
      await rm(at.repository.path('.git/hooks'), { recursive: true });
      await install();
      await commit();
      assert.deepEqual(await at.hooked.hooks(), ALL);
    });
  });
  describe('what the hooks start', () => {
    const started = async () => {
      const { code, stdout, stderr } = await commit('-q');
      return [code, stdout + stderr, (await at.hooked.hooks()).length];
    };

    it('is silent when the program is gone', async () => {
      await begin();
      await install();
      await rm(at.hooked.cli);
      assert.deepEqual(await started(), [0, '', 0]);
      const { kind, runtime } = await at.hooked.installer.status();
      assert.deepEqual([kind, runtime?.isThere, runtime?.isCliThere], ['installed', true, false]);
    });

    it('is the node on the PATH when the recorded one is gone, and nothing when there is none', async () => {
      await begin('repository', { executable: '/not there/node' });
      await install();
      assert.equal((await at.hooked.installer.status()).runtime?.isThere, false);
      const bin = at.repository.path('../bin');
      await mkdir(bin);
      for (const tool of ['git', 'sh']) {
        const { stdout } = await at.repository.run('sh', ['-c', `command -v ${tool}`]);
        await symlink(stdout.trim(), path.join(bin, tool));
      }
      at.repository.env.PATH = bin;
      assert.deepEqual(await started(), [0, '', 0]);
      await symlink(process.execPath, path.join(bin, 'node'));
      assert.deepEqual(await started(), [0, '', 3]);
    });

    it('does not fail a commit, and takes no options from the environment', async () => {
      await begin();
      await install();
      at.repository.env.STAND_IN_EXITS = '1';
      at.repository.env.NODE_OPTIONS = '--require=/not/there';
      assert.deepEqual(await started(), [0, '', 3]);
      await at.repository.write('.git/lastmile/run', 'not a script: (', 0o755);
      assert.equal((await commit()).code, 0);
    });

    it('is brought up to date by a refresh, which installs nothing', async () => {
      await begin();
      await install();
      const later = await hooked(at.repository, { cli: path.join(at.repository.home, 'later.cjs') });
      await later.installer.refresh();
      await commit();
      assert.deepEqual([await at.hooked.hooks(), await later.hooks()], [[], ALL]);
    });
  });
  describe('kinds of repositories', () => {
    it('linked work trees share the hooks', async () => {
      await begin();
      await at.repository.commitAll('one');
      const linked = await at.repository.addWorktree('linked tree');
      const there = await hooked(at.repository, { at: linked });
      await there.installer.install();
      assert.equal(await status(), 'installed file');
      assert.equal((await linked.tryGit(['commit', '--allow-empty', '-m', 'x'])).code, 0);
      assert.deepEqual(
        (await there.calls()).map(({ args, cwd }) => [args[1], cwd]),
        ALL.map((n) => [n, linked.root]),
      );
      await commit();
      assert.deepEqual(await there.hooks(), ALL);
    });

    it('linked work trees with a folder of hooks under version control', async () => {
      await begin();
      await at.repository.write('.githooks/commit-msg', '#!/bin/sh\nexit 6\n', 0o755);
      await at.repository.commitAll('one');
      const linked = await at.repository.addWorktree('linked');
      await at.repository.git('config', 'core.hooksPath', '.githooks');
      await install();
      assert.equal((await linked.tryGit(['commit', '--allow-empty', '-m', 'x'])).code, 1);
      await linked.write('.githooks/commit-msg', '#!/bin/sh\nexit 0\n', 0o755);
      assert.equal((await linked.tryGit(['commit', '--allow-empty', '-m', 'x'])).code, 0);
      assert.equal((await commit()).code, 1);
    });

    it('a submodule has its own', async () => {
      await begin();
      const library = await createRepository();
      try {
        await library.commitAll('one');
        const submodule = await at.repository.addSubmodule(library, 'lib');
        const there = await hooked(at.repository, { at: submodule });
        await there.installer.install();
        await submodule.commitAll('x');
        assert.deepEqual(await there.hooks(), ALL);
        await at.repository.commitAll('x');
        assert.deepEqual(await there.hooks(), []);
      } finally {
        await library.dispose();
      }
    });

    it('a shallow clone, and a git folder elsewhere', async () => {
      await begin();
      await at.repository.commitAll('one');
      await at.repository.commitAll('two');
      await at.repository.git(
        'clone',
        '-q',
        '--depth=1',
        `file://${at.repository.root}`,
        '--separate-git-dir',
        '../apart',
        '../clone',
      );
      const clone = { ...at.repository, root: at.repository.path('../clone') };
      const there = await hooked(at.repository, { at: clone });
      await there.installer.install();
      await at.repository.tryGit(['commit', '--allow-empty', '-m', 'x'], { cwd: '../clone' });
      assert.deepEqual(await there.hooks(), ALL);
    });

    it('a git folder that cannot be written', async function () {
      await begin();
      const folder = at.repository.path('.git');
      const before = await gitFolder();
      const asRoot = process.geteuid?.() === 0;
      if (asRoot && (await at.repository.run('mount', ['--bind', folder, folder])).code !== 0)
        return this.skip();
      try {
        if (asRoot) await at.repository.run('mount', ['-o', 'remount,ro,bind', folder]);
        else await chmod(folder, 0o555);
        const outcome = await at.hooked.installer.install();
        assert.equal(outcome.kind, 'not-writable');
        assert.ok(outcome.kind === 'not-writable' && outcome.path.startsWith(folder));
        assert.equal(await status(), 'missing none');
      } finally {
        if (asRoot) await at.repository.run('umount', [folder]);
        else await chmod(folder, 0o755);
      }
      assert.deepEqual(await gitFolder(), before);
    });
  });

  it('says when something has taken its place, and takes it back', async () => {
    await begin();
    await install();
    await at.repository.write('.git/hooks/commit-msg', '#!/bin/sh\nexit 0\n');
    assert.equal(await status(), 'displaced file, commit-msg none');
    await install();
    assert.equal(await status(), 'installed file');
    await uninstall();
    assert.equal(await at.repository.read('.git/hooks/commit-msg'), '#!/bin/sh\nexit 0\n');
    assert.equal((await stat(at.repository.path('.git/hooks/commit-msg'))).mode & 0o777, 0o755);
  });

  it('says when a configuration that it does not touch is in the way', async () => {
    await begin();
    const untouched = await gitFolder();
    at.repository.env.GIT_CONFIG_COUNT = '1';
    at.repository.env.GIT_CONFIG_KEY_0 = 'core.hooksPath';
    at.repository.env.GIT_CONFIG_VALUE_0 = '/elsewhere';
    at.hooked = await hooked(at.repository);
    assert.deepEqual(await at.hooked.installer.install(), { kind: 'overridden', hooksPath: '/elsewhere' });
    assert.deepEqual(await gitFolder(), untouched);
  });
});
