/** `forget`: what it deletes, what it leaves, and that nothing of it comes back. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { link, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Contribution } from '../../src/domain/contribution.ts';
import { createProject, type Project } from './program.ts';

describe('forget', () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject({ hooks: false });
    await project.ai('a.txt', 'one');
    await project.write('.git/lastmile/settings.json', '{"always":true}');
  });
  afterEach(() => project.dispose());

  it('deletes the ledger', async () => {
    const { code, stdout } = await project.lastmile(['forget']);
    assert.equal(code, 0);
    assert.match(stdout, /^Deleted /);
    assert.equal(existsSync(project.path('.git/lastmile/ledger.db')), false);
    assert.equal(existsSync(project.path('.git/lastmile/settings.json')), true);
    assert.equal((await project.json<Contribution>('stats', '--worktree')).added.unknown, 1);
  });

  it('--all deletes everything that is kept', async () => {
    assert.equal((await project.lastmile(['forget', '--all', '--yes'])).code, 0);
    assert.deepEqual(await readdir(project.path('.git/lastmile')), ['sessions-since.json']);
    assert.match((await project.lastmile(['forget', '--all'])).stdout, /nothing recorded/);
  });

  it('--all leaves what others keep where the folder is a link to', async function () {
    if (process.platform === 'win32') return this.skip(); // not everybody may make links
    const elsewhere = path.join(project.home, 'elsewhere');
    await rename(project.path('.git/lastmile'), elsewhere);
    await symlink(elsewhere, project.path('.git/lastmile'));
    await mkdir(path.join(elsewhere, 'photos'));
    await writeFile(path.join(elsewhere, 'letter.txt'), 'Dear');
    assert.equal((await project.lastmile(['forget', '--all'])).code, 0);
    assert.deepEqual((await readdir(elsewhere)).sort(), ['letter.txt', 'photos', 'sessions-since.json']);
  });

  it("takes nothing out of another program's database", async () => {
    const { DatabaseSync } = await import('node:sqlite');
    const file = path.join(project.home, 'other.db');
    const other = new DatabaseSync(file);
    other.exec("CREATE TABLE edit (text); INSERT INTO edit VALUES ('theirs')");
    other.close();
    await rm(project.path('.git/lastmile/ledger.db'));
    await link(file, project.path('.git/lastmile/ledger.db'));
    await project.lastmile(['forget']);
    const again = new DatabaseSync(file);
    assert.deepEqual(again.prepare('SELECT text FROM edit').all().length, 1);
    again.close();
    assert.equal(existsSync(project.path('.git/lastmile/ledger.db')), false);
  });

  it('--all leaves installed hooks as they are', async () => {
    assert.equal((await project.lastmile(['hooks', 'install'])).code, 0);
    await project.lastmile(['forget', '--all']);
    assert.equal((await project.json<{ kind: string }>('hooks', 'status')).kind, 'installed');
  });

  describe('what sessions of tools tell', () => {
    /** a session of Claude Code with one edit, which is in the file */
    async function session(id: string, file: string, at: Date): Promise<void> {
      const content = `by the tool in ${id}\n`;
      await project.write(file, content);
      const record = (rest: object) =>
        `${JSON.stringify({ sessionId: id, cwd: project.root, version: '2.1.0', timestamp: at.toISOString(), ...rest })}\n`;
      const call = `toolu_${id}`;
      const input = { file_path: project.path(file), content };
      const folder = path.join(project.home, '.claude/projects', project.root.replace(/[^a-zA-Z0-9]/g, '-'));
      await mkdir(folder, { recursive: true });
      await writeFile(
        path.join(folder, `${id}.jsonl`),
        record({
          uuid: `${id}-1`,
          type: 'assistant',
          message: {
            model: 'claude-opus-4-5',
            content: [{ type: 'tool_use', id: call, name: 'Write', input }],
          },
        }) +
          record({
            uuid: `${id}-2`,
            parentUuid: `${id}-1`,
            type: 'user',
            message: { content: [{ type: 'tool_result', tool_use_id: call, content: 'done' }] },
            toolUseResult: { type: 'create', filePath: project.path(file), content, originalFile: null },
          }),
      );
    }
    const ai = async () => (await project.json<Contribution>('stats', '--worktree')).added.ai;
    const HOUR_MS = 3_600_000;

    beforeEach(async () => {
      await project.lastmile(['forget', '--all']);
      await project.remove('.git/lastmile/sessions-since.json');
      await session('old', 'b.txt', new Date(Date.now() - HOUR_MS));
    });

    it('is taken in as long as nothing is forgotten', async () => {
      await project.lastmile(['checkpoint', '--origin', 'unknown', 'README.md']);
      assert.equal(await ai(), 1);
    });

    for (const args of [['forget'], ['forget', '--all']])
      it(`of before '${args.join(' ')}' does not come back, what is of after it comes`, async () => {
        await project.lastmile(['checkpoint', '--origin', 'unknown', 'README.md']);
        assert.equal(await ai(), 1);
        await project.lastmile(args);
        await project.lastmile(['checkpoint', '--origin', 'unknown', 'README.md']);
        assert.equal(await ai(), 0);
        await session('new', 'c.txt', new Date(Date.now() + HOUR_MS));
        assert.equal(await ai(), 1);
      });

    it('does not come where there was nothing to forget yet', async () => {
      assert.match((await project.lastmile(['forget', '--all'])).stdout, /nothing recorded/);
      await project.lastmile(['checkpoint', '--origin', 'unknown', 'README.md']);
      assert.equal(await ai(), 0);
    });

    it('keeps of it no more than a moment', async () => {
      await project.lastmile(['checkpoint', '--origin', 'unknown', 'README.md']);
      assert.equal(await ai(), 1);
      await project.lastmile(['forget', '--all']);
      const kept: unknown = JSON.parse(await project.read('.git/lastmile/sessions-since.json'));
      assert.deepEqual(Object.keys(kept as object), ['sinceMs']);
    });
  });
});
