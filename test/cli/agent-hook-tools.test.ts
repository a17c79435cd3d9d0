/** Every tool's hook, from its installation to the class of a line. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { Contribution } from '../../src/domain/contribution.ts';
import * as payloads from '../fixtures/agents/hook-payloads.ts';
import { createProject, type Project } from './program.ts';

const TOOLS: [string, object, string][] = [
  ['codex', payloads.CODEX, '.codex/hooks.json'],
  ['copilot', payloads.COPILOT, '.github/hooks/lastmile.json'],
  ['cursor', payloads.CURSOR, '.cursor/hooks.json'],
  ['gemini', payloads.GEMINI, '.gemini/settings.json'],
  ['opencode', payloads.OPENCODE, '.opencode/plugins/lastmile.js'],
  ['windsurf', payloads.WINDSURF, '.windsurf/hooks.json'],
];

describe('agent-hook of every tool', () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject({ hooks: false });
  });
  afterEach(() => project.dispose());

  for (const [tool, payload] of TOOLS)
    it(`${tool}: the edit that it reports is its own`, async () => {
      await project.write('a.ts', 'one();\n');
      await project.lastmile(['checkpoint', '--origin', 'unknown']);
      await project.write('a.ts', 'two();\n');
      const input = JSON.stringify(payload).replaceAll('/project', project.root);
      const { code, stdout } = await project.lastmile(['agent-hook', tool], { input });
      assert.deepEqual({ code, stdout }, { code: 0, stdout: '' });
      const { added, tools } = await project.json<Contribution>('stats', '--worktree');
      assert.equal(added.ai + added.mixed, 1);
      assert.equal(tools[0]?.tool, tool);
    });

  it('hooks install --agents sets them up, hooks uninstall --agents takes them away', async () => {
    const all = ['--agents', ['claude-code', ...TOOLS.map(([tool]) => tool)].join(',')];
    const files = ['.claude/settings.local.json', ...TOOLS.map(([, , file]) => file)];
    const installed = await project.lastmile(['hooks', 'install', ...all]);
    assert.equal(installed.code, 0, installed.stderr);
    assert.match(installed.stdout, /Codex CLI: installed .*\n.*\/hooks/);
    for (const file of files) assert.ok(existsSync(project.path(file)), file);
    assert.equal((await project.lastmile(['hooks', 'uninstall', ...all])).code, 0);
    for (const file of files) assert.ok(!existsSync(project.path(file)), file);
    assert.equal(await project.git('status', '--porcelain'), '');
  });

  it('hooks install --agents does not know every tool', async () => {
    const { code, stderr } = await project.lastmile(['hooks', 'install', '--agents', 'codex,abacus']);
    assert.equal(code, 2);
    assert.match(stderr, /abacus/);
  });
});
