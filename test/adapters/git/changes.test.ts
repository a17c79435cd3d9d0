import assert from 'node:assert/strict';
import { openGit } from '../../../src/adapters/git/git.ts';
import type { Git } from '../../../src/services/ports.ts';
import { prefetched } from '../../../src/services/prefetch.ts';
import { createRepository, type Repository } from '../../fixtures/repository.ts';

describe('changes of many commits at once', () => {
  let repository: Repository;
  let git: Git;
  let commits: string[];
  let merge: string;

  before(async function () {
    this.timeout(30_000);
    repository = await createRepository();
    commits = [];
    const commit = async (message: string) => commits.push(await repository.commitAll(message));
    await repository.write('a.ts', 'one\ntwo\n');
    await repository.write('old name.ts', 'a\nb\nc\nd\ne\n');
    await commit('first\n\nwith a body, “quotes” and\ttabs');
    await commit('nothing changed');
    await repository.write('a.ts', 'one\nzero\n+++ two\n');
    await repository.git('mv', 'old name.ts', 'new\tname é.ts');
    await commit('rename');
    await repository.write('binary', Buffer.from([0, 1, 2, 0, 255]));
    await repository.write('no end', 'without a line break');
    await commit('binary');
    await repository.remove('a.ts');
    await commit('diff --git a/x b/x\n\n:100644 100644 a message like a diff');
    await repository.git('checkout', '-q', '-b', 'side', 'HEAD^');
    await repository.write('side.ts', 'side\n');
    await commit('side');
    await repository.git('merge', '-q', '--no-edit', 'main');
    merge = await repository.oid();
    await repository.git('config', 'diff.noprefix', 'true');
    await repository.git('config', 'log.showRoot', 'false');
    const opened = await openGit(repository.root, { env: repository.env });
    assert.ok(opened.kind === 'ok');
    git = opened.git;
  });
  after(() => repository.dispose());

  it('are those of each alone, merges left out', async () => {
    const changes = await git.changes([...commits, merge]);
    assert.deepEqual(
      changes.map(({ commit }) => commit.oid),
      commits,
    );
    for (const { commit, diffs } of changes) {
      assert.deepEqual(commit, await git.commit(commit.oid));
      assert.deepEqual(diffs, await git.diff(commit.parents[0] ?? null, { commit: commit.oid }));
    }
  });

  it('prefetched, answer as git does', async () => {
    const from = await prefetched(git, [...commits, merge]);
    for (const oid of [...commits, merge]) {
      const { parents } = await from.commit(oid);
      const diffs = await from.diff(parents[0] ?? null, { commit: oid });
      assert.deepEqual(diffs, await git.diff(parents[0] ?? null, { commit: oid }));
      const oids = diffs.flatMap(({ oldOid, newOid }) => [oldOid ?? [], newOid ?? []].flat());
      assert.deepEqual(await from.blobs(oids), await git.blobs(oids));
    }
  });

  it('of no commits are none', async () => {
    assert.deepEqual(await git.changes([]), []);
  });
});
