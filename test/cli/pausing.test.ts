/** While recording is paused in the editor, nothing else records either; what was known before stays known. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Contribution } from '../../src/domain/contribution.ts';
import { fixture } from '../fixtures/agents/home.ts';
import { BY_AI, createProject, type Project } from './program.ts';

describe('a repository in which recording is paused', () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject();
    await project.ai('a.txt', 'by the tool');
    await pause();
  });
  afterEach(() => project.dispose());

  const settings = (tracking: boolean) =>
    project.write('.git/lastmile/settings.json', JSON.stringify({ tracking }));
  const pause = () => settings(false);
  const resume = () => settings(true);

  /** Every row of every table that is about files. */
  function recorded(): unknown {
    const ledger = new DatabaseSync(project.path('.git/lastmile/ledger.db'), { readOnly: true });
    try {
      return ['edit', 'content', 'seen', 'checkpoint', 'insertion', 'fate'].map((table) =>
        ledger.prepare(`SELECT * FROM "${table}"`).all(),
      );
    } finally {
      ledger.close();
    }
  }

  async function unchanged(work: () => Promise<unknown>): Promise<void> {
    const before = recorded();
    await work();
    assert.deepEqual(recorded(), before);
    assert.ok(!existsSync(project.path('.git/lastmile/committed.ndjson')));
  }

  const classes = async (...args: string[]) => {
    const { ai, mixed, human, unknown } = (await project.json<Contribution>('stats', ...args)).added;
    return { ai, mixed, human, unknown };
  };

  it('a checkpoint records nothing, says so, and is no failure', async () => {
    await project.other('a.txt', 'during the pause');
    await unchanged(async () => {
      const { code, stdout } = await project.lastmile(['checkpoint', ...BY_AI]);
      assert.deepEqual({ code, stdout }, { code: 0, stdout: 'Tracking is paused: nothing was recorded.\n' });
      assert.deepEqual(await project.json('checkpoint', ...BY_AI), { files: [], paused: true });
    });
  });

  it('a hook of a tool records nothing', async () => {
    await project.write('b.txt', 'one\n');
    const payload = {
      session_id: 's1',
      transcript_path: path.join(project.home, '.claude/projects/p/s1.jsonl'),
      cwd: project.root,
      hook_event_name: 'PostToolUse',
      tool_name: 'Write',
      tool_use_id: 'toolu_1',
      tool_input: { file_path: project.path('b.txt'), content: 'one\n' },
      tool_response: { type: 'create', content: 'one\n', originalFile: null },
    };
    const send = () => project.lastmile(['agent-hook', 'claude-code'], { input: JSON.stringify(payload) });
    await unchanged(async () => assert.equal((await send()).code, 0));
    await resume();
    await send();
    assert.equal((await classes('--worktree')).ai, 2, 'the same report counts when nothing is paused');
  });

  it('sessions of tools are not read', async () => {
    const sessions = path.join(project.home, '.claude/projects/p');
    await mkdir(sessions, { recursive: true });
    await writeFile(path.join(sessions, 's1.jsonl'), fixture('claude-code.jsonl', project.root));
    await unchanged(() => classes('--worktree'));
    const names = await readdir(project.path('.git/lastmile'));
    assert.deepEqual(
      names.filter((name) => name.startsWith('sessions-')),
      [],
    );
  });

  it('to ask for figures does not record what has changed on disk', async () => {
    await project.other('a.txt', 'during the pause');
    await unchanged(async () => {
      assert.deepEqual(await classes('--worktree'), { ai: 1, mixed: 0, human: 0, unknown: 1 });
      await project.lastmile(['report']);
    });
  });

  it('a commit gets the trailers of what is known, and is not recorded', async () => {
    await project.other('a.txt', 'during the pause');
    await unchanged(async () => {
      await project.commitAll('During the pause');
    });
    const message = await project.git('log', '-1', '--format=%B');
    assert.match(message, /^AI-Contribution: \d+% \w+; lines ai=1 mixed=0 human=0 unknown=1$/m);
    assert.match(await project.git('notes', '--ref=ai', 'show'), /^a\.txt$/m);
    assert.deepEqual(await classes(), { ai: 1, mixed: 0, human: 0, unknown: 1 });
  });

  it('no ledger comes to be where there is none', async () => {
    const other = await createProject();
    try {
      await other.write('.git/lastmile/settings.json', '{"tracking":false}');
      await other.write('a.txt', 'one\n');
      await other.commitAll('Add a');
      await other.lastmile(['checkpoint', ...BY_AI]);
      await other.lastmile(['stats', '--worktree']);
      assert.ok(!existsSync(other.path('.git/lastmile/ledger.db')));
    } finally {
      await other.dispose();
    }
  });

  it('records again once it is resumed', async () => {
    await resume();
    await project.ai('a.txt', 'by the tool again');
    assert.deepEqual(await classes('--worktree'), { ai: 2, mixed: 0, human: 0, unknown: 0 });
  });
});
