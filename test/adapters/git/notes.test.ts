import assert from 'node:assert/strict';
import { openGit } from '../../../src/adapters/git/git.ts';
import type { Git } from '../../../src/services/ports.ts';
import { createRepository, type Repository } from '../../fixtures/repository.ts';

describe('git notes', () => {
  let repository: Repository;
  let git: Git;
  let first: string;
  let second: string;

  beforeEach(async () => {
    repository = await createRepository();
    first = await repository.commitAll('first');
    second = await repository.commitAll('second');
    const opened = await openGit(repository.root, { env: repository.env });
    assert.ok(opened.kind === 'ok');
    git = opened.git;
  });
  afterEach(() => repository.dispose());

  it('are none where nobody wrote any', async () => {
    assert.deepEqual(await git.notes([first, second]), new Map());
  });

  it('are read back as written, and by git itself', async () => {
    const text = 'src/é.ts\n  s_1::t_1 1-2\n---\n{ "a": "💡" }\n';
    await git.writeNotes(new Map([[first, text]]));
    assert.equal((await git.notes([first, second])).get(first)?.trimEnd(), text.trimEnd());
    assert.equal(await repository.git('notes', '--ref', 'ai', 'show', first), text.trimEnd());
    assert.equal((await git.notes([second])).size, 0);
  });

  it('are replaced and taken off, those of other commits left as they are', async () => {
    await git.writeNotes(
      new Map([
        [first, 'one'],
        [second, 'two'],
      ]),
    );
    await git.writeNotes(new Map<string, string | null>([[first, 'three']]));
    await git.writeNotes(new Map<string, string | null>([[second, null]]));
    assert.deepEqual(
      [...(await git.notes([first, second]))].map(([oid, text]) => [oid, text.trim()]),
      [[first, 'three']],
    );
    assert.equal(await repository.git('rev-list', '--count', 'refs/notes/ai'), '3');
  });

  it('of many commits are one commit of the ref', async () => {
    const commits = [first, second];
    for (let i = 0; i < 30; i++) commits.push(await repository.commitAll(`commit ${i}`));
    await git.writeNotes(new Map(commits.map((commit) => [commit, `note of ${commit}`])));
    assert.equal((await git.notes(commits)).size, commits.length);
    assert.equal(await repository.git('rev-list', '--count', 'refs/notes/ai'), '1');
  });

  it('written by several processes at once are all there', async () => {
    const commits = await Promise.all(
      Array.from({ length: 4 }, (_, i) => repository.git('commit-tree', '-m', `${i}`, 'HEAD^{tree}')),
    );
    await Promise.all(commits.map((commit) => git.writeNotes(new Map([[commit, `note of ${commit}`]]))));
    assert.equal((await git.notes(commits)).size, commits.length);
  });
});
