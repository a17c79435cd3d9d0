/** Hooks in the configuration of tools: what is put there, and that it is all that changes. */

import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  type HookFilesOptions,
  hookStatus,
  installHook,
  uninstallHook,
} from '../../../src/adapters/agents/hook-files.ts';
import type { AgentTool, HookScope } from '../../../src/adapters/agents/tool.ts';
import { AGENT_TOOLS, agentTool } from '../../../src/adapters/agents/tools.ts';
import { createHome, type Home } from '../../fixtures/agents/home.ts';

const SCOPES: HookScope[] = ['project', 'user'];

describe('hooks in the configuration of tools', () => {
  let home: Home;
  let worktree: string;
  let options: HookFilesOptions;
  beforeEach(async () => {
    home = await createHome();
    worktree = await realpath(await mkdtemp(path.join(os.tmpdir(), 'lastmile-tree-')));
    options = { places: home.places, worktree, command: '"/opt/node" "/opt/it s/cli.js"' };
  });
  afterEach(async () => {
    await home.dispose();
    await rm(worktree, { recursive: true, force: true });
  });

  const tool = (id: string): AgentTool => agentTool(id)!;
  const put = (file: string, text: string) => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const fileOf = (id: string, scope: HookScope = 'user') =>
    tool(id).hook!.setup.file(scope, home.places, worktree);

  for (const it_ of AGENT_TOOLS)
    for (const scope of SCOPES)
      it(`of ${it_.id}, ${scope}: come, stay the same, and go without a trace`, () => {
        assert.equal(hookStatus(it_, scope, options)?.kind, 'absent');
        const installed = installHook(it_, scope, options);
        assert.equal(installed?.kind, 'installed');
        const text = readFileSync(installed!.file, 'utf8');
        assert.ok(text.includes(`agent-hook ${it_.id}`));
        assert.equal(installHook(it_, scope, options)?.kind, 'present');
        assert.equal(readFileSync(installed!.file, 'utf8'), text);
        assert.equal(uninstallHook(it_, scope, options)?.kind, 'removed');
        assert.equal(hookStatus(it_, scope, options)?.kind, 'absent');
        assert.deepEqual(filesBelow(worktree), []);
        assert.deepEqual(filesBelow(home.folder), []);
      });

  function filesBelow(folder: string): string[] {
    const { stdout } = spawnSync('find', [folder, '-mindepth', '1'], { encoding: 'utf8' });
    return stdout.split('\n').filter(Boolean);
  }

  const shared = AGENT_TOOLS.filter(({ hook }) => hook?.setup.kind === 'entries');
  const texts: [string, string][] = [
    [
      'other settings, with tabs',
      '{\n\t"model": "opus",\n\t"hooks": {\n\t\t"Stop": [{ "hooks": [] }]\n\t}\n}\n',
    ],
    [
      'hooks of others, in one line',
      '{"hooks":{"PostToolUse":[{"matcher":"x","hooks":[]}],"AfterTool":[1],"post_write_code":[{"command":"x"}],"afterFileEdit":[{"command":"y"}]}}',
    ],
    ['Windows line ends', '{\r\n  "theme": "dark"\r\n}\r\n'],
    ['an odd key', '{ "__proto__": { "a": 1 },   "b": [ ] }'],
    ['nothing', ''],
  ];
  for (const it_ of shared)
    for (const [what, text] of texts)
      it(`of ${it_.id} give back ${what}, byte for byte`, () => {
        const file = fileOf(it_.id);
        put(file, text);
        assert.equal(installHook(it_, 'user', options)?.kind, 'installed');
        const merged = JSON.parse(readFileSync(file, 'utf8'));
        const before = text === '' ? {} : JSON.parse(text);
        for (const key of Object.keys(before)) assert.ok(Object.hasOwn(merged, key), key);
        for (const [list, entries] of Object.entries<unknown[]>(before.hooks ?? {}))
          assert.deepEqual(merged.hooks[list].slice(0, entries.length), entries);
        assert.equal(uninstallHook(it_, 'user', options)?.kind, 'removed');
        assert.equal(readFileSync(file, 'utf8'), text);
        assert.ok(!existsSync(`${file}.before-lastmile`));
      });

  it('leave what others changed since', () => {
    const file = fileOf('claude-code');
    put(file, '{\n    "model": "opus"\n}\n');
    installHook(tool('claude-code'), 'user', options);
    const settings = JSON.parse(readFileSync(file, 'utf8'));
    settings.model = 'sonnet';
    settings.hooks.PostToolUse.unshift({ matcher: 'Bash', hooks: [{ type: 'command', command: 'theirs' }] });
    put(file, JSON.stringify(settings));
    assert.equal(uninstallHook(tool('claude-code'), 'user', options)?.kind, 'removed');
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), {
      model: 'sonnet',
      hooks: { PostToolUse: [{ matcher: 'Bash', hooks: [{ type: 'command', command: 'theirs' }] }] },
    });
  });

  it('are brought up to date, once, when the command is another', () => {
    for (const it_ of AGENT_TOOLS) {
      installHook(it_, 'user', options);
      const moved = { ...options, command: '"/new/node" "/new/cli.js"' };
      assert.equal(hookStatus(it_, 'user', moved)?.kind, 'outdated', it_.id);
      assert.equal(installHook(it_, 'user', moved)?.kind, 'installed', it_.id);
      const text = readFileSync(fileOf(it_.id), 'utf8');
      assert.ok(!text.includes('/opt/'), it_.id);
      assert.equal(uninstallHook(it_, 'user', moved)?.kind, 'removed', it_.id);
    }
    assert.deepEqual(filesBelow(home.folder), []);
  });

  it('are refused where a file does not parse or has hooks unknown to us', () => {
    for (const text of [
      '{ // a comment\n}',
      '[]',
      '"x"',
      '{"hooks":[]}',
      '{"hooks":{"PostToolUse":{}}}',
      '{',
    ]) {
      const file = fileOf('claude-code');
      put(file, text);
      const result = installHook(tool('claude-code'), 'user', options);
      assert.deepEqual(
        [result?.kind, result?.kind === 'refused' && result.reason],
        ['refused', 'unparsable'],
        text,
      );
      assert.equal(readFileSync(file, 'utf8'), text);
      assert.equal(uninstallHook(tool('claude-code'), 'user', options)?.kind, 'refused');
    }
  });

  it('are refused where a file or its folder is a link', () => {
    const file = fileOf('cursor');
    put(home.path('dotfiles/hooks.json'), '{}');
    mkdirSync(path.dirname(file), { recursive: true });
    symlinkSync(home.path('dotfiles/hooks.json'), file);
    assert.equal(installHook(tool('cursor'), 'user', options)?.kind, 'refused');
    assert.ok(lstatSync(file).isSymbolicLink());
    symlinkSync(home.folder, path.join(worktree, '.claude'));
    assert.equal(installHook(tool('claude-code'), 'project', options)?.kind, 'refused');
  });

  it('are refused where what would be kept of a file is a link, and nothing is written through it', () => {
    const file = path.join(worktree, '.claude', 'settings.local.json');
    put(file, '{"planted":true}');
    put(home.path('precious.json'), 'precious');
    symlinkSync(home.path('precious.json'), `${file}.before-lastmile`);
    assert.equal(installHook(tool('claude-code'), 'project', options)?.kind, 'refused');
    assert.equal(uninstallHook(tool('claude-code'), 'project', options)?.kind, 'refused');
    assert.equal(readFileSync(home.path('precious.json'), 'utf8'), 'precious');
    assert.equal(readFileSync(file, 'utf8'), '{"planted":true}');
  });

  it('are refused where a file of our name is not ours', () => {
    put(fileOf('copilot'), '{"version":1}');
    assert.equal(installHook(tool('copilot'), 'user', options)?.kind, 'refused');
    assert.equal(uninstallHook(tool('copilot'), 'user', options)?.kind, 'refused');
    assert.equal(readFileSync(fileOf('copilot'), 'utf8'), '{"version":1}');
  });

  it('run after tools only', () => {
    for (const it_ of AGENT_TOOLS) {
      const { setup } = it_.hook!;
      const names = setup.kind === 'entries' ? setup.lists : Object.keys(hooksIn(setup.content('x')));
      for (const name of names) assert.match(name, /post|after/i);
    }
  });
  const hooksIn = (text: string) => (text.startsWith('{') ? JSON.parse(text).hooks : { after: [] });

  it('of OpenCode hand on what it edits, to a command that may fail', async () => {
    const got = home.path('got.json');
    for (const [command, isWritten] of [
      [`node -e "process.stdin.pipe(require('fs').createWriteStream(process.argv[1]))" "${got}"`, true],
      ['/no/such/command', false],
    ] as const) {
      await rm(got, { force: true });
      const { setup } = tool('opencode').hook!;
      assert.ok(setup.kind === 'own-file');
      const file = await home.write(`plugin-${isWritten}.mjs`, setup.content(command));
      const { Lastmile } = await import(file);
      const hooks = await Lastmile({ directory: '/project' });
      const call = { tool: 'edit', sessionID: 'ses_1', callID: 'call_1' };
      await hooks['tool.execute.before'](call, {
        args: { filePath: 'a.ts', oldString: 'one', newString: 'two' },
      });
      await hooks['tool.execute.after'](call, { title: '', output: '', metadata: {} });
      await hooks['tool.execute.after']({ ...call, tool: 'bash' }, { metadata: {} });
      assert.equal(existsSync(got), isWritten);
      if (!isWritten) continue;
      const action = tool('opencode').hook!.read(JSON.parse(readFileSync(got, 'utf8')), {
        nowMs: 1,
        places: home.places,
      });
      assert.equal(action?.kind === 'edits' && action.edits[0]?.path, 'a.ts');
    }
  });
});
