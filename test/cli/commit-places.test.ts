/** Commits in linked work trees, submodules, subfolders and shallow clones. */

import assert from 'node:assert/strict';
import { createRepository, repositoryAt } from '../fixtures/repository.ts';
import { allAi, commitWith, prepend, stage, stageMore } from './committing.ts';
import { createProject, type Project, projectOf } from './program.ts';

describe('a commit in another place', () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject();
  });
  afterEach(() => project.dispose());

  it('a linked work tree shares hooks and ledger', async () => {
    const linked = projectOf(await project.addWorktree('linked tree'));
    await stage(linked);
    await linked.git('commit', '-q', '-m', 'Add a');
    assert.deepEqual(await linked.trailers(), allAi(2));
    await linked.ai('a.txt', 'one more');
    await commitWith(linked, prepend('More\n'), '-a', '--no-verify');
    assert.deepEqual(await linked.trailers(), allAi(1));
  });

  it('a submodule is a repository of its own', async () => {
    const source = await createRepository();
    try {
      await source.write('b.txt', 'b\n');
      await source.commitAll('Begin');
      const module = projectOf(await project.addSubmodule(source, 'module'));
      assert.equal((await module.lastmile(['hooks', 'install'])).code, 0);
      await stage(module);
      await module.git('commit', '-q', '-m', 'Add a');
      assert.deepEqual(await module.trailers(), allAi(2));
      await project.git('add', 'module');
      await project.git('commit', '-q', '-m', 'Take it');
      assert.deepEqual(await project.trailers(), []);
    } finally {
      await source.dispose();
    }
  });

  it('a subfolder', async () => {
    await stage(project, 'sub/dir/a.txt');
    await project.tryGit(['commit', '-q', '-m', 'Add a'], { cwd: 'sub/dir' });
    assert.deepEqual(await project.trailers(), allAi(2));
  });

  it('a shallow clone', async () => {
    await stageMore(project);
    await project.git('commit', '-q', '-m', 'More');
    const clone = `${project.root}-clone`;
    await project.git('clone', '-q', '--depth', '1', `file://${project.root}`, clone);
    const shallow = projectOf({ ...project, ...at(project, clone) });
    assert.equal((await shallow.lastmile(['hooks', 'install'])).code, 0);
    await shallow.ai('a.txt', 'in the clone');
    await shallow.git('commit', '-q', '-a', '-m', 'In the clone');
    assert.deepEqual(await shallow.trailers(), allAi(1));
  });
});

/** Another folder in the same environment. */
function at(project: Project, root: string) {
  return repositoryAt(root, project.home, project.env, 'git', async () => {});
}
