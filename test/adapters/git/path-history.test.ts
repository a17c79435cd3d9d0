/** Which commit changed which files, and where the branches are, as git tells it. */

import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { openGit } from '../../../src/adapters/git/git.ts';
import { openPathHistory } from '../../../src/adapters/git/path-history.ts';
import type { BlobChange, PathHistory } from '../../../src/services/retention/ports.ts';
import { createRepository, type Repository } from '../../fixtures/repository.ts';

async function historyOf(repository: Repository): Promise<PathHistory> {
  const opened = await openGit(repository.root, { env: repository.env });
  assert.ok(opened.kind === 'ok');
  return openPathHistory(opened.git, { env: repository.env });
}

describe('the history of paths', () => {
  let repository: Repository;
  let history: PathHistory;
  beforeEach(async () => {
    repository = await createRepository();
    history = await historyOf(repository);
  });
  afterEach(() => repository.dispose());

  const at = (seconds: number) => ({
    GIT_AUTHOR_DATE: `@${seconds} +0000`,
    GIT_COMMITTER_DATE: `@${seconds + 10} +0000`,
  });
  async function commit(message: string, seconds = 1_900_000_000): Promise<string> {
    await repository.git('add', '--all');
    await repository.run('git', ['commit', '-q', '--allow-empty', '-m', message], { env: at(seconds) });
    return repository.oid();
  }
  const commits = async (sinceMs = 0) => history.commits(await history.tips(), sinceMs);
  const blob = (text: string) => repository.git('rev-parse', text);
  const told = ({ path, oldPath, oldOid, newOid }: BlobChange) =>
    [
      path,
      ...(oldPath === path ? [] : [`from ${oldPath}`]),
      oldOid === null ? 'new' : '',
      newOid === null ? 'gone' : '',
    ]
      .filter((word) => word !== '')
      .join(' ');

  describe('commits', () => {
    it('come parents first, with times, author and the whole message', async () => {
      await repository.write('a.txt', 'one\n');
      const first = await commit('Add a\n\nWith a body.\n', 1_900_000_000);
      await repository.write('a.txt', 'two\n');
      const second = await commit('Change a', 1_900_000_100);
      const [one, two, ...others] = await commits();
      assert.deepEqual(others, []);
      assert.deepEqual(
        { ...one, changes: one!.changes.map(told) },
        {
          oid: first,
          parents: [],
          authoredAtMs: 1_900_000_000_000,
          committedAtMs: 1_900_000_010_000,
          author: 'dev@example.com',
          message: 'Add a\n\nWith a body.\n',
          changes: ['a.txt new'],
        },
      );
      assert.deepEqual([two!.oid, two!.parents], [second, [first]]);
      assert.deepEqual(two!.changes, [
        {
          path: 'a.txt',
          oldPath: 'a.txt',
          oldOid: await blob(`${first}:a.txt`),
          newOid: await blob(`${second}:a.txt`),
        },
      ]);
    });

    it('name a file by both names when it was renamed, and one that is gone', async () => {
      await repository.write('a.txt', 'one\ntwo\nthree\n');
      await repository.write('b.txt', 'something else\n');
      await commit('Begin');
      await repository.git('mv', 'a.txt', 'sub name.txt');
      await repository.git('rm', '-q', 'b.txt');
      await commit('Rename');
      const [, renamed] = await commits();
      assert.deepEqual(renamed!.changes.map(told).sort(), ['b.txt gone', 'sub name.txt from a.txt']);
    });

    it('have names of files as they are, whatever is in them', async () => {
      const names = ['tab\there.txt', 'line\nbreak.txt', 'gr\u00fc\u00df.txt', ':0 colon.txt'];
      for (const name of names) await repository.write(name, `${name}\n`);
      await commit('Add');
      const [added] = await commits();
      assert.deepEqual(added!.changes.map(({ path }) => path).sort(), names.toSorted());
    });

    it('leave out links, and what became one is gone', async () => {
      await repository.write('a.txt', 'one\n');
      await commit('Begin');
      await repository.remove('a.txt');
      await symlink('elsewhere', repository.path('a.txt'));
      await symlink('elsewhere', repository.path('link'));
      await commit('Link');
      const [, linked] = await commits();
      assert.deepEqual(linked!.changes.map(told), ['a.txt gone']);
    });

    it('may change nothing', async () => {
      await commit('Nothing');
      assert.deepEqual((await commits())[0]!.changes, []);
    });

    it('are those since a moment', async () => {
      await commit('Old', 1_900_000_000);
      const recent = await commit('Recent', 1_900_000_100);
      assert.deepEqual(
        (await commits(1_900_000_050_000)).map(({ oid }) => oid),
        [recent],
      );
      assert.equal((await commits(0)).length, 2, 'a small number is a time as well');
    });

    it('are by who .mailmap says, in lower case', async () => {
      await repository.write('.mailmap', 'A Developer <Dev@Example.org> <dev@example.com>\n');
      await commit('Begin');
      assert.equal((await commits())[0]!.author, 'dev@example.org');
    });

    it('are none in a repository without any', async () => {
      assert.deepEqual(await commits(), []);
    });
  });

  describe('a merge', () => {
    beforeEach(async () => {
      await repository.write('a.txt', 'one\ntwo\nthree\n');
      await commit('Begin');
      await repository.git('checkout', '-q', '-b', 'topic');
      await repository.write('topic.txt', 'topic\n');
      await repository.write('a.txt', 'one\nby topic\nthree\n');
      await commit('Topic');
      await repository.git('checkout', '-q', 'main');
      await repository.write('a.txt', 'one\nby main\nthree\n');
      await commit('Main');
      await repository.run('git', ['merge', '-q', 'topic']);
      await repository.write('a.txt', 'one\nby both\nthree\n');
      await commit('Merge');
    });
    const merge = async () => (await commits()).find(({ parents }) => parents.length === 2)!;

    it('changed what differs from every parent, once for each', async () => {
      const { changes, parents } = await merge();
      assert.deepEqual(changes.map(told), ['a.txt', 'a.txt']);
      assert.deepEqual(
        changes.map(({ oldOid }) => oldOid),
        await Promise.all(parents.map((parent) => blob(`${parent}:a.txt`))),
      );
    });

    it('is also told of against its first parent', async () => {
      const found = await merge();
      const changes = await history.mergeChanges([found]);
      assert.deepEqual([...changes.keys()], [found.oid]);
      assert.deepEqual(changes.get(found.oid)!.map(told), ['a.txt', 'topic.txt new']);
    });

    it('is not asked about when there is none', async () => {
      assert.deepEqual(await history.mergeChanges([]), new Map());
    });
  });

  describe('the tips', () => {
    it('are none without commits', async () => {
      assert.deepEqual(await history.tips(), { all: [], default: [] });
    });

    it('are the branches; the default one is that of a usual name', async () => {
      const main = await commit('Begin');
      await repository.git('checkout', '-q', '-b', 'topic');
      const topic = await commit('Topic', 1_900_000_100);
      assert.deepEqual(await history.tips(), { all: [main, topic].sort(), default: [main] });
    });

    it('are a single branch, whatever it is called', async () => {
      const oid = await commit('Begin');
      await repository.git('branch', '-m', 'development');
      assert.deepEqual(await history.tips(), { all: [oid], default: [oid] });
    });

    it('have no default where there is no telling', async () => {
      const one = await commit('Begin');
      await repository.git('branch', '-m', 'one');
      await repository.git('branch', 'two');
      assert.deepEqual(await history.tips(), { all: [one], default: [] });
    });

    it('have HEAD among them where it is on no branch', async () => {
      const main = await commit('Begin');
      await repository.git('checkout', '-q', '--detach');
      const detached = await commit('Detached', 1_900_000_100);
      assert.deepEqual(await history.tips(), { all: [main, detached].sort(), default: [main] });
    });

    it('have the default branch of the remote, here and as it was last fetched', async () => {
      const fetched = await commit('Begin');
      await repository.git('update-ref', 'refs/remotes/origin/trunk', fetched);
      await repository.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
      await repository.git('branch', 'trunk');
      const main = await commit('Not the default', 1_900_000_100);
      await repository.git('checkout', '-q', 'trunk');
      const trunk = await commit('Ahead', 1_900_000_200);
      assert.deepEqual(await history.tips(), {
        all: [main, trunk, fetched].sort(),
        default: [trunk, fetched],
      });
    });
  });

  it('knows the addresses that the user commits with', async () => {
    await repository.git('config', 'user.email', 'Somebody@Example.com');
    await repository.git('config', 'author.email', 'author@example.com');
    assert.deepEqual([...(await history.ownAddresses())].sort(), [
      'author@example.com',
      'dev@example.com',
      'somebody@example.com',
    ]);
  });
});
