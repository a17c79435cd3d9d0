/** Which tools there are on a machine, where our hook is, and when their sessions last grew. */

import * as assert from 'node:assert/strict';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type AgentStatus, agentStatuses } from '../../../src/adapters/agents/agent-status.ts';
import { type HookFilesOptions, installHook } from '../../../src/adapters/agents/hook-files.ts';
import { AGENT_TOOLS, agentTool } from '../../../src/adapters/agents/tools.ts';
import { createHome, fixture, type Home } from '../../fixtures/agents/home.ts';

const NOW_MS = Date.UTC(2030, 0, 31);
const HOUR_MS = 3_600_000;

describe('the status of tools', () => {
  let home: Home;
  let worktree: string;
  let options: HookFilesOptions;
  beforeEach(async () => {
    home = await createHome();
    worktree = await realpath(await mkdtemp(path.join(os.tmpdir(), 'lastmile-tree-')));
    options = { places: home.places, worktree, command: '"/opt/node" "/opt/cli.js"' };
  });
  afterEach(async () => {
    await home.dispose();
    await rm(worktree, { recursive: true, force: true });
  });

  const statusOf = async (id: string): Promise<AgentStatus> =>
    (await agentStatuses(options, NOW_MS)).find(({ tool }) => tool === id)!;
  const installedIn = async (id: string) =>
    (await statusOf(id)).hooks.flatMap(({ kind, scope, file }) =>
      kind === 'absent' ? [] : [[kind, scope, file]],
    );

  it('speaks of every tool that is known, of none as found in an empty home', async () => {
    const statuses = await agentStatuses(options, NOW_MS);
    assert.deepEqual(
      statuses.map(({ tool, isFound }) => [tool, isFound]),
      AGENT_TOOLS.map(({ id }) => [id, false]),
    );
    for (const { hooks, sessions } of statuses) {
      assert.deepEqual([...new Set(hooks.map(({ kind }) => kind))], ['absent']);
      assert.equal(sessions?.changedAtMs ?? null, null);
    }
  });

  const folders: Readonly<Record<string, string>> = {
    'claude-code': '.claude/x',
    codex: '.codex/x',
    copilot: '.config/Code/User/globalStorage/github.copilot-chat/x',
    cursor: '.config/Cursor/x',
    gemini: '.gemini/x',
    opencode: '.local/share/opencode/x',
    windsurf: '.codeium/windsurf/x',
  };
  for (const { id } of AGENT_TOOLS)
    it(`finds ${id} by a folder of its own`, async () => {
      await home.write(folders[id]!, '');
      const found = (await agentStatuses(options, NOW_MS)).filter(({ isFound }) => isFound);
      assert.deepEqual(
        found.map(({ tool }) => tool),
        [id],
      );
    });

  for (const tool of AGENT_TOOLS)
    it(`names the file that the hook of ${tool.id} is in`, async () => {
      const project = installHook(tool, 'project', options)!;
      assert.deepEqual(await installedIn(tool.id), [['installed', 'project', project.file]]);
      const user = installHook(tool, 'user', options)!;
      assert.deepEqual(await installedIn(tool.id), [
        ['installed', 'project', project.file],
        ['installed', 'user', user.file],
      ]);
    });

  it('knows a hook that calls another program of ours', async () => {
    const { file } = installHook(agentTool('codex')!, 'user', { ...options, command: 'lastmile' })!;
    assert.deepEqual(await installedIn('codex'), [['other', 'user', file]]);
  });

  it('finds a hook that somebody put into the settings of the project by hand', async () => {
    const settings = {
      hooks: { PostToolUse: [{ hooks: [{ command: 'lastmile agent-hook claude-code' }] }] },
    };
    const file = path.join(worktree, '.claude', 'settings.json');
    await home.write(path.relative(home.folder, file), JSON.stringify(settings));
    assert.deepEqual(await installedIn('claude-code'), [['other', 'project', file]]);
  });

  it('says that a file is left alone which holds something else, or cannot be read', async () => {
    const file = await home.write('.codex/hooks.json', '[]');
    assert.deepEqual(await installedIn('codex'), [['refused', 'user', file]]);
    await rm(file);
    await home.write('.codex/hooks.json/a-folder', '');
    assert.deepEqual(await installedIn('codex'), [['refused', 'user', file]]);
  });

  it('knows when a session about the work tree last changed', async () => {
    const session = async (name: string, root: string, atMs: number) => {
      const file = `.codex/sessions/2030/01/30/rollout-${name}.jsonl`;
      await home.write(file, fixture('codex.jsonl', root));
      await home.touch(file, atMs);
    };
    await session('ours', worktree, NOW_MS - 3 * HOUR_MS);
    await session('older', worktree, NOW_MS - 5 * HOUR_MS);
    await session('elsewhere', '/elsewhere', NOW_MS - HOUR_MS);
    assert.deepEqual((await statusOf('codex')).sessions, { changedAtMs: NOW_MS - 3 * HOUR_MS });
  });

  it('does not speak of sessions that are too old to be read, or of a tool that leaves none', async () => {
    const file = `.codex/sessions/2029/01/01/rollout-old.jsonl`;
    await home.write(file, fixture('codex.jsonl', worktree));
    await home.touch(file, NOW_MS - 40 * 24 * HOUR_MS);
    assert.deepEqual((await statusOf('codex')).sessions, { changedAtMs: null });
    assert.equal((await statusOf('windsurf')).sessions, null);
  });
});
