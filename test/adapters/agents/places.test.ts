/** Which sessions are about a work tree. */

import * as assert from 'node:assert/strict';
import path from 'node:path';
import { claudeCodeLog } from '../../../src/adapters/agents/claude-code-log.ts';
import { codexLog } from '../../../src/adapters/agents/codex-log.ts';
import { copilotTranscripts } from '../../../src/adapters/agents/copilot-events-log.ts';
import { absolutePath, editorFolders, isRelated } from '../../../src/adapters/agents/places.ts';
import { createHome, type Home } from '../../fixtures/agents/home.ts';

const scope = (places: Home['places'], sinceMs = 0) => ({ places, roots: ['/code/project'], sinceMs });

describe('the places of sessions', () => {
  let home: Home;
  beforeEach(async () => {
    home = await createHome();
  });
  afterEach(() => home.dispose());

  const related: [string, boolean][] = [
    ['/code/project', true],
    ['/code/project/packages/a', true],
    ['/code', true],
    ['/', true],
    ['/code/project-two', false],
    ['/code/other', false],
    ['project', false],
    ['', false],
  ];
  for (const [cwd, expected] of related)
    it(`a session in '${cwd}' is ${expected ? '' : 'not '}about /code/project`, () =>
      assert.equal(isRelated(cwd, scope(home.places)), expected));

  const paths: [string, string | undefined, string | null][] = [
    ['/a/../b.ts', undefined, '/b.ts'],
    ['b.ts', '/a', '/a/b.ts'],
    ['b.ts', undefined, null],
    ['b.ts', 'relative', null],
    ['file:///a/b%20c.ts', undefined, '/a/b c.ts'],
    ['file://%zz', undefined, null],
    ['vscode-remote://host/a.ts', undefined, null],
    ['/a\0b', undefined, null],
    [`/${'a'.repeat(5000)}`, undefined, null],
  ];
  for (const [given, cwd, expected] of paths)
    it(`${JSON.stringify(given.slice(0, 30))} in ${cwd} is ${expected}`, () =>
      assert.equal(absolutePath(given, cwd), expected));

  it("Claude Code's folder names are lossy: folders around and below count, and some that only look so", async () => {
    const names = [
      '-code-project',
      '-code-project-sub',
      '-code',
      '-code-projects',
      '-code-other',
      '-home-dev',
    ];
    for (const name of names) await home.write(`.claude/projects/${name}/s.jsonl`, '');
    const found = await claudeCodeLog.find(scope(home.places));
    assert.deepEqual(found.map((file) => path.basename(path.dirname(file))).sort(), [
      '-code',
      '-code-project',
      '-code-project-sub',
    ]);
  });

  it("Codex's folders of long ago are not even listed", async () => {
    for (const day of ['2029/01/01', '2030/01/31', '2030/02/01'])
      await home.write(`.codex/sessions/${day}/rollout-1.jsonl`, '');
    const found = await codexLog.find(scope(home.places, Date.UTC(2030, 1, 1)));
    assert.deepEqual(
      found.map((file) => path.relative(home.path('.codex/sessions'), file).slice(0, 10)).sort(),
      ['2030/01/31', '2030/02/01'],
    );
  });

  it("the environment moves a tool's folder, to an absolute one", async () => {
    await home.write('elsewhere/projects/-code-project/s.jsonl', '');
    const find = (CLAUDE_CONFIG_DIR: string) =>
      claudeCodeLog.find(scope({ ...home.places, env: { CLAUDE_CONFIG_DIR } }));
    assert.equal((await find(home.path('elsewhere'))).length, 1);
    assert.equal((await find('elsewhere')).length, 0);
  });

  it('editors keep their data where the platform wants it', () => {
    const of = (platform: NodeJS.Platform, env = {}) =>
      editorFolders({ home: '/home/dev', env, platform }, ['Cursor']);
    assert.deepEqual(of('linux'), ['/home/dev/.config/Cursor']);
    assert.deepEqual(of('linux', { XDG_CONFIG_HOME: '/config' }), ['/config/Cursor']);
    assert.deepEqual(of('darwin'), ['/home/dev/Library/Application Support/Cursor']);
    assert.deepEqual(of('win32', { APPDATA: '/roaming' }), ['/roaming/Cursor']);
  });

  it("transcripts of the chat are those of the work tree's workspaces", async () => {
    for (const [name, folder] of [
      ['own', 'file:///code/project'],
      ['other', 'file:///code/other'],
      ['damaged', ''],
    ] as const) {
      const storage = `.config/Code/User/workspaceStorage/${name}`;
      await home.write(`${storage}/workspace.json`, folder === '' ? '{' : JSON.stringify({ folder }));
      await home.write(`${storage}/GitHub.copilot-chat/transcripts/s.jsonl`, '');
    }
    const found = await copilotTranscripts.find(scope(home.places));
    assert.deepEqual(found, [
      home.path('.config/Code/User/workspaceStorage/own/GitHub.copilot-chat/transcripts/s.jsonl'),
    ]);
  });
});
