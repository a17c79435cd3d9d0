/** Edits that a tool reports through its own hook. */

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Contribution } from '../../src/domain/contribution.ts';
import { createProject, type Project } from './program.ts';

describe('agent-hook claude-code', () => {
  let project: Project;
  let calls = 0;
  beforeEach(async () => {
    project = await createProject({ hooks: false });
  });
  afterEach(() => project.dispose());

  async function send(payload: unknown) {
    const input = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const { code, stdout } = await project.lastmile(['agent-hook', 'claude-code'], { input });
    assert.deepEqual({ code, stdout }, { code: 0, stdout: '' });
  }

  const payload = (hook_event_name: string, file: string, rest: object) => ({
    session_id: 's1',
    transcript_path: path.join(project.home, '.claude/projects/p/s1.jsonl'),
    cwd: project.root,
    hook_event_name,
    tool_name: 'Edit',
    tool_use_id: `toolu_${calls}`,
    ...rest,
    tool_input: { file_path: project.path(file), ...(rest as { tool_input?: object }).tool_input },
  });

  /** The tool replaces `before` by `after`, with its hooks before and after. */
  async function edit(file: string, before: string, after: string, response: object = {}) {
    calls++;
    const tool_input = { old_string: before, new_string: after };
    await send(payload('PreToolUse', file, { tool_input }));
    const originalFile = await project.read(file);
    await project.write(
      file,
      originalFile.replace(before, () => after),
    );
    await send(payload('PostToolUse', file, { tool_input, tool_response: { originalFile, ...response } }));
  }

  const figures = async () => {
    const { added, tools } = await project.json<Contribution>('stats', '--worktree');
    return { ai: added.ai, mixed: added.mixed, human: added.human, unknown: added.unknown, tools };
  };

  it('an edit is the tool\u2019s, what was there before it is not', async () => {
    await project.other('README.md', 'from somewhere');
    await edit('README.md', 'from somewhere\n', 'from somewhere\nby the tool\n');
    const { tools, ...classes } = await figures();
    assert.deepEqual(classes, { ai: 1, mixed: 0, human: 0, unknown: 1 });
    assert.deepEqual(tools, [{ tool: 'claude-code', sessions: 1, characters: 9, lines: 1 }]);
  });

  it('a file written, with the model from the transcript', async () => {
    await mkdir(path.join(project.home, '.claude/projects/p'), { recursive: true });
    await writeFile(
      path.join(project.home, '.claude/projects/p/s1.jsonl'),
      `${JSON.stringify({ type: 'assistant', message: { model: 'claude-opus-4-5', content: [] } })}\n`,
    );
    await project.write('new dir/new.txt', 'one\ntwo\n');
    const content = 'one\ntwo\n';
    await send(
      payload('PostToolUse', 'new dir/new.txt', {
        tool_name: 'Write',
        tool_input: { content },
        tool_response: { type: 'create', content, originalFile: null },
      }),
    );
    const { tools, ai } = await figures();
    assert.equal(ai, 2);
    assert.equal(tools[0]?.model, 'claude-opus-4-5');
  });

  it('the same report twice counts once', async () => {
    await project.write('a.txt', 'one\n');
    const report = payload('PostToolUse', 'a.txt', {
      tool_name: 'Write',
      tool_input: { content: 'one\n' },
      tool_response: { type: 'create', originalFile: null },
    });
    await send(report);
    await send(report);
    const { tools } = await figures();
    assert.deepEqual(tools, [{ tool: 'claude-code', sessions: 1, characters: 3, lines: 1 }]);
  });

  it('an edit that does not tell the original file', async () => {
    calls++;
    const tool_input = { old_string: '# Project\n', new_string: '# Project\nby the tool, a whole line\n' };
    await send(payload('PreToolUse', 'README.md', { tool_input }));
    await project.write('README.md', '# Project\nby the tool, a whole line\n');
    await send(payload('PostToolUse', 'README.md', { tool_input, tool_response: { success: true } }));
    assert.equal((await figures()).ai, 1);
  });

  it('a failed edit claims nothing', async () => {
    await edit('README.md', '# Project', '# Changed', { success: false });
    const { ai, mixed } = await figures();
    assert.deepEqual({ ai, mixed }, { ai: 0, mixed: 0 });
  });

  it('an edit that is not in the file claims nothing', async () => {
    await project.other('README.md', 'by me, and nobody else');
    const originalFile = '# Project\n';
    await send(
      payload('PostToolUse', 'README.md', {
        tool_input: { old_string: '# Project', new_string: 'something completely different' },
        tool_response: { originalFile },
      }),
    );
    assert.equal((await figures()).ai, 0);
  });

  it('a command claims nothing: what it changed is not known', async () => {
    await project.other('README.md', 'by a command');
    await send(
      payload('PostToolUse', 'README.md', {
        tool_name: 'Bash',
        tool_input: { command: 'x' },
        tool_response: {},
      }),
    );
    assert.equal((await figures()).ai, 0);
  });

  const hostile: [string, () => unknown][] = [
    ['nothing', () => ''],
    ['no JSON', () => '{"session_id":'],
    ['deep nesting', () => '['.repeat(100_000)],
    ['33 MB', () => JSON.stringify({ x: 'x'.repeat(33 * 1024 * 1024) })],
    ['a file outside the repository', () => payload('PostToolUse', '../outside.txt', writing)],
    ['a file in no repository', () => payload('PostToolUse', '../../../../../../etc/hostname', writing)],
    ['a file in the git folder', () => payload('PostToolUse', '.git/config', writing)],
    ['a file that is not there', () => payload('PostToolUse', 'nowhere/at/all.txt', writing)],
    ['a path with a line break', () => payload('PostToolUse', 'a\nb', writing)],
    ['a property of every object', () => `{"__proto__":{"tool_name":"Edit"},"constructor":1}`],
  ];
  const writing = { tool_name: 'Write', tool_input: { content: 'x\n' }, tool_response: { type: 'create' } };
  for (const [title, make] of hostile)
    it(`takes no harm from ${title}`, async () => {
      await send(make());
      assert.equal((await figures()).ai, 0);
    });

  it('for a tool it does not know, does not stand in the way', async () => {
    const { code, stdout } = await project.lastmile(['agent-hook', 'nonesuch'], { input: '{}' });
    assert.deepEqual({ code, stdout }, { code: 0, stdout: '' });
  });
});
