/** Beside the hook managers that people use: the real packages, and commits that run both. */

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type Hooked, hooked, snapshot, told } from '../../fixtures/hooked.ts';
import { createRepository, type Repository } from '../../fixtures/repository.ts';
import { debianProgram, npmPackage, type Tool } from '../../fixtures/tools.ts';

const ALL = ['prepare-commit-msg', 'commit-msg', 'post-commit'];

describe('hook managers', function () {
  this.timeout(300_000);
  let repository: Repository;
  let it_: Hooked;

  beforeEach(async () => {
    repository = await createRepository();
    it_ = await hooked(repository);
  });
  afterEach(() => repository.dispose());

  const need = <T>(test: Mocha.Context, tool: Tool<T>): T => {
    if ('found' in tool) return tool.found;
    console.log(`      skipped: ${tool.missing}`);
    test.skip();
    throw new Error('not reached');
  };
  const status = async () => told(await it_.installer.status());
  const install = async () => {
    assert.equal((await it_.installer.install()).kind, 'installed');
    assert.equal(await status(), 'installed file');
  };
  /** what a commit ends with, which of the user's hooks ran, and which of ours */
  const commit = async (message = 'message') => {
    const { code, stderr } = await repository.tryGit(['commit', '-q', '--allow-empty', '-m', message]);
    const log = await repository.read('.git/log').catch(() => '');
    await repository.write('.git/log', '');
    return { code, stderr, theirs: log.split('\n').slice(0, -1), ours: await it_.hooks() };
  };
  const both = { code: 0, stderr: '', theirs: ['commit-msg'], ours: ALL };
  const refused = { code: 1, theirs: ['commit-msg'], ours: ['prepare-commit-msg'] };

  it('husky', async () => {
    const husky = path.resolve('node_modules/husky/bin.js');
    const setUp = async () => {
      const { code, stderr, stdout } = await repository.run(process.execPath, [husky]);
      assert.deepEqual([code, stderr + stdout], [0, '']);
    };
    await setUp();
    await repository.write('.husky/commit-msg', 'echo commit-msg >>.git/log\n! grep -q bad "$1"\n');
    await repository.git('add', '.husky');
    const before = await snapshot(repository.path('.husky'));

    await install();
    assert.equal(await repository.git('config', 'core.hooksPath'), '.husky/_');
    assert.equal(await repository.git('status', '--porcelain'), 'A  .husky/commit-msg');
    assert.deepEqual(await commit(), both);
    const { stderr, ...failed } = await commit('bad');
    assert.deepEqual(failed, refused);
    assert.match(stderr, /husky - commit-msg script failed \(code 1\)/);

    await setUp(); // as every `npm install` does
    assert.equal(await status(), 'displaced none');
    await install();
    assert.deepEqual(await commit(), both);
    await it_.installer.uninstall();
    assert.deepEqual(await snapshot(repository.path('.husky')), before);
    assert.deepEqual(await commit(), { ...both, ours: [] });
  });

  it('lefthook', async function () {
    const modules = need(this, await npmPackage('lefthook'));
    const platform = (await readdir(modules)).find((name) => name.startsWith('lefthook-'));
    const lefthook = path.join(
      modules,
      platform ?? '',
      'bin',
      process.platform === 'win32' ? 'lefthook.exe' : 'lefthook',
    );
    const setUp = () => repository.run(lefthook, ['install', '-f']);
    repository.env.PATH = `${path.dirname(lefthook)}:${repository.env.PATH}`;
    repository.env.LEFTHOOK_QUIET =
      'meta,success,summary,empty_summary,execution,execution_out,execution_info,skips';
    await repository.write(
      'lefthook.yml',
      [
        'commit-msg:',
        '  commands:',
        '    check:',
        '      run: echo commit-msg >>.git/log && ! grep -q bad {1}',
        '',
      ].join('\n'),
    );
    const { code, stderr } = await setUp();
    assert.equal(code, 0, stderr);
    const before = await snapshot(repository.path('.git/hooks'));

    await install();
    assert.deepEqual({ ...(await commit()), stderr: '' }, both);
    const { stderr: _, ...failed } = await commit('bad');
    assert.deepEqual(failed, refused);

    await setUp();
    if ((await status()) !== 'installed file') await install();
    assert.deepEqual({ ...(await commit()), stderr: '' }, both);
    await it_.installer.uninstall();
    assert.deepEqual(await snapshot(repository.path('.git/hooks')), before);
    assert.deepEqual({ ...(await commit()), stderr: '' }, { ...both, ours: [] });
  });

  for (const order of ['before', 'after'])
    it(`pre-commit, installed ${order} ours`, async function () {
      const preCommit = need(this, await debianProgram('pre-commit'));
      repository.env.PRE_COMMIT_HOME = path.join(repository.home, 'pre-commit');
      const setUp = async () => {
        const { code, stdout, stderr } = await repository.run(preCommit, ['install', '-t', 'commit-msg']);
        assert.equal(code, 0, stdout + stderr);
      };
      await repository.write(
        '.pre-commit-config.yaml',
        [
          'repos:',
          '- repo: local',
          '  hooks:',
          '  - id: check',
          '    name: check',
          '    language: system',
          '    stages: [commit-msg]',
          '    verbose: false',
          `    entry: sh -c 'echo commit-msg >>.git/log; ! grep -q bad "$1"' check`,
          '',
        ].join('\n'),
      );
      await repository.commitAll('one');
      const before = await snapshot(repository.path('.git/hooks'));
      if (order === 'before') await setUp();
      const withTheirs = await snapshot(repository.path('.git/hooks'));
      await install();
      if (order === 'after') {
        await setUp(); // keeps our file as commit-msg.legacy
        assert.equal(await status(), 'displaced file, commit-msg none');
        await install();
      }
      assert.deepEqual({ ...(await commit()), stderr: '' }, both);
      const { stderr: _, ...failed } = await commit('bad');
      assert.deepEqual(failed, refused);

      await setUp();
      if ((await status()) !== 'installed file') await install();
      assert.deepEqual({ ...(await commit()), stderr: '' }, both);

      await it_.installer.uninstall();
      if (order === 'before') assert.deepEqual(await snapshot(repository.path('.git/hooks')), withTheirs);
      assert.deepEqual({ ...(await commit()), stderr: '' }, { ...both, ours: [] });
      await repository.run(preCommit, ['uninstall', '-t', 'commit-msg']);
      assert.deepEqual(await snapshot(repository.path('.git/hooks')), before);
    });
});
