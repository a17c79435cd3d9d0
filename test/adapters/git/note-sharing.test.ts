import assert from 'node:assert/strict';
import { openGit } from '../../../src/adapters/git/git.ts';
import { createNoteSharing } from '../../../src/adapters/git/note-sharing.ts';
import { linesOfNote } from '../../../src/domain/note-lines.ts';
import { combineNotes } from '../../../src/domain/note-union.ts';
import { parseNote } from '../../../src/domain/notes.ts';
import { createRepository, type Repository, repositoryAt } from '../../fixtures/repository.ts';

const note = (session: string, ...lines: number[]) => `a.ts
  s_${session}::t_1 ${lines.join(',')}
---
${JSON.stringify({
  schema_version: 'authorship/3.0.0',
  base_commit_sha: '',
  prompts: {},
  sessions: { [`s_${session}`]: { agent_id: { tool: 'codex', id: session, model: 'gpt' } } },
})}
`;

describe('sharing notes between two clones', function () {
  this.timeout(60_000);
  let remote: Repository;
  let clones: Repository[];
  let commits: string[];

  const sharingOf = (clone: Repository) =>
    createNoteSharing({ program: 'git', cwd: clone.root, env: clone.env }, combineNotes);
  const gitOf = async (clone: Repository) => {
    const opened = await openGit(clone.root, { env: clone.env });
    assert.ok(opened.kind === 'ok');
    return opened.git;
  };
  const annotate = async (clone: Repository, commit: string, text: string) =>
    (await gitOf(clone)).writeNotes(new Map([[commit, text]]));
  const textOf = async (clone: Repository, commit: string) =>
    (await (await gitOf(clone)).notes([commit])).get(commit);

  beforeEach(async () => {
    remote = await createRepository({ bare: true });
    const seed = await createRepository({ name: 'seed' });
    commits = [await seed.commitAll('one'), await seed.commitAll('two')];
    await seed.git('push', '-q', remote.root, 'main');
    await seed.dispose();
    clones = [];
    for (const name of ['first', 'second']) {
      await remote.git('clone', '-q', remote.root, `../${name}`);
      clones.push(repositoryAt(remote.path(`../${name}`), remote.home, remote.env, 'git', async () => {}));
      await sharingOf(clones.at(-1)!).turnOn('origin');
    }
  });
  afterEach(() => remote.dispose());

  it('a plain fetch works before anybody has pushed notes', async () => {
    await clones[0]!.git('fetch', '-q');
    assert.equal(await sharingOf(clones[0]!).push('origin'), false);
  });

  it('what one pushes, a plain fetch brings to the other', async () => {
    await annotate(clones[0]!, commits[0]!, note('a', 1));
    assert.equal(await sharingOf(clones[0]!).push('origin'), true);
    await clones[1]!.git('fetch', '-q');
    assert.equal((await textOf(clones[1]!, commits[0]!))?.trim(), note('a', 1).trim());
  });

  it('both annotate: nothing of either is lost, on either side', async () => {
    const [first, second] = clones as [Repository, Repository];
    await annotate(first, commits[0]!, note('a', 1, 2));
    await annotate(second, commits[0]!, note('b', 2, 3));
    await annotate(second, commits[1]!, note('b', 1));
    await sharingOf(first).push('origin');
    await sharingOf(second).push('origin');
    await sharingOf(first).pull('origin');
    for (const clone of clones) {
      const united = parseNote((await textOf(clone, commits[0]!))!);
      assert.deepEqual(Object.keys(united!.metadata.sessions!).sort(), ['s_a', 's_b']);
      assert.deepEqual([...linesOfNote(united!, 'a.ts').keys()].sort(), [1, 2, 3]);
      assert.ok(await textOf(clone, commits[1]!));
    }
    assert.equal(await textOf(first, commits[0]!), await textOf(second, commits[0]!));
  });

  it('pushes at the same time all arrive', async () => {
    for (let round = 0; round < 3; round++) {
      await Promise.all(
        clones.map(async (clone, who) => {
          const commit = await clone.git('commit-tree', '-m', `${round} ${who}`, 'HEAD^{tree}');
          await annotate(clone, commit, note(`r${round}w${who}`, 1));
          await sharingOf(clone).push('origin');
        }),
      );
    }
    const listed = await remote.git('notes', '--ref', 'ai', 'list');
    assert.equal(listed.split('\n').length, 6);
  });

  it('reads what a fetch has brought of the notes, by any name of the remote, and nothing beside', async () => {
    const [first, second] = clones as [Repository, Repository];
    await annotate(first, commits[0]!, note('a', 1));
    await first.git('notes', '--ref=ai-other', 'add', '-m', note('b', 1), commits[1]!);
    await first.git('push', '-q', 'origin', 'refs/notes/*:refs/notes/*');
    await second.git('remote', 'rename', 'origin', 'team/origin');
    await sharingOf(second).turnOn('team/origin');
    await second.git('fetch', '-q', 'team/origin');
    assert.equal((await textOf(second, commits[0]!))?.trim(), note('a', 1).trim());
    assert.equal(await textOf(second, commits[1]!), undefined);
  });

  it('leaves what was fetched last to be merged, and submodules alone', async () => {
    const [first] = clones as [Repository];
    await first.git('config', 'push.recurseSubmodules', 'only');
    await first.git('fetch', '-q', 'origin', 'main');
    const fetched = await first.read('.git/FETCH_HEAD');
    await annotate(first, commits[0]!, note('a', 1));
    assert.equal(await sharingOf(first).push('origin'), true);
    assert.equal(await first.read('.git/FETCH_HEAD'), fetched);
    assert.equal(await remote.oid('refs/notes/ai'), await first.oid('refs/notes/ai'));
  });

  it('shares with a git that knows fewer options', async function () {
    if (process.platform === 'win32') return this.skip();
    const [first] = clones as [Repository];
    const old = `case " $* " in *' --no-write-fetch-head '*) exit 129 ;; esac\nexec git "$@"\n`;
    await first.write('../old-git', `#!/bin/sh\n${old}`, 0o755);
    await annotate(first, commits[0]!, note('a', 1));
    const runner = { program: first.path('../old-git'), cwd: first.root, env: first.env };
    assert.equal(await createNoteSharing(runner, combineNotes).push('origin'), true);
  });

  it('fails without harm where the remote is gone', async () => {
    await annotate(clones[0]!, commits[0]!, note('a', 1));
    await clones[0]!.git('remote', 'set-url', 'origin', clones[0]!.path('../nowhere'));
    await assert.rejects(sharingOf(clones[0]!).push('origin'), { name: 'GitError' });
    assert.ok(await textOf(clones[0]!, commits[0]!));
  });

  it('off leaves the configuration as it was', async () => {
    const fresh = repositoryAt(remote.path('../third'), remote.home, remote.env, 'git', async () => {});
    await remote.git('clone', '-q', remote.root, '../third');
    const before = await fresh.git('config', '--local', '--list');
    await sharingOf(fresh).turnOn('origin');
    assert.deepEqual(await sharingOf(fresh).remotes(), ['origin']);
    await sharingOf(fresh).turnOn('origin');
    await sharingOf(fresh).turnOff('origin');
    assert.equal(await fresh.git('config', '--local', '--list'), before);
  });
});
