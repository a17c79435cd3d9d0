/** The notes of commits beside what else git and other tools do with notes. */

import assert from 'node:assert/strict';
import { linesOfNote } from '../../src/domain/note-lines.ts';
import { type Note, parseNote } from '../../src/domain/notes.ts';
import { createRepository } from '../fixtures/repository.ts';
import { stage } from './committing.ts';
import { createProject, type Project, TOOL } from './program.ts';

describe('the note of a commit', () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject();
  });
  afterEach(() => project.dispose());

  async function noteOfHead(): Promise<Note> {
    const text = await project.git('notes', '--ref=ai', 'show');
    const note = parseNote(text);
    assert.ok(note, text);
    return note;
  }

  const toolsOf = ({ metadata }: Note) =>
    Object.values(metadata.sessions ?? {})
      .map(({ agent_id }) => agent_id.tool)
      .sort();

  it('keeps what another tool noted in a hook before ours', async () => {
    const agent = { tool: 'other', id: 'x', model: 'm' };
    const metadata = {
      schema_version: 'authorship/3.0.0',
      base_commit_sha: '',
      prompts: {},
      sessions: { s_other: { agent_id: agent } },
    };
    await project.write('note', `a.txt\n  s_other::t_1 1\n---\n${JSON.stringify(metadata)}\n`);
    assert.equal((await project.lastmile(['hooks', 'uninstall'])).code, 0);
    await project.write(
      '.git/hooks/post-commit',
      '#!/bin/sh\ngit notes --ref=ai add --file=note HEAD\n',
      0o755,
    );
    assert.equal((await project.lastmile(['hooks', 'install'])).code, 0);
    await stage(project);
    await project.git('commit', '-q', '-m', 'Add a');
    const note = await noteOfHead();
    assert.deepEqual(toolsOf(note), [TOOL, 'other'].sort());
    assert.equal(linesOfNote(note, 'a.txt').size, 2);
  });

  it('is of the amended commit alone where git copies notes on an amend', async () => {
    await project.git('config', 'notes.rewriteRef', 'refs/notes/*');
    await stage(project);
    await project.git('commit', '-q', '-m', 'Add a');
    await project.ai('a.txt', 'third line of the tool');
    await project.git('commit', '-q', '-a', '--amend', '--no-edit');
    const note = await noteOfHead();
    assert.equal(linesOfNote(note, 'a.txt').size, 3);
    assert.equal(note.metadata.base_commit_sha, await project.oid());
  });

  it('stays here when a push only shows what it would do', async function () {
    if (process.platform === 'win32') return this.skip(); // nobody can tell there
    const remote = await createRepository({ bare: true });
    try {
      await project.git('remote', 'add', 'origin', remote.root);
      assert.equal((await project.lastmile(['share', 'on'])).code, 0);
      await stage(project);
      await project.git('commit', '-q', '-m', 'Add a');
      await project.git('push', '-q', '--dry-run', 'origin', 'main');
      assert.equal(await remote.git('for-each-ref'), '');
      await project.git('push', '-q', 'origin', 'main');
      assert.equal(await remote.oid('refs/notes/ai'), await project.oid('refs/notes/ai'));
    } finally {
      await remote.dispose();
    }
  });
});
