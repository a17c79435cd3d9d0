/** What a repository tells of earlier work, from real commits. */

import * as assert from 'node:assert/strict';
import { openGit } from '../../../src/adapters/git/git.ts';
import { readRepositoryHistory } from '../../../src/services/pull-requests/repository-history.ts';
import { createRepository, type Repository } from '../../fixtures/repository.ts';

describe('the history of a repository', () => {
  let repository: Repository;
  const read = async () => {
    const opened = await openGit(repository.root, { env: repository.env });
    assert.ok(opened.kind === 'ok');
    return readRepositoryHistory(opened.git);
  };
  const lines = (count: number) => 'line\n'.repeat(count);
  const commitAs = async (email: string, message: string) => {
    repository.env.GIT_AUTHOR_EMAIL = email;
    await repository.commitAll(message);
  };

  before(async () => {
    repository = await createRepository();
  });
  after(() => repository.dispose());

  it('is nothing before the first commit', async () => {
    const { changedLines, hasChanged } = await read();
    assert.deepEqual([changedLines, hasChanged('dana', 'a.ts')], [[], null]);
  });

  it('has the sizes of squashed pull requests, and leaves other commits out', async () => {
    await repository.write('a.ts', lines(10));
    await commitAs('dev@example.com', 'Begin (#1)');
    await repository.write('b.ts', lines(4));
    await commitAs('7+Dana@users.noreply.github.com', 'Add b (#2)');
    await repository.write('c.ts', lines(70));
    await commitAs('dana@users.noreply.github.com', 'Mention (#2) in the middle');
    assert.deepEqual((await read()).changedLines, [4, 10]);
  });

  it('knows what an account has changed by its no-reply address, and of others nothing', async () => {
    const { hasChanged } = await read();
    assert.deepEqual(
      [hasChanged('dana', 'b.ts'), hasChanged('DANA', 'c.ts'), hasChanged('dana', 'a.ts')],
      [true, true, false],
    );
    assert.equal(hasChanged('alice', 'a.ts'), null);
  });
});
