/** What the payloads of tools' hooks mean. */

import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import type { HookAction } from '../../../src/adapters/agents/tool.ts';
import { AGENT_TOOLS, agentTool } from '../../../src/adapters/agents/tools.ts';
import * as payloads from '../../fixtures/agents/hook-payloads.ts';
import { told } from '../../fixtures/agents/told.ts';

const context = {
  nowMs: Date.UTC(2030, 0, 1),
  places: { home: '/home/dev', env: {}, platform: 'linux' as const },
};
const read = (tool: string, payload: unknown): HookAction | null =>
  agentTool(tool)?.hook?.read(payload, context) ?? null;

/** the edits without the names of calls, which some tools do not give */
const edits = (tool: string, payload: unknown): string[] | null => {
  const action = read(tool, payload);
  return action?.kind === 'edits'
    ? told(action.edits).map((edit) => edit.slice(edit.indexOf(' ') + 1))
    : null;
};

describe('a hook payload', () => {
  const cases: [string, string, object, string[]][] = [
    ['claude-code', 'an edit', payloads.CLAUDE_CODE, ['- /project/a.ts: "one();\\n" => "$&();\\n"']],
    [
      'codex',
      'a patch',
      payloads.CODEX,
      ['gpt-5.4 new.ts: null => "new();\\n"', 'gpt-5.4 a.ts: one();\n -> two();\n'],
    ],
    ['copilot', 'an edit', payloads.COPILOT, ['- /project/a.ts: one -> two']],
    ['copilot', 'a new file', payloads.COPILOT_OTHER_STYLE, ['- /project/new.ts: null => "new();\\n"']],
    ['cursor', 'an edit of the agent', payloads.CURSOR, ['gpt-5.2 /project/a.ts: one -> two']],
    [
      'cursor',
      'a Tab completion',
      { ...payloads.CURSOR, hook_event_name: 'afterTabFileEdit' },
      ['gpt-5.2 /project/a.ts: one -> two'],
    ],
    ['gemini', 'an edit', payloads.GEMINI, ['- /project/a.ts: "one();\\n" => "two();\\n"']],
    ['opencode', 'an edit', payloads.OPENCODE, ['- /project/a.ts: "one();\\n" => "two();\\n"']],
    ['windsurf', 'an edit', payloads.WINDSURF, ['SWE-1.5 /project/a.ts: one -> two']],
  ];
  for (const [tool, what, payload, expected] of cases)
    it(`of ${tool} tells of ${what}`, () => assert.deepEqual(edits(tool, payload), expected));

  const before: [string, object, string[]][] = [
    ['claude-code', { ...payloads.CLAUDE_CODE, hook_event_name: 'PreToolUse' }, ['/project/a.ts']],
    [
      'codex',
      { ...payloads.CODEX, hook_event_name: 'PreToolUse' },
      ['/project/new.ts', '/project/a.ts', '/project/b.ts'],
    ],
    ['gemini', { ...payloads.GEMINI, hook_event_name: 'BeforeTool' }, ['/project/a.ts']],
    ['windsurf', { ...payloads.WINDSURF, agent_action_name: 'pre_write_code' }, ['/project/a.ts']],
  ];
  for (const [tool, payload, files] of before)
    it(`of ${tool} tells of what is about to change`, () =>
      assert.deepEqual(read(tool, payload), { kind: 'before-edit', files }));

  const nothing: [string, string, object][] = [
    ['claude-code', 'a call that failed', { ...payloads.CLAUDE_CODE, tool_response: 'Error: not found' }],
    ['claude-code', 'a tool that edits nothing', { ...payloads.CLAUDE_CODE, tool_name: 'Read' }],
    ['codex', 'a shell command', { ...payloads.CODEX, tool_name: 'Bash', tool_input: { command: 'echo' } }],
    [
      'codex',
      'half a patch',
      { ...payloads.CODEX, tool_input: { command: '*** Begin Patch\n*** Add File: a\n+a' } },
    ],
    ['copilot', 'a call that failed', { ...payloads.COPILOT, toolResult: { resultType: 'failure' } }],
    ['copilot', 'a call that was denied', { ...payloads.COPILOT, toolResult: { resultType: 'denied' } }],
    ['copilot', 'a call without a result', { ...payloads.COPILOT, toolResult: undefined }],
    ['cursor', 'another event', { ...payloads.CURSOR, hook_event_name: 'beforeReadFile' }],
    ['gemini', 'a call that failed', { ...payloads.GEMINI, tool_response: { error: { message: 'no' } } }],
    [
      'opencode',
      'a tool that edits nothing',
      { ...payloads.OPENCODE, tool: 'bash', input: { command: 'ls' } },
    ],
    [
      'windsurf',
      'an edit without its text',
      { ...payloads.WINDSURF, tool_info: { file_path: '/project/a.ts' } },
    ],
  ];
  for (const [tool, what, payload] of nothing)
    it(`of ${tool} means nothing: ${what}`, () => assert.equal(read(tool, payload), null));

  it('names a call as the session log does, where it has a name', () => {
    const call = (tool: string, payload: unknown) => {
      const action = read(tool, payload);
      return action?.kind === 'edits' ? `${action.edits[0]?.session}:${action.edits[0]?.call}` : null;
    };
    assert.equal(call('claude-code', payloads.CLAUDE_CODE), 's1:toolu_1');
    assert.equal(call('codex', payloads.CODEX), 's1:call_1');
    assert.equal(call('opencode', payloads.OPENCODE), 'ses_1:call_1');
  });

  it('carries no e-mail address on', () => {
    assert.ok(!JSON.stringify(read('cursor', payloads.CURSOR)).includes('@'));
  });

  for (const { id, hook } of AGENT_TOOLS)
    it(`of ${id} may be anything`, () => {
      const known = Object.values(payloads).flatMap((payload) => Object.entries(payload));
      const odd = fc.dictionary(fc.constantFrom(...known.map(([key]) => key), '__proto__'), fc.anything());
      const mixed = fc.subarray(known).map((entries) => Object.fromEntries(entries));
      fc.assert(
        fc.property(fc.oneof(fc.jsonValue(), odd, mixed), (payload) => {
          const action = hook?.read(payload, context) ?? null;
          assert.ok(action === null || action.kind === 'edits' || action.kind === 'before-edit');
        }),
      );
    });
});
