/** Hooks beside those that are there, run by real commits. */

import assert from 'node:assert/strict';
import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { type Hooked, type HookedOptions, hooked, snapshot, told } from '../../fixtures/hooked.ts';
import { createRepository, type Repository } from '../../fixtures/repository.ts';

const ALL = ['prepare-commit-msg', 'commit-msg', 'post-commit'];

describe('hook installer', () => {
  let repository: Repository;
  let it_: Hooked;
  const begin = async (name?: string, options?: HookedOptions) => {
    repository = await createRepository(name === undefined ? {} : { name });
    it_ = await hooked(repository, options);
    return repository;
  };
  const install = async () => assert.equal((await it_.installer.install()).kind, 'installed');
  const uninstall = async () => assert.equal((await it_.installer.uninstall()).kind, 'uninstalled');
  const status = async () => told(await it_.installer.status());
  const commit = (...args: string[]) =>
    repository.tryGit(['commit', '--allow-empty', '-m', 'message', ...args]);
  const gitFolder = async () => {
    const files = await snapshot(repository.path('.git'));
    return Object.fromEntries(
      Object.entries(files).filter(
        ([name]) => /^(hooks|config|lastmile|info)/.test(name) && !name.endsWith('pending'),
      ),
    );
  };
  afterEach(() => repository.dispose());

  describe('without hooks of the user', () => {
    it('writes nothing before it is asked', async () => {
      await begin();
      const before = await gitFolder();
      assert.equal(await status(), 'missing none');
      await it_.installer.refresh();
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
        const calls = await it_.calls();
        assert.deepEqual(
          calls.map(({ args }) => args),
          [
            ['hook', 'prepare-commit-msg', '.git/COMMIT_EDITMSG', 'message'],
            ['hook', 'commit-msg', '.git/COMMIT_EDITMSG'],
            ['hook', 'post-commit'],
          ],
        );
        for (const call of calls) assert.deepEqual([call.cwd, call.LASTMILE_HOOK], [repository.root, null]);
        assert.deepEqual(await repository.trailers(), ['Lastmile: message']);
        await uninstall();
        assert.deepEqual(await gitFolder(), before);
        assert.equal(await status(), 'missing none');
        assert.equal((await commit()).code, 0);
        assert.deepEqual(await it_.calls(), []);
      });

    it('starts nothing for a message that nothing was left to do for', async () => {
      await begin();
      await install();
      await commit('--no-verify');
      assert.deepEqual(await it_.hooks(), ['prepare-commit-msg', 'post-commit']);
      const { code } = await repository.run('.git/hooks/commit-msg', ['.git/COMMIT_EDITMSG']);
      assert.deepEqual([code, await it_.hooks()], [0, []]);
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
      await repository.append('.git/hooks/commit-msg', 'echo added >&2\nexit 3\n');
      assert.equal((await commit()).code, 1);
      assert.deepEqual(await it_.hooks(), ['prepare-commit-msg']);
      await uninstall();
      assert.equal(await repository.read('.git/hooks/commit-msg'), '#!/bin/sh\necho added >&2\nexit 3\n');
    });

    it('works without a folder for hooks', async () => {
      await begin();
      await rm(repository.path('.git/hooks'), { recursive: true });
      await install();
      await commit();
      assert.deepEqual(await it_.hooks(), ALL);
    });
  });

  describe('what the hooks start', () => {
    const started = async () => {
      const { code, stdout, stderr } = await commit('-q');
      return [code, stdout + stderr, (await it_.hooks()).length];
    };

    it('is silent when the program is gone', async () => {
      await begin();
      await install();
      await rm(it_.cli);
      assert.deepEqual(await started(), [0, '', 0]);
      const { kind, runtime } = await it_.installer.status();
      assert.deepEqual([kind, runtime?.isThere, runtime?.isCliThere], ['installed', true, false]);
    });

    it('is the node on the PATH when the recorded one is gone, and nothing when there is none', async () => {
      await begin('repository', { executable: '/not there/node' });
      await install();
      assert.equal((await it_.installer.status()).runtime?.isThere, false);
      const bin = repository.path('../bin');
      await mkdir(bin);
      for (const tool of ['git', 'sh']) {
        const { stdout } = await repository.run('sh', ['-c', `command -v ${tool}`]);
        await symlink(stdout.trim(), path.join(bin, tool));
      }
      repository.env.PATH = bin;
      assert.deepEqual(await started(), [0, '', 0]);
      await symlink(process.execPath, path.join(bin, 'node'));
      assert.deepEqual(await started(), [0, '', 3]);
    });

    it('does not fail a commit, and takes no options from the environment', async () => {
      await begin();
      await install();
      repository.env.STAND_IN_EXITS = '1';
      repository.env.NODE_OPTIONS = '--require=/not/there';
      assert.deepEqual(await started(), [0, '', 3]);
      await repository.write('.git/lastmile/run', 'not a script: (', 0o755);
      assert.equal((await commit()).code, 0);
    });

    it('is brought up to date by a refresh, which installs nothing', async () => {
      await begin();
      await install();
      const later = await hooked(repository, { cli: path.join(repository.home, 'later.cjs') });
      await later.installer.refresh();
      await commit();
      assert.deepEqual([await it_.hooks(), await later.hooks()], [[], ALL]);
    });
  });

  describe("with a hook of the user's", () => {
    /** Writes down what it was given, then ends as told. */
    const userHook = (end = '') =>
      `#!/bin/sh\n{ printf '%s|' "$0" "$@"; cat; echo "<\${LASTMILE_HOOK-unset}>"; } >>"${'$'}LOG"\n${end}`;
    const beginWith = async (name: string, content: string | Uint8Array, mode = 0o755) => {
      await begin();
      repository.env.LOG = path.join(repository.home, 'log');
      await repository.write(`.git/hooks/${name}`, content, mode);
      await chmod(repository.path(`.git/hooks/${name}`), mode);
    };
    const log = () => readFile(path.join(repository.home, 'log'), 'utf8');

    for (const name of ALL)
      it(`${name} runs first, with its arguments and its name, and ours after it`, async () => {
        await beginWith(
          name,
          userHook(
            'f=$1; [ "$f" ] || f=.git/COMMIT_EDITMSG\ngrep -q Lastmile "$f" && echo "ours came first" >>"$LOG"\nexit 0',
          ),
        );
        await commit();
        const without = await log();
        await rm(path.join(repository.home, 'log'));
        const before = await gitFolder();
        await install();
        assert.equal(await status(), 'installed file');
        await commit();
        const withOurs = await log();
        // The message has our trailer for every hook but the first.
        assert.equal(withOurs.replace('ours came first\n', ''), without);
        assert.equal(withOurs.includes('ours came first'), name !== 'prepare-commit-msg');
        assert.deepEqual(await it_.hooks(), ALL);
        await uninstall();
        assert.deepEqual(await gitFolder(), before);
      });

    it('that fails: the commit fails with its code, and ours does not run', async () => {
      await beginWith('prepare-commit-msg', userHook('echo no >&2\nexit 7\n'));
      await install();
      const { code } = await repository.run('.git/hooks/prepare-commit-msg', [
        '.git/COMMIT_EDITMSG',
        'message',
      ]);
      assert.equal(code, 7);
      const { code: committed, stderr } = await commit();
      assert.deepEqual([committed, stderr], [1, 'no\n']);
      assert.deepEqual(await it_.calls(), []);
    });

    it('that reads its standard input gets all of it', async () => {
      await beginWith('commit-msg', userHook());
      await install();
      const input = 'a\nb\0c'.repeat(1000);
      await repository.run('.git/hooks/commit-msg', ['file'], { input });
      assert.equal(await log(), `.git/hooks/commit-msg|file|${input}<unset>\n`);
    });

    it('that commits elsewhere: that repository runs its own hooks, whole', async () => {
      const other = await createRepository();
      try {
        const itsHooks = await hooked(other);
        await itsHooks.installer.install();
        const command = `GIT_DIR= ; unset GIT_DIR GIT_INDEX_FILE; git -C '${other.root}' commit -q --allow-empty -m other`;
        await beginWith('post-commit', `#!/bin/sh\n${command}\n`);
        await install();
        const { code, stderr } = await commit('-q');
        assert.deepEqual([code, stderr], [0, '']);
        assert.deepEqual([await it_.hooks(), await itsHooks.hooks()], [ALL, ALL]);
      } finally {
        await other.dispose();
      }
    });

    it('post-rewrite: both get what git says of the rewritten commits', async () => {
      await beginWith('post-rewrite', userHook());
      await commit();
      await install();
      const old = await repository.oid();
      await repository.git('rebase', '--quiet', '--force-rebase', '--root');
      const input = `${old} ${await repository.oid()}\n`;
      assert.equal(await log(), `.git/hooks/post-rewrite|rebase|${input}<unset>\n`);
      const call = (await it_.calls()).find(({ args }) => args[1] === 'post-rewrite');
      assert.deepEqual([call?.args, call?.input], [['hook', 'post-rewrite', 'rebase'], input]);
    });

    const contents: [string, string | Uint8Array, number?][] = [
      ['with strict settings', '#!/bin/sh -eu\ntrue\n'],
      ['of bash, by env', '#!/usr/bin/env bash\nset -euo pipefail\n[[ a == a ]]\n'],
      ['without a line break at the end', '#!/bin/sh\ntrue'],
      ['of one line without an end', '#!/bin/sh'],
      ['without a first line #!', 'true\n'],
      ['that is empty', ''],
      ['with carriage returns in it', '#!/bin/sh\ntrue # \r\nx=1\r\n'],
      ['with bytes that are not UTF-8', new Uint8Array([...Buffer.from('#!/bin/sh\n# '), 0xff, 0xfe, 10])],
      ['with an unusual mode', '#!/bin/sh\n', 0o711],
      ['that is not executable', '#!/bin/sh\nexit 9\n', 0o644],
      ['that is not executable, without an end', '#!/bin/sh\nexit 9', 0o600],
      ['of python', '#!/usr/bin/env python3\nimport sys\nsys.exit(0)\n'],
      ['of python that is not executable', '#!/usr/bin/env python3\nimport sys\nsys.exit(1)\n', 0o644],
    ];
    for (const [what, content, mode] of contents)
      it(`${what}: both run, and uninstalling gives it back byte for byte`, async () => {
        await beginWith('commit-msg', content, mode);
        const before = await gitFolder();
        await install();
        const { code, stderr } = await commit();
        assert.deepEqual(
          [
            code,
            stderr
              .split('\n')
              .filter((line) => !line.startsWith('hint:'))
              .join(''),
          ],
          [0, ''],
        );
        assert.deepEqual(await it_.hooks(), ALL);
        await install();
        await uninstall();
        assert.deepEqual(await gitFolder(), before);
      });

    it('that is a symbolic link: what it points to is not touched', async () => {
      await begin();
      await repository.write('scripts/hook', '#!/bin/sh\nexit 5\n', 0o755);
      await symlink('../../scripts/hook', repository.path('.git/hooks/commit-msg'));
      const before = await gitFolder();
      await install();
      assert.equal(await status(), 'installed dispatch');
      assert.equal(await repository.read('scripts/hook'), '#!/bin/sh\nexit 5\n');
      assert.equal((await commit()).code, 1);
      await uninstall();
      assert.deepEqual(await gitFolder(), before);
    });
  });

  describe('with a folder of hooks that is not ours to write in', () => {
    const hook = '#!/bin/sh\necho "user $0 $*" >>"$LOG"\n';
    const log = () => readFile(path.join(repository.home, 'log'), 'utf8').catch(() => '');
    const beginIn = async (folder: string, names = ['pre-commit', 'commit-msg']) => {
      await begin();
      repository.env.LOG = path.join(repository.home, 'log');
      for (const name of names) await repository.write(`${folder}/${name}`, hook, 0o755);
    };

    it('under version control', async () => {
      await beginIn('.githooks');
      await repository.git('config', 'core.hooksPath', '.githooks');
      await repository.git('add', '.');
      const [before, tracked] = [await gitFolder(), await snapshot(repository.path('.githooks'))];
      await install();
      assert.equal(await status(), 'installed dispatch');
      await commit();
      assert.equal(
        await log(),
        'user .githooks/pre-commit \nuser .githooks/commit-msg .git/COMMIT_EDITMSG\n',
      );
      assert.deepEqual(await it_.hooks(), ALL);
      await install();
      await uninstall();
      assert.deepEqual([await gitFolder(), await snapshot(repository.path('.githooks'))], [before, tracked]);
      assert.equal(await repository.git('status', '--porcelain'), '');
    });

    it('of the user, for all repositories', async () => {
      await beginIn('../home/.githooks');
      await repository.git('config', '--global', 'core.hooksPath', '~/.githooks');
      const [before, theirs] = [await gitFolder(), await snapshot(repository.home)];
      await install();
      await commit();
      const folder = `${repository.home}/.githooks`;
      assert.equal(
        await log(),
        `user ${folder}/pre-commit \nuser ${folder}/commit-msg .git/COMMIT_EDITMSG\n`,
      );
      assert.deepEqual(await it_.hooks(), ALL);
      await uninstall();
      assert.deepEqual(await gitFolder(), before);
      const after = await snapshot(path.join(repository.home, '.githooks'));
      assert.deepEqual(
        after,
        Object.fromEntries(['pre-commit', 'commit-msg'].map((n) => [n, theirs[`.githooks/${n}`]])),
      );
    });

    it('set for one work tree alone', async () => {
      await beginIn('hooks here');
      await repository.git('config', 'extensions.worktreeConfig', 'true');
      await repository.git('config', '--worktree', 'core.hooksPath', 'hooks here');
      await install();
      await commit();
      assert.match(await log(), /^user hooks here\/pre-commit/);
      assert.deepEqual(await it_.hooks(), ALL);
      await uninstall();
      assert.equal(await repository.git('config', '--worktree', 'core.hooksPath'), 'hooks here');
      assert.equal((await repository.tryGit(['config', '--local', 'core.hooksPath'])).code, 1);
    });

    it('hooks of other names run, with standard input, and those that matter by being there are there if they were', async () => {
      await beginIn('.githooks', ['commit-msg']);
      await repository.write('.githooks/pre-push', '#!/bin/sh\ncat >>"$LOG"\nexit 4\n', 0o755);
      await repository.write('.githooks/reference-transaction', '#!/bin/sh\nexit 0\n', 0o755);
      await repository.git('config', 'core.hooksPath', '.githooks');
      await install();
      const pushed = await repository.run('.git/lastmile/hooks/pre-push', ['origin'], { input: 'a ref\n' });
      assert.deepEqual([pushed.code, await log()], [4, 'a ref\n']);
      const dispatchers = Object.keys(await snapshot(repository.path('.git/lastmile/hooks')));
      assert.equal(dispatchers.includes('reference-transaction'), true);
      assert.equal(dispatchers.includes('push-to-checkout'), false);
    });

    it('follows the repository to another place when installed again', async () => {
      await beginIn('.githooks');
      await repository.git('config', 'core.hooksPath', '.githooks');
      await install();
      const moved = `${repository.root} moved`;
      await rename(repository.root, moved);
      await mkdir(repository.root);
      await cp(moved, repository.root, { recursive: true });
      await rm(moved, { recursive: true });
      // the path in the configuration is that of the first place again, so it is put back by hand
      await repository.git('config', 'core.hooksPath', `${moved}/.git/lastmile/hooks`);
      assert.equal(await status(), 'displaced none');
      await install();
      await commit();
      assert.deepEqual(await it_.hooks(), ALL);
      assert.match(await log(), /^user .githooks\/pre-commit/);
      await uninstall();
      assert.equal(await repository.git('config', 'core.hooksPath'), '.githooks');
    });

    it('moves to the file when the folder has become private, and back', async () => {
      await beginIn('.githooks');
      await repository.git('config', 'core.hooksPath', '.githooks');
      await install();
      await repository.write('.git/info/exclude', '.githooks\n');
      await install();
      assert.equal(await status(), 'installed file');
      assert.equal(await repository.git('config', 'core.hooksPath'), '.githooks');
      await repository.write('.git/info/exclude', '');
      await repository.git('add', '.githooks/pre-commit');
      await install();
      assert.equal(await status(), 'installed dispatch');
      await uninstall();
      assert.equal(await repository.read('.githooks/commit-msg'), hook);
    });
  });

  describe('kinds of repositories', () => {
    it('linked work trees share the hooks', async () => {
      await begin();
      await repository.commitAll('one');
      const linked = await repository.addWorktree('linked tree');
      const there = await hooked(repository, { at: linked });
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
      await repository.write('.githooks/commit-msg', '#!/bin/sh\nexit 6\n', 0o755);
      await repository.commitAll('one');
      const linked = await repository.addWorktree('linked');
      await repository.git('config', 'core.hooksPath', '.githooks');
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
        const submodule = await repository.addSubmodule(library, 'lib');
        const there = await hooked(repository, { at: submodule });
        await there.installer.install();
        await submodule.commitAll('x');
        assert.deepEqual(await there.hooks(), ALL);
        await repository.commitAll('x');
        assert.deepEqual(await there.hooks(), []);
      } finally {
        await library.dispose();
      }
    });

    it('a shallow clone, and a git folder elsewhere', async () => {
      await begin();
      await repository.commitAll('one');
      await repository.commitAll('two');
      await repository.git(
        'clone',
        '-q',
        '--depth=1',
        `file://${repository.root}`,
        '--separate-git-dir',
        '../apart',
        '../clone',
      );
      const clone = { ...repository, root: repository.path('../clone') };
      const there = await hooked(repository, { at: clone });
      await there.installer.install();
      await repository.tryGit(['commit', '--allow-empty', '-m', 'x'], { cwd: '../clone' });
      assert.deepEqual(await there.hooks(), ALL);
    });

    it('a git folder that cannot be written', async function () {
      await begin();
      const folder = repository.path('.git');
      const before = await gitFolder();
      const asRoot = process.geteuid?.() === 0;
      if (asRoot && (await repository.run('mount', ['--bind', folder, folder])).code !== 0)
        return this.skip();
      try {
        if (asRoot) await repository.run('mount', ['-o', 'remount,ro,bind', folder]);
        else await chmod(folder, 0o555);
        const outcome = await it_.installer.install();
        assert.equal(outcome.kind, 'not-writable');
        assert.ok(outcome.kind === 'not-writable' && outcome.path.startsWith(folder));
        assert.equal(await status(), 'missing none');
      } finally {
        if (asRoot) await repository.run('umount', [folder]);
        else await chmod(folder, 0o755);
      }
      assert.deepEqual(await gitFolder(), before);
    });
  });

  it('says when something has taken its place, and takes it back', async () => {
    await begin();
    await install();
    await repository.write('.git/hooks/commit-msg', '#!/bin/sh\nexit 0\n');
    assert.equal(await status(), 'displaced file, commit-msg none');
    await install();
    assert.equal(await status(), 'installed file');
    await uninstall();
    assert.equal(await repository.read('.git/hooks/commit-msg'), '#!/bin/sh\nexit 0\n');
    assert.equal((await stat(repository.path('.git/hooks/commit-msg'))).mode & 0o777, 0o755);
  });

  it('says when a configuration that it does not touch is in the way', async () => {
    await begin();
    const untouched = await gitFolder();
    repository.env.GIT_CONFIG_COUNT = '1';
    repository.env.GIT_CONFIG_KEY_0 = 'core.hooksPath';
    repository.env.GIT_CONFIG_VALUE_0 = '/elsewhere';
    it_ = await hooked(repository);
    assert.deepEqual(await it_.installer.install(), { kind: 'overridden', hooksPath: '/elsewhere' });
    assert.deepEqual(await gitFolder(), untouched);
  });
});
