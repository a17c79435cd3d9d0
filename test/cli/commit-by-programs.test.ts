/** Commits by programs that do not call `git commit`, but Git's hooks and plumbing, as `git gui` does; and by hooks. */

import assert from 'node:assert/strict';
import { createRepository } from '../fixtures/repository.ts';
import { allAi, commitWith, prepend, stage } from './committing.ts';
import { createProject, type Project } from './program.ts';

describe('a commit by a program that calls the hooks itself', () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject();
  });
  afterEach(() => project.dispose());

  async function hook(name: string, ...args: string[]): Promise<void> {
    const { code, stderr } = await project.run('sh', [`.git/hooks/${name}`, ...args]);
    assert.equal(code, 0);
    assert.equal(stderr, '');
  }

  const MESSAGE = '.git/GITGUI_EDITMSG';

  /** When its window opens. */
  async function open(): Promise<void> {
    await project.write('.git/PREPARE_COMMIT_MSG', '');
    await hook('prepare-commit-msg', '.git/PREPARE_COMMIT_MSG');
    assert.equal(await project.read('.git/PREPARE_COMMIT_MSG'), '');
  }

  async function commit(message: string, ...parents: string[]): Promise<void> {
    await project.write(MESSAGE, message);
    await hook('commit-msg', MESSAGE);
    const given = parents.flatMap((parent) => ['-p', parent]);
    const tree = await project.git('write-tree');
    await project.git('update-ref', 'HEAD', await project.git('commit-tree', tree, '-F', MESSAGE, ...given));
    await hook('post-commit');
  }

  it('has the trailers of what was staged in the end', async () => {
    await open();
    await stage(project);
    await commit('Add a\n', 'HEAD');
    assert.deepEqual(await project.trailers(), allAi(2));
    assert.match(await project.git('notes', '--ref=ai', 'show'), /^a\.txt$/m);
  });

  it('has none of what was staged in the beginning alone', async () => {
    await stage(project);
    await open();
    await project.git('rm', '-q', '--cached', 'a.txt');
    await project.other('b.txt', 'from somewhere');
    await project.git('add', 'b.txt');
    await commit('Add b\n', 'HEAD');
    assert.deepEqual(await project.trailers(), []);
  });

  it('that it amends keeps the trailers of all of it', async () => {
    await stage(project);
    await commit('Add a\n', 'HEAD');
    await commit(await project.git('log', '-1', '--format=%B'), 'HEAD~1');
    assert.deepEqual(await project.trailers(), allAi(2));
    await project.ai('a.txt', 'third line of the tool');
    await project.git('add', 'a.txt');
    await commit('Another message\n', 'HEAD~1');
    assert.deepEqual(await project.trailers(), allAi(3));
  });

  it('stays without a message when it has none', async () => {
    await stage(project);
    await project.write(MESSAGE, '');
    await hook('commit-msg', MESSAGE);
    assert.equal(await project.read(MESSAGE), '');
  });
});

describe('a commit that a hook has pushed already', () => {
  it('is not made anew for its trailers', async () => {
    const project = await createProject({ hooks: false });
    const remote = await createRepository({ bare: true });
    try {
      await project.git('remote', 'add', 'origin', remote.root);
      await project.write('.git/hooks/post-commit', '#!/bin/sh\ngit push -q origin HEAD\n', 0o755);
      assert.equal((await project.lastmile(['hooks', 'install'])).code, 0);
      await stage(project);
      await commitWith(project, prepend('Add a\n'), '--no-verify');
      assert.equal(await project.oid(), await remote.oid('main'));
    } finally {
      await project.dispose();
      await remote.dispose();
    }
  });
});
