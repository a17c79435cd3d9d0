/** What the shell asks git for a hook is what the hook would have been told, for any staged change. */

import assert from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import { type Answers, parseAnswers, readAll } from '../../../src/adapters/git/answers.ts';
import { openGit } from '../../../src/adapters/git/git.ts';
import { ANSWERS_FUNCTION } from '../../../src/adapters/git/hooks/questions.ts';
import type { Git } from '../../../src/services/ports.ts';
import { createRepository, type Repository } from '../../fixtures/repository.ts';

const UNUSUAL = ['a "quoted" name', 'tab\there', 'line\nbreak', 'é日本', '-dash', ' blank ', 'back\\slash'];

describe('answers', () => {
  let repository: Repository;
  afterEach(() => repository.dispose());

  /** Everything that `answers` prints in the repository. */
  async function printed(from = repository, env = {}): Promise<Buffer> {
    const file = `${repository.home}/answers`;
    const script = `${ANSWERS_FUNCTION}\nanswers >'${file}'`;
    await from.run('sh', ['-c', script], { env });
    const descriptor = openSync(file, 'r');
    const output = await readAll(descriptor);
    closeSync(descriptor);
    assert.ok(output);
    return output;
  }

  async function gits({ root, env }: Repository, answers: Answers): Promise<{ told: Git; asking: Git }> {
    const [told, asking] = [await openGit(root, { env, answers }), await openGit(root, { env })];
    if (told.kind !== 'ok' || asking.kind !== 'ok') throw new Error(`${told.kind} ${asking.kind}`);
    return { told: told.git, asking: asking.git };
  }

  /** Holds every answer to what git says when it is asked alone. */
  async function agree(from = repository, env = {}): Promise<void> {
    const answers = parseAnswers(await printed(from, env), from.root);
    assert.ok(answers);
    const { told, asking } = await gits(from, answers);
    const places = ({ worktree, gitDir, commonDir }: Git) => ({ worktree, gitDir, commonDir });
    assert.deepEqual(places(told), places(asking));
    const head = await asking.resolve('HEAD');
    assert.equal(await told.resolve('HEAD'), head);
    assert.deepEqual(await told.config(['']), await asking.config(['']));
    const diffs = await asking.diff(head, 'index');
    assert.deepEqual(await told.diff(head, 'index'), diffs);
    assert.deepEqual(answers.staged, diffs);
    const oids = diffs.flatMap(({ newOid, oldOid }) => [newOid ?? [], oldOid ?? []].flat());
    assert.deepEqual(await told.blobs(oids), await asking.blobs(oids));
    const paths = [...diffs.map(({ path }) => path), 'not staged.gen'];
    assert.deepEqual(await told.generated(paths), await asking.generated(paths));
    // What has to be read anyway was among the answers.
    const texts = diffs.filter(({ newOid, special }) => newOid && !special);
    for (const { newOid } of texts) assert.ok(answers.blobs.has(newOid!));
    for (const { path, status } of diffs)
      if (status !== 'deleted') assert.ok(answers.generated.has(path), path);
  }

  async function begun(): Promise<void> {
    repository = await createRepository();
    await repository.write('.gitattributes', '*.gen linguist-generated\n*.odd linguist-generated=\n');
    for (const name of ['kept', 'changed', 'gone', 'moved', 'x.gen', ...UNUSUAL])
      await repository.write(name, `first line of ${name}\nsecond line\nthird line\nfourth line\n`);
    await repository.commitAll('Begin');
  }

  it('of changes of every kind, under names of every kind', async () => {
    await begun();
    for (const name of ['changed', 'x.gen', ...UNUSUAL]) await repository.append(name, 'more\n');
    await repository.remove('gone');
    await repository.git('mv', 'moved', 'moved here');
    await repository.write('binary', Buffer.from([0, 1, 2, 0, 255]));
    await repository.write('new.gen', 'generated\n');
    await repository.write('new.odd', 'odd\n');
    await repository.write('empty', '');
    await repository.write('kept', 'first line of kept\nsecond line\nthird line\nfourth line\n', 0o755);
    await repository.write('without end', 'no line break\n\0end');
    await repository.git('add', '--all');
    await repository.write('intended', 'to be added\n');
    await repository.git('add', '--intent-to-add', 'intended');
    await repository.append('changed', 'not staged\n');
    await agree();
  });

  it('of nothing staged', async () => {
    await begun();
    await agree();
  });

  it('in a linked work tree, and of a submodule', async () => {
    await begun();
    const library = await createRepository();
    try {
      await library.commitAll('one');
      const linked = await repository.addWorktree('linked');
      await linked.append('changed', 'more\n');
      await linked.git('add', '--all');
      await agree(linked);
      await repository.addSubmodule(library, 'lib');
      await repository.git('-C', 'lib', 'commit', '--quiet', '--allow-empty', '-m', 'two');
      await repository.git('add', 'lib');
      await agree();
    } finally {
      await library.dispose();
    }
  });

  it('whatever the environment and the configuration make git print elsewhere', async () => {
    await begun();
    await repository.append('changed', 'more\n');
    await repository.append('é日本', 'more\n');
    await repository.git('add', '--all');
    for (const [key, value] of [
      ['diff.noprefix', 'true'],
      ['diff.mnemonicPrefix', 'true'],
      ['color.ui', 'always'],
      ['core.quotePath', 'false'],
      ['diff.external', 'false'],
    ] as const)
      await repository.git('config', key, value);
    await agree(repository, { GIT_DIFF_OPTS: '--unified=3', GIT_EXTERNAL_DIFF: 'false', GIT_TRACE: '1' });
  });

  it('are none in a repository without a commit, and none in a folder with a line break', async () => {
    repository = await createRepository();
    await repository.write('a', 'a\n');
    await repository.git('add', 'a');
    assert.equal(parseAnswers(await printed(), repository.root), null);
    await repository.dispose();
    repository = await createRepository({ name: 'line\nbreak' });
    await repository.commitAll('Begin');
    assert.equal(parseAnswers(await printed(), repository.root), null);
  });

  it('are all or none: of any part of them there is nothing to be had', async () => {
    await begun();
    await repository.append('changed', 'more\n');
    await repository.git('add', '--all');
    const output = await printed();
    assert.ok(parseAnswers(output, repository.root));
    for (let length = 0; length < output.length; length++)
      assert.equal(parseAnswers(output.subarray(0, length), repository.root), null, `${length} bytes`);
  });
});
